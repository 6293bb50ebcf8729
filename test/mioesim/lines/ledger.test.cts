import {
	EXECUTED_MS,
	Ledger,
	ledger as shared,
	ledgerKey,
	serialize,
	UNKNOWN_MS,
} from '../../../dist/mioesim/lines/ledger';
import { clock } from '../../../dist/nodes/shared/port';

let now = 0;
const open = (most?: number) => new Ledger<string>(() => now, most);

beforeEach(() => {
	now = 1_000_000;
});

describe('the ledger', () => {
	it('keeps what was sent for fifteen minutes, and what was carried out for a day', () => {
		const ledger = open();
		ledger.sent('a', 'A');
		ledger.executed('b', 'B');
		now += UNKNOWN_MS - 1;
		expect(ledger.recall('a')).toMatchObject({ outcome: 'unknown', content: 'A' });
		now += 1;
		expect(ledger.recall('a')).toBeUndefined();
		now += EXECUTED_MS - UNKNOWN_MS - 1;
		expect(ledger.recall('b')).toMatchObject({ outcome: 'executed', content: 'B' });
		now += 1;
		expect(ledger.recall('b')).toBeUndefined();
		expect([UNKNOWN_MS, EXECUTED_MS]).toEqual([15 * 60_000, 24 * 60 * 60_000]);
	});

	it('does not keep what was not carried out', () => {
		const ledger = open();
		ledger.sent('a', 'A');
		ledger.notExecuted('a');
		expect(ledger.recall('a')).toBeUndefined();
	});

	it('drops the oldest first, and never exceeds its limit', () => {
		const ledger = open(2);
		ledger.sent('a', 'A');
		ledger.sent('b', 'B');
		ledger.executed('a', 'A');
		ledger.sent('c', 'C');
		expect(['a', 'b', 'c'].map((key) => ledger.recall(key)?.outcome)).toEqual([
			'executed',
			undefined,
			'unknown',
		]);
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
		await new Promise((resolve) => setImmediate(resolve));
		expect(log.slice(3)).toEqual(['first ends', 'second starts']);
		void second;
	});

	it('run in the order in which they arrived, however many wait', async () => {
		const log: number[] = [];
		const tasks = [0, 1, 2, 3, 4].map(async (index) => {
			await serialize(['line'], undefined, async () => {
				await new Promise((resolve) => setImmediate(resolve));
				log.push(index);
			});
		});
		await Promise.all(tasks);
		expect(log).toEqual([0, 1, 2, 3, 4]);
	});

	it('with keys in opposite order do not block each other', async () => {
		const log: string[] = [];
		const run = async (name: string, ...keys: string[]) => {
			await serialize(keys, undefined, async () => {
				await Promise.resolve();
				log.push(name);
			});
		};
		await Promise.all([run('ab', 'a', 'b'), run('ba', 'b', 'a'), run('ab', 'a', 'b')]);
		expect(log).toEqual(['ab', 'ba', 'ab']);
	});

	const turn = async () => await new Promise((resolve) => setImmediate(resolve));

	it('wait for the last in line, even if an earlier one has ended', async () => {
		const log: string[] = [];
		const [first, second, third] = ['first', 'second', 'third'].map((name) => task(log, name));
		const all = [first, second].map(async ({ run }) => await serialize(['line'], undefined, run));
		first.end();
		await turn();
		all.push(serialize(['line'], undefined, third.run));
		await turn();
		expect(log).toEqual(['first starts', 'first ends', 'second starts']);
		second.end();
		third.end();
		await Promise.all(all);
	});

	it('do not wait for tasks that have ended, or if there are none', async () => {
		const stopped = AbortSignal.abort();
		const run = async () => await Promise.resolve('ran');
		expect(await serialize(['free'], stopped, run)).toBe('ran');
		await turn();
		expect(await serialize(['free'], stopped, run)).toBe('ran');
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
	});
});

describe('the memory of this process', () => {
	const real = clock.now;
	afterEach(() => {
		clock.now = real;
	});

	it('has a key for each account and line', () => {
		const keys = [
			ledgerKey('a', 'b', 'c'),
			ledgerKey('a', 'bc'),
			ledgerKey('ab', 'c'),
			ledgerKey('a', 'b,c'),
			ledgerKey('b', 'a', 'c'),
		];
		expect(new Set(keys).size).toBe(keys.length);
		expect(ledgerKey('a', 'b')).toBe(ledgerKey('a', 'b'));
	});

	it('keeps a cancellation as long as one that may have been carried out', () => {
		clock.now = () => now;
		const content = { iccids: [], before: null };
		const order = { orderNumber: null, requested: {} as never };
		shared.cancellations.executed('k', content);
		shared.purchases.executed('k', order);
		shared.requests.executed('k', { data: 1 });
		now += UNKNOWN_MS - 1;
		expect(shared.cancellations.recall('k')).toBeDefined();
		now += 1;
		expect(shared.cancellations.recall('k')).toBeUndefined();
		expect(shared.purchases.recall('k')).toBeDefined();
		expect(shared.requests.recall('k')).toBeDefined();
		now += EXECUTED_MS;
		expect(shared.purchases.recall('k')).toBeUndefined();
	});

	it('is bounded', () => {
		const order = { orderNumber: null, requested: {} as never };
		for (let index = 0; index <= 10_000; index++) shared.purchases.sent(`b${index}`, order);
		for (let index = 0; index <= 1000; index++) shared.requests.sent(`b${index}`, { data: 1 });
		expect(shared.purchases.recall('b0')).toBeUndefined();
		expect(shared.purchases.recall('b1')).toBeDefined();
		expect(shared.requests.recall('b0')).toBeUndefined();
		expect(shared.requests.recall('b1')).toBeDefined();
	});
});
