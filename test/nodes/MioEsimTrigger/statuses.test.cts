import { text, type JsonRecord } from '../../../dist/mioesim/values';
import {
	emptyMemory,
	type Memory,
	type StatusMemory,
	type Unfinished,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import { PageReader } from '../../../dist/nodes/MioEsimTrigger/readPages';
import { countStatuses, recount, statusSteps } from '../../../dist/nodes/MioEsimTrigger/statuses';
import { useScript } from '../../harness/script.cts';
import { settingsOf, DAY, HOUR, NOW } from './script.cts';

/** Which orders a poll reads to find those whose status has changed. */

const scripts = useScript();

type Asked = Record<string, string | number | undefined>;
type Answer = (asked: Asked) => unknown;

const FROM = NOW - 365 * DAY;
const YEAR = '2025/03/10-2026/03/11';
const statusesOf = (counts: StatusMemory['counts'] = {}): StatusMemory => ({
	from: FROM,
	counts,
	learned: [0, 4],
});
const noOrders = () => ({ total: 0, rows: [] });
const row = (orderNum: string, placedAgo = DAY): JsonRecord => ({
	orderNum,
	createTime: new Date(NOW - placedAgo).toISOString(),
});
/** The status, the plan's end and the page of a call. */
const call = ({ status, eTime, pageNo }: Asked) =>
	[status, eTime, pageNo].filter(Boolean).join(' ');

interface World {
	statuses?: StatusMemory;
	memory?: Memory;
	wanted?: number[];
	answer?: Answer;
	deadline?: number;
	packageName?: string | null;
	/** Called with every row that is read. */
	onRow?: (row: JsonRecord) => void;
}

/** A scan of the orders in each status, with scripted answers. */
function scanOf({
	statuses = statusesOf({ 2: 0, 3: 0, 4: 0, 5: 0 }),
	memory = emptyMemory('a'),
	wanted = [],
	answer = noOrders,
	deadline = Infinity,
	packageName = null,
	onRow = () => undefined,
}: World = {}) {
	const seen = new Set<string>();
	const script = scripts.next({ queryEsimOrder: answer as (asked: object) => unknown });
	const reader = new PageReader(script.call.client, deadline, (each) => {
		seen.add(text(each.orderNum) ?? '');
		onRow(each);
	});
	const settings = settingsOf(['orderStatusChanged'], { statuses: wanted, packageName });
	const scan = { reader, memory, settings, seen, now: NOW };
	/** Takes the steps, beginning with the unfinished one. */
	const run = async (left?: Unfinished) => {
		const lefts: Unfinished[] = [];
		for (const step of statusSteps(scan, statuses)) {
			const unfinished = await step.run(left?.step === step.name ? left : undefined);
			if (unfinished) lefts.push(unfinished);
		}
		return lefts;
	};
	const asked = () => script.sent('queryEsimOrder') as Asked[];
	return { scan, statuses, memory, run, asked, calls: () => asked().map(call) };
}

describe('the requested statuses', () => {
	test.each<[number[], string[]]>([
		// Those that an order passes through are read; of the others, only the numbers are compared.
		[[], ['-1', '6', '7', '2', '3', '5', '4']],
		[[2], ['2']],
		[[4], ['4']],
		[[6], ['6']],
		[
			[2, 7],
			['7', '2'],
		],
		// An order can return to normal from all those that it passes through.
		[[0], ['-1', '6', '7']],
	])('if changes to %j are watched: %j', async (wanted, statuses) => {
		const { run, asked } = scanOf({ wanted, packageName: 'Japan' });
		expect(await run()).toEqual([]);
		expect(asked()).toEqual(
			statuses.map((status) => ({
				packetName: 'Japan',
				status,
				subTime: YEAR,
				pageNo: 1,
				pageSize: 100,
			})),
		);
	});
});

describe('the initial numbers', () => {
	test('are requested once for each status that is counted', async () => {
		const answer = ({ status }: Asked) => ({ total: Number(status) * 10, rows: [] });
		const { scan, statuses, calls } = scanOf({
			statuses: statusesOf({ 3: 7 }),
			answer: (asked) => ({ ...answer(asked), rows: [row('EP1')] }),
		});
		await countStatuses(scan, statuses);
		expect(calls()).toEqual(['2 1', '5 1', '4 1']);
		expect(statuses.counts).toEqual({ 2: 20, 3: 7, 5: 50, 4: 40 });
	});

	test('that MIOeSIM does not report stay unknown', async () => {
		const { scan, statuses } = scanOf({ statuses: statusesOf(), answer: () => [] });
		await countStatuses(scan, statuses);
		expect(statuses.counts).toEqual({});
	});
});

describe('the number of orders in a status', () => {
	const counts = () => ({ 2: 5, 3: 5 });

	test.each<[number | null, number | null, object]>([
		[2, 3, { 2: 4, 3: 6 }],
		[2, 2, { 2: 5, 3: 5 }],
		[2, null, { 2: 4, 3: 5 }],
		[null, 3, { 2: 5, 3: 6 }],
		[0, 6, { 2: 5, 3: 5 }],
	])('after an order went from %j to %j', (from, to, after) => {
		const statuses = statusesOf(counts());
		recount(statuses, from, to);
		expect(statuses.counts).toEqual(after);
	});
});

describe('orders that pass through a status', () => {
	test('are all read in every poll', async () => {
		const pages = [[row('EP1')], [row('EP2')]];
		const answer = ({ pageNo }: Asked) => ({ total: 2, rows: pages[Number(pageNo) - 1] });
		const { run, calls } = scanOf({ wanted: [6], answer });
		expect(await run()).toEqual([]);
		expect(calls()).toEqual(['6 1', '6 2']);
	});

	test('that a poll had no time for are read in the next', async () => {
		const answer = ({ pageNo }: Asked) => ({ total: 9, rows: [row(`EP${pageNo}`)] });
		const { run } = scanOf({ wanted: [6, 7], answer, deadline: 0 });
		const [left, other] = await run();
		expect(left).toEqual({ step: 'in status 6', page: 2, filters: {}, startedAt: NOW });
		expect(other).toMatchObject({ step: 'in status 7', page: 1 });
		const later = scanOf({ wanted: [6, 7], answer: () => ({ total: 3, rows: [row('EP1')] }) });
		expect(await later.run({ ...left, page: 3 })).toEqual([]);
		expect(later.calls()).toEqual(['6 3', '7 1', '7 2', '7 3', '7 4']);
	});
});

describe('orders whose number has changed', () => {
	/** Pages of one order each; every page that is read explains one more order. */
	const moving = (total: number, known: number, more: World = {}) => {
		const statuses = statusesOf({ 2: known });
		const toFind = new Set(
			Array.from({ length: total - known }, (_, index) => `EP${2 * index + 2}`),
		);
		return scanOf({
			wanted: [2],
			statuses,
			answer: ({ pageNo }) => ({
				total,
				rows: Number(pageNo) <= total ? [row(`EP${pageNo}`, Number(pageNo) * HOUR)] : [],
			}),
			onRow: ({ orderNum }) => {
				if (toFind.delete(text(orderNum) ?? '')) recount(statuses, null, 2);
			},
			...more,
		});
	};
	const memoryOf = (status: number | null, placedAgo: number | null): Memory => ({
		...emptyMemory('a'),
		orders: {
			EP1: { status, createdAt: placedAgo === null ? null : NOW - placedAgo },
			EP2: { status: 0, createdAt: NOW - HOUR },
		},
	});
	const old = { memory: memoryOf(0, 20 * DAY) };

	test('are read, newest first, until the number is explained', async () => {
		const { run, calls, statuses } = moving(9, 7, old);
		expect(await run()).toEqual([]);
		expect(calls()).toEqual(['2 1', '2 2', '2 3', '2 4']);
		expect(statuses.counts).toEqual({ 2: 9 });
	});

	test('on the first page cost one call', async () => {
		const { run, calls } = moving(9, 8, {
			...old,
			answer: () => ({ total: 9, rows: [row('EP1'), row('EP2')] }),
		});
		expect(await run()).toEqual([]);
		expect(calls()).toEqual(['2 1']);
	});

	test.each<[string, Memory, number]>([
		['an order with a status that can change', memoryOf(0, 5.5 * HOUR), 6],
		['an order with an unknown status', memoryOf(null, 5.5 * HOUR), 6],
		['the next one: a settled order does not change', memoryOf(2, 5.5 * HOUR), 2],
		['the next one: the time of this order is not known', memoryOf(0, null), 2],
	])('are searched for no further back than %s', async (_, memory, pages) => {
		const { run, calls, statuses } = moving(9, 5, {
			memory,
			onRow: () => undefined,
		});
		expect(await run()).toEqual([]);
		expect(calls()).toHaveLength(pages);
		// What was not found is not searched for again in the next poll.
		expect(statuses.counts).toEqual({ 2: 9 });
	});

	test('if none can change: only what is newer than now', async () => {
		const { run, calls } = moving(9, 5, { onRow: () => undefined });
		await run();
		expect(calls()).toEqual(['2 1', '2 2']);
	});

	test('are all read if MIOeSIM does not report the number, and the number is dropped', async () => {
		const { run, calls, statuses } = moving(3, 3, {
			...old,
			answer: ({ pageNo }) => (Number(pageNo) <= 3 ? [row(`EP${pageNo}`)] : []),
		});
		expect(await run()).toEqual([]);
		expect(calls()).toEqual(['2 1', '2 2', '2 3', '2 4']);
		expect(statuses.counts).toEqual({});
	});

	describe('that a poll had no time for', () => {
		const left = { step: 'changed to 2', page: 5, filters: {}, startedAt: NOW };

		test('are left to the next one, without a call if it is already late', async () => {
			const none = moving(9, 7, { wanted: [6, 2], deadline: 0 });
			expect((await none.run())[1]).toEqual({ ...left, page: 1 });
			expect(none.calls()).toEqual(['6 1']);
			const one = moving(9, 7, { ...old, deadline: 0 });
			expect(await one.run()).toEqual([{ ...left, page: 2, total: 9 }]);
			expect(one.statuses.counts).toEqual({ 2: 7 });
		});

		test.each<[string, Unfinished, string[]]>([
			['are continued at their page', { ...left, total: 9 }, ['2 1', '2 5', '2 6']],
			[
				'but not if the list has grown since: its pages have shifted',
				{ ...left, total: 8 },
				['2 1', '2 2'],
			],
			['but not if that page was the first', { ...left, page: 1, total: 9 }, ['2 1', '2 2']],
		])('%s', async (_, unfinished, pages) => {
			const statuses = statusesOf({ 2: 8 });
			const { run, calls } = moving(9, 8, {
				...old,
				statuses,
				onRow: ({ orderNum }) => {
					if (orderNum === 'EP6' || orderNum === 'EP2') statuses.counts[2] = 9;
				},
			});
			expect(await run(unfinished)).toEqual([]);
			expect(calls()).toEqual(pages);
		});
	});

	describe('to Ended', () => {
		const RECENTLY = '2026/03/06-2026/03/11';
		const ended = (more: World, found: (asked: Asked) => boolean) => {
			const statuses = statusesOf({ 5: 8 });
			const world = scanOf({
				wanted: [5],
				statuses,
				memory: memoryOf(0, 20 * DAY),
				answer: (asked) => {
					if (found(asked)) statuses.counts[5] = 9;
					const { eTime, pageNo } = asked;
					if (eTime !== undefined) return { total: 2, rows: [row(`EPe${pageNo}`)] };
					return { total: 9, rows: [row(`EP${pageNo}`, Number(pageNo) * HOUR)] };
				},
				...more,
			});
			return { ...world, statuses };
		};

		test('are found first among those whose plan ended in the last days', async () => {
			const { run, calls, asked } = ended(
				{ packageName: 'Japan' },
				({ eTime }) => eTime !== undefined,
			);
			expect(await run()).toEqual([]);
			expect(calls()).toEqual(['5 1', `5 ${RECENTLY} 1`]);
			expect(asked()[1]).toEqual({
				packetName: 'Japan',
				status: '5',
				eTime: RECENTLY,
				pageNo: 1,
				pageSize: 100,
			});
		});

		test('and then among all of them', async () => {
			const { run, calls } = ended({}, ({ eTime, pageNo }) => eTime === undefined && pageNo === 3);
			expect(await run()).toEqual([]);
			expect(calls()).toEqual(['5 1', `5 ${RECENTLY} 1`, `5 ${RECENTLY} 2`, '5 2', '5 3']);
		});

		test('only once: a poll that continues the list does not begin there again', async () => {
			const left = { step: 'changed to 5', page: 5, total: 9, filters: {}, startedAt: NOW };
			const { run, calls } = ended({}, ({ pageNo }) => pageNo === 6);
			expect(await run(left)).toEqual([]);
			expect(calls()).toEqual(['5 1', '5 5', '5 6']);
		});

		test('are left to the next poll if time runs out', async () => {
			const { run, calls } = ended({ deadline: 0 }, () => false);
			expect(await run()).toEqual([
				{ step: 'changed to 5', page: 2, total: 9, filters: {}, startedAt: NOW },
			]);
			expect(calls()).toEqual(['5 1']);
		});
	});
});

describe('an order that has left a status it was passing through, and is in no list', () => {
	const memoryOf = (more: Memory['orders'] = {}): Memory => ({
		...emptyMemory('a'),
		orders: {
			EP1: { status: 6, createdAt: NOW - 50 * DAY },
			EP2: { status: 0, createdAt: NOW - 50 * DAY },
			...more,
		},
	});
	const JANUARY_19 = '2026/01/19-2026/01/19';
	/** Lists the order only by its day, on the second page. */
	const normal: Answer = ({ status, pageNo }) => {
		if (status !== undefined) return noOrders();
		return { total: 3, rows: [row(['EP8', 'EP1', 'EP9'][Number(pageNo) - 1])] };
	};
	const days = (asked: Asked[]) =>
		asked
			.filter(({ status }) => status === undefined)
			.map(({ subTime, pageNo }) => [subTime, pageNo]);

	test('is looked up by the day of its purchase, until it is found', async () => {
		const { run, asked, memory } = scanOf({
			memory: memoryOf(),
			answer: normal,
			packageName: 'Japan',
		});
		expect(await run()).toEqual([]);
		expect(days(asked())).toEqual([
			[JANUARY_19, 1],
			[JANUARY_19, 2],
		]);
		expect(asked().pop()).toMatchObject({ packetName: 'Japan' });
		expect(Object.keys(memory.orders)).toEqual(['EP1', 'EP2']);
	});

	test('is not looked up if it is still in the list, or if changes to normal are not watched', async () => {
		const answer: Answer = ({ status }) =>
			status === '6' ? { total: 1, rows: [row('EP1')] } : noOrders();
		const still = scanOf({ memory: memoryOf(), answer });
		expect(await still.run()).toEqual([]);
		expect(days(still.asked())).toEqual([]);
		const unwanted = scanOf({ memory: memoryOf(), wanted: [2], answer: normal });
		expect(await unwanted.run()).toEqual([]);
		expect(days(unwanted.asked())).toEqual([]);
	});

	test('is dropped if it is not listed at all; the others are still looked up', async () => {
		const memory = memoryOf({ EP3: { status: -1, createdAt: NOW - 49 * DAY } });
		const { run, asked } = scanOf({ memory });
		expect(await run()).toEqual([]);
		expect(days(asked())).toEqual([
			[JANUARY_19, 1],
			['2026/01/20-2026/01/20', 1],
		]);
		expect(Object.keys(memory.orders)).toEqual(['EP2']);
	});

	test('is ignored without a time of purchase: its day is not known', async () => {
		const memory = { ...memoryOf(), orders: { EP1: { status: 6, createdAt: null } } };
		const { run, asked } = scanOf({ memory });
		expect(await run()).toEqual([]);
		expect(days(asked())).toEqual([]);
		expect(Object.keys(memory.orders)).toEqual(['EP1']);
	});

	test('is looked up in the next poll if time runs out', async () => {
		const { run, memory } = scanOf({ memory: memoryOf(), deadline: 0 });
		expect((await run()).pop()).toEqual({
			step: 'back to normal',
			page: 1,
			filters: {},
			startedAt: NOW,
		});
		expect(Object.keys(memory.orders)).toEqual(['EP1', 'EP2']);
	});
});

describe('the year in which statuses are watched', () => {
	test.each([
		[395 * DAY, false],
		[395 * DAY + 1, true],
	])('that began %i ms ago advances: %j', async (ago, isMoved) => {
		const statuses = { ...statusesOf({ 2: 0 }), from: NOW - ago };
		const { run } = scanOf({ wanted: [2], statuses });
		await run();
		const moved = { from: NOW - 365 * DAY, counts: {} };
		expect(statuses).toMatchObject(isMoved ? moved : { from: NOW - ago, counts: { 2: 0 } });
		expect(Object.keys(statuses.counts)).toEqual(isMoved ? [] : ['2']);
	});

	test('does not advance before every order was looked up', async () => {
		const memory = { ...emptyMemory('a'), orders: { EP1: { status: 6, createdAt: NOW } } };
		const statuses = { ...statusesOf(), from: NOW - 400 * DAY };
		const { run } = scanOf({ wanted: [0], statuses, memory, deadline: 0 });
		await run();
		expect(statuses.from).toBe(NOW - 400 * DAY);
	});
});
