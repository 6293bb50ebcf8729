import type { IDataObject } from 'n8n-workflow';

import type { Order } from '../../../../tools/simulator/store.cts';
import type { CardUsage } from '../../../../dist/mioesim/shapes/usage';
import { runNode } from '../../../harness/engine.cts';
import { forgetSent } from '../../../harness/ledger.cts';
import { byId, createOrder, getOrder, getOrders } from '../../../harness/parameters.cts';
import { createWorld, DAY, EVERY_EVENT, MINUTE, type World } from '../../MioEsimTrigger/world.cts';

/** Each endpoint of MIOeSIM states the product and the time of an order in its own way. */

let world: World;

beforeEach(async () => {
	world = await createWorld();
	forgetSent();
});
afterEach(async () => await world.close());

const run = async <TJson,>(parameters: IDataObject) =>
	await runNode<TJson>({ credential: world.credential, parameters });

interface Facts {
	orderNumber: string | null;
	productName: string | null;
	purchasedAt: string | null;
}

const factsOf = ({ orderNumber, productName, purchasedAt }: Facts): Facts => ({
	orderNumber,
	productName,
	purchasedAt,
});

/** The facts in the only item that an operation returns. */
async function factsFrom(parameters: IDataObject): Promise<Facts> {
	const { success } = await run<Facts>(parameters);
	expect(success).toHaveLength(1);
	return factsOf(success[0]);
}

const plain = () => world.sim.catalogue.oddities.plain;

/** The facts in MIOeSIM's own list: with the plan, and to the second. */
function listed({ orderNum, createdAt, package: { showName } }: Order): Facts {
	const time = new Date(createdAt + 8 * 60 * 60 * 1000).toISOString().slice(0, 19);
	return { orderNumber: orderNum, productName: showName, purchasedAt: `${time}+08:00` };
}

const orderOf = ({ orderNumber }: Facts) => {
	const order = world.sim.orders.get(orderNumber ?? '');
	if (order === undefined) throw new Error('No such order');
	return order;
};

const operations: Array<[string, (order: Order) => IDataObject]> = [
	['Create, for what was bought before', ({ outerOrderId }) => buying(String(outerOrderId))],
	['Get', ({ orderNum }) => getOrder(orderNum)],
	['Get, one item per card', ({ orderNum }) => getOrder(orderNum, { output: 'cards' })],
	['Get Many', ({ orderNum }) => getOrders({ filters: { orderNumber: orderNum } })],
	[
		'Get Many by Date',
		({ createdAt, outerOrderId }) => ({
			resource: 'order',
			operation: 'getAllByDate',
			startDate: new Date(createdAt - DAY).toISOString(),
			endDate: new Date(createdAt + DAY).toISOString(),
			returnAll: true,
			filters: { externalOrderId: String(outerOrderId) },
			simplify: true,
		}),
	],
	['Get History', ({ plans }) => ofCard('getHistory', plans[0].card.iccid, { returnAll: true })],
];

const buying = (externalOrderId: string, more: IDataObject = {}) =>
	createOrder(plain(), { externalOrderId, ...more });

const ofCard = (operation: string, iccid: string, more: IDataObject = {}): IDataObject => ({
	resource: 'card',
	operation,
	iccid: byId(iccid),
	simplify: true,
	...more,
});

test.each([
	['as one item', {}],
	['as an item per card', { output: 'cards' }],
	['by API code', { orderBy: 'apiCode', apiCode: '392-0-30-5-G' }],
])('Create, %s, returns the same order as the list', async (_, more) => {
	const bought = await factsFrom(buying('SHOP-1', more));
	expect(bought).toEqual(listed(orderOf(bought)));
});

test('so does Renew', async () => {
	const [card] = (await run<{ iccid: string }>(buying('SHOP-1', { output: 'cards' }))).success;
	const renewed = await factsFrom({
		...buying('SHOP-2'),
		operation: 'renew',
		renewBy: 'iccid',
		iccid: byId(card.iccid),
	});
	expect(renewed).toEqual(listed(orderOf(renewed)));
});

test.each(operations)('so does %s', async (_, parameters) => {
	const bought = await factsFrom(buying('SHOP-1'));
	const order = orderOf(bought);
	expect(await factsFrom(parameters(order))).toEqual(bought);
});

test('so does Get Usage of each plan, without the time', async () => {
	const bought = await factsFrom(buying('SHOP-1'));
	const { iccid } = orderOf(bought).plans[0].card;
	const { success } = await run<CardUsage>(ofCard('getUsage', iccid));
	const { orderNumber, productName } = bought;
	expect(success[0].plans).toMatchObject([{ orderNumber, productName }]);
});

test('so does each event of the trigger, and each of its samples', async () => {
	const trigger = world.trigger({ thresholds: '10', daysBefore: 29 });
	await trigger.activate();
	world.advance(MINUTE);
	const bought = await factsFrom(buying('SHOP-1'));
	const order = orderOf(bought);
	const { iccid } = order.plans[0].card;
	const happens = [
		() => world.advance(MINUTE),
		() => world.sim.activateCard(iccid),
		() => world.sim.setUsage(iccid, 4000),
		() => world.advance(3 * DAY),
		() => world.advance(30 * DAY),
	];
	for (const happen of happens) {
		happen();
		await trigger.poll();
	}
	expect(trigger.emitted.map(({ event }) => event).sort()).toEqual([...EVERY_EVENT].sort());
	const samples = (await trigger.fetchTestEvent()).filter(({ sample }) => !sample);
	expect(samples.length).toBeGreaterThan(0);
	for (const event of [...trigger.emitted, ...samples]) {
		expect(factsOf(event.order)).toEqual(bought);
	}
});

test('with Prevent Duplicates off, the order is not looked up, and the time of day is left out', async () => {
	const bought = await factsFrom(buying('SHOP-1', { options: { preventDuplicates: false } }));
	const { productName, purchasedAt } = listed(orderOf(bought));
	expect(bought.productName).toBe(productName);
	expect(bought.purchasedAt).toBe(`${purchasedAt?.slice(0, 10)}T00:00:00+08:00`);
	expect(world.sim.calls.map(({ endpoint }) => endpoint)).not.toContain('queryEsimOrder');
});

test('an order whose row cannot be read is returned anyway', async () => {
	const bought = await factsFrom(buying('SHOP-1'));
	world.sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'http', status: 502, times: null });
	const { success } = await run<Facts>(getOrder(String(bought.orderNumber)));
	expect(success).toMatchObject([{ orderNumber: bought.orderNumber, productName: 'Japan' }]);
});
