import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';

import { orderOfRow } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	diffOrder,
	readState,
	type OrderEvent,
	type OrderState,
} from '../../../dist/nodes/MioEsimTrigger/diff';
import {
	emptyMemory,
	forget,
	type RememberedOrder,
	type Watches,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import { eventNames } from '../../../dist/nodes/MioEsimTrigger/properties';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T12:00:00+08:00');
const settings = { thresholds: [50, 80, 95], daysBefore: 3 };

const watchesFrom = (after: number, isReady = true): Watches =>
	Object.fromEntries(eventNames.map((event) => [event, { settings: '', after, isReady }]));

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

function stateOf(row: JsonRecord): OrderState {
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
				memory.statuses = { from: START - 365 * DAY, counts: {}, learned: [] };
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
	const order: History = {
		placed: START,
		began: START + HOUR,
		ends: Date.parse('2026-03-31T00:00:00+08:00'),
		megabytes: 1024,
		usage: [],
		changes: [],
	};
	const at = (moment: string) => {
		const now = Date.parse(moment);
		const comparison = {
			watches: watchesFrom(START),
			settings: { ...settings, daysBefore: 1 },
			now,
		};
		const known = { status: 0, createdAt: START };
		const { events } = diffOrder(stateOf(rowAt(order, now)), known, comparison);
		return events.map(({ event }) => event).filter((event) => event !== 'planStarted');
	};

	const MIDNIGHT: Array<[string, string[]]> = [
		['2026-03-29T23:59:59+08:00', []],
		['2026-03-30T00:00:00+08:00', ['planExpiring']],
		['2026-03-30T23:59:59+08:00', ['planExpiring']],
		['2026-03-31T00:00:00+08:00', ['planEnded']],
	];

	test.each(MIDNIGHT)('at %s: %j', (moment, events) => expect(at(moment)).toEqual(events));

	test.each(['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Pacific/Kiritimati', 'Asia/Shanghai'])(
		'is the same in the time zone %s, even when clocks change there',
		(zone) => {
			const script = `
				const { diffOrder, readState } = require('./diff');
				const watches = { planExpiring: { settings: '', after: 0, isReady: true }, planEnded: { settings: '', after: 0, isReady: true } };
				const zone = new Date(0).getTimezoneOffset();
				const out = [];
				for (const end of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']) {
					for (const endDate of [end + ' 00:00:00.0', end + ' 02:30:00.0', end]) {
						const row = { orderNum: 'EP1', status: 0, createTime: '2026-01-01 00:00:00.0', packageList: [{ id: 1, beginDate: '2026-01-02 00:00:00.0', endDate }] };
						const changes = [];
						let before = '';
						for (let now = Date.parse(end) - 3 * 86400000; now < Date.parse(end) + 2 * 86400000; now += 900000) {
							const { events } = diffOrder(readState(row), undefined, { watches, settings: { thresholds: [], daysBefore: 1 }, now });
							const names = events.map(({ event }) => event).join();
							if (names !== before) changes.push(now + ' ' + names);
							before = names;
						}
						out.push(changes);
					}
				}
				console.log(JSON.stringify({ zone, out }));`;
			const cwd = join(__dirname, '../../../dist/nodes/MioEsimTrigger');
			const run = (TZ: string) => {
				const { stdout } = spawnSync(process.execPath, ['-e', script], {
					cwd,
					env: { ...process.env, TZ },
				});
				return JSON.parse(String(stdout)) as { zone: number; out: string[][] };
			};
			const { out } = run(zone);
			expect(out).toEqual(run('Asia/Singapore').out);
			const [expiring, ended] = out[3].map((line) => Number(line.split(' ')[0]));
			expect(ended).toBe(Date.parse('2026-03-29T00:00:00+08:00'));
			expect(expiring).toBe(ended - DAY);
			// A day without a time is over when the day is.
			expect(Number(out[5][1].split(' ')[0])).toBe(Date.parse('2026-03-30T00:00:00+08:00'));
		},
	);
});

