import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	diffOrder,
	isWanted,
	readState,
	type OrderEvent,
} from '../../../dist/nodes/MioEsimTrigger/diff';
import type { RememberedOrder, Watches } from '../../../dist/nodes/MioEsimTrigger/memory';
import { eventNames, type EventName } from '../../../dist/nodes/MioEsimTrigger/properties';
import type { Settings } from '../../../dist/nodes/MioEsimTrigger/properties';
import { settingsOf, DAY, HOUR, NOW } from './script.cts';

/** What happened to one order between two polls, scripted: no server, no engine. */

const at = (instant: number) =>
	`${new Date(instant + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')}.0`;

const SINCE = NOW - 2 * DAY;
const watchesOf = (events: readonly EventName[], isReady = true): Watches =>
	Object.fromEntries(events.map((event) => [event, { settings: '', after: SINCE, isReady }]));
const everyWatch = watchesOf(eventNames);

/** A plan of 1000 MB that began an hour ago and ends in 10 days. */
const plan = (more: JsonRecord = {}): JsonRecord => ({
	id: 7,
	flows: 1000,
	unit: 'MB',
	usedMb: 0,
	beginDate: at(NOW - HOUR),
	endDate: at(NOW + 10 * DAY),
	...more,
});
/** An order that was placed long ago. */
const order = (more: JsonRecord = {}, ...packageList: JsonRecord[]): JsonRecord => ({
	orderNum: 'EP1',
	status: 0,
	createTime: at(NOW - 100 * DAY),
	packageList,
	...more,
});
const known: RememberedOrder = { status: 0, createdAt: NOW - 100 * DAY };

interface Look {
	known?: RememberedOrder | null;
	watches?: Watches;
	thresholds?: number[];
	daysBefore?: number;
	now?: number;
}
function look(row: JsonRecord, given: Look = {}) {
	const { watches = everyWatch, thresholds = [50, 80], daysBefore = 3, now = NOW } = given;
	const state = readState(row);
	if (state === null) throw new Error('the row has no order number');
	const before = given.known === null ? undefined : (given.known ?? known);
	return diffOrder(state, before, { watches, settings: { thresholds, daysBefore }, now });
}
const eventsOf = (row: JsonRecord, given?: Look) => look(row, given).events;
const namesOf = (row: JsonRecord, given?: Look) => eventsOf(row, given).map(({ event }) => event);

describe('a plan is the same one in the next poll', () => {
	test.each<[string, JsonRecord, JsonRecord]>([
		['id', { id: 1, iccid: '3' }, { id: 2, iccid: '3' }],
		['ICCID', { id: null, iccid: '1' }, { id: null, iccid: '2' }],
	])('by its %s, in any order of the cards', (_, one, two) => {
		const [first, second] = [plan(one), plan(two)];
		const { remembered } = look(order({}, first, { ...second, beginDate: null }));
		const later = eventsOf(order({}, second, first), { known: remembered });
		expect(later.map(({ event, plan: index }) => [event, index])).toEqual([['planStarted', 0]]);
	});

	test('and distinct from the others, even if all have the same id, or none', () => {
		for (const id of [7, null]) {
			const plans = [1, 2, 3].map(() => plan({ id }));
			expect(namesOf(order({}, ...plans))).toEqual(['planStarted', 'planStarted', 'planStarted']);
		}
	});
});

describe('a new order', () => {
	const newest = order({ createTime: at(NOW - HOUR) });

	test('happened when it was placed, and has no earlier status', () => {
		expect(eventsOf(newest, { known: null })).toEqual([
			{
				event: 'newOrder',
				at: NOW - HOUR,
				change: { from: null, fromName: null, to: 0, toName: 'Paid' },
				plan: null,
			},
		]);
	});

	test('is never one that was placed before watching began, or at an unknown time', () => {
		expect(namesOf(order(), { known: null })).toEqual([]);
		expect(namesOf(order({ createTime: null }), { known: null })).toEqual([]);
	});

	test('is recorded, and is not new again', () => {
		const { remembered } = look(newest, { known: null });
		expect(remembered).toEqual({ status: 0, createdAt: NOW - HOUR, plans: {} });
		expect(namesOf(newest, { known: remembered })).toEqual([]);
	});
});

