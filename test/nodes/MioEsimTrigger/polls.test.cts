import type { FaultKind, FaultSettings } from '../../../tools/simulator/faults.cts';
import type { Order } from '../../../tools/simulator/store.cts';
import type { Memory } from '../../../dist/nodes/MioEsimTrigger/memory';
import type { ActiveTrigger, EventItem, RecordedError } from '../../harness/polling.cts';
import { size } from '../../harness/size.cts';
import { createWorld, iccidOf, keysOf, DAY, HOUR, MINUTE, type World } from './world.cts';

let world: World;

beforeEach(async () => {
	world = await createWorld();
});
afterEach(async () => {
	expect(world.sim.violations).toEqual([]);
	expect(world.sim.calls.filter(({ endpoint }) => endpoint === 'getOrderInfo')).toEqual([]);
	await world.close();
});

test('the first poll only records the current state; then each event is one item', async () => {
	const { sim, advance, place } = world;
	const [old] = place();
	sim.seedOrders(300);
	const trigger = world.trigger();
	expect(await trigger.activate()).toEqual([]);
	advance(MINUTE);
	expect(await trigger.poll()).toEqual([]);

	const [order] = place();
	expect(keysOf(await trigger.poll())).toEqual([`newOrder ${order.orderNum}`]);
	const iccid = iccidOf(order);
	const { days, megabytes } = order.plans[0];
	const begun = world.clock.now();
	sim.activateCard(iccid);
	advance(MINUTE);
	const [started, ...more] = (await trigger.poll()).filter(isAbout(order));
	expect(more).toEqual([]);
	expect(started).toMatchObject({
		event: 'planStarted',
		occurredAt: '2026-03-01T12:01:00+08:00',
		order: { orderNumber: order.orderNum, status: 0 },
		card: { iccid },
	});

	sim.setUsage(iccid, megabytes * 0.6);
	advance(MINUTE);
	const [half, ...others] = (await trigger.poll()).filter(isAbout(order));
	expect(others).toEqual([]);
	expect(half.change).toEqual({
		threshold: 50,
		usedPercent: 60,
		usedMb: megabytes * 0.6,
		totalMb: megabytes,
		remainingMb: megabytes * 0.4,
	});
	sim.setUsage(iccid, megabytes * 0.81);
	expect(keysOf((await trigger.poll()).filter(isAbout(order)))).toEqual([
		`dataRunningLow ${order.orderNum} ${iccid} 80`,
	]);

	world.clock.set(begun + days * DAY - 3 * DAY - 1000);
	expect((await trigger.poll()).filter(isAbout(order))).toEqual([]);
	advance(1000);
	expect((await trigger.poll()).filter(isAbout(order))).toEqual([
		expect.objectContaining({
			event: 'planExpiring',
			change: expect.objectContaining({ daysLeft: 3 }),
		}),
	]);
	world.clock.set(begun + days * DAY - 1000);
	expect((await trigger.poll()).filter(isAbout(order))).toEqual([]);
	advance(1000);
	expect(keysOf((await trigger.poll()).filter(isAbout(order)))).toEqual([
		`orderStatusChanged ${order.orderNum} 5`,
		`planEnded ${order.orderNum} ${iccid}`,
	]);
	for (let polls = 0; polls < 5; polls++) {
		advance(DAY);
		expect((await trigger.poll()).filter(isAbout(order))).toEqual([]);
	}
	expect(trigger.emitted.filter(isAbout(old))).toEqual([]);
	expect(trigger.errors).toEqual([]);
	expect(new Set(keysOf(trigger.emitted)).size).toBe(trigger.emitted.length);
});

const isAbout = (order: Order) => (item: EventItem) => item.order.orderNumber === order.orderNum;

/**
 * A story with one turn before every poll. Whatever goes wrong in between, the trigger emits in the
 * end what an undisturbed one does.
 */
function story({ sim, place, clock }: World) {
	const orders = place(3);
	const [first, second, third] = orders;
	const { days, megabytes } = first.plans[0];
	let fourth: Order;
	return {
		turns: [
			() => sim.activateCard(iccidOf(first)),
			() => ([fourth] = place(1, { count: 2 })),
			() => sim.setUsage(iccidOf(first), megabytes * 0.55),
			() => (second.status = 6),
			() => (second.status = 2),
			() => (third.status = 6),
			() => {
				third.status = 0;
				sim.setUsage(iccidOf(first), megabytes * 0.9);
			},
			() => clock.advance((days - 3) * DAY),
			() => fourth.plans.forEach(({ card }) => sim.activateCard(card.iccid)),
			() => clock.advance(3 * DAY),
			() => clock.advance(days * DAY),
		],
		expected: () =>
			[
				`planStarted ${first.orderNum} ${iccidOf(first)}`,
				`newOrder ${fourth.orderNum}`,
				`dataRunningLow ${first.orderNum} ${iccidOf(first)} 50`,
				`dataRunningLow ${first.orderNum} ${iccidOf(first)} 80`,
				`orderStatusChanged ${second.orderNum} 6`,
				`orderStatusChanged ${second.orderNum} 2`,
				`orderStatusChanged ${third.orderNum} 6`,
				`orderStatusChanged ${third.orderNum} 0`,
				`planExpiring ${first.orderNum} ${iccidOf(first)}`,
				`planEnded ${first.orderNum} ${iccidOf(first)}`,
				`orderStatusChanged ${first.orderNum} 5`,
				`orderStatusChanged ${fourth.orderNum} 5`,
				...fourth.plans.flatMap(({ card: { iccid } }) => [
					`planStarted ${fourth.orderNum} ${iccid}`,
					`planEnded ${fourth.orderNum} ${iccid}`,
				]),
			].sort(),
	};
}