test('an event of a plan shows the same days as the card', () => {
	const plan = { id: 1, beginDate: '2026-03-02 08:00:00.0', endDate: '2026-03-09' };
	const row = {
		orderNum: 'EP1',
		status: 0,
		createTime: '2026-03-01 12:00:00.0',
		packageList: [plan],
	};
	const now = Date.parse('2026-03-10T00:00:00+08:00');
	const comparison = { watches: watchesFrom(START), settings, now };
	const { events } = diffOrder(stateOf(row), undefined, comparison);
	const [card] = orderOfRow(row).cards;
	const ended = events.find(({ event }) => event === 'planEnded');
	expect(ended).toMatchObject({
		at: now,
		change: { startDate: card.startDate, endDate: card.endDate },
	});
	expect(card.endDate).toBe('2026-03-09T23:59:59+08:00');
});

describe('data of a plan', () => {
	const totalOf = (plan: JsonRecord, row: JsonRecord = {}) =>
		stateOf({ orderNum: 'EP1', status: 0, ...row, packageList: [plan] }).plans[0].totalMb;

	test.each<[JsonRecord, number | null]>([
		[{ flows: 500, unit: 'MB' }, 500],
		[{ flows: '3', unit: 'gb' }, 3072],
		[{ flows: 1, unit: 'TB' }, 1048576],
		[{ flows: 0, unit: 'GB' }, null],
		[{ flows: null, unit: 'GB' }, null],
		[{ flows: 5, unit: null }, null],
		[{ flows: 50, unit: 'GB', name: 'Japan Unlimited / 5 Days' }, null],
	])('%j is %s MB', (plan, total) => expect(totalOf(plan)).toBe(total));

	test('is unknown for a daypass', () => {
		expect(totalOf({ flows: 1, unit: 'GB' }, { daypassDay: 5 })).toBeNull();
		expect(totalOf({ flows: 1, unit: 'GB' }, { daypassDay: 0 })).toBe(1024);
	});

	test('cards of one order are distinguished, even without IDs', () => {
		const packageList = [{ iccid: '1' }, { iccid: '1' }, {}, {}];
		const { plans } = stateOf({ orderNum: 'EP1', packageList });
		expect(new Set(plans.map(({ key }) => key)).size).toBe(4);
	});

	test('a cancelled order has no plan that could run low', () => {
		expect(stateOf({ orderNum: 'EP1', status: 2, packageList: [{ id: 1 }] }).plans).toEqual([]);
	});

	test('a row without an order number is ignored', () =>
		expect(readState({ status: 0 })).toBeNull());
});

describe('between two polls', () => {
	const watches = watchesFrom(START);
	const rowOf = (more: JsonRecord, plan: JsonRecord = {}): JsonRecord => ({
		orderNum: 'EP1',
		status: 0,
		createTime: stamp(START),
		packageList: [{ id: 7, flows: 1, unit: 'GB', beginDate: stamp(START), ...plan }],
		...more,
	});
	/** The names of what is found in each of the rows, one after another. */
	function foundIn(rows: JsonRecord[]): string[][] {
		let known: RememberedOrder | undefined;
		return rows.map((row) => {
			const result = diffOrder(stateOf(row), known, { watches, settings, now: START + HOUR });
			known = result.remembered;
			return result.events.map(nameOf);
		});
	}

	test('a change at the very moment that watching began is an event', () => {
		expect(foundIn([rowOf({})])).toEqual([['newOrder', 'planStarted']]);
	});

	test('usage that goes down and up again reaches a threshold once', () => {
		const [, ...later] = foundIn([100, 600, 100, 600].map((usedMb) => rowOf({}, { usedMb })));
		expect(later).toEqual([['dataRunningLow 50'], [], []]);
	});

	test('a row without a status is not a change, and does not hide the next one', () => {
		const [, ...later] = foundIn([rowOf({}), rowOf({ status: null }), rowOf({ status: 6 })]);
		expect(later).toEqual([[], ['orderStatusChanged']]);
	});
});
