import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';

import { asOrder } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	diffOrder,
	isWanted,
	readState,
	type OrderEvent,
} from '../../../dist/nodes/MioEsimTrigger/diff';
import {
	forget,
	type RememberedOrder,
	type Watches,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import {
	eventNames,
	type EventName,
	type Settings,
} from '../../../dist/nodes/MioEsimTrigger/properties';
import { emptyMemory, settingsOf, DAY, HOUR, NOW } from './script.cts';

/** What happened to one order between two polls, scripted: no server, no engine. */

const START = Date.parse('2026-03-01T12:00:00+08:00');
const settings = { thresholds: [50, 80, 95], daysBefore: 3 };

const watchesFrom = (
	after: number,
	isReady = true,
	events: readonly EventName[] = eventNames,
): Watches => Object.fromEntries(events.map((event) => [event, { settings: '', after, isReady }]));

const stamp = (instant: number) =>
	`${new Date(instant + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')}.0`;

/** The history of an order, as queryEsimOrder shows it. */
interface History {
	placed: number;
	began: number;
	ends: number;
	megabytes: number;
	usage: Array<{ at: number; mb: number }>;
	changes: Array<{ at: number; to: number }>;
}

function statusAt({ changes }: History, now: number): number {
	return changes.filter(({ at }) => at <= now).at(-1)?.to ?? 0;
}

/** A row as queryEsimOrder would give it at the given moment. */
function rowAt(order: History, now: number): JsonRecord {
	const { began, ends, megabytes, usage } = order;
	const isStarted = began <= now;
	const used = usage.filter(({ at }) => at <= now).map(({ mb }) => mb);
	return {
		orderNum: 'EP1',
		createTime: stamp(order.placed),
		status: statusAt(order, now),
		packageList: [
			{
				id: 7,
				flows: megabytes,
				unit: 'MB',
				usedMb: Math.max(0, ...used),
				name: 'Japan',
				beginDate: isStarted ? stamp(began) : null,
				endDate: isStarted ? stamp(ends) : null,
			},
		],
	};
}

function stateOf(row: JsonRecord) {
	const state = readState(row);
	if (state === null) throw new Error('the row has no order number');
	return state;
}

const hours = (max: number) => fc.integer({ min: 1, max }).map((value) => value * HOUR);
const orders = fc
	.record({
		placed: hours(200),
		startsAfter: hours(400),
		lasts: hours(400),
		megabytes: fc.constantFrom(500, 1024, 5120),
		usage: fc.array(
			fc.record({
				after: fc.double({ min: 0, max: 1, noNaN: true }),
				share: fc.double({ min: 0, max: 1.2, noNaN: true }),
			}),
			{ maxLength: 12 },
		),
		changes: fc.array(fc.record({ after: hours(1000), to: fc.constantFrom(0, 4, 5, 6, 7) }), {
			maxLength: 5,
		}),
	})
	.map(({ placed, startsAfter, lasts, megabytes, usage, changes }): History => {
		const began = START + placed + startsAfter;
		return {
			placed: START + placed,
			began,
			ends: began + lasts,
			megabytes,
			usage: usage
				.map(({ after, share }) => ({ at: began + after * lasts, mb: share * megabytes }))
				.sort((left, right) => left.at - right.at),
			changes: changes
				.map(({ after, to }) => ({ at: START + placed + after, to }))
				.sort((left, right) => left.at - right.at),
		};
	});
const polls = fc
	.uniqueArray(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 60 })
	.map((list) => list.sort((left, right) => left - right).map((hour) => START + hour * HOUR));

/** Everything found by polls at the given moments. */
function found(order: History, moments: number[]): OrderEvent[] {
	let known: RememberedOrder | undefined;
	const events: OrderEvent[] = [];
	for (const now of moments) {
		if (now < order.placed) continue;
		const comparison = { watches: watchesFrom(START), settings, now };
		const result = diffOrder(stateOf(rowAt(order, now)), known, comparison);
		// As n8n keeps it.
		known = JSON.parse(JSON.stringify(result.remembered)) as RememberedOrder;
		events.push(...result.events);
	}
	return events;
}

