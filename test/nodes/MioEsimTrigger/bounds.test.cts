import type { JsonRecord } from '../../../dist/mioesim/values';
import { emptyMemory, forget, MOST_ORDERS } from '../../../dist/nodes/MioEsimTrigger/memory';
import { PageReader } from '../../../dist/nodes/MioEsimTrigger/readPages';
import type { Client } from '../../../dist/mioesim/client/client';
import { createWorld, iccidOf, keysOf, DAY, HOUR, MINUTE, type World } from './world.cts';

/** What docs/trigger.md says under "Limits". */

describe('what MIOeSIM reports late or not at all', () => {
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
});

describe('the memory', () => {
	const START = Date.parse('2026-03-01T12:00:00+08:00');
	const watch = { settings: '', after: START, isReady: true };

	test('contains 20,000 orders at most', () => {
		const memory = { ...emptyMemory('a'), watches: { newOrder: watch } };
		for (let index = 0; index <= 20_000; index++) {
			memory.orders[`EP${index}`] = { status: null, createdAt: START + index };
		}
		forget(memory, START);
		expect(MOST_ORDERS).toBe(20_000);
		expect(Object.keys(memory.orders)).toHaveLength(20_000);
		expect(memory.orders.EP0).toBeUndefined();
	});

	test.each([
		[0, true],
		[4, true],
		[6, true],
		[2, false],
		[3, false],
		[5, false],
	])('of an order in status %i: kept %s', (status, isKept) => {
		const memory = {
			...emptyMemory('a'),
			watches: { orderStatusChanged: watch },
			statuses: { from: START - 365 * DAY, counts: {}, learned: [] },
			orders: { EP1: { status, createdAt: START - DAY } },
		};
		forget(memory, START);
		expect('EP1' in memory.orders).toBe(isKept);
	});

	test.each([
		['newOrder', false],
		['planEnded', true],
		['planExpiring', true],
		['dataRunningLow', true],
	])('of an active plan while %s is watched: kept %s', (event, isKept) => {
		const plan = { began: START - 300 * DAY, ends: START + DAY };
		const memory = {
			...emptyMemory('a'),
			watches: { [event]: watch },
			orders: { EP1: { status: null, createdAt: START - 300 * DAY, plans: { 7: plan } } },
		};
		forget(memory, START);
		expect('EP1' in memory.orders).toBe(isKept);
		forget(memory, plan.ends + DAY);
		expect('EP1' in memory.orders).toBe(event === 'planEnded');
	});
});

describe('pages', () => {
	/** A server with the given pages, and the numbers of the pages that were requested. */
	function serverOf(pageOf: (pageNo: number) => { rows: JsonRecord[]; total?: number }) {
		const asked: number[] = [];
		const client = {
			ask: (_: string, { pageNo }: { pageNo: number }) => {
				asked.push(pageNo);
				return Promise.resolve(pageOf(pageNo));
			},
		};
		return { asked, client: client as unknown as Client };
	}

	const pageNo = (number: number) => [{ orderNum: `EP${number}` }];
	const read = async (client: Client, from?: number) =>
		await new PageReader(client, Infinity, () => {}).all({}, { from });

	test('1000 at most in one poll; the next poll continues after them', async () => {
		const { asked, client } = serverOf((number) => ({ rows: pageNo(number) }));
		expect(await read(client)).toBe(1001);
		expect(asked).toHaveLength(1000);
	});

	test('one page with nothing new does not end the list; three in a row do', async () => {
		const pages = [1, 2, 2, 2, 3, 4, 4, 4, 4, 5];
		const { asked, client } = serverOf((number) => ({ rows: pageNo(pages[number - 1]) }));
		expect(await read(client)).toBeNull();
		expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});

	test('an empty page is requested once more if more orders are expected', async () => {
		const { asked, client } = serverOf((number) => ({
			total: 3,
			rows: number > 1 ? [] : pageNo(1),
		}));
		expect(await read(client)).toBeNull();
		expect(asked).toEqual([1, 2, 2]);
	});

	test('a list ends when all its orders have been read, each counted once', async () => {
		const pages = [1, 1, 2, 3];
		const { asked, client } = serverOf((number) => ({ total: 2, rows: pageNo(pages[number - 1]) }));
		expect(await read(client)).toBeNull();
		expect(asked).toEqual([1, 2, 3]);
	});

	test('a list continued by a later poll ends where it would have ended anyway', async () => {
		const { asked, client } = serverOf((number) => ({ total: 7, rows: pageNo(number) }));
		expect(await read(client, 4)).toBeNull();
		expect(asked).toEqual([4, 5, 6, 7]);
	});
});
