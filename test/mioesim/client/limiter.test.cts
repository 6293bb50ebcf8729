import { Cancelled } from '../../../dist/mioesim/client/stop';
import { concurrently, Limiter } from '../../../dist/mioesim/client/limiter';
import { clock } from '../../../dist/nodes/shared/port';

const tick = async () => await new Promise((resolve) => setImmediate(resolve));

it.each([
	[1, 4],
	[3, 10],
	[5, 2],
])(
	'%i places for %i tasks: never more at a time, first come, first served',
	async (places, count) => {
		const limiter = new Limiter(places);
		const begun: number[] = [];
		let running = 0;
		let peak = 0;
		const task = async (index: number) => {
			begun.push(index);
			peak = Math.max(peak, ++running);
			await tick();
			running--;
			return index;
		};
		const indexes = Array.from({ length: count }, (_, index) => index);
		const results = await Promise.all(
			indexes.map(async (index) => await limiter.run(async () => await task(index))),
		);
		expect(results).toEqual(indexes);
		expect(begun).toEqual(indexes);
		expect(peak).toBe(Math.min(places, count));
	},
);

it('passes on the place of a failed task, and the failure to its caller', async () => {
	const limiter = new Limiter(1);
	const failing = limiter.run(async () => {
		await tick();
		throw new Error('first');
	});
	const waiting = limiter.run(async () => await Promise.resolve('second'));
	await expect(failing).rejects.toThrow('first');
	await expect(waiting).resolves.toBe('second');
	await expect(limiter.run(async () => await Promise.resolve('third'))).resolves.toBe('third');
});

it('keeps a new task behind those in line while a place is passed on', async () => {
	const limiter = new Limiter(1);
	const order: string[] = [];
	const task = (name: string) => async () => {
		order.push(name);
		await tick();
	};
	const first = limiter.run(task('first')).then(() => limiter.run(task('late')));
	await Promise.all([first, limiter.run(task('second')), limiter.run(task('third'))]);
	expect(order).toEqual(['first', 'second', 'third', 'late']);
});

it('starts no task after the execution is stopped, however long it has waited', async () => {
	const stop = new AbortController();
	const limiter = new Limiter(1, stop.signal);
	const begun: string[] = [];
	const task = (name: string) => async () => {
		begun.push(name);
		await tick();
		return name;
	};
	const running = limiter.run(task('running'));
	const waiting = limiter.run(task('waiting'));
	stop.abort();
	await expect(waiting).rejects.toThrow(Cancelled);
	await expect(running).resolves.toBe('running');
	await expect(limiter.run(task('late'))).rejects.toThrow(Cancelled);
	expect(begun).toEqual(['running']);
});

describe('tasks by index', () => {
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
			const pause = clock.pause(300, stop.signal);
			stop.abort();
			await expect(pause).rejects.toThrow(Cancelled);
			await expect(clock.pause(300, stop.signal)).rejects.toThrow(Cancelled);
		});

		it('ends on time otherwise', async () => {
			await expect(clock.pause(1, new AbortController().signal)).resolves.toBeUndefined();
		});
	});
});
