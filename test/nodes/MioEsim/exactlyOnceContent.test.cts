import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { byId, createOrder } from '../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => {
	bench.withSession();
});

const SHOP = { externalOrderId: 'SHOP-1' };
const LINE = { externalItemId: 'LINE-1' };

/** A purchase of the plain package with both IDs. */
const order = (more: IDataObject = {}, additional: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, {
		...SHOP,
		...more,
		additionalFields: { ...LINE, ...additional },
	});

const bought = () => bench.sim.ledger.filter(({ kind }) => kind === 'order');
const [first] = [() => bench.sim.ledger[0].orderNum];

/** Buys, and clears what this process has recorded: the next purchase is like one in another process. */
async function buyElsewhere(parameters = order()) {
	const { success } = await bench.run(parameters);
	expect(success).toHaveLength(1);
	forgetSent();
	return success[0];
}

/** Different contents of the same line, and what the failure says about them. */
const others: Array<[string, () => IDataObject, string]> = [
	['another count', () => order({ count: 2 }), 'with a count of 1 instead of 2'],
	[
		'another package',
		() => order({ priceId: byId(String(bench.sim.catalogue.oddities.nonRenewable.priceId)) }),
		'with package 441 instead of',
	],
	[
		'another customer',
		() => order({}, { customerEmail: 'b@example.com' }),
		'with the customer email a@example.com instead of b@example.com',
	],
	[
		'an API code that stands for another package',
		() => order({ orderBy: 'apiCode', apiCode: bench.sim.catalogue.oddities.nonRenewable.apiCode }),
		'instead of',
	],
];

describe.each([
	['in another process', forgetSent],
	['in this process', () => undefined],
])('the same IDs %s', (_where, forget) => {
	it.each(others)('with %s are one purchase and one failure', async (_, other, said) => {
		await bench.run(order({}, { customerEmail: 'a@example.com' }));
		forget();
		const { success, error } = await bench.run(other());
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({ outcome: 'executed', orderNumber: first() });
		expect(error[0].error.message).toContain(said);
		expect(bought()).toHaveLength(1);
	});

	it('with the same contents, specified by the API code, are a duplicate', async () => {
		await bench.run(order());
		forget();
		const { apiCode } = bench.sim.catalogue.oddities.plain;
		const { success, error } = await bench.run(order({ orderBy: 'apiCode', apiCode }));
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ orderNumber: first(), duplicate: true }]);
		expect(bought()).toHaveLength(1);
	});
});

it('a batch with the same IDs and different contents is one purchase and one failure', async () => {
	const { success, error } = await bench.run(order({ count: '={{ $json.count }}' }), {
		items: [{ count: 1 }, { count: 2 }],
	});
	expect(success).toMatchObject([{ orderNumber: first(), count: 1, duplicate: false }]);
	expect(error[0].error.message).toContain('with a count of 1 instead of 2');
	expect(bought()).toHaveLength(1);
});

it('nothing is returned if the list and the order disagree', async () => {
	const { orderNumber } = await buyElsewhere();
	const data = { orderNum: orderNumber, status: 0, count: 3, cardApiDtoList: [] };
	bench.sim.faults.add({ kind: 'code', endpoint: 'getOrderInfo', code: 0, data, times: null });
	const { success, error } = await bench.run(order());
	expect(success).toEqual([]);
	expect(error[0].error).toMatchObject({ outcome: 'executed', orderNumber });
	expect(error[0].error.message).toContain('a count of 3 instead of 1');
});

