import { concurrently } from '../../../dist/mioesim/client/concurrently';
import { clock } from '../../../dist/nodes/shared/port';
import { Cancelled } from '../../../dist/mioesim/client/stop';

const tick = () => new Promise((resolve) => setImmediate(resolve));

it.each([
	[0, 5, 0],
	[3, 5, 3],
	[10, 5, 5],
	[10, 1, 1],
])('%i tasks, %i at a time: each once, started in order', async (count, concurrency, peak) => {
	const begun: number[] = [];
	let running = 0;
	let most = 0;
	await concurrently(count, concurrency, async (index) => {
		begun.push(index);
		most = Math.max(most, ++running);
		await tick();
		running--;
	});
	expect(begun).toEqual(Array.from({ length: count }, (_, index) => index));
	expect(most).toBe(peak);
});

it('starts no task after a failure', async () => {
	const begun: number[] = [];
	const failing = concurrently(10, 2, async (index) => {
		begun.push(index);
		await tick();
		if (index === 2) throw new Error('third');
		await tick();
	});
	await expect(failing).rejects.toThrow('third');
	for (let turn = 0; turn < 10; turn++) await tick();
	expect(begun).toEqual([0, 1, 2, 3]);
});

describe('a pause', () => {
	it('ends at once when the execution is stopped', async () => {
		const stop = new AbortController();
		const pause = clock.pause(60_000, stop.signal);
		stop.abort();
		await expect(pause).rejects.toThrow(Cancelled);
		await expect(clock.pause(60_000, stop.signal)).rejects.toThrow(Cancelled);
	});

	it('ends on time otherwise', async () => {
		await expect(clock.pause(1, new AbortController().signal)).resolves.toBeUndefined();
	});
});
