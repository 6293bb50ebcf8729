import {
	advance,
	forget,
	recall,
	updateWatches,
	type Memory,
	type RememberedOrder,
	type RememberedPlan,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import {
	eventNames,
	type EventName,
	type Settings,
} from '../../../dist/nodes/MioEsimTrigger/properties';
import { emptyMemory, settingsOf, DAY, HOUR, NOW } from './script.cts';

/** Since when each kind of event is watched, and what may be dropped. */

const lookBack: Record<EventName, number> = {
	newOrder: 6 * HOUR,
	orderStatusChanged: 6 * HOUR,
	planStarted: 2 * DAY,
	planEnded: 2 * DAY,
	planExpiring: 2 * DAY,
	dataRunningLow: 2 * DAY,
};

/** A memory that has watched these events since an hour ago, with an order that has an active plan. */
function memoryOf(events: readonly EventName[], more: Partial<Settings> = {}): Memory {
	const memory = emptyMemory('a');
	updateWatches(memory, settingsOf(events, more), NOW - HOUR);
	for (const watch of Object.values(memory.watches)) watch.isReady = true;
	const plan = { began: NOW - DAY, ends: NOW + DAY, expiring: true as const, low: 50 };
	memory.orders = {
		EP1: { status: 0, createdAt: NOW - DAY, plans: { 1: plan } },
		EP2: { status: 0, createdAt: NOW - DAY },
	};
	memory.statuses.counts = { 2: 7 };
	return memory;
}

function changed(memory: Memory, settings: Settings): Memory {
	updateWatches(memory, settings, NOW);
	return memory;
}

describe('an event that is watched for the first time', () => {
	test.each(eventNames)('%s: from hours or days before, as soon as all was read', (event) => {
		const { watches } = changed(emptyMemory('a'), settingsOf([event]));
		expect(Object.keys(watches)).toEqual([event]);
		expect(watches[event]).toMatchObject({ after: NOW - lookBack[event], isReady: false });
	});

	test.each(eventNames)('%s with past days: from then on, and at once', (event) => {
		const { watches } = changed(emptyMemory('a'), settingsOf([event], { pastDays: 7 }));
		// MIOeSIM does not return earlier statuses.
		const isReady = event !== 'orderStatusChanged';
		expect(watches[event]).toMatchObject({ after: NOW - 7 * DAY, isReady });
	});

	test('past days apply only to the first poll: an event selected later reports no past', () => {
		const memory = memoryOf(['newOrder'], { pastDays: 7 });
		const { watches } = changed(memory, settingsOf(['newOrder', 'planStarted'], { pastDays: 7 }));
		expect(watches.planStarted).toMatchObject({ after: NOW - 2 * DAY, isReady: false });
		expect(watches.newOrder).toMatchObject({ after: NOW - HOUR - 7 * DAY, isReady: true });
	});

	test('what the last poll had no time for is not continued: it was started without the event', () => {
		const unfinished = { step: 'placed', page: 2, filters: {}, startedAt: NOW - HOUR };
		const more = changed(
			{ ...memoryOf(['newOrder']), unfinished },
			settingsOf(['newOrder', 'planEnded']),
		);
		expect(more.unfinished).toBeUndefined();
		const same = changed({ ...memoryOf(['newOrder']), unfinished }, settingsOf(['newOrder']));
		expect(same.unfinished).toEqual(unfinished);
	});
});

describe('an event that is watched already', () => {
	/** Settings of an event that the user changes. */
	const own: Array<[EventName, Partial<Settings>]> = [
		['dataRunningLow', { thresholds: [50, 80] }],
		['planExpiring', { daysBefore: 5 }],
		['orderStatusChanged', { statuses: [2] }],
	];

	test.each(own)('%s starts over with other settings', (event, settings) => {
		const { watches } = changed(memoryOf(eventNames), settingsOf(eventNames, settings));
		const begun = Object.entries(watches).filter(([, { isReady }]) => !isReady);
		expect(begun.map(([name]) => name)).toEqual([event]);
		expect(watches[event]?.after).toBeGreaterThan(NOW - 2 * DAY - 1);
		expect(
			changed({ ...emptyMemory('a'), watches }, settingsOf(eventNames, settings)).watches,
		).toEqual(watches);
	});

	test('continues as before', () => {
		const memory = memoryOf(eventNames);
		const before = structuredClone(memory);
		expect(changed(memory, settingsOf(eventNames))).toEqual(before);
	});

	test('is no longer watched if the user removes it', () => {
		const { watches } = changed(memoryOf(eventNames), settingsOf(['newOrder']));
		expect(Object.keys(watches)).toEqual(['newOrder']);
	});
});

describe('what stays in the memory when an event starts over', () => {
	const plansOf = ({ orders }: Memory) => orders.EP1.plans?.[1];

	test('plans can expire again if Days Before changes, and only then', () => {
		const days = changed(memoryOf(eventNames), settingsOf(eventNames, { daysBefore: 5 }));
		expect(plansOf(days)).not.toHaveProperty('expiring');
		const low = changed(memoryOf(eventNames), settingsOf(eventNames, { thresholds: [80] }));
		expect(plansOf(low)).toHaveProperty('expiring', true);
		const status = changed(memoryOf(eventNames), settingsOf(eventNames, { statuses: [2] }));
		expect(plansOf(status)).toHaveProperty('expiring', true);
	});

	test('statuses are learned again if the statuses change, and only then', () => {
		const status = changed(memoryOf(eventNames), settingsOf(eventNames, { statuses: [2] }));
		expect(Object.values(status.orders).map((order) => order.status)).toEqual([null, null]);
		expect(status.statuses).toEqual({ from: NOW - 365 * DAY, counts: {} });
		const days = changed(memoryOf(eventNames), settingsOf(eventNames, { daysBefore: 5 }));
		expect(Object.values(days.orders).map((order) => order.status)).toEqual([0, 0]);
		expect(days.statuses.counts).toEqual({ 2: 7 });
	});
});

test.each([
	[395 * DAY, 395 * DAY, { 2: 7 }],
	[395 * DAY + 1, 365 * DAY, {}],
])('the year in which statuses are watched advances after 395 days: %i', (ago, then, counts) => {
	const memory = memoryOf(eventNames);
	memory.statuses.from = NOW - ago;
	const { statuses } = changed(memory, settingsOf(eventNames));
	expect(statuses).toEqual({ from: NOW - then, counts });
});

describe('a watch advances when its lists were read', () => {
	/** Since when the event is watched after its lists were read, and whether it may be reported. */
	const advanced = (event: EventName, after: number) => {
		const watches = { [event]: { settings: '', after, isReady: false } };
		advance(watches, [event, 'planStarted'], NOW);
		return [watches[event].after, watches[event].isReady];
	};

	test.each<[EventName, number, number, boolean]>([
		['newOrder', 9 * DAY, 6 * HOUR, true],
		['planStarted', 9 * DAY, 2 * DAY, true],
		['planEnded', 9 * DAY, 2 * DAY, true],
		// Never backwards.
		['planEnded', HOUR, HOUR, true],
		// An active plan may be of any age.
		['dataRunningLow', 9 * DAY, 9 * DAY, true],
		['planExpiring', 9 * DAY, 9 * DAY, true],
		// The statuses are learned from other lists.
		['orderStatusChanged', 9 * DAY, 6 * HOUR, false],
	])('%s, from %i to %i ms ago: ready %j', (event, before, after, isReady) => {
		expect(advanced(event, NOW - before)).toEqual([NOW - after, isReady]);
	});
});

describe('forgetting', () => {
	const AFTER = NOW - 2 * DAY;
	const watching = (...events: EventName[]) => {
		const watch = { settings: '', after: AFTER, isReady: true };
		const watches = Object.fromEntries(events.map((event) => [event, watch]));
		const statuses = { from: NOW - 365 * DAY, counts: {} };
		return { ...emptyMemory('a'), watches, statuses };
	};
	const isKept = (events: EventName[], order: RememberedOrder): boolean => {
		const memory = watching(...events);
		memory.orders = { EP1: order };
		forget(memory, NOW);
		return 'EP1' in memory.orders;
	};

	test.each<[EventName, number | null, number | null, boolean]>([
		// Orders that the next poll may still list as new must stay known.
		['newOrder', null, AFTER, true],
		['newOrder', null, AFTER - 1, false],
		['newOrder', null, null, false],
		['orderStatusChanged', 2, AFTER, true],
		['orderStatusChanged', 2, AFTER - 1, false],
		// Its status can still change, for a year.
		['orderStatusChanged', 0, NOW - 365 * DAY, true],
		['orderStatusChanged', 0, NOW - 365 * DAY - 1, false],
		['planStarted', null, NOW, false],
	])('while %s is watched, an order in status %j placed at %j: kept %j', (event, ...given) => {
		const [status, createdAt, kept] = given;
		expect(isKept([event], { status, createdAt })).toBe(kept);
	});

	test.each<[EventName, number, number | null, boolean]>([
		['planStarted', AFTER, null, true],
		['planStarted', AFTER - 1, NOW + DAY, false],
		['planEnded', 1, AFTER, true],
		['planEnded', 1, AFTER - 1, false],
		['planEnded', NOW, null, false],
		['planExpiring', 1, NOW + 1, true],
		['planExpiring', 1, NOW, false],
		['dataRunningLow', 1, NOW + 1, true],
		['dataRunningLow', 1, NOW, false],
		// Without an end, after 400 days.
		['dataRunningLow', NOW - 400 * DAY + 1, null, true],
		['dataRunningLow', NOW - 400 * DAY, null, false],
		['newOrder', NOW, NOW + DAY, false],
	])('while %s is watched, a plan from %j to %j: kept %j', (event, began, ends, kept) => {
		expect(isKept([event], { status: null, createdAt: 1, plans: { 1: { began, ends } } })).toBe(
			kept,
		);
	});

	test.each<[string, Record<string, RememberedPlan>, object]>([
		[
			'a plan that is over is dropped, another one of the same order stays',
			{ over: { began: 1, ends: NOW - DAY }, active: { began: 1, ends: NOW + DAY } },
			{ plans: { active: { began: 1, ends: NOW + DAY } } },
		],
		['an order without a plan takes no room for one', {}, {}],
	])('%s', (_, plans, left) => {
		const memory = watching('newOrder', 'dataRunningLow');
		memory.orders = { EP1: { status: null, createdAt: NOW, plans } };
		forget(memory, NOW);
		expect(memory.orders).toEqual({ EP1: { status: null, createdAt: NOW, ...left } });
	});

	test('20,000 orders are kept at most', () => {
		const memory = watching('newOrder');
		for (let index = 0; index <= 20_000; index++) {
			memory.orders[`EP${index}`] = { status: null, createdAt: NOW + index };
		}
		forget(memory, NOW);
		expect(Object.keys(memory.orders)).toHaveLength(20_000);
		expect(memory).toMatchObject({ droppedUpTo: NOW, orders: { EP1: {} } });
	});

	test('as many as fit are kept; beyond that, the oldest are dropped, in whatever order they were read', () => {
		const ages = [3, 1, 4, 2];
		const memory = watching('newOrder');
		const fill = (more: Memory['orders'] = {}) => {
			for (const age of ages) memory.orders[`EP${age}`] = { status: null, createdAt: NOW - age };
			Object.assign(memory.orders, more);
		};
		fill();
		forget(memory, NOW, 4);
		expect(memory).toMatchObject({ droppedUpTo: 0, orders: { EP4: {} } });
		forget(memory, NOW, 2);
		expect(Object.keys(memory.orders).sort()).toEqual(['EP1', 'EP2']);
		expect(memory.droppedUpTo).toBe(NOW - 3);
		// An order without a time of purchase counts as the oldest, and drops no other.
		const plans = { 1: { began: NOW, ends: null } };
		memory.watches.dataRunningLow = memory.watches.newOrder;
		fill({ EP9: { status: null, createdAt: null, plans } });
		memory.droppedUpTo = 5;
		forget(memory, NOW, 4);
		expect(Object.keys(memory.orders).sort()).toEqual(['EP1', 'EP2', 'EP3', 'EP4']);
		expect(memory.droppedUpTo).toBe(5);
	});
});

describe('what n8n kept', () => {
	test('of another account, package or version is not used', () => {
		const memory = { ...emptyMemory('a'), droppedUpTo: 5 };
		expect(recall(memory, 'a')).toEqual(memory);
		expect(recall(memory, 'b')).toEqual(emptyMemory('b'));
		expect(recall({ ...memory, version: 2 }, 'a')).toEqual(emptyMemory('a'));
		for (const odd of [undefined, null, 'x', 7, []]) {
			expect(recall(odd, 'a')).toEqual(emptyMemory('a'));
		}
	});

	test('is a copy: what n8n keeps does not change before the poll succeeds', () => {
		const kept = { ...emptyMemory('a'), orders: { EP1: { status: 0, createdAt: NOW } } };
		recall(kept, 'a').orders.EP1.status = 2;
		expect(kept.orders.EP1.status).toBe(0);
	});
});