/** What disturbs the poll that follows a turn. */
const disturbances: Record<
	string,
	(at: { trigger: ActiveTrigger; turn: number }) => Promise<void>
> = {
	nothing: async ({ trigger }) => {
		await trigger.poll();
	},
	'a restart before every poll': async ({ trigger }) => {
		trigger.restart();
		await trigger.activate();
	},
	'a restart after every poll, with only what was emitted saved': async ({ trigger }) => {
		await trigger.poll();
		trigger.restart();
	},
	'a page that keeps failing in every other poll': async ({ trigger, turn }) => {
		const fault: FaultSettings = {
			endpoint: 'queryEsimOrder',
			kind: 'http',
			status: 502,
			times: 3,
		};
		world.sim.faults.add({ ...fault, skip: turn % 9 });
		await trigger.poll();
		expect(trigger.last).toEqual([]);
		world.sim.faults.clear();
		await trigger.poll();
	},
	'pages that fail once': async ({ trigger, turn }) => {
		const kinds: FaultKind[] = ['drop', 'html', 'truncated', 'empty', 'http', 'expired'];
		const kind = kinds[turn % kinds.length];
		world.sim.faults.add({ endpoint: 'queryEsimOrder', kind, phase: 'after', skip: turn % 5 });
		await trigger.poll();
		world.sim.faults.clear();
	},
	'a token that is dead before every poll': async ({ trigger }) => {
		world.sim.expireTokens();
		await trigger.poll();
	},
	'another login to the account before every poll': async ({ trigger }) => {
		world.sim.strangerLogin();
		await trigger.poll();
	},
	'a login that is refused at first': async ({ trigger }) => {
		const { password } = world.sim.account;
		world.sim.expireTokens();
		world.sim.account.password = 'changed';
		await trigger.poll();
		expect(trigger.last).toEqual([]);
		world.sim.account.password = password;
		// n8n polls again after a minute at the earliest; the refusal is remembered for seconds only.
		world.advance(MINUTE);
		await trigger.poll();
	},
	'two polls at the same time': async ({ trigger }) => {
		await Promise.all([trigger.poll(), trigger.poll()]);
	},
	'test runs in between': async ({ trigger }) => {
		await trigger.fetchTestEvent();
		await trigger.poll();
	},
};

const engines: Array<[string, { durable?: boolean; old?: boolean }]> = [
	['n8n 2', {}],
	['durable cursors', { durable: true }],
	['n8n 1', { old: true }],
];

/** What calls do to a poll is the same in every n8n: only `npm run test:thorough` tries them again. */
const ofStorage = Object.entries(disturbances).filter(([name]) => /restart|at the same/.test(name));

for (const [engine, settings] of engines) {
	describe(engine, () => {
		const others = size(ofStorage, Object.entries(disturbances));
		test.each(engine === 'n8n 2' ? Object.entries(disturbances) : others)(
			'each event once, with %s',
			async (_, disturb) => {
				const { turns, expected } = story(world);
				const trigger = world.trigger({}, settings);
				await trigger.activate();
				if (settings.durable) await trigger.poll();
				for (const [turn, happen] of turns.entries()) {
					world.advance(5 * MINUTE);
					happen();
					await disturb({ trigger, turn });
				}
				expect(keysOf(trigger.emitted).filter((key: string) => !isAtOnce(key))).toEqual(
					expected().filter((key) => !isAtOnce(key)),
				);
				expect(new Set(keysOf(trigger.emitted)).size).toBe(trigger.emitted.length);
			},
		);
	});
}

/** How much data the simulated customer uses as days pass is not part of the story. */
const isAtOnce = (key: string) => /^(dataRunningLow|planExpiring) EP\d+4 /.test(key);

