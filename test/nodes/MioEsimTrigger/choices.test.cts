import type { Order } from '../../../tools/simulator/store.cts';
import {
	createWorld,
	iccidOf,
	keysOf,
	EVERY_EVENT,
	DAY,
	HOUR,
	MINUTE,
	type World,
} from './world.cts';

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

describe('when the user changes the node', () => {
	test('an event that is chosen later is watched from then on', async () => {
		const { advance, place } = world;
		const [early, late] = place(2);
		const trigger = world.trigger({ events: ['newOrder'] });
		await trigger.activate();
		use(early, 0.9);
		early.status = 4;
		advance(HOUR);
		await trigger.poll();
		const events = ['newOrder', 'dataRunningLow', 'orderStatusChanged', 'planStarted'];
		expect(await trigger.change({ events })).toEqual([]);
		expect(await trigger.poll()).toEqual([]);
		const [fresh] = place();
		use(late, 0.6);
		late.status = 7;
		expect(keysOf(await trigger.poll())).toEqual(
			[
				`newOrder ${fresh.orderNum}`,
				`dataRunningLow ${late.orderNum} ${iccidOf(late)} 50`,
				`orderStatusChanged ${late.orderNum} 7`,
				`planStarted ${late.orderNum} ${iccidOf(late)}`,
			].sort(),
		);
	});

	test('an event that was off for a while does not report the past', async () => {
		const { advance, place } = world;
		const [order] = place();
		const trigger = world.trigger();
		await trigger.activate();
		await trigger.change({ events: ['newOrder'] });
		order.status = 7;
		advance(HOUR);
		await trigger.poll();
		expect(await trigger.change({ events: EVERY_EVENT })).toEqual([]);
		order.status = 4;
		expect(keysOf(await trigger.poll())).toEqual([`orderStatusChanged ${order.orderNum} 4`]);
	});

	test('a status that is chosen later does not report the past either', async () => {
		const { advance, place } = world;
		const [oldest] = place(1, ago(100));
		const [order] = place(1, ago(90));
		// So that it is not on the first page of the list.
		place(150, { ...ago(50), status: 3 });
		const trigger = world.trigger({ events: ['orderStatusChanged'], statuses: [2] });
		await trigger.activate();
		order.status = 3;
		advance(HOUR);
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.change({ statuses: [2, 3] })).toEqual([]);
		oldest.status = 3;
		expect(keysOf(await trigger.poll())).toEqual([`orderStatusChanged ${oldest.orderNum} 3`]);
	});

	test('new thresholds and days apply from then on', async () => {
		const { advance, place, clock } = world;
		const [order, other] = place(2);
		const trigger = world.trigger({ events: ['dataRunningLow', 'planExpiring'], thresholds: '80' });
		await trigger.activate();
		use(order, 0.6);
		use(other, 0.1);
		advance(HOUR);
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.change({ thresholds: '50, 80', daysBefore: 5 })).toEqual([]);
		use(order, 0.85);
		use(other, 0.55);
		expect(keysOf(await trigger.poll())).toEqual([
			`dataRunningLow ${order.orderNum} ${iccidOf(order)} 80`,
			`dataRunningLow ${other.orderNum} ${iccidOf(other)} 50`,
		]);
		clock.advance((order.plans[0].days - 5) * DAY - HOUR);
		const expiring = ['planExpiring', 'planExpiring'];
		expect((await trigger.poll()).map(({ event }) => event)).toEqual(expiring);
		expect(await trigger.change({ daysBefore: 1 })).toEqual([]);
		clock.advance(4 * DAY);
		expect((await trigger.poll()).map(({ event }) => event)).toEqual(expiring);
	});

	test('another package name or account starts afresh, and emits nothing from the past', async () => {
		const { place, advance } = world;
		const trigger = world.trigger();
		await trigger.activate();
		place();
		advance(MINUTE);
		expect(await trigger.change({ filters: { packageName: 'japan' } })).toEqual([]);
		const [order] = place();
		expect(keysOf(await trigger.poll())).toEqual([`newOrder ${order.orderNum}`]);
		const asked = world.calls().filter(({ packetName }) => packetName !== 'japan').length;
		expect(asked).toBeGreaterThan(0);
		await trigger.poll();
		expect(world.calls().every(({ packetName }) => packetName === 'japan')).toBe(true);
	});
});

describe('filters and options', () => {
	test('external ID prefix, and the chosen statuses', async () => {
		const { place } = world;
		const filters = { externalOrderIdPrefix: 'SHOP-' };
		const trigger = world.trigger({ filters, statuses: [2, 4] });
		await trigger.activate();
		const [ours] = place(1, { outerOrderId: 'SHOP-1' });
		const [theirs] = place(1, { outerOrderId: 'OTHER-1' });
		expect(keysOf(await trigger.poll())).toEqual([`newOrder ${ours.orderNum}`]);
		for (const status of [6, 2]) {
			ours.status = theirs.status = status;
			await trigger.poll();
		}
		expect(trigger.emitted.slice(1).map(({ change }) => change)).toEqual([
			{ from: 6, fromName: 'Cancelling', to: 2, toName: 'Cancelled' },
		]);
		expect(world.calls().some(({ status }) => status === '6')).toBe(false);
	});

	test('eSIMs or physical SIM cards', async () => {
		const esims = world.trigger({ filters: { simType: 'esim' } });
		const cards = world.trigger({ filters: { simType: 'physical' } });
		await esims.activate();
		await cards.activate();
		const [first, second] = world.place(2);
		second.physical = true;
		expect(keysOf(await esims.poll())).toEqual([`newOrder ${first.orderNum}`]);
		expect(keysOf(await cards.poll())).toEqual([`newOrder ${second.orderNum}`]);
	});

	test('past days: the first poll emits what happened since, once', async () => {
		const { place, clock, sim, advance } = world;
		place(1, ago(10));
		const [recent] = place(1, ago(3));
		const [ended] = place(1, ago(60));
		sim.activateCard(iccidOf(ended), clock.now() - (ended.plans[0].days + 2) * DAY);
		sim.activateCard(iccidOf(recent), clock.now() - 2 * DAY);
		use(recent, 0.9);
		const [running] = place(1, ago(20));
		sim.activateCard(iccidOf(running), running.createdAt);
		use(running, 0.9);
		const trigger = world.trigger({ options: { pastDays: 7 } });
		expect(keysOf(await trigger.activate())).toEqual(
			[
				`newOrder ${recent.orderNum}`,
				`planStarted ${recent.orderNum} ${iccidOf(recent)}`,
				`dataRunningLow ${recent.orderNum} ${iccidOf(recent)} 50`,
				`dataRunningLow ${recent.orderNum} ${iccidOf(recent)} 80`,
				`planEnded ${ended.orderNum} ${iccidOf(ended)}`,
			].sort(),
		);
		advance(MINUTE);
		expect(await trigger.poll()).toEqual([]);
	});
});
