import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';

import { cancellable, Cancelled, within } from '../../../dist/mioesim/client/stop';
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

describe('work that either signal ends', () => {
	const ended = async (timeout: AbortSignal, stop?: AbortSignal) =>
		await within(timeout, stop, async (end) => await Promise.resolve(end.aborted));

	it('gets a signal of both', async () => {
		const open = new AbortController().signal;
		expect(await ended(open)).toBe(false);
		expect(await ended(open, open)).toBe(false);
		expect(await ended(AbortSignal.abort())).toBe(true);
		expect(await ended(open, AbortSignal.abort())).toBe(true);
		const stop = new AbortController();
		await within(open, stop.signal, async (end) => {
			stop.abort();
			expect(end.aborted).toBe(true);
			await Promise.resolve();
		});
	});

	it('ends on time although garbage is collected meanwhile', () => {
		const program = `
			const { within } = require(${JSON.stringify(join(__dirname, '../../../dist/mioesim/client/stop'))});
			const drip = setInterval(gc, 5);
			const late = setTimeout(() => process.exit(1), 5000);
			within(AbortSignal.timeout(100), new AbortController().signal, async (end) =>
				await new Promise((resolve) => end.addEventListener('abort', resolve)),
			).then(() => { clearInterval(drip); clearTimeout(late); });`;
		execFileSync(process.execPath, ['--expose-gc', '-e', program]);
	});
});
