import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';

import { look } from '../../../dist/nodes/MioEsimTrigger/events';
import { emptyMemory, eventNames, forget, recall } from '../../../dist/nodes/MioEsimTrigger/memory';
import { stateOf } from '../../../dist/nodes/MioEsimTrigger/state';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.parse('2026-03-01T12:00:00+08:00');
const wishes = { thresholds: [50, 80, 95], daysBefore: 3 };

const watchesFrom = (after, isReady = true) =>
	Object.fromEntries(eventNames.map((event) => [event, { settings: '', after, isReady }]));

const stamp = (instant) =>
	`${new Date(instant + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')}.0`;

/** A row as queryEsimOrder would give it at the given moment. */
function rowAt(order, now) {
	const { began, ends, megabytes, usage, changes } = order;
	const isStarted = began <= now;
	const used = usage.filter(({ at }) => at <= now).map(({ mb }) => mb);
	const [status] = changes
		.filter(({ at }) => at <= now)
		.map(({ to }) => to)
		.slice(-1);
	return {
		orderNum: 'EP1',
		createTime: stamp(order.placed),
		status: status ?? 0,
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

const hours = (max) => fc.integer({ min: 1, max }).map((value) => value * 3600_000);
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
	.map(({ placed, startsAfter, lasts, megabytes, usage, changes }) => {
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
	.map((list) => list.sort((left, right) => left - right).map((hour) => START + hour * 3600_000));

/** Everything found by looking at the given moments. */
function found(order, moments) {
	let known;
	const happenings = [];
	for (const now of moments) {
		if (now < order.placed) continue;
		const context = { watches: watchesFrom(START), wishes, now };
		const result = look(stateOf(rowAt(order, now)), known, context);
		// As n8n keeps it.
		known = JSON.parse(JSON.stringify(result.remembered));
		happenings.push(...result.happenings.map((happening) => ({ ...happening, now })));
	}
	return happenings;
}

const nameOf = ({ event, change }) =>
	event === 'dataRunningLow' ? `${event} ${change.threshold}` : event;
const isStatus = ({ event }) => event === 'orderStatusChanged';

/** What somebody who looks at these moments can find, from the history itself. */
function expected({ placed, began, ends, megabytes, usage }, moments) {
	const looks = moments.filter((now) => now >= placed);
	const seen = (from, until = Infinity) => looks.some((now) => now >= from && now < until);
	const names = [];
	if (looks.length > 0) names.push('newOrder');
	if (seen(began)) names.push('planStarted');
	if (seen(ends)) names.push('planEnded');
	if (seen(Math.max(began, ends - wishes.daysBefore * DAY), ends)) names.push('planExpiring');
	for (const threshold of wishes.thresholds) {
		const crossed = usage.find(({ mb }) => (mb / megabytes) * 100 >= threshold);
		if (crossed && seen(crossed.at, ends)) names.push(`dataRunningLow ${threshold}`);
	}
	return names.sort();
}

test('random histories, looked at at random moments: exactly what can be seen, exactly once', () => {
	fc.assert(
		fc.property(orders, polls, (order, moments) => {
			const happenings = found(order, moments);
			const names = happenings.filter((each) => !isStatus(each)).map(nameOf);
			expect(names.sort()).toEqual(expected(order, moments));
		}),
		{ numRuns: 3000 },
	);
});

test('status changes are a chain from the first look to the last', () => {
	fc.assert(
		fc.property(orders, polls, (order, moments) => {
			const looks = moments.filter((now) => now >= order.placed);
			const statuses = looks.map((now) => rowAt(order, now).status);
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

test('what was forgotten by the rules of the memory does not happen again', () => {
	fc.assert(
		fc.property(
			orders,
			polls,
			fc.subarray(eventNames, { minLength: 1 }),
			(order, moments, chosen) => {
				const memory = emptyMemory('');
				for (const event of chosen) memory.watches[event] = watchesFrom(START)[event];
				memory.statuses = { from: START - 365 * DAY, counts: {}, learned: [] };
				const names = [];
				for (const now of moments.filter((moment) => moment >= order.placed)) {
					const { watches } = memory;
					const context = { watches, wishes, now };
					const result = look(stateOf(rowAt(order, now)), memory.orders.EP1, context);
					names.push(...result.happenings.filter((each) => !isStatus(each)).map(nameOf));
					memory.orders.EP1 = result.remembered;
					for (const event of ['newOrder', 'orderStatusChanged', 'planStarted', 'planEnded']) {
						if (watches[event]) watches[event].after = now - 2 * DAY;
					}
					forget(memory, now);
				}
				expect(names).toEqual([...new Set(names)]);
			},
		),
		{ numRuns: 3000 },
	);
});

describe('the end of a plan', () => {
	const order = {
		placed: START,
		began: START + 3600_000,
		ends: Date.parse('2026-03-31T00:00:00+08:00'),
		megabytes: 1024,
		usage: [],
		changes: [],
	};
	const at = (text) => {
		const now = Date.parse(text);
		const context = { watches: watchesFrom(START), wishes: { ...wishes, daysBefore: 1 }, now };
		const { happenings } = look(
			stateOf(rowAt(order, now)),
			{ status: 0, createdAt: START },
			context,
		);
		return happenings.map(({ event }) => event).filter((event) => event !== 'planStarted');
	};

	const MIDNIGHT = [
		['2026-03-29T23:59:59+08:00', []],
		['2026-03-30T00:00:00+08:00', ['planExpiring']],
		['2026-03-30T23:59:59+08:00', ['planExpiring']],
		['2026-03-31T00:00:00+08:00', ['planEnded']],
	];

	test.each(MIDNIGHT)('at %s: %j', (text, events) => expect(at(text)).toEqual(events));

	test.each(['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Pacific/Kiritimati', 'Asia/Shanghai'])(
		'is the same to a reader in %s, on the days their clocks change too',
		(zone) => {
			const script = `
				const { look } = require('./events');
				const { stateOf } = require('./state');
				const watches = { planExpiring: { settings: '', after: 0, isReady: true }, planEnded: { settings: '', after: 0, isReady: true } };
				const zone = new Date(0).getTimezoneOffset();
				const out = [];
				for (const end of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']) {
					for (const endDate of [end + ' 00:00:00.0', end + ' 02:30:00.0', end]) {
						const row = { orderNum: 'EP1', status: 0, createTime: '2026-01-01 00:00:00.0', packageList: [{ id: 1, beginDate: '2026-01-02 00:00:00.0', endDate }] };
						const changes = [];
						let before = '';
						for (let now = Date.parse(end) - 3 * 86400000; now < Date.parse(end) + 2 * 86400000; now += 900000) {
							const { happenings } = look(stateOf(row), undefined, { watches, wishes: { thresholds: [], daysBefore: 1 }, now });
							const events = happenings.map(({ event }) => event).join();
							if (events !== before) changes.push(now + ' ' + events);
							before = events;
						}
						out.push(changes);
					}
				}
				console.log(JSON.stringify({ zone, out }));`;
			const cwd = join(__dirname, '../../../dist/nodes/MioEsimTrigger');
			const run = (TZ) => {
				const { stdout } = spawnSync(process.execPath, ['-e', script], {
					cwd,
					env: { ...process.env, TZ },
				});
				return JSON.parse(String(stdout));
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

describe('data of a plan', () => {
	const totalOf = (plan, row = {}) =>
		stateOf({ orderNum: 'EP1', status: 0, ...row, packageList: [plan] }).plans[0].totalMb;

	test.each([
		[{ flows: 500, unit: 'MB' }, 500],
		[{ flows: '3', unit: 'gb' }, 3072],
		[{ flows: 1, unit: 'TB' }, 1048576],
		[{ flows: 0, unit: 'GB' }, null],
		[{ flows: null, unit: 'GB' }, null],
		[{ flows: 5, unit: null }, null],
		[{ flows: 50, unit: 'GB', name: 'Japan Unlimited / 5 Days' }, null],
	])('%j is %s MB', (plan, total) => expect(totalOf(plan)).toBe(total));

	test('of a daypass is not known', () => {
		expect(totalOf({ flows: 1, unit: 'GB' }, { daypassDay: 5 })).toBeNull();
		expect(totalOf({ flows: 1, unit: 'GB' }, { daypassDay: 0 })).toBe(1024);
	});

	test('cards of one order are told apart, even without ids', () => {
		const packageList = [{ iccid: '1' }, { iccid: '1' }, {}, {}];
		const { plans } = stateOf({ orderNum: 'EP1', packageList });
		expect(new Set(plans.map(({ key }) => key)).size).toBe(4);
	});

	test('a cancelled order has no plan that could run low', () => {
		expect(stateOf({ orderNum: 'EP1', status: 2, packageList: [{ id: 1 }] }).plans).toEqual([]);
	});

	test('a row without a number is nothing', () => expect(stateOf({ status: 0 })).toBeNull());
});

describe('the memory', () => {
	test('of another account, package or version is not used', () => {
		const memory = { ...emptyMemory('a'), droppedUpTo: 5 };
		expect(recall(memory, 'a')).toEqual(memory);
		expect(recall(memory, 'b')).toEqual(emptyMemory('b'));
		expect(recall({ ...memory, version: 2 }, 'a')).toEqual(emptyMemory('a'));
		for (const odd of [undefined, null, 'x', 7, []]) {
			expect(recall(odd, 'a')).toEqual(emptyMemory('a'));
		}
	});

	test('keeps the newest orders when there are too many, and says which it dropped', () => {
		const memory = { ...emptyMemory('a'), watches: watchesFrom(0) };
		for (let index = 0; index < 100; index++) {
			memory.orders[`EP${index}`] = { status: 0, createdAt: START + index };
		}
		forget(memory, START, 60);
		expect(Object.keys(memory.orders)).toHaveLength(60);
		expect(memory.orders.EP99).toBeDefined();
		expect(memory.droppedUpTo).toBe(START + 39);
	});
});
