import { getEventListeners } from 'node:events';

import { cancellable, Cancelled } from '../../../dist/mioesim/client/stop';
import { soon } from '../../harness/scriptedClock.cts';

/** A wait that the stop button ends. */

const never = new Promise<never>(() => {});

it('ends at once when the execution is stopped', async () => {
	const stop = new AbortController();
	const waiting = cancellable(never, stop.signal);
	stop.abort();
	await expect(soon(waiting)).rejects.toThrow('The execution was stopped');
	await expect(waiting).rejects.toMatchObject({ name: 'Cancelled' });
});

it('ends at once if the execution was already stopped', async () => {
	await expect(soon(cancellable(never, AbortSignal.abort()))).rejects.toThrow(Cancelled);
});

it('returns what the work returns or throws, with a stop button or without', async () => {
	for (const signal of [undefined, new AbortController().signal]) {
		await expect(cancellable(Promise.resolve(1), signal)).resolves.toBe(1);
		await expect(cancellable(Promise.reject(new Error('x')), signal)).rejects.toThrow('x');
	}
});

it('leaves no listener on the stop button, which exists for a whole run', async () => {
	const { signal } = new AbortController();
	await cancellable(Promise.resolve(), signal);
	await cancellable(Promise.reject(new Error('x')), signal).catch(() => {});
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});
