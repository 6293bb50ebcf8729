import { sleep } from 'n8n-workflow';

import { Cancelled } from './context';

/** Time and chance, in one place, so that tests can bring their own. */
export const clock = {
	/** Milliseconds since the epoch. */
	now: (): number => Date.now(),
	/** Between 0 and 1. */
	random: (): number => Math.random(),
	/**
	 * Resolves after `ms` milliseconds.
	 *
	 * @throws {Cancelled} as soon as the signal is aborted
	 */
	pause: async (ms: number, signal?: AbortSignal): Promise<void> => {
		if (!signal) return await sleep(ms);
		let stop = () => {};
		const stopped = new Promise<never>((_, reject) => {
			stop = () => reject(new Cancelled());
			if (signal.aborted) stop();
			signal.addEventListener('abort', stop, { once: true });
		});
		try {
			await Promise.race([sleep(ms), stopped]);
		} finally {
			signal.removeEventListener('abort', stop);
		}
	},
};