describe('a change of status', () => {
	test('is no longer reported if only other events are watched', () => {
		const watches = watchesOf(['newOrder', 'planStarted']);
		const { events, remembered } = look(order({ status: 2 }), { watches });
		expect(events).toEqual([]);
		expect(remembered.status).toBeNull();
	});

	test('is not reported to or from a missing status', () => {
		const { events, remembered } = look(order({ status: null }));
		expect(events).toEqual([]);
		expect(namesOf(order({ status: 2 }), { known: remembered })).toEqual(['orderStatusChanged']);
		const unknown = { ...known, status: null };
		expect(namesOf(order({ status: 2 }), { known: unknown })).toEqual([]);
	});

	test('happened when it was noticed', () => {
		expect(eventsOf(order({ status: 2 }))).toEqual([
			{
				event: 'orderStatusChanged',
				at: NOW,
				change: { from: 0, fromName: 'Paid', to: 2, toName: 'Cancelled' },
				plan: null,
			},
		]);
	});
});

describe('a plan that has not begun', () => {
	const notBegun = [
		plan({ beginDate: null }),
		plan({ beginDate: at(NOW + HOUR) }),
		plan({ beginDate: null, endDate: at(NOW - HOUR) }),
		plan({ beginDate: null, endDate: at(NOW + HOUR) }),
		plan({ beginDate: null, usedMb: 900 }),
	];

	test.each(notBegun)('has no event, and is not recorded: %j', (each) => {
		const { events, remembered } = look(order({}, each));
		expect(events).toEqual([]);
		expect(remembered.plans).toEqual({});
	});

	test('begins at exactly that moment', () => {
		expect(namesOf(order({}, plan({ beginDate: at(NOW) })))).toEqual(['planStarted']);
		expect(namesOf(order({}, plan({ beginDate: at(NOW + 1000) })))).toEqual([]);
	});
});

describe('data that runs low', () => {
	const lowIn = (more: JsonRecord, given?: Look) =>
		eventsOf(order({}, plan(more)), given).filter(({ event }) => event === 'dataRunningLow');

	test('reaches a threshold at exactly that percentage', () => {
		expect(lowIn({ usedMb: 499.9 })).toEqual([]);
		expect(lowIn({ usedMb: 500 }).map(({ change }) => change.threshold)).toEqual([50]);
	});

	test.each<[JsonRecord, Record<string, number>]>([
		[{ usedMb: 512.346 }, { usedPercent: 51.2, usedMb: 512.346, remainingMb: 487.65 }],
		[{ usedMb: 1200 }, { usedPercent: 120, usedMb: 1200, remainingMb: 0 }],
	])('says how much was used and is left: %j', (used, figures) => {
		const [{ at: noticed, change, plan: index }] = lowIn(used, { thresholds: [50] });
		expect({ noticed, change, index }).toEqual({
			noticed: NOW,
			change: { threshold: 50, totalMb: 1000, ...figures },
			index: 0,
		});
	});

	test('is never that of a daypass, or of a plan without a size or without usage', () => {
		const daypass = order({ daypassDay: 5 }, plan({ usedMb: 900 }));
		expect(namesOf(daypass)).toEqual(['planStarted']);
		expect(namesOf(order({ daypassDay: 0 }, plan({ usedMb: 500 })))).toHaveLength(2);
		expect(lowIn({ flows: null, usedMb: 900 })).toEqual([]);
		expect(lowIn({ name: 'Unlimited', usedMb: 900 })).toEqual([]);
		expect(lowIn({ usedMb: null })).toEqual([]);
	});

	test('includes a plan without an end', () => {
		expect(lowIn({ endDate: null, usedMb: 600 })).toHaveLength(1);
	});

	test('before watching began is not reported', () => {
		const beginDate = at(SINCE - HOUR);
		expect(lowIn({ beginDate, usedMb: 600 })).toEqual([]);
		const { remembered } = look(order({}, plan({ beginDate, usedMb: 600 })));
		expect(lowIn({ beginDate, usedMb: 900 }, { known: remembered })).toHaveLength(1);
	});
});

