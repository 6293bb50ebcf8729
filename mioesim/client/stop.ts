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

/**
 * Runs work that either of two signals ends. Not with `AbortSignal.any`: on Node 20, a signal that nothing
 * but its result refers to is garbage-collected, and then a reply that drips never ends.
 */
export async function within<T>(
	timeout: AbortSignal,
	stop: AbortSignal | undefined,
	work: (end: AbortSignal) => Promise<T>,
): Promise<T> {
	const either = new AbortController();
	const end = () => either.abort();
	const signals = stop ? [timeout, stop] : [timeout];
	for (const signal of signals) {
		if (signal.aborted) end();
		signal.addEventListener('abort', end);
	}
	try {
		return await work(either.signal);
	} finally {
		for (const signal of signals) signal.removeEventListener('abort', end);
	}
}
