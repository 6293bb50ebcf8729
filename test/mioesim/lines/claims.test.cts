import fc from 'fast-check';

import { Claims, type ClaimStore } from '../../../dist/mioesim/lines/claims';

/** Time that moves only when everything that is ready has run. */
class VirtualTime {
	private at = 0;
	private readonly waiting: Array<{ at: number; wake: () => void }> = [];

	readonly now = () => this.at;

	readonly pause = async (ms: number) => {
		await new Promise<void>((wake) => {
			this.waiting.push({ at: this.at + ms, wake });
		});
	};

	async run<T>(work: Promise<T>): Promise<T> {
		const state = { isOver: false };
		const done = work.finally(() => (state.isOver = true));
		while (!state.isOver) {
			await new Promise((resolve) => setImmediate(resolve));
			this.waiting.sort((left, right) => left.at - right.at);
			const next = this.waiting.shift();
			if (next === undefined) continue;
			this.at = next.at;
			next.wake();
		}
		return await done;
	}
}

/** One list in a database: read, then written back as a whole, as n8n's store does. */
class Row {
	marks: string[] = [];
	writes = 0;

	constructor(
		private readonly time: VirtualTime,
		/** Milliseconds of the next read or write. */
		private readonly takes: () => number,
		private readonly most = 2000,
	) {}

	/** The row as one process sees it. */
	process(name: string): ClaimStore {
		const change = async (edit: (marks: string[]) => string[]) => {
			await this.time.pause(this.takes());
			const read = [...this.marks];
			const edited = edit(read);
			await this.time.pause(this.takes());
			this.marks = edited.slice(-this.most);
			this.writes++;
			return read;
		};
		return {
			name,
			record: async (marks) => {
				const before = await change((read) => [
					...read,
					...marks.filter((mark) => !read.includes(mark)),
				]);
				return marks.filter((mark) => before.includes(mark));
			},
			remove: async (marks) => {
				await change((read) => read.filter((mark) => !marks.includes(mark)));
			},
		};
	}
}

let runs = 0;
const decide = async (time: VirtualTime, claims: Claims, line: string, after = 0) => {
	await time.pause(after);
	return await claims.claim(line).decision;
};

it('claims of one process on one list take turns at the store', async () => {
	const time = new VirtualTime();
	const { record, ...store } = new Row(time, () => 5).process('turns');
	let [running, most] = [0, 0];
	const counted: ClaimStore['record'] = async (marks) => {
		most = Math.max(most, ++running);
		return await record(marks).finally(() => running--);
	};
	const both = ['A', 'B'].map(
		async (line) => await decide(time, new Claims({ ...store, record: counted }, time), line),
	);
	expect(await time.run(Promise.all(both))).toEqual(['held', 'held']);
	expect(most).toBe(1);
});

it('a line has one winner, and never none, whatever the timing of processes and database', async () => {
	const timing = fc.integer({ min: 0, max: 30 });
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.record({
					line: fc.integer({ min: 0, max: 3 }),
					process: fc.integer({ min: 0, max: 3 }),
					after: fc.integer({ min: 0, max: 40 }),
				}),
				{ minLength: 2, maxLength: 12 },
			),
			fc.infiniteStream(timing),
			async (wishes, stream) => {
				const time = new VirtualTime();
				const row = new Row(time, () => Number(stream.next().value));
				const run = ++runs;
				const processes = [0, 1, 2, 3].map(
					(each) => new Claims(row.process(`${run}-${each}`), time),
				);
				const decisions = await time.run(
					Promise.all(
						wishes.map(async ({ line, process, after }) => ({
							line,
							is: await decide(time, processes[process], `line ${line}`, after),
						})),
					),
				);
				for (const line of new Set(wishes.map((wish) => wish.line))) {
					const own = decisions.filter((each) => each.line === line).map(({ is }) => is);
					expect(own.filter((is) => is === 'held').length).toBeLessThanOrEqual(1);
					if (!own.includes('doubtful')) expect(own).toContain('held');
				}
			},
		),
		{ numRuns: Number(process.env.CLAIMS ?? 150) },
	);
});

