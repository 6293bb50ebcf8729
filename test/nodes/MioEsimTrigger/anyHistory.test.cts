import fc from 'fast-check';

import { SEED as seed, size } from '../../harness/size.cts';

import type { Order } from '../../../tools/simulator/store.cts';
import type { Change } from '../../../dist/nodes/MioEsimTrigger/diff';
import type { ActiveTrigger, EventItem } from '../../harness/polling.cts';
import { createWorld, keysOf, DAY, HOUR, MINUTE, type World } from './world.cts';

jest.setTimeout(3_600_000);

const RUNS = size(1, 100);

type Incident =
	| { what: 'place'; count: number }
	| { what: 'activate'; which: number; agoMs: number }
	| { what: 'use'; which: number; share: number }
	| { what: 'cancel'; which: number; to: number }
	| { what: 'settle' }
	| { what: 'wait'; ms: number };

const of = <T extends Incident['what']>(what: T) => fc.constant(what);

/** What may happen in MIOeSIM between two polls. */
const incident = fc.oneof<fc.MaybeWeightedArbitrary<Incident>[]>(
	fc.record({ what: of('place'), count: fc.integer({ min: 1, max: 4 }) }),
	fc.record({ what: of('activate'), which: fc.nat(), agoMs: fc.nat(30 * HOUR) }),
	fc.record({ what: of('use'), which: fc.nat(), share: fc.double({ min: 0, max: 1.1 }) }),
	fc.record({ what: of('cancel'), which: fc.nat(), to: fc.constantFrom(6, 7, 2, 4, 3) }),
	fc.record({ what: of('settle') }),
	fc.record({ what: of('wait'), ms: fc.nat(4 * DAY) }),
	fc.record({ what: of('wait'), ms: fc.nat(HOUR) }),
);

/** What may happen to the trigger under test; the other one polls every turn. */
const trouble = fc.constantFrom(
	'none',
	'noPoll',
	'noPoll',
	'restart',
	'fail',
	'expired',
	'hurry',
	'twoAtOnce',
);

const histories = fc.array(fc.record({ incident, trouble }), { minLength: 10, maxLength: 40 });

test('however polls divide a history, each event comes once and none is missed', async () => {
	await fc.assert(fc.asyncProperty(histories, checkHistory), {
		numRuns: RUNS,
		seed,
	});
});

async function checkHistory(history: Array<{ incident: Incident; trouble: string }>) {
	const world = await createWorld();
	try {
		world.sim.seedOrders(150);
		const orders = world.place(12);
		const steady = world.trigger();
		const troubled = world.trigger();
		await steady.activate();
		await troubled.activate();
		for (const [turn, step] of history.entries()) {
			world.advance(MINUTE);
			apply(world, orders, step.incident);
			await steady.poll();
			await poll(world, troubled, step.trouble, turn);
		}
		world.sim.faults.clear();
		world.sim.log = undefined;
		troubled.budgetMs = undefined;
		await troubled.poll();
		await troubled.poll();
		await steady.poll();
		compare(world, steady, troubled);
		checkTruth(world, orders, steady);
	} finally {
		await world.close();
	}
}

function apply({ sim, clock, place, advance }: World, orders: Order[], step: Incident) {
	const order = orders['which' in step ? step.which % orders.length : 0];
	const { card, megabytes } = order.plans[0];
	if (step.what === 'place') orders.push(...place(step.count));
	if (step.what === 'wait') advance(step.ms);
	if (step.what === 'activate' && card.activatedAt === null) {
		// Networks report the start of a plan late.
		sim.activateCard(card.iccid, Math.max(order.createdAt, clock.now() - step.agoMs));
	}
	if (step.what === 'use' && card.activatedAt !== null) {
		const { usedMb } = order.plans[0];
		order.plans[0].usedMb = Math.max(usedMb ?? 0, megabytes * step.share);
	}
	if (step.what === 'cancel' && [0, 4].includes(order.status)) order.status = step.to;
	if (step.what === 'settle') {
		for (const each of orders) {
			if (each.status === 6) each.status = each.number % 2 ? 2 : 0;
			if (each.status === 7) each.status = 4;
		}
	}
}

