import {
	EXECUTED_MS,
	Ledger,
	serialize,
	UNKNOWN_MS,
} from '../../../../dist/nodes/MioEsim/purchase/ledger';

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

	it('keeps nothing that was not carried out', () => {
		const ledger = open();
		ledger.sent('a', 'A');
		ledger.notExecuted('a');
		expect(ledger.recall('a')).toBeUndefined();
	});

	it('forgets the oldest first, and never exceeds its limit', () => {
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
	/** A task that ends when it is told to. */
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

	it('run one after another, also after one that failed; others do not wait', async () => {
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

	it('keep the order in which they came, however many wait', async () => {
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
});
