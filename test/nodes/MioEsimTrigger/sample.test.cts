import type { Order } from '../../../tools/simulator/store.cts';
import { createWorld, iccidOf, keysOf, EVERY_EVENT, DAY, MINUTE, type World } from './world.cts';

/** What "Fetch Test Event" shows. */

let world: World;

beforeEach(async () => {
	world = await createWorld();
});
afterEach(async () => await world.close());

const ago = (days: number) => {
	const at = world.clock.now() - days * DAY;
	return { from: at, to: at };
};
const use = (order: Order, share: number) =>
	world.sim.setUsage(iccidOf(order), order.plans[0].megabytes * share);

test('shows each chosen event as it really happened, and changes nothing', async () => {
	const { place, sim, clock, advance } = world;
	const [running, ended] = place(2, ago(40));
	const { days } = running.plans[0];
	sim.activateCard(iccidOf(running), clock.now() - (days - 2) * DAY);
	use(running, 0.9);
	sim.activateCard(iccidOf(ended), clock.now() - (days + 1) * DAY);
	const trigger = world.trigger({}, { durable: true });
	await trigger.activate();
	await trigger.poll();
	const before = trigger.saved;
	const [order] = place();
	advance(MINUTE);
	const items = await trigger.fetchTestEvent();
	expect(keysOf(items)).toEqual(
		[
			`dataRunningLow ${running.orderNum} ${iccidOf(running)} 50`,
			`newOrder ${order.orderNum}`,
			`orderStatusChanged ${ended.orderNum} 5`,
			`planEnded ${ended.orderNum} ${iccidOf(ended)}`,
			`planExpiring ${running.orderNum} ${iccidOf(running)}`,
			`planStarted ${running.orderNum} ${iccidOf(running)}`,
		].sort(),
	);
	expect(items.map(({ sample }) => sample)).toEqual(items.map(() => false));
	expect(trigger.saved).toBe(before);
	expect(keysOf(await trigger.poll())).toEqual([`newOrder ${order.orderNum}`]);
});

test('an order that never changed is not shown as changed', async () => {
	const [paid, unpaid] = world.place(2);
	unpaid.status = -1;
	const trigger = world.trigger({ events: ['orderStatusChanged'] });
	expect(await trigger.fetchTestEvent()).toEqual([expect.objectContaining({ sample: true })]);
	paid.status = 6;
	expect(await trigger.fetchTestEvent()).toEqual([
		expect.objectContaining({
			sample: false,
			// MIOeSIM doesn't return the previous status.
			change: { from: null, fromName: null, to: 6, toName: 'Cancelling' },
			order: expect.objectContaining({ orderNumber: paid.orderNum }),
		}),
	]);
	const chosen = world.trigger({ events: ['orderStatusChanged'], statuses: [0] });
	expect(await chosen.fetchTestEvent()).toEqual([
		expect.objectContaining({
			sample: true,
			change: { from: -1, fromName: 'Not Paid', to: 0, toName: 'Paid' },
		}),
	]);
});

test('invents a sample for each event that never happened, in the same shape', async () => {
	const trigger = world.trigger();
	const samples = await trigger.fetchTestEvent();
	expect(samples.map(({ event }) => event).sort()).toEqual(EVERY_EVENT);
	expect(samples.map(({ sample }) => sample)).toEqual(EVERY_EVENT.map(() => true));
	expect(world.calls()).toHaveLength(2);
	const [order] = world.place();
	const [real] = (await trigger.fetchTestEvent()).filter(({ event }) => event === 'newOrder');
	expect(real.order.orderNumber).toBe(order.orderNum);
	for (const sample of samples) {
		expect(Object.keys(sample)).toEqual(Object.keys(real));
		expect(Object.keys(sample.order)).toEqual(Object.keys(real.order));
		expect(Object.keys(sample.card ?? real.order.cards[0])).toEqual(
			Object.keys(real.order.cards[0]),
		);
	}
});

test.each(EVERY_EVENT)('%s alone', async (event) => {
	const trigger = world.trigger({ events: [event], thresholds: '95', daysBefore: 1 });
	expect(await trigger.fetchTestEvent()).toEqual([expect.objectContaining({ event })]);
});

test.each([
	[{ events: ['planExpiring'], daysBefore: 365 }, { daysLeft: 365 }],
	[{ events: ['planExpiring'], daysBefore: 1 }, { daysLeft: 1 }],
	[
		{ events: ['dataRunningLow'], thresholds: '100' },
		{ threshold: 100, remainingMb: 0 },
	],
	[{ events: ['dataRunningLow'], thresholds: '1' }, { threshold: 1 }],
	[
		{ events: ['orderStatusChanged'], statuses: [-1] },
		{ to: -1, toName: 'Not Paid' },
	],
	[
		{ events: ['orderStatusChanged'], statuses: [5] },
		{ from: 0, to: 5, toName: 'Ended' },
	],
	[{ events: ['planEnded'], filters: { simType: 'physical' } }, {}],
	[{ events: ['planStarted'], filters: { externalOrderIdPrefix: 'SHOP-' } }, {}],
])('%j has a complete sample, whatever is chosen', async (parameters, change) => {
	const [item, ...more] = await world.trigger(parameters).fetchTestEvent();
	expect(more).toEqual([]);
	expect(item).toMatchObject({ sample: true, event: parameters.events[0], change });
	if (item.event !== 'newOrder') expect(Object.values(item.change)).not.toContain(null);
	if (item.event.startsWith('plan'))
		expect(item.card).toMatchObject({ iccid: expect.any(String) as string });
	expect(item.order.orderNumber).toBe('EP20240124000013');
	expect(item.customerEmail).toBe('customer@example.com');
});

test('costs two calls, and two more if MIOeSIM replies without data', async () => {
	const trigger = world.trigger();
	world.sim.faults.add({
		endpoint: 'queryEsimOrder',
		kind: 'code',
		code: 0,
		data: null,
		times: null,
	});
	expect(await trigger.fetchTestEvent()).toHaveLength(EVERY_EVENT.length);
	expect(world.calls()).toHaveLength(4);
});
