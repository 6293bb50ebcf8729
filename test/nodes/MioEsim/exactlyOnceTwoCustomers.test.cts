import fc from 'fast-check';
import { SEED, size } from '../../harness/size.cts';
import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { byId, createOrder } from '../../harness/parameters.cts';

/**
 * Two customers: whatever two items request, with equal or different IDs, in one batch, one after
 * another (in one process or two) or in two executions at once, no Success item ever has an order that
 * differs from its request.
 */
const bench = useBench();
beforeEach(() => {
	bench.withSession();
	bench.sim.account.balance = 1e9;
});

const wanted = fc.record({
	shopOrder: fc.constantFrom('SHOP-1', 'SHOP-2'),
	line: fc.constantFrom('LINE-1', 'LINE-2', ''),
	product: fc.constantFrom('plain', 'nonRenewable', 'daypass', 'unlimited', 'renewal'),
	by: fc.constantFrom('package', 'apiCode'),
	count: fc.constantFrom(1, 1, 2),
	days: fc.constantFrom(3, 5),
	email: fc.constantFrom('', 'a@example.com', 'b@example.com'),
	card: fc.constantFrom(0, 1),
});
type Wanted = typeof wanted extends fc.Arbitrary<infer W> ? W : never;

const pairs = fc.record({
	first: wanted,
	second: wanted,
	/** Whether the second one differs little from the first: most collisions are like that. */
	isClose: fc.boolean(),
	together: fc.constantFrom('batch', 'after', 'elsewhere', 'at once'),
	modes: fc.constantFrom(
		{},
		{ listMs: 'never' as const },
		{ idFilter: 'ignoreCase' as const },
		{ cancelledCards: 'removed' as const },
	),
	/** What has become of the first order before the second item. */
	status: fc.constantFrom(0, 0, 0, 2, 4, 5, 6, -1),
});

const offerOf = ({ product }: Wanted) => {
	const { oddities } = bench.sim.catalogue;
	if (product === 'renewal') return oddities.plain;
	return oddities[product];
};

function jsonOf(item: Wanted, iccids: string[]): IDataObject {
	const { skuId, priceId, apiCode } = offerOf(item);
	const days = item.product === 'daypass' ? item.days : '';
	return { ...item, skuId, priceId, apiCode, days, iccid: iccids[item.card] };
}

/** One node for both items of a batch: a batch has one operation. */
const parametersOf = (operation: 'create' | 'renew', by: string) =>
	createOrder(bench.sim.catalogue.oddities.plain, {
		operation,
		renewBy: 'iccid',
		iccid: '={{ $json.iccid }}',
		orderBy: by,
		skuId: byId('={{ $json.skuId }}'),
		priceId: byId('={{ $json.priceId }}'),
		apiCode: '={{ $json.apiCode }}',
		count: operation === 'renew' ? 1 : '={{ $json.count }}',
		externalOrderId: '={{ $json.shopOrder }}',
		additionalFields: {
			...(operation === 'create' ? { customerEmail: '={{ $json.email }}' } : {}),
			daypassDays: '={{ $json.days }}',
		},
		options: { deliveryTimeout: 0 },
	});

const operationOf = ({ product }: Wanted) => (product === 'renewal' ? 'renew' : 'create');

async function run(items: Wanted[], iccids: string[]) {
	const [{ by, line }] = items;
	const parameters = parametersOf(operationOf(items[0]), by);
	const additional = parameters.additionalFields as IDataObject;
	if (line !== '') additional.externalItemId = '={{ $json.line }}';
	const { outputs } = await bench.run(parameters, {
		items: items.map((item) => jsonOf(item, iccids)),
	});
	return outputs[0].map(({ json, pairedItem }) => ({
		wanted: items[([pairedItem].flat()[0] as { item: number }).item],
		orderNumber: String((json as { orderNumber?: string }).orderNumber),
	}));
}

function check(returned: Array<{ wanted: Wanted; orderNumber: string }>, iccids: string[]) {
	for (const { wanted: item, orderNumber } of returned) {
		const order = bench.sim.orders.get(orderNumber);
		if (order === undefined) throw new Error(`${orderNumber} does not exist`);
		const isRenewal = item.product === 'renewal';
		expect({
			ids: [order.outerOrderId, item.line === '' ? '' : order.outerItemId],
			priceId: order.package.priceid,
			count: order.count,
			days: order.daypassDays,
			isRenewal: order.mainOrderNum !== null,
			cards: isRenewal ? order.plans.map(({ card }) => card.iccid) : [],
			email: isRenewal || item.email === '' ? '' : (order.email ?? item.email),
			isAlive: [0, 5].includes(order.status),
		}).toEqual({
			ids: [item.shopOrder, item.line],
			priceId: offerOf(item).priceId,
			count: isRenewal ? 1 : item.count,
			days: item.product === 'daypass' ? item.days : null,
			isRenewal,
			cards: isRenewal ? [iccids[item.card]] : [],
			email: isRenewal ? '' : item.email,
			isAlive: true,
		});
	}
}

it('every Success item has exactly the order that it requested', async () => {
	await fc.assert(
		fc.asyncProperty(pairs, async ({ first, second: drawn, isClose, together, modes, status }) => {
			forgetSent();
			bench.sim.reset();
			bench.sim.orders.clear();
			bench.sim.store.byOuterOrderId.clear();
			bench.sim.store.byOuterItemId.clear();
			bench.sim.mode(modes);
			const seeding = { ...bench.sim.catalogue.oddities.plain, status: 0, personal: true };
			const cards = bench.sim.seedOrders(2, { ...seeding, activated: false });
			const iccids = cards.map(({ plans }) => plans[0].card.iccid);
			const second = isClose
				? { ...first, count: drawn.count, email: drawn.email, card: drawn.card, by: drawn.by }
				: drawn;
			const isOneNode =
				operationOf(first) === operationOf(second) &&
				first.by === second.by &&
				(first.line === '') === (second.line === '');
			if (together === 'batch' && isOneNode) {
				check(await run([first, second], iccids), iccids);
			} else if (together === 'at once') {
				const both = await Promise.all([run([first], iccids), run([second], iccids)]);
				check(both.flat(), iccids);
			} else {
				const before = await run([first], iccids);
				check(before, iccids);
				if (together === 'elsewhere') forgetSent();
				if (before.length > 0) bench.sim.setStatus(before[0].orderNumber, status);
				check(await run([second], iccids), iccids);
			}
			// The same IDs are one purchase, whatever was requested with them.
			const lines = bench.sim.ledger
				.filter(({ kind }) => kind === 'order' || kind === 'renewal')
				.map(({ outerOrderId, outerItemId }) => JSON.stringify([outerOrderId, outerItemId]));
			const isListed = !('listMs' in modes) || together !== 'elsewhere';
			if (isListed) expect(new Set(lines).size).toBe(lines.length);
		}),
		{ numRuns: size(40, 2000), seed: SEED },
	);
}, 3_600_000);