const nameOf = ({ event, change }: OrderEvent) =>
	event === 'dataRunningLow' ? `${event} ${String(change.threshold)}` : event;
const isStatus = ({ event }: OrderEvent) => event === 'orderStatusChanged';

/** What polls at these moments can find, from the history itself. */
function expected({ placed, began, ends, megabytes, usage }: History, moments: number[]): string[] {
	const looks = moments.filter((now) => now >= placed);
	const isSeen = (from: number, until = Infinity) =>
		looks.some((now) => now >= from && now < until);
	const names: string[] = [];
	if (looks.length > 0) names.push('newOrder');
	if (isSeen(began)) names.push('planStarted');
	if (isSeen(ends)) names.push('planEnded');
	if (isSeen(Math.max(began, ends - settings.daysBefore * DAY), ends)) names.push('planExpiring');
	for (const threshold of settings.thresholds) {
		const crossed = usage.find(({ mb }) => (mb / megabytes) * 100 >= threshold);
		if (crossed && isSeen(crossed.at, ends)) names.push(`dataRunningLow ${threshold}`);
	}
	return names.sort();
}

test('random histories, polled at random moments: exactly what can be seen, exactly once', () => {
	fc.assert(
		fc.property(orders, polls, (order, moments) => {
			const events = found(order, moments);
			const names = events.filter((each) => !isStatus(each)).map(nameOf);
			expect(names.sort()).toEqual(expected(order, moments));
		}),
		{ numRuns: 1000 },
	);
});

test('status changes are a chain from the first poll to the last', () => {
	fc.assert(
		fc.property(orders, polls, (order, moments) => {
			const looks = moments.filter((now) => now >= order.placed);
			const statuses = looks.map((now) => statusAt(order, now));
			const wanted = statuses.flatMap((to, index) =>
				index > 0 && to !== statuses[index - 1] ? [[statuses[index - 1], to]] : [],
			);
			const changes = found(order, moments)
				.filter(isStatus)
				.map(({ change }) => change);
			expect(changes.map(({ from, to }) => [from, to])).toEqual(wanted);
		}),
		{ numRuns: 1000 },
	);
});

test('an order that the memory has dropped is not reported again', () => {
	fc.assert(
		fc.property(
			orders,
			polls,
			fc.subarray([...eventNames], { minLength: 1 }),
			(order, moments, chosen) => {
				const memory = emptyMemory('');
				for (const event of chosen) memory.watches[event] = watchesFrom(START)[event];
				memory.statuses = { from: START - 365 * DAY, counts: {} };
				const names: string[] = [];
				for (const now of moments.filter((moment) => moment >= order.placed)) {
					const { watches } = memory;
					const comparison = { watches, settings, now };
					const result = diffOrder(stateOf(rowAt(order, now)), memory.orders.EP1, comparison);
					names.push(...result.events.filter((each) => !isStatus(each)).map(nameOf));
					memory.orders.EP1 = result.remembered;
					const moving = ['newOrder', 'orderStatusChanged', 'planStarted', 'planEnded'] as const;
					for (const event of moving) {
						const watch = watches[event];
						if (watch) watch.after = now - 2 * DAY;
					}
					forget(memory, now);
				}
				expect(names).toEqual([...new Set(names)]);
			},
		),
		{ numRuns: 1000 },
	);
});

test('what a watch sees before it is ready is never reported', () => {
	fc.assert(
		fc.property(orders, polls, (order, moments) => {
			let known: RememberedOrder | undefined;
			for (const now of moments.filter((moment) => moment >= order.placed)) {
				const state = stateOf(rowAt(order, now));
				const before = { watches: watchesFrom(START, false), settings, now };
				const first = diffOrder(state, known, before);
				expect(first.events).toEqual([]);
				known = first.remembered;
				const after = { ...before, watches: watchesFrom(START) };
				expect(diffOrder(state, known, after).events).toEqual([]);
			}
		}),
		{ numRuns: 300 },
	);
});

