import type { IDataObject } from 'n8n-workflow';

import type { Order } from '../../../tools/simulator/store.cts';
import { createWorld, keysOf, DAY, HOUR, MINUTE, type World } from './world.cts';

/** What a poll costs, in calls. The numbers are in docs/trigger.md. */

let world: World;
/** Orders whose plans run. */
let running: Order[];

/** An account of ten thousand orders, some of them in use. Tests that change it come last. */
beforeAll(async () => {
	world = await createWorld();
	const { sim, place } = world;
	sim.seedOrders(9000);
	// Enough plans that run for months, so that low data has something to look through.
	const now = world.clock.now();
	running = place(1000, { from: now - 25 * DAY, to: now - 5 * DAY });
	for (const { plans, createdAt } of running) {
		sim.activateCard(plans[0].card.iccid, createdAt);
		sim.setUsage(plans[0].card.iccid, 100);
	}
	expect(sim.orders.size).toBe(10_000);
});
afterAll(async () => await world.close());

/** A trigger that has recorded the account. */
async function activeTrigger(parameters: IDataObject = {}) {
	const { calls } = world;
	calls();
	const trigger = world.trigger(parameters);
	await trigger.activate();
	const first = calls().length;
	world.advance(MINUTE);
	await trigger.poll();
	return { trigger, first, idle: calls().length };
}

test.each<[string[], number]>([
	[['newOrder'], 1],
	[['orderStatusChanged'], 8],
	[['planStarted'], 1],
	[['planExpiring'], 3],
	[['planEnded'], 3],
	// 1,100 active plans, and those that have just ended.
	[['dataRunningLow'], 13],
])('%s alone, with nothing changed', async (events, most) => {
	const { idle } = await activeTrigger({ events });
	process.stdout.write(`${events.join(', ')}: ${idle} calls\n`);
	expect(idle).toBeLessThanOrEqual(most);
});

test('no call is made for a single order, and none that may end the right to cancel', async () => {
	const before = world.sim.calls.length;
	const { trigger } = await activeTrigger();
	world.advance(DAY);
	await trigger.poll();
	const asked = world.sim.calls.slice(before).filter(({ endpoint }) => endpoint !== 'login');
	expect(new Set(asked.map(({ endpoint }) => endpoint))).toEqual(new Set(['queryEsimOrder']));
	for (const { params } of asked) {
		expect(params).not.toHaveProperty('orderNum');
		expect(params).not.toHaveProperty('iccid');
		expect(params.pageSize).toBe('100');
	}
});

test('ten thousand orders, fifty of which change', async () => {
	const { sim, advance, calls } = world;
	const { trigger, first, idle } = await activeTrigger();
	trigger.emitted.length = 0;

	advance(HOUR);
	const expected: string[] = [];
	const live = [...sim.orders.values()].filter(({ status }) => status === 0);
	for (let index = 0; index < 50; index++) {
		const order = live[Math.floor((live.length / 50) * index)];
		const { iccid } = order.plans[0].card;
		if (index % 5 === 0 && running.includes(order)) {
			sim.setUsage(iccid, order.plans[0].megabytes * 0.85);
			expected.push(...[50, 80].map((at) => `dataRunningLow ${order.orderNum} ${iccid} ${at}`));
		} else {
			order.status = [2, 3, 4, 6][index % 4];
			expected.push(`orderStatusChanged ${order.orderNum} ${order.status}`);
		}
	}
	await trigger.poll();
	const changed = calls().length;
	const isOurs = (key: string) => expected.includes(key) || / EP\d+ [2346]$/.test(key);
	expect(keysOf(trigger.emitted).filter(isOurs)).toEqual(expected.sort());

	advance(MINUTE);
	trigger.emitted.length = 0;
	await trigger.poll();
	expect(trigger.emitted.map(({ event }) => event)).not.toContain('orderStatusChanged');
	const after = calls().length;
	process.stdout.write(
		`calls: first poll ${first}, nothing changed ${idle}, fifty changed ${changed}, next ${after}; ` +
			`memory ${Math.round(JSON.stringify(trigger.memory).length / 1024)} KB, ` +
			`${Object.keys(trigger.memory.orders).length} orders\n`,
	);
	expect(first).toBeLessThanOrEqual(75);
	expect(idle).toBeLessThanOrEqual(22);
	expect(changed).toBeLessThanOrEqual(47);
	expect(after).toBeLessThanOrEqual(22);
	expect(JSON.stringify(trigger.memory).length).toBeLessThanOrEqual(420 * 1024);
});
