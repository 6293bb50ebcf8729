import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { byId, freshOrder } from './world.cts';

/** Return All and Limit of lists that are not read page by page. */

const world = useBench();

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

const byDate = (more: IDataObject = {}): IDataObject => ({
	resource: 'order',
	operation: 'getAllByDate',
	startDate: day(world.sim.clock.now() - 90 * 86_400_000),
	endDate: day(world.sim.clock.now() + 86_400_000),
	filters: {},
	simplify: true,
	...more,
});

const count = async (parameters: IDataObject) => {
	const { success, error } = await world.run(parameters);
	expect(error).toEqual([]);
	return success.length;
};

describe('orders by date', () => {
	const orders = () => world.sim.orders.size;

	test('Return All returns every order once, although a reply has at most a thousand', async () => {
		world.sim.seedOrders(1234);
		const { success } = await world.run<{ orderNumber: string }>(byDate({ returnAll: true }));
		expect(success).toHaveLength(orders());
		expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(orders());
		expect(world.sim.calls.filter(({ endpoint }) => endpoint === 'queryOrder').length).toBeLessThan(
			8,
		);
	});

	test.each([1, 7, 50])('Limit %d is requested, and never exceeded', async (limit) => {
		world.sim.seedOrders(60);
		expect(await count(byDate({ returnAll: false, limit }))).toBe(limit);
		const sent = world.sim.calls.find(({ endpoint }) => endpoint === 'queryOrder')?.params;
		expect(sent?.pageSize).toBe(String(limit));
	});

	test('Limit is 50 by default', async () => {
		world.sim.seedOrders(60);
		expect(await count(byDate())).toBe(50);
	});

	test('a range without orders is an empty list', async () => {
		expect(
			await count(byDate({ returnAll: true, startDate: '2015-01-01', endDate: '2015-01-31' })),
		).toBe(0);
	});
});

/** The simulator's first distribution partner. */
const ofPartner = () => ({ dpId: byId(world.sim.catalogue.partners[0].id) });

const lists: Array<[string, () => IDataObject]> = [
	[
		'Destination, by Continent',
		() => ({ resource: 'sku', operation: 'getAllByContinent', continent: '' }),
	],
	[
		'Destination, by Partner',
		() => ({ resource: 'sku', operation: 'getAllByPartner', ...ofPartner() }),
	],
	['Distribution Partner', () => ({ resource: 'partner', operation: 'getAll' })],
	[
		'Package, by Partner',
		() => ({ resource: 'package', operation: 'getAllByPartner', ...ofPartner(), skuId: byId(45) }),
	],
	[
		'Package, by Card',
		() => ({
			resource: 'package',
			operation: 'getAllByCard',
			iccid: byId(freshOrder(world.sim).iccids[0]),
		}),
	],
	[
		'SIM Card, History',
		() => ({ resource: 'card', operation: 'getHistory', iccid: byId(renewedCard()) }),
	],
];

/** A card with several plans. */
function renewedCard() {
	const { iccids, order } = freshOrder(world.sim, { count: 1 });
	const [{ card }] = order.plans;
	for (const other of [freshOrder(world.sim, { count: 1 }), freshOrder(world.sim, { count: 1 })]) {
		other.order.plans[0].card = card;
		card.plans.push(other.order.plans[0]);
	}
	return iccids[0];
}

test.each(lists)('%s: Return All returns several items, Limit 1 returns one', async (_, list) => {
	const parameters = { ...list(), simplify: true };
	const all = await count({ ...parameters, returnAll: true });
	expect(all).toBeGreaterThan(1);
	expect(await count({ ...parameters, returnAll: false, limit: 1 })).toBe(1);
	expect(await count({ ...parameters, returnAll: false, limit: all + 1 })).toBe(all);
});