async function poll({ sim, clock }: World, trigger: ActiveTrigger, trouble: string, turn: number) {
	sim.faults.clear();
	sim.log = undefined;
	trigger.budgetMs = undefined;
	if (trouble === 'noPoll') return;
	if (trouble === 'restart') {
		trigger.restart();
		await trigger.activate();
		return;
	}
	if (trouble === 'fail') {
		sim.faults.add({
			endpoint: 'queryEsimOrder',
			kind: 'http',
			status: 500,
			times: 3,
			skip: turn % 11,
		});
	}
	if (trouble === 'expired') sim.expireTokens();
	if (trouble === 'hurry') {
		sim.log = () => clock.advance(100);
		trigger.budgetMs = 1000;
	}
	if (trouble === 'twoAtOnce') await Promise.all([trigger.poll(), trigger.poll()]);
	else await trigger.poll();
}

/** Events that don't depend on the time of a poll: both triggers must have found them. */
const lasting = ['newOrder', 'planStarted', 'planEnded'];

function compare({ sim }: World, steady: ActiveTrigger, troubled: ActiveTrigger) {
	const isLive = ({ order }: EventItem) => ![2, 3].includes(statusOf(sim, order.orderNumber));
	const isPlain = ({ event }: EventItem) => event !== 'orderStatusChanged';
	const lastingOf = ({ emitted }: ActiveTrigger) =>
		keysOf(emitted.filter((item) => lasting.includes(item.event) && isLive(item)));
	expect(lastingOf(troubled)).toEqual(lastingOf(steady));
	for (const trigger of [steady, troubled]) {
		const once = keysOf(trigger.emitted.filter(isPlain));
		expect(once).toEqual([...new Set(once)]);
		checkStatuses(sim, trigger);
	}
	// A trigger that polls seldom may miss that a plan ran low or was expiring, but invents nothing.
	const all = new Set(keysOf(steady.emitted));
	const plain = keysOf(troubled.emitted.filter(isPlain));
	expect(plain.filter((key) => !all.has(key))).toEqual([]);
}

function statusOf(sim: World['sim'], orderNumber: string | null): number {
	return sim.orders.get(orderNumber ?? '')?.status ?? NaN;
}

/** Each change of an order begins where the one before ended, and the last ends where it is now. */
function checkStatuses(sim: World['sim'], { emitted }: ActiveTrigger) {
	const last = new Map<string | null, Change[string]>();
	for (const { event, change, order } of emitted) {
		if (event === 'newOrder') last.set(order.orderNumber, change.to);
		if (event !== 'orderStatusChanged') continue;
		const before = last.get(order.orderNumber);
		if (before !== undefined) expect(change.from).toBe(before);
		expect(change.from).not.toBe(change.to);
		last.set(order.orderNumber, change.to);
	}
	for (const [orderNumber, status] of last) {
		expect([orderNumber, statusOf(sim, orderNumber)]).toEqual([orderNumber, status]);
	}
}

/** What must have been found, according to the simulator. */
function checkTruth({ clock }: World, orders: Order[], steady: ActiveTrigger) {
	const keys = new Set(keysOf(steady.emitted));
	for (const order of orders.slice(12)) {
		expect(keys.has(`newOrder ${order.orderNum}`)).toBe(true);
	}
	for (const { orderNum, status, plans } of orders) {
		if ([2, 3].includes(status)) continue;
		const { card, days } = plans[0];
		if (card.activatedAt === null) continue;
		expect(keys).toContain(`planStarted ${orderNum} ${card.iccid}`);
		if (card.activatedAt + days * DAY > clock.now()) continue;
		expect(keys).toContain(`planEnded ${orderNum} ${card.iccid}`);
	}
}
