import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	emptyMemory,
	updateWatches,
	type Memory,
	type Unfinished,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import { eventNames, type EventName } from '../../../dist/nodes/MioEsimTrigger/properties';
import { listSteps, PageReader, placedBefore } from '../../../dist/nodes/MioEsimTrigger/readPages';
import { clock } from '../../../dist/nodes/shared/port';
import { useScript, type Script } from '../../harness/script.cts';
import { settingsOf, DAY, HOUR, NOW } from './script.cts';

/** Which pages a poll reads, with scripted pages. */

const scripts = useScript();
const rows = (from: number, to: number): JsonRecord[] =>
	Array.from({ length: to - from }, (_, index) => ({ orderNum: `EP${from + index}` }));
const page = (total: number | null, from: number, to: number) => ({ total, rows: rows(from, to) });
const asked = (script: Script) => script.sent('queryEsimOrder').map(({ pageNo }) => pageNo);

/** A server with these pages; pages beyond them are empty. */
function reading(pages: unknown[], deadline = Infinity) {
	const script = scripts.next({
		queryEsimOrder: ({ pageNo }) => pages[Number(pageNo) - 1] ?? { total: null, rows: [] },
	});
	const seen: unknown[] = [];
	const reader = new PageReader(script.call.client, deadline, (row) => seen.push(row.orderNum));
	return { script, reader, seen };
}

describe('a list', () => {
	test('is requested in pages of 100, and every row of a page is read', async () => {
		const { script, reader, seen } = reading([page(2, 0, 2)]);
		expect(await reader.all({ status: '0' })).toBeNull();
		expect(script.sent('queryEsimOrder')).toEqual([{ status: '0', pageNo: 1, pageSize: 100 }]);
		expect(seen).toEqual(['EP0', 'EP1']);
	});

	test.each<[string, unknown[], number[]]>([
		[
			'is complete when all its orders have been read',
			[page(25, 0, 10), page(25, 10, 20), page(25, 20, 25)],
			[1, 2, 3],
		],
		[
			'does not end earlier because a row has moved to the next page',
			[page(4, 0, 2), page(4, 1, 3), page(4, 3, 4)],
			[1, 2, 3],
		],
		[
			'without a total ends at the first empty page',
			[page(null, 0, 2), page(null, 0, 0), page(null, 2, 4)],
			[1, 2],
		],
		[
			'repeats the request for an empty page if more orders are expected',
			[page(3, 0, 2), page(3, 0, 0), page(3, 2, 3)],
			[1, 2, 2],
		],
		['does not repeat it if none are expected', [page(0, 0, 0)], [1]],
		[
			'continues after pages with nothing new',
			[page(9, 0, 2), page(9, 0, 2), page(9, 0, 2), page(9, 2, 9)],
			[1, 2, 3, 4],
		],
		[
			'ends after three in a row',
			[page(9, 0, 2), page(9, 0, 2), page(9, 0, 2), page(9, 0, 2), page(9, 2, 9)],
			[1, 2, 3, 4],
		],
		[
			'counts pages with nothing new from the last one with something new',
			[page(9, 0, 2), page(9, 0, 2), page(9, 2, 4), page(9, 0, 2), page(9, 0, 2), page(9, 4, 9)],
			[1, 2, 3, 4, 5, 6],
		],
		[
			'of rows without an order number ends, too',
			Array<unknown>(9).fill({ total: null, rows: [{ skuName: 'x' }] }),
			[1, 2, 3],
		],
	])('%s', async (_, pages, numbers) => {
		const { script, reader } = reading(pages);
		expect(await reader.all({})).toBeNull();
		expect(asked(script)).toEqual(numbers);
	});

	test('continues if an empty page has its orders the second time', async () => {
		const { script, reader, seen } = reading([]);
		script.sequence('queryEsimOrder', page(3, 0, 1), page(3, 0, 0), page(3, 1, 2), page(3, 2, 3));
		expect(await reader.all({})).toBeNull();
		expect(asked(script)).toEqual([1, 2, 2, 3]);
		expect(seen).toEqual(['EP0', 'EP1', 'EP2']);
	});

	test('that is continued ends where it would have ended anyway', async () => {
		const pages = [page(35, 0, 10), page(35, 10, 20), page(35, 20, 30), page(35, 30, 35)];
		const { script, reader } = reading(pages);
		expect(await reader.all({}, { from: 3 })).toBeNull();
		expect(asked(script)).toEqual([3, 4]);
	});

	test('ends if the rest can be skipped', async () => {
		const { script, reader } = reading([page(9, 0, 3), page(9, 3, 6), page(9, 6, 9)]);
		const until = (found: JsonRecord[]) => found.some(({ orderNum }) => orderNum === 'EP4');
		expect(await reader.all({}, { until })).toBeNull();
		expect(asked(script)).toEqual([1, 2]);
	});
});