describe('the end of a plan', () => {
	const ending: History = {
		placed: START,
		began: START + HOUR,
		ends: Date.parse('2026-03-31T00:00:00+08:00'),
		megabytes: 1024,
		usage: [],
		changes: [],
	};
	const at = (moment: string) => {
		const now = Date.parse(moment);
		const watches = watchesFrom(START, true, ['planExpiring', 'planEnded']);
		const comparison = { watches, settings: { ...settings, daysBefore: 1 }, now };
		const { events } = diffOrder(stateOf(rowAt(ending, now)), undefined, comparison);
		return events.map(({ event }) => event);
	};

	const MIDNIGHT: Array<[string, string[]]> = [
		['2026-03-29T23:59:59+08:00', []],
		['2026-03-30T00:00:00+08:00', ['planExpiring']],
		['2026-03-30T23:59:59+08:00', ['planExpiring']],
		['2026-03-31T00:00:00+08:00', ['planEnded']],
	];

	test.each(MIDNIGHT)('at %s: %j', (moment, events) => expect(at(moment)).toEqual(events));

	test('is the same in all time zones, even when clocks change there', () => {
		const script = `
			const { diffOrder, readState } = require('./diff');
			const watch = { settings: '', after: 0, isReady: true };
			const watches = { planExpiring: watch, planEnded: watch };
			const settings = { thresholds: [], daysBefore: 1 };
			const found = [];
			for (const zone of ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Pacific/Kiritimati', 'Asia/Shanghai']) {
				process.env.TZ = zone;
				for (const end of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']) {
					for (const endDate of [end + ' 00:00:00.0', end + ' 02:30:00.0', end]) {
						const plan = { id: 1, beginDate: '2026-01-02 00:00:00.0', endDate };
						const row = { orderNum: 'EP1', status: 0, createTime: '2026-01-01 00:00:00.0', packageList: [plan] };
						const changes = [];
						let before = '';
						for (let now = Date.parse(end) - 3 * 86400000; now < Date.parse(end) + 2 * 86400000; now += 900000) {
							const { events } = diffOrder(readState(row), undefined, { watches, settings, now });
							const names = events.map(({ event }) => event).join();
							if (names !== before) changes.push([now, names]);
							before = names;
						}
						found.push({ offset: new Date('2026-07-01').getTimezoneOffset(), endDate, changes });
					}
				}
			}
			console.log(JSON.stringify(found));`;
		const cwd = join(__dirname, '../../../dist/nodes/MioEsimTrigger');
		const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd });
		const found = JSON.parse(String(stdout)) as Array<{
			offset: number;
			endDate: string;
			changes: Array<[number, string]>;
		}>;
		expect(new Set(found.map(({ offset }) => offset)).size).toBe(5);
		expect(found).toHaveLength(60);
		for (const { endDate, changes } of found) {
			// A day without a time is over when the day is.
			const time = endDate.length > 10 ? endDate.slice(11, 19) : '24:00:00';
			const ended = Date.parse(`${endDate.slice(0, 10)}T${time}+08:00`);
			expect(changes).toEqual([
				[ended - DAY, 'planExpiring'],
				[ended, 'planEnded'],
			]);
		}
	});
});

const SINCE = NOW - 2 * DAY;
const watchesOf = (...events: EventName[]) => watchesFrom(SINCE, true, events);

