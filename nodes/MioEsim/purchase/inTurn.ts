import { cancellable } from '../../../transport/cancellable';

/** The end of the last task in line, by key. */
const lines = new Map<string, Promise<void>>();

/**
 * Runs tasks with the same key one after another, over all executions in this process: two executions
 * that buy the same line at the same moment would both find that it was not bought yet.
 *
 * @throws {Cancelled} when the signal is aborted while the task is still waiting
 */
export async function inTurn<T>(
	key: string,
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
): Promise<T> {
	const before = lines.get(key);
	let leave = () => {};
	const mine = new Promise<void>((resolve) => (leave = resolve));
	const end = (before ?? Promise.resolve()).then(async () => await mine);
	lines.set(key, end);
	void end.then(() => {
		if (lines.get(key) === end) lines.delete(key);
	});
	try {
		if (before) await cancellable(before, signal);
		return await task();
	} finally {
		leave();
	}
}