describe('the time of a poll', () => {
	test('is enough for at least one page; the rest is left to the next poll', async () => {
		const now = clock.now();
		const { script, reader } = reading([page(9, 0, 3), page(9, 3, 6)], now);
		expect(reader.isLate).toBe(false);
		expect(await reader.all({})).toBe(2);
		expect(reader.isLate).toBe(true);
		expect(await reader.all({ status: '2' }, { from: 5 })).toBe(5);
		expect(asked(script)).toEqual([1]);
	});

	test('is not over before the deadline', async () => {
		const { script, reader } = reading([page(6, 0, 3), page(6, 3, 6)], clock.now() + 1);
		expect(await reader.all({})).toBeNull();
		expect(asked(script)).toEqual([1, 2]);
	});

	test('an endless list is left after 1000 pages, counted over all lists', async () => {
		const { script, reader } = reading([]);
		script.on('queryEsimOrder', ({ pageNo }) => page(null, Number(pageNo), Number(pageNo) + 1));
		await reader.page({});
		expect(await reader.all({})).toBe(1000);
		expect(script.asked).toHaveLength(1000);
	});
});

describe('orders that are old enough to end a list', () => {
	const at = (...hours: Array<number | null>) =>
		hours.map((hour) => ({ createTime: hour === null ? null : `2026-03-01 ${hour}:00:00.0` }));
	const moment = Date.parse('2026-03-01T12:00:00+08:00');

	test.each<[string, Array<Array<number | null>>, boolean[]]>([
		['end a list that is sorted by newest first', [[15, 14], [13, 12], [11]], [false, false, true]],
		[
			'even if two were placed at the same moment',
			[
				[15, 15],
				[11, 11],
			],
			[false, true],
		],
		['but not at exactly that moment: there may be another one', [[12]], [false]],
		[
			'do not end a list that is sorted differently',
			[
				[11, 13],
				[10, 9],
			],
			[false, false],
		],
		[
			'or that turns out to be so later',
			[
				[14, 13],
				[14, 10],
			],
			[false, false],
		],
		['or that has an order with an unknown time', [[14, null], [10]], [false, false]],
	])('%s', (_, pages, ends) => {
		const until = placedBefore(moment);
		expect(pages.map((hours) => until(at(...hours)))).toEqual(ends);
	});
});