describe('a plan that expires', () => {
	const expiring = (more: JsonRecord, given?: Look) =>
		eventsOf(order({}, plan(more)), given).filter(({ event }) => event === 'planExpiring');

	test.each([
		[3 * DAY, 3],
		[3 * DAY - 1000, 3],
		[2 * DAY, 2],
		[1000, 1],
	])('%i ms before its end says that %i days are left', (left, daysLeft) => {
		const endDate = at(NOW + left);
		const [{ change }] = expiring({ endDate });
		expect(change).toEqual({
			startDate: '2026-03-10T11:00:00+08:00',
			endDate: new Date(NOW + left + 8 * HOUR).toISOString().replace('.000Z', '+08:00'),
			daysLeft,
		});
	});

	test('did so when the days began, or at its start if it is shorter', () => {
		const long = { beginDate: at(NOW - DAY), endDate: at(NOW + 3 * DAY - HOUR) };
		expect(expiring(long).map((each) => each.at)).toEqual([NOW - HOUR]);
		const short = { beginDate: at(NOW - HOUR), endDate: at(NOW + DAY) };
		expect(expiring(short).map((each) => each.at)).toEqual([NOW - HOUR]);
	});

	test('and did so before watching began is not reported, then or later', () => {
		const old = { beginDate: at(SINCE - 9 * DAY), endDate: at(NOW + HOUR) };
		const { events, remembered } = look(order({}, plan(old)), {
			watches: watchesOf(['planExpiring']),
		});
		expect(events).toEqual([]);
		expect(expiring(old, { known: remembered, watches: watchesOf(eventNames) })).toEqual([]);
	});
});

describe('a plan that ends', () => {
	const endings = (more: JsonRecord, given?: Look) =>
		eventsOf(order({}, plan(more)), given).filter(({ event }) => event === 'planEnded');

	test('has ended at exactly that moment, once', () => {
		expect(endings({ endDate: at(NOW + 1000) })).toEqual([]);
		expect(endings({ endDate: null })).toEqual([]);
		const ended = { beginDate: at(NOW - 9 * DAY), endDate: at(NOW) };
		const period = {
			startDate: '2026-03-01T12:00:00+08:00',
			endDate: '2026-03-10T12:00:00+08:00',
		};
		expect(endings(ended)).toEqual([{ event: 'planEnded', at: NOW, change: period, plan: 0 }]);
		const { remembered } = look(order({}, plan(ended)));
		expect(endings(ended, { known: remembered })).toEqual([]);
	});

	test('before watching began is not reported; at exactly that moment it is', () => {
		const beginDate = at(SINCE - 9 * DAY);
		expect(endings({ beginDate, endDate: at(SINCE - 1000) })).toEqual([]);
		expect(endings({ beginDate, endDate: at(SINCE) })).toHaveLength(1);
	});

	test('no longer expires or runs low', () => {
		expect(namesOf(order({}, plan({ endDate: at(NOW), usedMb: 900 })))).toEqual([
			'planStarted',
			'planEnded',
		]);
	});
});

