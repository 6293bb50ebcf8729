import { text, type JsonRecord } from '../../../dist/mioesim/values';
import { readLists, recount } from '../../../dist/nodes/MioEsimTrigger/lists';
import {
	updateWatches,
	type Memory,
	type Unfinished,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import { eventNames, type EventName } from '../../../dist/nodes/MioEsimTrigger/properties';
import type { Settings } from '../../../dist/nodes/MioEsimTrigger/properties';
import { PageReader } from '../../../dist/nodes/MioEsimTrigger/readPages';
import { useScript } from '../../harness/script.cts';
import { emptyMemory, settingsOf, DAY, HOUR, NOW } from './script.cts';

/** Which lists a poll reads, and how far, with scripted answers. */

const scripts = useScript();

type Asked = Record<string, string | number | undefined>;
type Answer = (asked: Asked) => unknown;

const YEAR = '2025/03/10-2026/03/11';
const PLACED = { subTime: '2026/03/10-2026/03/11' };
const noOrders = () => ({ total: 0, rows: [] });
const row = (orderNum: string, placedAgo = DAY): JsonRecord => ({
	orderNum,
	createTime: new Date(NOW - placedAgo).toISOString(),
});

interface World {
	events?: readonly EventName[];
	settings?: Partial<Settings>;
	/** Nothing is learned any more. */
	isReady?: boolean;
	counts?: Record<string, number>;
	orders?: Memory['orders'];
	answer?: Answer;
	/** Called with every row that is read. */
	onRow?: (row: JsonRecord, memory: Memory) => void;
}

/** Polls with one memory. By default, Order Status Changed is watched. */
function worldOf({
	events = ['orderStatusChanged'],
	settings: more = {},
	isReady = true,
	counts = { 2: 0, 3: 0, 4: 0, 5: 0 },
	orders = {},
	answer = noOrders,
	onRow = () => undefined,
}: World = {}) {
	const settings = settingsOf(events, { daysBefore: 0, ...more });
	const memory = emptyMemory('a');
	updateWatches(memory, settings, NOW);
	memory.orders = orders;
	memory.statuses.counts = counts;
	for (const watch of Object.values(memory.watches)) watch.isReady = isReady;
	let asked: Asked[] = [];

	/** @param left where the poll before stopped. @returns where this one did */
	const poll = async (left?: Partial<Unfinished>, deadline = Infinity) => {
		if (left) memory.unfinished = { step: '', page: 1, filters: {}, startedAt: NOW, ...left };
		const script = scripts.next({ queryEsimOrder: answer as (asked: object) => unknown });
		const seen = new Set<string>();
		const common = { packetName: settings.packageName ?? undefined };
		const reader = new PageReader(script.call.client, deadline, common, (each) => {
			seen.add(text(each.orderNum) ?? '');
			onRow(each, memory);
		});
		const watches = structuredClone(memory.watches);
		await readLists({ reader, memory, watches, settings, seen, now: NOW });
		asked = script.sent('queryEsimOrder') as Asked[];
		return memory.unfinished;
	};
	return {
		memory,
		poll,
		asked: () => asked,
		/** The filters of each list, whatever the page; without those of a status. */
		lists: () =>
			asked
				.filter(({ status }) => status === undefined)
				.map(({ pageNo, pageSize, ...filters }) => filters),
		/** The status, the plan's end and the page of each call for a status. */
		calls: () =>
			asked
				.filter(({ status }) => status !== undefined)
				.map(({ status, eTime, pageNo }) => [status, eTime, pageNo].filter(Boolean).join(' ')),
	};
}

describe('the lists of a poll', () => {
	test.each<[EventName[], object[]]>([
		[['newOrder'], [PLACED]],
		[['orderStatusChanged'], [PLACED]],
		[['planStarted'], [{ sTime: '2026/03/08-2026/03/11' }]],
		[['planEnded'], [{ eTime: '2026/03/08-2026/03/11' }]],
		[['planExpiring'], [{ eTime: '2026/03/09-2026/03/14' }]],
		// Whatever their end: no plan on sale lasts more than three years.
		[['dataRunningLow'], [{ eTime: '2026/03/09-2029/03/09' }]],
		[['planEnded', 'planExpiring'], [{ eTime: '2026/03/08-2026/03/14' }]],
		[
			[...eventNames],
			[PLACED, { sTime: '2026/03/08-2026/03/11' }, { eTime: '2026/03/08-2029/03/09' }],
		],
	])('for %j', async (events, expected) => {
		const daysBefore = events.includes('planExpiring') ? 3 : 0;
		const { poll, lists } = worldOf({ events, settings: { daysBefore } });
		await poll();
		expect(lists()).toEqual(expected);
	});

	test('are filtered by the package name', async () => {
		const settings = { packageName: 'japan' };
		const { poll, asked } = worldOf({ events: eventNames, settings, isReady: false });
		await poll();
		expect(asked().length).toBeGreaterThan(10);
		expect(new Set(asked().map(({ packetName }) => packetName))).toEqual(new Set(['japan']));
	});

	test.each(['newOrder', 'orderStatusChanged'] as const)(
		'of placed orders go back as far as %s needs',
		async (late) => {
			const { memory, poll, lists } = worldOf({ events: ['newOrder', 'orderStatusChanged'] });
			const watch = memory.watches[late];
			if (watch) watch.after = NOW - 5 * DAY;
			await poll();
			expect(lists()).toEqual([{ subTime: '2026/03/05-2026/03/11' }]);
		},
	);

	test('of placed orders end at those placed before watching began; others do not', async () => {
		const answer = ({ pageNo }: Asked) => ({
			total: 9,
			rows: [-2, 0].map((hours) =>
				row(`EP${hours}-${pageNo}`, (Number(pageNo) * 3 + hours) * HOUR),
			),
		});
		const pages = async (event: EventName) => {
			const { poll, asked } = worldOf({ events: [event], answer });
			await poll();
			return asked().length;
		};
		expect([await pages('newOrder'), await pages('planStarted')]).toEqual([3, 5]);
	});

	test('make their events ready and advance them', async () => {
		const { memory, poll } = worldOf({ events: eventNames, isReady: false });
		for (const watch of Object.values(memory.watches)) watch.after = NOW - 9 * DAY;
		await poll();
		const watched = Object.entries(memory.watches).map(([event, { after, isReady }]) => [
			event,
			NOW - after,
			isReady,
		]);
		expect(watched.sort()).toEqual([
			['dataRunningLow', 9 * DAY, true],
			['newOrder', 6 * HOUR, true],
			['orderStatusChanged', 6 * HOUR, true],
			['planEnded', 2 * DAY, true],
			['planExpiring', 9 * DAY, true],
			['planStarted', 2 * DAY, true],
		]);
	});

	test('that a poll had no time for are continued: page, days and start stay the same', async () => {
		const answer: Answer = ({ pageNo }) => ({ total: 9, rows: [row(`EP${pageNo}`, 0)] });
		const { memory, poll, asked } = worldOf({ events: ['newOrder'], isReady: false, answer });
		const left = { step: 'placed', filters: PLACED, page: 2, startedAt: NOW };
		expect(await poll(undefined, 0)).toEqual(left);
		const { newOrder } = memory.watches;
		expect(newOrder?.isReady).toBe(false);

		if (newOrder) newOrder.after = NOW - 9 * DAY;
		const filters = { subTime: '2026/03/08-2026/03/09' };
		expect(await poll({ ...left, filters, page: 9, startedAt: NOW - HOUR })).toBeUndefined();
		expect(asked()[0]).toEqual({ ...filters, pageNo: 9, pageSize: 100 });
		// The list may lack what arrived after it was started.
		expect(newOrder).toMatchObject({ isReady: true, after: NOW - 7 * HOUR });
	});
});

describe('statuses that an order can keep and still leave', () => {
	/** Lists of two pages. */
	const answer: Answer = ({ status = '', pageNo }) => ({
		total: 2,
		rows: [row(`EP${status}-${pageNo}`, Number(pageNo) * DAY)],
	});

	test('are read once, back a year; then changes are reported', async () => {
		const { memory, poll, asked } = worldOf({ isReady: false });
		await poll();
		for (const status of ['0', '4']) {
			const list = { status, subTime: YEAR, pageNo: 1, pageSize: 100 };
			expect(asked()).toContainEqual(list);
		}
		expect(memory.watches.orderStatusChanged?.isReady).toBe(true);
		await poll();
		expect(asked().map(({ status }) => status)).not.toContain('0');
	});

	test('are read one after the other: a change from the second cannot be reported before', async () => {
		const counts = { 2: 2, 3: 2, 4: 2, 5: 2 };
		const { memory, poll, calls } = worldOf({ isReady: false, answer, counts });
		const watch = memory.watches.orderStatusChanged;
		if (watch) watch.after = NOW - 9 * DAY;
		expect(await poll({ step: 'status 0', filters: { status: '0' }, page: 2 }, 0)).toMatchObject({
			step: 'status 4',
			page: 1,
		});
		expect(watch?.isReady).toBe(false);
		expect(await poll(undefined, 0)).toMatchObject({ step: 'status 4', page: 2 });
		expect(await poll(undefined, 0)).toMatchObject({ step: 'placed' });
		// Only the list of placed orders advances it.
		expect(watch).toMatchObject({ isReady: true, after: NOW - 9 * DAY });
		expect(calls()).toEqual(['4 2']);
	});

	test('that were learned in parts are not read again', async () => {
		const counts = { 2: 2, 3: 2, 4: 2, 5: 2 };
		const { poll, calls } = worldOf({ isReady: false, answer, counts });
		expect(await poll({ step: 'status 4', filters: { status: '4' }, page: 2 })).toBeUndefined();
		expect(calls().filter((each) => each.startsWith('0'))).toEqual([]);
	});
});

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
	])('if changes to %j are watched: %j', async (statuses, expected) => {
		const { poll, asked } = worldOf({ settings: { statuses, packageName: 'Japan' } });
		expect(await poll()).toBeUndefined();
		expect(asked().slice(1)).toEqual(
			expected.map((status) => ({
				packetName: 'Japan',
				status,
				subTime: YEAR,
				pageNo: 1,
				pageSize: 100,
			})),
		);
	});
});