describe('the lists of a poll', () => {
	const memoryOf = (events: readonly EventName[], more = {}) => {
		const memory = emptyMemory('a');
		updateWatches(memory, settingsOf(events, more), NOW);
		return memory;
	};

	/** Reads the lists that the events need. @returns what is left, and the requests */
	async function read(
		events: readonly EventName[],
		{
			memory = memoryOf(events),
			answer = () => ({ total: 0, rows: [] }),
			left,
			more = {},
			deadline = Infinity,
		}: {
			memory?: Memory;
			answer?: (parameters: Record<string, unknown>) => unknown;
			left?: Unfinished;
			more?: Parameters<typeof settingsOf>[1];
			deadline?: number;
		} = {},
	) {
		const script = scripts.next({ queryEsimOrder: answer });
		const reader = new PageReader(script.call.client, deadline, () => undefined);
		const scan = {
			reader,
			memory,
			settings: settingsOf(events, more),
			seen: new Set(''),
			now: NOW,
		};
		const moveOn: Array<() => void> = [];
		const lefts: Array<Unfinished | null> = [];
		for (const step of listSteps(scan, (apply) => moveOn.push(apply))) {
			lefts.push(await step.run(left?.step === step.name ? left : undefined));
		}
		const apply = () => {
			for (const each of moveOn) each();
		};
		const filters = script.sent('queryEsimOrder').map(({ pageNo, pageSize, ...each }) => each);
		return { filters, lefts, apply, moveOn, memory, pages: asked(script) };
	}

	const PLACED = { subTime: '2026/03/10-2026/03/11' };
	const LASTING = [0, 4].map((status) => ({
		status: String(status),
		subTime: '2025/03/10-2026/03/11',
	}));

	test.each<[EventName[], object[]]>([
		[['newOrder'], [PLACED]],
		[['orderStatusChanged'], [PLACED, ...LASTING]],
		[['planStarted'], [{ sTime: '2026/03/08-2026/03/11' }]],
		[['planEnded'], [{ eTime: '2026/03/08-2026/03/11' }]],
		[['planExpiring'], [{ eTime: '2026/03/09-2026/03/14' }]],
		// Whatever their end: no plan on sale lasts more than three years.
		[['dataRunningLow'], [{ eTime: '2026/03/09-2029/03/09' }]],
		[['planEnded', 'planExpiring'], [{ eTime: '2026/03/08-2026/03/14' }]],
		[
			[...eventNames],
			[PLACED, { sTime: '2026/03/08-2026/03/11' }, { eTime: '2026/03/08-2029/03/09' }, ...LASTING],
		],
	])('for %j', async (events, lists) => {
		expect((await read(events)).filters).toEqual(lists);
	});

	test('are filtered by the package name', async () => {
		const { filters } = await read([...eventNames], { more: { packageName: 'japan' } });
		expect(filters.length).toBeGreaterThan(4);
		expect(new Set(filters.map(({ packetName }) => packetName))).toEqual(new Set(['japan']));
	});

	test('of the two kinds of orders go back as far as either of them needs', async () => {
		for (const late of ['newOrder', 'orderStatusChanged'] as const) {
			const memory = memoryOf(['newOrder', 'orderStatusChanged']);
			const watch = memory.watches[late];
			if (watch) watch.after = NOW - 5 * DAY;
			const { filters } = await read(['newOrder', 'orderStatusChanged'], { memory });
			expect(filters[0]).toEqual({ subTime: '2026/03/05-2026/03/11' });
		}
	});

	test('of placed orders end at those placed before watching began', async () => {
		const placed = (hours: number) => ({
			orderNum: `EP${hours}`,
			createTime: new Date(NOW - hours * HOUR).toISOString(),
		});
		const answer = ({ pageNo }: Record<string, unknown>) => ({
			total: 9,
			rows: [placed(Number(pageNo) * 3 - 2), placed(Number(pageNo) * 3)],
		});
		expect((await read(['newOrder'], { answer })).pages).toEqual([1, 2, 3]);
		const all = await read(['planStarted'], { answer });
		expect(all.pages.length).toBeGreaterThan(3);
	});

	test('make an event ready and advance it, after all of them were read', async () => {
		const { apply, memory } = await read(['newOrder', 'planEnded']);
		const before = structuredClone(memory.watches);
		expect(before).toMatchObject({ newOrder: { isReady: false }, planEnded: { isReady: false } });
		apply();
		expect(memory.watches).toMatchObject({
			newOrder: { isReady: true, after: NOW - 6 * HOUR },
			planEnded: { isReady: true, after: NOW - 2 * DAY },
		});
	});

	test.each<[EventName, number]>([
		['newOrder', 6 * HOUR],
		['planStarted', 2 * DAY],
		['planEnded', 2 * DAY],
		['planExpiring', 9 * DAY],
		['dataRunningLow', 9 * DAY],
	])('of %s advance only that event', async (event, back) => {
		const memory = memoryOf(eventNames);
		for (const watch of Object.values(memory.watches)) watch.after = NOW - 9 * DAY;
		delete memory.statuses;
		const only = { ...memory, watches: { [event]: memory.watches[event] } };
		const { apply } = await read([event], { memory: only });
		apply();
		expect(memory.watches[event]).toMatchObject({ isReady: true, after: NOW - back });
		const others = eventNames.filter((name) => name !== event);
		for (const name of others) expect(memory.watches[name]?.isReady).toBe(false);
	});

	test('teach the statuses that an order can keep and leave; then changes are reported', async () => {
		const memory = memoryOf(['orderStatusChanged']);
		const watch = memory.watches.orderStatusChanged;
		if (watch) watch.after = NOW - 9 * DAY;
		const first = await read(['orderStatusChanged'], { memory });
		expect(watch?.isReady).toBe(false);
		first.apply();
		expect(memory.statuses?.learned).toEqual([0, 4]);
		expect(watch).toMatchObject({ isReady: true, after: NOW - 6 * HOUR });
		const { filters } = await read(['orderStatusChanged'], { memory });
		expect(filters).toEqual([PLACED]);
	});

	test('teach one status each: a change from the other one cannot be reported yet', async () => {
		const memory = memoryOf(['orderStatusChanged']);
		memory.statuses?.learned.push(0);
		const { pages, moveOn } = await read(['orderStatusChanged'], { memory });
		expect(pages).toHaveLength(2);
		moveOn[0]();
		expect(memory.watches.orderStatusChanged?.isReady).toBe(false);
		moveOn[1]();
		expect(memory.watches.orderStatusChanged?.isReady).toBe(true);
	});

	test('of placed orders alone advance the changes of status', async () => {
		const events = ['orderStatusChanged', 'planStarted'] as const;
		const memory = memoryOf(events);
		const watch = memory.watches.orderStatusChanged;
		if (watch) watch.after = NOW - 9 * DAY;
		const { moveOn } = await read(events, { memory });
		const [placed, ...others] = moveOn;
		for (const each of others) each();
		expect(watch?.after).toBe(NOW - 9 * DAY);
		placed();
		expect(watch?.after).toBe(NOW - 6 * HOUR);
	});

	test('that are read for another event teach no status', async () => {
		const memory = memoryOf(['newOrder', 'orderStatusChanged']);
		(await read(['newOrder'], { memory: { ...memory, statuses: undefined } })).apply();
		expect(memory.watches.orderStatusChanged?.isReady).toBe(false);
	});

	test('that a poll had no time for are continued: page, days and start stay the same', async () => {
		const answer = () => page(300, 0, 100);
		const { lefts, apply, memory } = await read(['newOrder'], { answer, deadline: 0 });
		const left = { step: 'placed', filters: PLACED, page: 2, startedAt: NOW };
		expect(lefts).toEqual([left]);
		apply();
		expect(memory.watches.newOrder?.isReady).toBe(false);

		const startedAt = NOW - HOUR;
		const earlier = { ...left, filters: { subTime: '2026/03/08-2026/03/09' }, page: 7, startedAt };
		if (memory.watches.newOrder) memory.watches.newOrder.after = NOW - 9 * DAY;
		const later = await read(['newOrder'], { memory, left: earlier });
		expect(later).toMatchObject({ filters: [earlier.filters], pages: [7], lefts: [null] });
		later.apply();
		// The list may lack what arrived after it was started.
		expect(memory.watches.newOrder).toMatchObject({ isReady: true, after: startedAt - 6 * HOUR });
	});
});
