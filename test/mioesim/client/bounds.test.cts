import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';

import {
	BoundedMap,
	cancellable,
	Cancelled,
	Limiter,
	serialize,
	within,
} from '../../../dist/mioesim/client/bounds';
import { clock } from '../../../dist/nodes/shared/port';
import { soon } from '../../harness/scriptedClock.cts';

const tick = async () => await new Promise((resolve) => setImmediate(resolve));
const never = new Promise<never>(() => {});
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Tasks that record in which order they begin, and how many run at a time. */
function tasks() {
	const seen = { begun: [] as number[], peak: 0 };
	let running = 0;
	const task = async (index: number) => {
		seen.begun.push(index);
		seen.peak = Math.max(seen.peak, ++running);
		await tick();
		running--;
		return index;
	};
	return { seen, task };
}

describe('a wait that the stop button ends', () => {
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
		const stopping = new AbortController();
		const stopped = cancellable(new Promise(() => {}), stopping.signal).catch(() => {});
		stopping.abort();
		await stopped;
		expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
	});
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
			const { within } = require(${JSON.stringify(join(__dirname, '../../../dist/mioesim/client/bounds'))});
			const drip = setInterval(gc, 5);
			const late = setTimeout(() => process.exit(1), 5000);
			within(AbortSignal.timeout(100), new AbortController().signal, async (end) =>
				await new Promise((resolve) => end.addEventListener('abort', resolve)),
			).then(() => { clearInterval(drip); clearTimeout(late); });`;
		execFileSync(process.execPath, ['--expose-gc', '-e', program]);
	});
});

describe('a limiter', () => {
	it.each([
		[1, 4],
		[3, 10],
		[5, 2],
	])(
		'%i places for %i tasks: never more at a time, first come, first served',
		async (places, count) => {
			const limiter = new Limiter(places);
			const { seen, task } = tasks();
			const running = upTo(count).map(
				async (each) => await limiter.run(async () => await task(each)),
			);
			expect(await Promise.all(running)).toEqual(upTo(count));
			expect(seen).toEqual({ begun: upTo(count), peak: Math.min(places, count) });
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
		const { seen, task } = tasks();
		const run = async (index: number) => await limiter.run(async () => await task(index));
		await Promise.all([run(0).then(async () => await run(3)), run(1), run(2)]);
		expect(seen.begun).toEqual([0, 1, 2, 3]);
	});

	it('starts no task after the execution is stopped, however long it has waited', async () => {
		const stop = new AbortController();
		const limiter = new Limiter(1, stop.signal);
		const { seen, task } = tasks();
		const run = async (index: number) => await limiter.run(async () => await task(index));
		const [running, waiting] = [run(0), run(1)];
		stop.abort();
		await expect(waiting).rejects.toThrow(Cancelled);
		await expect(running).resolves.toBe(0);
		await expect(run(2)).rejects.toThrow(Cancelled);
		expect(seen.begun).toEqual([0]);
	});
});

it('a pause ends at once when the execution is stopped', async () => {
	const stop = new AbortController();
	const pause = clock.pause(300, stop.signal);
	stop.abort();
	await expect(pause).rejects.toThrow(Cancelled);
	await expect(clock.pause(300, stop.signal)).rejects.toThrow(Cancelled);
});

describe('a bounded map', () => {
	let map: BoundedMap<string, number>;
	const letters = () => ['a', 'b', 'c', 'd'].filter((key) => map.get(key) !== undefined).join('');
	beforeEach(() => {
		map = new BoundedMap(2);
		map.set('a', 1);
		map.set('b', 2);
	});

	it('when it is full, drops the entry that was used least recently', () => {
		expect([map.get('b'), map.get('a')]).toEqual([2, 1]);
		map.set('c', 3);
		expect(letters()).toBe('ac');
		map.set('a', 4);
		map.set('d', 5);
		expect(letters()).toBe('ad');
		expect(map.get('a')).toBe(4);
	});

	it('loses no entry if a missing one is requested, and has room after one was deleted', () => {
		expect(map.get('x')).toBeUndefined();
		expect(letters()).toBe('ab');
		map.delete('b');
		map.set('c', 3);
		expect(letters()).toBe('ac');
	});
});

describe('tasks with a common key', () => {
	/** A task that ends when told to. */
	function task(log: string[], name: string) {
		let end = () => {};
		const ended = new Promise<void>((resolve) => (end = resolve));
		const run = async () => {
			log.push(`${name} starts`);
			await ended;
			log.push(`${name} ends`);
		};
		return { run, end };
	}

	it('run one after another, even after one that failed; others do not wait', async () => {
		const log: string[] = [];
		const first = task(log, 'first');
		const failing = serialize(['x'], undefined, async () => {
			await first.run();
			throw new Error('no');
		});
		const second = serialize(['x', 'y'], undefined, task(log, 'second').run);
		const other = task(log, 'other');
		const done = serialize(['z'], undefined, other.run);
		other.end();
		await done;
		expect(log).toEqual(['first starts', 'other starts', 'other ends']);
		first.end();
		await expect(failing).rejects.toThrow('no');
		await tick();
		expect(log.slice(3)).toEqual(['first ends', 'second starts']);
		const third = serialize(['x'], undefined, task(log, 'third').run);
		await tick();
		expect(log.at(-1)).toBe('second starts');
		void [second, third];
	});

	it('with keys in opposite order do not block each other', async () => {
		const log: string[] = [];
		const run = async (...keys: string[]) => {
			await serialize(keys, undefined, async () => {
				await Promise.resolve();
				log.push(keys.join(''));
			});
		};
		await Promise.all([run('a', 'b'), run('b', 'a'), run('a', 'b')]);
		expect(log).toEqual(['ab', 'ba', 'ab']);
	});

	it('end at the stop button while they wait, and then hold up no other task', async () => {
		const log: string[] = [];
		const first = task(log, 'first');
		const running = serialize(['stop'], undefined, first.run);
		const waiting = serialize(['stop'], AbortSignal.abort(), task(log, 'never').run);
		await expect(waiting).rejects.toThrow('The execution was stopped');
		const third = serialize(['stop'], undefined, async () => await Promise.resolve('third'));
		first.end();
		await running;
		expect(await third).toBe('third');
		expect(log).toEqual(['first starts', 'first ends']);
		await tick();
		// Even with nothing left to wait for.
		await expect(serialize(['stop'], AbortSignal.abort(), tick)).rejects.toThrow(Cancelled);
	});
});
