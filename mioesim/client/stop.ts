/** The run was stopped: nothing more is sent. */
export class Cancelled extends Error {
	constructor() {
		super('The execution was stopped');
		this.name = 'Cancelled';
	}
}

/**
 * Waits for something until the run is stopped. The work itself continues.
 *
 * @throws {Cancelled} as soon as the signal is aborted
 */
export async function cancellable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (!signal) return await work;
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new Cancelled());
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([work, stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/** What running work waits for. On Node 20, signals that nothing else refers to are garbage-collected. */
const held = new Set<readonly AbortSignal[]>();

/** Runs work that either of two signals ends. */
export async function within<T>(
	timeout: AbortSignal,
	stop: AbortSignal | undefined,
	work: (end: AbortSignal) => Promise<T>,
): Promise<T> {
	const end = stop ? AbortSignal.any([timeout, stop]) : timeout;
	const signals = [timeout, end];
	held.add(signals);
	try {
		return await work(end);
	} finally {
		held.delete(signals);
	}
}