test('the initial numbers are requested before anything is known about the orders', async () => {
	const answer: Answer = ({ status }) => ({ total: Number(status) * 10, rows: [row('EP1')] });
	const { memory, poll, calls } = worldOf({ isReady: false, counts: { 3: 30 }, answer });
	await poll({ step: 'changed to 2' });
	expect(calls().slice(0, 5)).toEqual(['2 1', '3 1', '5 1', '4 1', '0 1']);
	expect(memory.statuses.counts).toEqual({ 2: 20, 3: 30, 4: 40, 5: 50 });
});

test.each<[number | null, number | null, object]>([
	[2, 3, { 2: 4, 3: 6 }],
	[2, 2, { 2: 5, 3: 5 }],
	[2, null, { 2: 4, 3: 5 }],
	[null, 3, { 2: 5, 3: 6 }],
	[0, 6, { 2: 5, 3: 5 }],
])('the numbers after an order went from %j to %j', (from, to, after) => {
	const memory = { ...emptyMemory('a'), statuses: { from: 0, counts: { 2: 5, 3: 5 } } };
	recount(memory, from, -1);
	recount(memory, to, 1);
	expect(memory.statuses.counts).toEqual(after);
});

test('orders that pass through a status are all read in every poll, or in the next', async () => {
	const answer: Answer = ({ status, pageNo }) =>
		status === undefined ? noOrders() : { total: 2, rows: [row(`EP${pageNo}`)] };
	const { poll, calls } = worldOf({ settings: { statuses: [6, 7] }, answer });
	await poll({ step: 'in status 6', filters: { status: '6' } });
	expect(calls()).toEqual(['6 1', '6 2', '7 1', '7 2']);
	const left = await poll({ step: 'in status 6', filters: { status: '6' } }, 0);
	expect(left).toEqual({ step: 'in status 6', page: 2, filters: { status: '6' }, startedAt: NOW });
	await poll();
	expect(calls()).toEqual(['6 2', '7 1', '7 2']);
});

