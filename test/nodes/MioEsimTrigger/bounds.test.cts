import { createWorld, iccidOf, keysOf, DAY, HOUR, MINUTE, type World } from './world.cts';

/** What docs/trigger.md says under "Limits". */

let world: World;

beforeEach(async () => {
	world = await createWorld();
});
afterEach(async () => await world.close());

const placedAgo = (ms: number) => {
	const at = world.clock.now() - ms;
	return world.place(1, { from: at, to: at })[0];
};

test('an order may be listed up to 6 hours after it was placed', async () => {
	const trigger = world.trigger({ events: ['newOrder'] });
	world.advance(10 * HOUR);
	await trigger.activate();
	world.advance(10 * HOUR);
	await trigger.poll();
	const late = placedAgo(6 * HOUR - MINUTE);
	placedAgo(6 * HOUR + MINUTE);
	expect(keysOf(await trigger.poll())).toEqual([`newOrder ${late.orderNum}`]);
});

test('starts and ends of plans may be reported up to 2 days late', async () => {
	const [plan, older] = world.place(2);
	const trigger = world.trigger({ events: ['planStarted', 'planEnded'] });
	world.advance(10 * DAY);
	await trigger.activate();
	world.advance(10 * DAY);
	await trigger.poll();
	world.sim.activateCard(iccidOf(plan), world.clock.now() - 2 * DAY + MINUTE);
	world.sim.activateCard(iccidOf(older), world.clock.now() - 2 * DAY - MINUTE);
	expect(keysOf(await trigger.poll())).toEqual([`planStarted ${plan.orderNum} ${iccidOf(plan)}`]);
	world.advance(plan.plans[0].days * DAY - 2 * DAY - HOUR);
	expect(await trigger.poll()).toEqual([]);
	world.advance(2 * DAY + HOUR);
	expect(keysOf(await trigger.poll())).toEqual(
		[plan, older].map((each) => `planEnded ${each.orderNum} ${iccidOf(each)}`),
	);
});

test('however long n8n was off, nothing placed, started or ended meanwhile is missed', async () => {
	const [started] = world.place();
	const trigger = world.trigger({ events: ['newOrder', 'planStarted', 'planEnded'] });
	await trigger.activate();
	world.advance(10 * DAY);
	const [placed] = world.place();
	world.sim.activateCard(iccidOf(started));
	world.advance(100 * DAY);
	trigger.restart();
	expect(keysOf(await trigger.poll())).toEqual(
		[
			`newOrder ${placed.orderNum}`,
			`planStarted ${started.orderNum} ${iccidOf(started)}`,
			`planEnded ${started.orderNum} ${iccidOf(started)}`,
		].sort(),
	);
});

test('the status of an order is watched for a year from its purchase', async () => {
	const young = placedAgo(364 * DAY);
	const old = placedAgo(367 * DAY);
	const trigger = world.trigger({ events: ['orderStatusChanged'] });
	await trigger.activate();
	young.status = old.status = 2;
	world.advance(HOUR);
	expect(keysOf(await trigger.poll())).toEqual([`orderStatusChanged ${young.orderNum} 2`]);
});

test('a status in between two polls is not seen', async () => {
	const [order] = world.place();
	const trigger = world.trigger({ events: ['orderStatusChanged'] });
	await trigger.activate();
	order.status = 6;
	order.status = 2;
	const [{ change }, ...more] = await trigger.poll();
	expect(more).toEqual([]);
	expect(change).toEqual({ from: 0, fromName: 'Paid', to: 2, toName: 'Cancelled' });
});

test('a plan that runs low and ends between two polls is not reported as running low', async () => {
	const [order] = world.place();
	const trigger = world.trigger({ events: ['dataRunningLow', 'planEnded'] });
	await trigger.activate();
	world.sim.activateCard(iccidOf(order));
	world.advance(order.plans[0].days * DAY);
	order.plans[0].usedMb = order.plans[0].megabytes;
	expect(keysOf(await trigger.poll())).toEqual([`planEnded ${order.orderNum} ${iccidOf(order)}`]);
});

test('an order that was placed and changed between two polls is reported as new only', async () => {
	const trigger = world.trigger();
	await trigger.activate();
	const [order] = world.place();
	order.status = 6;
	const [item, ...more] = await trigger.poll();
	expect(more).toEqual([]);
	expect(item).toMatchObject({
		event: 'newOrder',
		change: { from: null, fromName: null, to: 6, toName: 'Cancelling' },
	});
});
