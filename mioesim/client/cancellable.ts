import { Cancelled } from './context';

/**
 * Waits for something until the execution is stopped. The work itself continues.
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