/** A plan of 1000 MB that began an hour ago and ends in 10 days. */
const plan = (more: JsonRecord = {}): JsonRecord => ({
	id: 7,
	flows: 1000,
	unit: 'MB',
	usedMb: 0,
	beginDate: stamp(NOW - HOUR),
	endDate: stamp(NOW + 10 * DAY),
	...more,
});
/** An order that was placed long ago. */
const order = (more: JsonRecord = {}, ...packageList: JsonRecord[]): JsonRecord => ({
	orderNum: 'EP1',
	status: 0,
	createTime: stamp(NOW - 100 * DAY),
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
	const {
		watches = watchesOf(...eventNames),
		thresholds = [50, 80],
		daysBefore = 3,
		now = NOW,
	} = given;
	const before = given.known === null ? undefined : (given.known ?? known);
	return diffOrder(stateOf(row), before, { watches, settings: { thresholds, daysBefore }, now });
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
	const newest = order({ createTime: stamp(NOW - HOUR) });

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

	test('is one that was placed since watching began, not one placed at an unknown time', () => {
		const isNew = (createTime: string | null) =>
			namesOf(order({ createTime }), { known: null }).length > 0;
		expect([null, stamp(SINCE - 1000), stamp(SINCE)].map(isNew)).toEqual([false, false, true]);
	});
});