/** An order placed long ago, and one of an hour ago. */
const ordersOf = (status: number | null, placedAgo: number | null): Memory['orders'] => ({
	EP1: { status, createdAt: placedAgo === null ? null : NOW - placedAgo },
	EP2: { status: 0, createdAt: NOW - HOUR },
});

describe('orders whose number has changed', () => {
	/** Pages of one order each; every second one explains one more order. */
	const moving = (total: number, known: number, more: World = {}) =>
		worldOf({
			settings: { statuses: [2] },
			counts: { 2: known },
			orders: ordersOf(0, 20 * DAY),
			answer: ({ status, pageNo }) =>
				status === undefined
					? noOrders()
					: {
							total,
							rows: Number(pageNo) <= total ? [row(`EP${pageNo}`, Number(pageNo) * HOUR)] : [],
						},
			onRow: ({ orderNum }, memory) => {
				const place = Number(text(orderNum)?.slice(2));
				if (place % 2 === 0 && place <= 2 * (total - known)) recount(memory, 2, 1);
			},
			...more,
		});
	const start = { step: 'changed to 2' };

	test('are read, newest first, until the number is explained', async () => {
		const { memory, poll, calls } = moving(9, 7);
		expect(await poll(start)).toBeUndefined();
		expect(calls()).toEqual(['2 1', '2 2', '2 3', '2 4']);
		expect(memory.statuses.counts).toEqual({ 2: 9 });
	});

	test('on the first page cost one call', async () => {
		const answer = () => ({ total: 9, rows: [row('EP1'), row('EP2')] });
		const { poll, calls } = moving(9, 8, { answer });
		await poll(start);
		expect(calls()).toEqual(['2 1']);
	});

	test.each<[string, Memory['orders'], number]>([
		['an order with a status that can change', ordersOf(0, 5.5 * HOUR), 6],
		['an order with an unknown status', ordersOf(null, 5.5 * HOUR), 6],
		['the next one: a settled order does not change', ordersOf(2, 5.5 * HOUR), 2],
		['the next one: the time of this order is not known', ordersOf(0, null), 2],
		['now if none can change', {}, 2],
	])('are searched for no further back than %s', async (_, orders, pages) => {
		const { memory, poll, calls } = moving(9, 5, { orders, onRow: () => undefined });
		await poll(start);
		expect(calls()).toHaveLength(pages);
		// What was not found is not searched for again in the next poll.
		expect(memory.statuses.counts).toEqual({ 2: 9 });
	});

	test('are all read if MIOeSIM does not report the number, and it stays unknown', async () => {
		const answer: Answer = ({ pageNo }) => (Number(pageNo) <= 3 ? [row(`EP${pageNo}`)] : []);
		const { memory, poll, calls } = moving(3, 3, { answer });
		await poll(start);
		expect(calls()).toEqual(['2 1', '2 2', '2 3', '2 4']);
		expect(memory.statuses.counts).toEqual({ 2: null });
		await poll(start);
		expect(calls()).toHaveLength(4);
	});

	test('that a poll had no time for are left to the next one', async () => {
		const { memory, poll, calls } = moving(9, 7, { settings: { statuses: [2, 6] } });
		// Without a call if it is already late.
		expect(await poll({ step: 'in status 6', filters: { status: '6' }, page: 9 }, 0)).toMatchObject(
			{ ...start, page: 1 },
		);
		expect(calls()).toEqual(['6 9']);
		expect(await poll(undefined, 0)).toMatchObject({ ...start, page: 2, total: 9 });
		expect(memory.statuses.counts).toEqual({ 2: 7 });
	});

	test.each<[string, Partial<Unfinished>, string[]]>([
		['are continued at their page', { page: 5, total: 9 }, ['2 1', '2 5', '2 6']],
		[
			'but not if the list has grown since: its pages have shifted',
			{ page: 5, total: 8 },
			['2 1', '2 2'],
		],
		['but not if that page was the first', { page: 1, total: 9 }, ['2 1', '2 2']],
	])('%s', async (_, left, pages) => {
		const { poll, calls } = moving(9, 8, {
			onRow: ({ orderNum }, { statuses }) => {
				if (orderNum === 'EP6' || orderNum === 'EP2') statuses.counts[2] = 9;
			},
		});
		expect(await poll({ ...start, ...left })).toBeUndefined();
		expect(calls()).toEqual(pages);
	});

	describe('to Ended', () => {
		const RECENTLY = '2026/03/06-2026/03/11';
		/** @param found whether the answer explains the number */
		const ended = (found: (asked: Asked) => boolean) => {
			const counts: Record<string, number> = { 5: 8 };
			return worldOf({
				settings: { statuses: [5], packageName: 'Japan' },
				counts,
				orders: ordersOf(0, 20 * DAY),
				answer: (asked) => {
					const { status, eTime, pageNo } = asked;
					if (status === undefined) return noOrders();
					if (found(asked)) counts[5] = 9;
					if (eTime !== undefined) return { total: 2, rows: [row(`EPe${pageNo}`)] };
					return { total: 9, rows: [row(`EP${pageNo}`, Number(pageNo) * HOUR)] };
				},
			});
		};

		test.each<[string, (asked: Asked) => boolean, Partial<Unfinished>, string[]]>([
			[
				'are found first among those whose plan ended in the last days',
				({ eTime }) => eTime !== undefined,
				{},
				['5 1', `5 ${RECENTLY} 1`],
			],
			[
				'and then among all of them',
				({ eTime, pageNo }) => eTime === undefined && pageNo === 3,
				{},
				['5 1', `5 ${RECENTLY} 1`, `5 ${RECENTLY} 2`, '5 2', '5 3'],
			],
			[
				'only once: a poll that continues the list does not begin there again',
				({ pageNo }) => pageNo === 6,
				{ page: 5, total: 9 },
				['5 1', '5 5', '5 6'],
			],
		])('%s', async (_, found, left, expected) => {
			const { poll, calls, asked } = ended(found);
			expect(await poll({ step: 'changed to 5', ...left })).toBeUndefined();
			expect(calls()).toEqual(expected);
			expect(asked().every(({ packetName }) => packetName === 'Japan')).toBe(true);
		});

		test('are left to the next poll if time runs out', async () => {
			const { poll, calls } = ended(() => false);
			expect(await poll({ step: 'changed to 5' }, 0)).toMatchObject({ page: 2, total: 9 });
			expect(calls()).toEqual(['5 1']);
		});
	});
});