test('a failed poll says why, and tells n8n whether to wait', async () => {
	const trigger = world.trigger();
	await trigger.activate();
	const fault: FaultSettings = { endpoint: 'queryEsimOrder', kind: 'http', times: 3 };
	const failed = async () => {
		await trigger.poll();
		world.sim.faults.clear();
		const error: RecordedError = trigger.errors.pop() ?? new Error('nothing failed');
		const { message, description, failure, name, httpCode } = error;
		return { message, description, failure, name, httpCode };
	};
	world.sim.faults.add({ ...fault, status: 429, retryAfter: 90 });
	expect(await failed()).toMatchObject({
		name: 'NodeApiError',
		message: 'MIOeSIM answered with HTTP status 429',
		httpCode: '429',
		failure: { cause: 'rate-limited', retryAfterMs: 90_000 },
	});
	world.sim.faults.add({ ...fault, status: 503 });
	expect((await failed()).failure).toEqual({ cause: 'temporarily-unavailable' });
	world.sim.faults.add({ ...fault, kind: 'html' });
	expect((await failed()).failure).toBeUndefined();
	world.sim.faults.add({ ...fault, kind: 'code', code: -8, times: 2 });
	expect(await failed()).toMatchObject({ message: 'Query failed', failure: undefined });
	world.sim.expireTokens();
	world.sim.account.password = 'changed';
	expect(await failed()).toMatchObject({
		message: 'Wrong phone number or password',
		failure: { cause: 'credential-invalid' },
	});
	expect(trigger.emitted).toEqual([]);
});

test('switching on with a refused login stops n8n from activating the workflow', async () => {
	world.sim.account.password = 'changed';
	await expect(world.trigger().activate()).rejects.toThrow('Wrong phone number or password');
	expect(world.sim.loginAttempts).toBe(1);
});

test('orders that are older than any default window are still seen', async () => {
	const { sim, advance, place, clock } = world;
	const ago = (days: number) => ({ from: clock.now() - days * DAY, to: clock.now() - days * DAY });
	const [order] = place(1, ago(300));
	const [older] = place(1, ago(600));
	const trigger = world.trigger({ events: ['orderStatusChanged', 'planStarted'] });
	await trigger.activate();
	for (const status of [6, 0, 7, 4]) {
		advance(HOUR);
		order.status = status;
		expect(keysOf(await trigger.poll())).toEqual([
			`orderStatusChanged ${order.orderNum} ${status}`,
		]);
	}
	sim.activateCard(iccidOf(order));
	sim.activateCard(iccidOf(older));
	expect(keysOf(await trigger.poll())).toEqual(
		[older, order].map((each) => `planStarted ${each.orderNum} ${iccidOf(each)}`),
	);
});

test('the window of statuses moves on, and misses nothing when it does', async () => {
	const { advance, place, clock } = world;
	const trigger = world.trigger({ events: ['orderStatusChanged'] });
	await trigger.activate();
	const orders = place(14);
	await trigger.poll();
	const windowStart = () => trigger.memory.statuses.from;
	const before = windowStart();
	for (const order of orders) {
		advance(10 * DAY);
		order.status = [2, 4][order.number % 2];
		expect(keysOf(await trigger.poll())).toEqual([
			`orderStatusChanged ${order.orderNum} ${order.status}`,
		]);
		// 13 months at most.
		expect(clock.now() - windowStart()).toBeLessThanOrEqual(396 * DAY);
	}
	expect(windowStart()).toBeGreaterThan(before);
});

test('a poll that runs out of time continues in the next: nothing is lost or repeated', async () => {
	const { clock } = world;
	// Every call takes a fifth of a second of the clock.
	world.sim.log = () => clock.advance(200);
	world.sim.seedOrders(1500, { status: 0, activated: false });
	world.sim.seedOrders(300);
	const hurried = world.trigger({}, { budgetMs: 1200 });
	await hurried.activate();
	let polls = 1;
	for (; !isReady(hurried.memory) && polls < 100; polls++) await hurried.poll();
	expect(isReady(hurried.memory)).toBe(true);
	expect(polls).toBeGreaterThan(5);
	const perPoll = () => world.calls().length;
	perPoll();

	const before = hurried.emitted.length;
	const orders = [...world.sim.orders.values()];
	const expected: string[] = [];
	for (let index = 0; index < 1800; index += 30) {
		const order = orders[index];
		if (order.status !== 0) continue;
		order.status = [2, 3][index % 2];
		expected.push(`orderStatusChanged ${order.orderNum} ${order.status}`);
	}
	for (const order of world.place(20)) expected.push(`newOrder ${order.orderNum}`);
	let most = 0;
	for (let poll = 0; poll < 50; poll++) {
		clock.advance(MINUTE);
		await hurried.poll();
		most = Math.max(most, perPoll());
	}
	expect(most).toBeLessThanOrEqual(12);
	const keys = keysOf(hurried.emitted.slice(before));
	const isOurs = (key: string) => /^newOrder|orderStatusChanged .* [23]$/.test(key);
	expect(keys.filter(isOurs)).toEqual(expected.sort());
	expect(new Set(keysOf(hurried.emitted)).size).toBe(hurried.emitted.length);
});

const isReady = ({ watches }: Memory) => Object.values(watches).every((watch) => watch.isReady);