describe('a change of status', () => {
	test('is no longer reported if only other events are watched', () => {
		const watches = watchesOf('newOrder', 'planStarted');
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
		plan({ beginDate: stamp(NOW + HOUR) }),
		plan({ beginDate: null, endDate: stamp(NOW - HOUR) }),
		plan({ beginDate: null, endDate: stamp(NOW + HOUR) }),
		plan({ beginDate: null, usedMb: 900 }),
	];

	test.each(notBegun)('has no event, and is not recorded: %j', (each) => {
		const { events, remembered } = look(order({}, each));
		expect(events).toEqual([]);
		expect(remembered.plans).toEqual({});
	});

	test('begins at exactly that moment', () => {
		expect(namesOf(order({}, plan({ beginDate: stamp(NOW) })))).toEqual(['planStarted']);
		expect(namesOf(order({}, plan({ beginDate: stamp(NOW + 1000) })))).toEqual([]);
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

	test('usage that goes down and up again reaches a threshold once', () => {
		let before: RememberedOrder | null = null;
		const found = [100, 600, 100, 600].map((usedMb) => {
			const { events, remembered } = look(order({}, plan({ usedMb })), { known: before });
			before = remembered;
			return events.filter(({ event }) => event === 'dataRunningLow').map(nameOf);
		});
		expect(found).toEqual([[], ['dataRunningLow 50'], [], []]);
	});

	test('before watching began is not reported', () => {
		const beginDate = stamp(SINCE - HOUR);
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
		const endDate = stamp(NOW + left);
		const [{ change }] = expiring({ endDate });
		expect(change).toEqual({
			startDate: '2026-03-10T11:00:00+08:00',
			endDate: new Date(NOW + left + 8 * HOUR).toISOString().replace('.000Z', '+08:00'),
			daysLeft,
		});
	});

	test('did so when the days began, or at its start if it is shorter', () => {
		const long = { beginDate: stamp(NOW - DAY), endDate: stamp(NOW + 3 * DAY - HOUR) };
		expect(expiring(long).map((each) => each.at)).toEqual([NOW - HOUR]);
		const short = { beginDate: stamp(NOW - HOUR), endDate: stamp(NOW + DAY) };
		expect(expiring(short).map((each) => each.at)).toEqual([NOW - HOUR]);
	});

	test('and did so before watching began is not reported, then or later', () => {
		const old = { beginDate: stamp(SINCE - 9 * DAY), endDate: stamp(NOW + HOUR) };
		const { events, remembered } = look(order({}, plan(old)), {
			watches: watchesOf('planExpiring'),
		});
		expect(events).toEqual([]);
		expect(expiring(old, { known: remembered })).toEqual([]);
	});
});

describe('a plan that ends', () => {
	const endings = (more: JsonRecord, given?: Look) =>
		eventsOf(order({}, plan(more)), given).filter(({ event }) => event === 'planEnded');

	test('has ended at exactly that moment', () => {
		expect(endings({ endDate: null })).toEqual([]);
		const ended = { beginDate: stamp(NOW - 9 * DAY), endDate: stamp(NOW) };
		const period = {
			startDate: '2026-03-01T12:00:00+08:00',
			endDate: '2026-03-10T12:00:00+08:00',
		};
		expect(endings(ended)).toEqual([{ event: 'planEnded', at: NOW, change: period, plan: 0 }]);
	});

	test('before watching began is not reported; at exactly that moment it is', () => {
		const beginDate = stamp(SINCE - 9 * DAY);
		expect(endings({ beginDate, endDate: stamp(SINCE - 1000) })).toEqual([]);
		expect(endings({ beginDate, endDate: stamp(SINCE) })).toHaveLength(1);
	});

	test('shows the same days as the card', () => {
		const row = order({}, plan({ beginDate: stamp(NOW - 9 * DAY), endDate: '2026-03-09' }));
		const [card] = asOrder(row).cards;
		const { startDate, endDate } = card;
		expect(eventsOf(row).at(-1)).toMatchObject({ change: { startDate, endDate } });
		expect(endDate).toBe('2026-03-09T23:59:59+08:00');
	});

	test('no longer expires or runs low', () => {
		expect(namesOf(order({}, plan({ endDate: stamp(NOW), usedMb: 900 })))).toEqual([
			'planStarted',
			'planEnded',
		]);
	});
});

describe('a plan that was noticed', () => {
	test('keeps all its marks if one is added', () => {
		const expiring = plan({ endDate: stamp(NOW + DAY), usedMb: 600 });
		const { events, remembered } = look(order({}, expiring));
		const names = ['planStarted', 'planExpiring', 'dataRunningLow'];
		expect(events.map(({ event }) => event)).toEqual(names);
		const marks = { started: true, expiring: true, low: 50 };
		const dates = { began: NOW - HOUR, ends: NOW + DAY };
		expect(remembered.plans).toEqual({ 7: { ...dates, ...marks } });
		const later = look(order({}, expiring), { known: remembered, now: NOW + DAY });
		expect(later.events.map(({ event }) => event)).toEqual(['planEnded']);
		expect(later.remembered.plans).toEqual({ 7: { ...dates, ...marks, ended: true } });
	});

	test('without an end never expires', () => {
		const { events, remembered } = look(order({}, plan({ endDate: null })));
		expect(events.map(({ event }) => event)).toEqual(['planStarted']);
		expect(remembered.plans?.[7].ends).toBeNull();
	});

	test('has the events that are watched, and no marks of others', () => {
		const row = order({}, plan({ endDate: stamp(NOW + DAY), usedMb: 600 }));
		for (const event of ['planStarted', 'dataRunningLow', 'planExpiring'] as const) {
			const { events, remembered } = look(row, { watches: watchesOf(event) });
			expect(events.map((each) => each.event)).toEqual([event]);
			expect(Object.keys(remembered.plans?.[7] ?? {})).toHaveLength(3);
		}
		const ended = look(order({}, plan({ endDate: stamp(NOW) })), { watches: watchesOf() });
		expect(ended).toMatchObject({ events: [], remembered: { plans: { 7: { ends: NOW } } } });
		expect(ended.remembered.plans?.[7]).not.toHaveProperty('ended');
	});

	test('started before watching began is not reported', () => {
		expect(namesOf(order({}, plan({ beginDate: stamp(SINCE - 1000) })))).toEqual([]);
		expect(namesOf(order({}, plan({ beginDate: stamp(SINCE) })))).toEqual(['planStarted']);
	});
});

test('plans of a cancelled or obsolete order are not watched', () => {
	for (const status of [2, 3]) {
		expect(stateOf(order({ status }, plan({ usedMb: 900 }))).plans).toEqual([]);
	}
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