describe('a plan that was noticed', () => {
	test('keeps all its marks if one is added', () => {
		const expiring = plan({ endDate: at(NOW + DAY), usedMb: 600 });
		const { events, remembered } = look(order({}, expiring));
		const names = ['planStarted', 'dataRunningLow', 'planExpiring'];
		expect(events.map(({ event }) => event)).toEqual(names);
		const marks = { started: true, expiring: true, low: 50 };
		const dates = { began: NOW - HOUR, ends: NOW + DAY };
		expect(remembered.plans).toEqual({ 7: { ...dates, ...marks } });
		const later = look(order({}, expiring), { known: remembered, now: NOW + DAY });
		expect(later.events.map(({ event }) => event)).toEqual(['planEnded']);
		expect(later.remembered.plans).toEqual({ 7: { ...dates, ...marks, ended: true } });
	});

	test('without an end never expires', () => {
		expect(namesOf(order({}, plan({ endDate: null })))).toEqual(['planStarted']);
	});

	test('has the events that are watched, and no marks of others', () => {
		const row = order({}, plan({ endDate: at(NOW + DAY), usedMb: 600 }));
		for (const event of ['planStarted', 'dataRunningLow', 'planExpiring'] as const) {
			const { events, remembered } = look(row, { watches: watchesOf([event]) });
			expect(events.map((each) => each.event)).toEqual([event]);
			expect(Object.keys(remembered.plans?.[7] ?? {})).toHaveLength(3);
		}
		const ended = look(order({}, plan({ endDate: at(NOW) })), { watches: watchesOf([]) });
		expect(ended).toMatchObject({ events: [], remembered: { plans: { 7: { ends: NOW } } } });
		expect(ended.remembered.plans?.[7]).not.toHaveProperty('ended');
	});

	test('started before watching began is not reported', () => {
		expect(namesOf(order({}, plan({ beginDate: at(SINCE - 1000) })))).toEqual([]);
		expect(namesOf(order({}, plan({ beginDate: at(SINCE) })))).toEqual(['planStarted']);
	});
});

test('plans of a cancelled or obsolete order are not watched', () => {
	for (const status of [2, 3]) {
		expect(readState(order({ status }, plan({ usedMb: 900 })))?.plans).toEqual([]);
	}
});

test('a row without an order number is ignored', () => {
	expect(readState({ ...order({}, plan()), orderNum: null })).toBeNull();
});

describe('filters', () => {
	const isReported = (
		row: JsonRecord,
		more: Partial<Settings>,
		event: EventName = 'newOrder',
		to = 0,
	) => {
		const happened: OrderEvent = { event, at: NOW, change: { to }, plan: null };
		return isWanted(happened, row, settingsOf(eventNames, more));
	};

	test('without any, every event is reported', () => {
		for (const event of eventNames) expect(isReported(order(), {}, event)).toBe(true);
	});

	test('the statuses apply only to changes of status', () => {
		const statuses = [2, 3];
		expect(isReported(order(), { statuses }, 'orderStatusChanged', 2)).toBe(true);
		expect(isReported(order(), { statuses }, 'orderStatusChanged', 6)).toBe(false);
		expect(isReported(order(), { statuses }, 'newOrder', 6)).toBe(true);
	});

	test.each([
		[1, true, false],
		['1', true, false],
		[0, false, true],
		[null, false, true],
	])('a row with card type %j: physical %j, eSIM %j', (cardType, isPhysical, isEsim) => {
		const row = order({ cardType });
		expect(isReported(row, { isPhysical: true })).toBe(isPhysical);
		expect(isReported(row, { isPhysical: false })).toBe(isEsim);
	});

	test.each([
		['SHOP-1', true],
		['OTHER-SHOP-', false],
		['shop-1', false],
		[null, false],
	])('an order with the external ID %j begins with SHOP-: %j', (outerOrderId, isOurs) => {
		const row = order({ outerOrderId });
		expect(isReported(row, { externalOrderIdPrefix: 'SHOP-' })).toBe(isOurs);
		expect(isReported(row, {})).toBe(true);
	});

	test('all of them must match', () => {
		const row = order({ cardType: 1, outerOrderId: 'SHOP-1' });
		expect(isReported(row, { isPhysical: true, externalOrderIdPrefix: 'SHOP-' })).toBe(true);
		expect(isReported(row, { isPhysical: false, externalOrderIdPrefix: 'SHOP-' })).toBe(false);
		expect(isReported(row, { isPhysical: true, externalOrderIdPrefix: 'X' })).toBe(false);
	});
});