describe('an earlier order', () => {
	it.each([
		[2, 'which has since been cancelled', "use another 'External Item ID'"],
		[3, 'which MIOeSIM has since marked as obsolete', "use another 'External Item ID'"],
		[4, 'which has since been partly cancelled', 'MIOeSIM lists one card on it'],
		[6, 'which is being cancelled', 'in a few minutes'],
		[7, 'which is being partly cancelled', 'in a few minutes'],
		[-1, 'which is not paid', 'balance'],
	])('with status %i: a failed item, and no second purchase', async (status, meaning, advice) => {
		for (const forget of [forgetSent, () => undefined]) {
			bench.sim.reset();
			forgetSent();
			const parameters = order({ externalOrderId: `SHOP-${String(forget === forgetSent)}` });
			const { orderNumber } = (await bench.run(parameters)).success[0];
			forget();
			bench.sim.setStatus(orderNumber, status);
			const { success, error } = await bench.run(parameters);
			expect(success).toEqual([]);
			expect(error[0].error).toMatchObject({ outcome: 'executed', orderNumber });
			expect(error[0].error.message).toBe(
				`This line was bought as order ${orderNumber}, ${meaning}`,
			);
			if (forget === forgetSent) expect(error[0].error.resolution).toContain(advice);
			expect(bought()).toHaveLength(1);
		}
	});

	it.each([0, 5])('with status %i: returned', async (status) => {
		const { orderNumber } = await buyElsewhere();
		bench.sim.setStatus(orderNumber, status);
		const { success } = await bench.run(order());
		expect(success).toMatchObject([{ orderNumber, duplicate: true }]);
	});

	it('that is followed by a second one: the earlier is returned, with a warning', async () => {
		const { orderNumber } = await buyElsewhere();
		await bench.run({ ...order(), options: { preventDuplicates: false } });
		forgetSent();
		const { success } = await bench.run<{ orderNumber: string; warning?: string }>(order());
		expect(success[0].orderNumber).toBe(orderNumber);
		for (const { orderNum } of bought()) expect(success[0].warning).toContain(orderNum);
	});
});

describe('IDs that MIOeSIM stores differently', () => {
	it.each(['lower', 'cut:4', 'escaped'] as const)('%s: the item says so', async (ids) => {
		bench.sim.mode({ ids });
		const parameters = order({ externalOrderId: 'SHOP & SON' });
		const { success } = await bench.run<{ warning?: string }>(parameters);
		expect(success[0].warning).toContain("MIOeSIM stored 'External Order ID' SHOP & SON as");
		// This process still recognizes the line.
		const again = await bench.run(parameters);
		expect(again.success).toMatchObject([{ duplicate: true }]);
		expect(bought()).toHaveLength(1);
	});
});

it('with Simplify off, the data is untouched and _meta says whether it is a duplicate', async () => {
	const parameters = order({ simplify: false });
	const { success } = await bench.run<IDataObject>(parameters);
	expect(success[0]._meta).toEqual({ duplicate: false });
	expect(success[0]).toHaveProperty('cardApiDtoList');
	const again = await bench.run<IDataObject>(parameters);
	expect(again.success[0]._meta).toEqual({ duplicate: true });
});

describe('looking up a line', () => {
	it('requests both IDs, however many lines the shop order has', async () => {
		await buyElsewhere();
		const { skuId, priceId } = bench.sim.catalogue.oddities.plain;
		bench.sim.seedOrders(1100, { skuId, priceId, outerOrderId: 'SHOP-1', outerItemId: 'OTHER' });
		bench.sim.calls.length = 0;
		const { success } = await bench.run(order());
		expect(success).toMatchObject([{ duplicate: true }]);
		expect(bench.sentTo('queryEsimOrder')).toMatchObject([
			{ outerOrderId: 'SHOP-1', outerItemId: 'LINE-1' },
		]);
		expect(bought()).toHaveLength(1);
	});

	it('compares both IDs in every row, whatever the filter returns', async () => {
		bench.sim.mode({ idFilter: 'contains' });
		await bench.run(order({}, { externalItemId: 'LINE-12' }));
		const { success } = await bench.run(order());
		expect(success).toMatchObject([{ duplicate: false }]);
		expect(bought()).toHaveLength(2);
	});
});
