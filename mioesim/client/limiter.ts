import { Cancelled } from './stop';

/**
 * Runs at most the given number of tasks at the same time; others wait in line. A task may wait only for
 * the network: waiting for another task in line would block both.
 */
export class Limiter {
	private running = 0;

	private readonly waiting: Array<() => void> = [];

	/** @param stop the stop button: no task starts after it, however long it has waited */
	constructor(
		private readonly places: number,
		private readonly stop?: AbortSignal,
	) {}

	/** @throws {Cancelled} when the execution was stopped before the task got its place */
	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.running >= this.places) {
			await new Promise<void>((proceed) => this.waiting.push(proceed));
		} else {
			this.running++;
		}
		try {
			if (this.stop?.aborted) throw new Cancelled();
			return await task();
		} finally {
			// Passed on, not released: a new task waits behind those in line.
			const next = this.waiting.shift();
			if (next) next();
			else this.running--;
		}
	}
}

/**
 * Runs a task for every index from 0 to `count` - 1, started in this order, at most `concurrency` at a
 * time. The first rejection rejects the whole; tasks that have not started are skipped.
 */
export async function concurrently(
	count: number,
	concurrency: number,
	task: (index: number) => Promise<void>,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			let isDone = false;
			try {
				await task(index);
				isDone = true;
			} finally {
				if (!isDone) next = count;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
}