describe('an order that has left a status it was passing through, and is in no list', () => {
	const gone = (more: World = {}) => worldOf({ orders: ordersOf(6, 50 * DAY), ...more });
	const lookUps = (lists: object[]) => lists.slice(1);
	const JANUARY_19 = { subTime: '2026/01/19-2026/01/19' };
	/** Lists the order only by its day, on the second page. */
	const normal: Answer = ({ status, subTime, pageNo }) =>
		status === undefined && subTime === JANUARY_19.subTime
			? { total: 3, rows: [row(['EP8', 'EP1', 'EP9'][Number(pageNo) - 1])] }
			: noOrders();

	test('is looked up by the day of its purchase, until it is found', async () => {
		const { memory, poll, lists } = gone({ answer: normal, settings: { packageName: 'Japan' } });
		await poll();
		const day = { ...JANUARY_19, packetName: 'Japan' };
		expect(lookUps(lists())).toEqual([day, day]);
		expect(Object.keys(memory.orders)).toEqual(['EP1', 'EP2']);
	});

	test.each<[string, World]>([
		[
			'if it is still in the list',
			{ answer: ({ status }) => (status === '6' ? { total: 1, rows: [row('EP1')] } : noOrders()) },
		],
		['if changes to normal are not watched', { settings: { statuses: [2] }, answer: normal }],
		['without a time of purchase: its day is not known', { orders: ordersOf(6, null) }],
	])('is not looked up %s', async (_, more) => {
		const { memory, poll, lists } = gone(more);
		await poll();
		expect(lookUps(lists())).toEqual([]);
		expect(Object.keys(memory.orders)).toEqual(['EP1', 'EP2']);
	});

	test('is dropped if it is not listed at all; the others are still looked up', async () => {
		const EP3 = { status: -1, createdAt: NOW - 49 * DAY };
		const { memory, poll, lists } = gone({ orders: { ...ordersOf(6, 50 * DAY), EP3 } });
		await poll();
		expect(lookUps(lists())).toEqual([JANUARY_19, { subTime: '2026/01/20-2026/01/20' }]);
		expect(Object.keys(memory.orders)).toEqual(['EP2']);
	});

	test('is looked up in the next poll if time runs out', async () => {
		const { memory, poll } = gone({ answer: normal });
		expect(await poll({ step: 'back to 0' }, 0)).toMatchObject({ step: 'back to 0' });
		expect(Object.keys(memory.orders)).toEqual(['EP1', 'EP2']);
	});
});
