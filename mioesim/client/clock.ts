import { sleep } from 'n8n-workflow';

import { cancellable } from './cancellable';

/** Time and chance for nodes and transport, so that tests can replace them. The credential reads its own. */
export const clock = {
	/** Milliseconds since the epoch. */
	now: (): number => Date.now(),
	/** Between 0 and 1. */
	random: (): number => Math.random(),
	/** Lets arrived network data be handled before more is computed. */
	turn: async (): Promise<void> => {
		await sleep(0);
	},
	/**
	 * Resolves after `ms` milliseconds.
	 *
	 * @throws {Cancelled} as soon as the signal is aborted
	 */
	pause: async (ms: number, signal?: AbortSignal): Promise<void> => {
		await cancellable(sleep(ms), signal);
	},
	/** A signal that is aborted after `ms` milliseconds. It keeps no process alive. */
	timeout: (ms: number): AbortSignal => AbortSignal.timeout(Math.ceil(ms)),
};