describe('one process', () => {
	const setUp = (most?: number) => {
		const time = new VirtualTime();
		const row = new Row(time, () => 5, most);
		const store = row.process(`single-${++runs}`);
		return { time, row, store, claims: new Claims(store, time) };
	};

	it('claims lines that start together in one call, and verifies them in another', async () => {
		const { time, row, claims } = setUp();
		const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
		const decisions = await time.run(
			Promise.all(lines.map(async (line) => await claims.claim(line).decision)),
		);
		expect(new Set(decisions)).toEqual(new Set(['held']));
		expect(row.writes).toBe(2);
		expect(time.now()).toBeLessThan(150);
	});

	it.each([
		[100, 300, 'held'],
		[400, 1200, 'doubtful'],
	])('waits for a database that took %i ms for %i ms: %s', async (took, pause, expected) => {
		const time = new VirtualTime();
		const row = new Row(time, () => took / 2);
		const claims = new Claims(row.process(`slow-${++runs}`), time);
		expect(await time.run(decide(time, claims, 'line'))).toBe(expected);
		expect(time.now()).toBe(took + pause + took);
	});

	it('a process that stalls longer than others wait knows that it may not be the only one', async () => {
		const time = new VirtualTime();
		const times = [0, 300];
		const row = new Row(time, () => times.shift() ?? 5);
		const [slow, fast] = ['a', 'b'].map(
			(each) => new Claims(row.process(`${each}${++runs}`), time),
		);
		const decisions = [decide(time, slow, 'line'), decide(time, fast, 'line', 10)];
		expect(await time.run(Promise.all(decisions))).toEqual(['doubtful', 'held']);
	});

	it.each([
		[0, 'taken'],
		[14, 'taken'],
		[31, 'held'],
	])('a claim of %i minutes ago is %s', async (minutes, expected) => {
		const { time, store, claims } = setUp();
		await time.run(time.pause(29 * 60_000));
		await time.run(decide(time, claims, 'line'));
		await time.run(time.pause(minutes * 60_000));
		expect(await time.run(decide(time, new Claims(store, time), 'line'))).toBe(expected);
	});

	it('a released line can be claimed again, and releasing a line of another run changes nothing', async () => {
		const { time, store, claims } = setUp();
		const first = claims.claim('line');
		expect(await time.run(first.decision)).toBe('held');
		const second = claims.claim('line');
		expect(await time.run(second.decision)).toBe('taken');
		await time.run(second.release());
		expect(await time.run(new Claims(store, time).claim('line').decision)).toBe('taken');
		await time.run(first.release());
		expect(await time.run(claims.claim('line').decision)).toBe('held');
	});

	it('goes on without a claim when the store fails, or never comes to rest', async () => {
		const time = new VirtualTime();
		const failing = {
			name: 'x',
			record: () => Promise.reject(new Error('no store')),
			remove: () => Promise.reject(new Error('no store')),
		};
		const claim = new Claims(failing, time).claim('line');
		expect(await time.run(claim.decision)).toBe('undecided');
		await time.run(claim.release());
		let calls = 0;
		const forgetful = {
			...failing,
			record: () => {
				calls++;
				return Promise.resolve([]);
			},
		};
		expect(await time.run(new Claims(forgetful, time).claim('line').decision)).toBe('doubtful');
		expect(calls).toBe(12);
	});

	it.each<[what: string, isWithTrace: boolean, expected: string]>([
		['its own, if they came back with its trace', true, 'held'],
		['of another run', false, 'taken'],
	])(
		'marks that it finds again after it was written over are %s',
		async (_, isWithTrace, expected) => {
			const time = new VirtualTime();
			let calls = 0;
			let recorded: readonly string[] = [];
			const store: ClaimStore = {
				name: `again-${++runs}`,
				record: async (marks) => {
					calls++;
					if (calls === 1) recorded = marks.slice(0, isWithTrace ? 3 : 2);
					const isVerifying = calls === 4;
					return await Promise.resolve(
						calls < 3 ? [] : marks.filter((mark) => isVerifying || recorded.includes(mark)),
					);
				},
				remove: async () => await Promise.resolve(),
			};
			expect(await time.run(decide(time, new Claims(store, time), 'line'))).toBe(expected);
		},
	);

	it.each<[what: string, isOverwritten: boolean, expected: string]>([
		['is released', false, 'held'],
		['stays if it may be another run’s by now', true, 'taken'],
	])('a claim whose store failed afterwards %s', async (_, isOverwritten, expected) => {
		const { time, row, store, claims } = setUp();
		const claim = claims.claim('line');
		const { record } = store;
		let calls = 0;
		store.record = async (marks) => {
			if (++calls === 2) throw new Error('no store');
			return await record(marks);
		};
		expect(await time.run(claim.decision)).toBe('undecided');
		// Another run has the line: its marks are the same, and it never saw this run's.
		if (isOverwritten) row.marks = row.marks.slice(0, 2);
		await time.run(claim.release());
		expect(await time.run(new Claims(store, time).claim('line').decision)).toBe(expected);
	});

	it('nothing readable reaches the store', async () => {
		const { time, row, claims } = setUp();
		await time.run(decide(time, claims, '["13800000000@host","SHOP-1","LINE-1"]'));
		expect(row.marks.join()).not.toMatch(/SHOP-1|LINE-1|13800000000/);
		expect(row.marks).toHaveLength(4);
	});
});
