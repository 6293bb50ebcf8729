import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { byId, createOrder } from '../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

/** A purchase of the plain package with both IDs. */
const order = (more: IDataObject = {}, additional: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, {
		externalOrderId: 'SHOP-1',
		...more,
		additionalFields: { externalItemId: 'LINE-1', ...additional },
	});

const bought = () => bench.sim.ledger.filter(({ kind }) => kind === 'order');
const first = () => bench.sim.ledger[0].orderNum;
const another = () => bench.sim.catalogue.oddities.nonRenewable;
const byCode = (apiCode: string | undefined) => ({ orderBy: 'apiCode', apiCode });

/** Different contents of the same line, and what the failure says about them. */
const others: Array<[string, () => IDataObject, string]> = [
	['count', () => order({ count: 2 }), 'with a count of 1 instead of 2'],
	['package', () => order({ priceId: byId(another().priceId) }), 'with package 441 instead of'],
	['customer', () => order({}, { customerEmail: 'b@example.com' }), 'instead of b@example.com'],
	['package by API code', () => order(byCode(another().apiCode)), 'instead of'],
];

describe.each([
	['in another process', forgetSent],
	['in this process', () => undefined],
])('the same IDs %s', (_where, forget) => {
	it.each(others)('with another %s are one purchase and one failure', async (_, other, said) => {
		await bench.run(order({}, { customerEmail: 'a@example.com' }));
		forget();
		expect(await bench.failure(other())).toMatchObject({
			outcome: 'executed',
			orderNumber: first(),
			message: expect.stringContaining(said),
		});
		expect(bought()).toHaveLength(1);
	});

	it('with the same contents, specified by the API code, are a duplicate', async () => {
		await bench.run(order());
		forget();
		const { success } = await bench.run(order(byCode(bench.sim.catalogue.oddities.plain.apiCode)));
		expect(success).toMatchObject([{ orderNumber: first(), duplicate: true }]);
		expect(bought()).toHaveLength(1);
	});
});

it('a batch with the same IDs and different contents is one purchase and one failure', async () => {
	const items = [{ count: 1 }, { count: 2 }];
	const { success, error } = await bench.run(order({ count: '={{ $json.count }}' }), { items });
	expect(success).toMatchObject([{ orderNumber: first(), count: 1, duplicate: false }]);
	expect(error[0].error.message).toContain('with a count of 1 instead of 2');
	expect(bought()).toHaveLength(1);
});

describe('IDs that MIOeSIM stores differently', () => {
	const AS_IS = 'LINE-1';
	it.each([
		['lower', 'shop & son', 'line-1'],
		['cut:4', 'SHOP', 'LINE'],
		['escaped', 'SHOP &amp; SON', AS_IS],
	] as const)('%s: the item says so', async (ids, orderId, itemId) => {
		bench.sim.mode({ ids });
		const parameters = order({ externalOrderId: 'SHOP & SON' });
		const { success } = await bench.run<{ warning?: string }>(parameters);
		const advice =
			'. A later run may not recognize this order, and buy again: use shorter IDs of capital letters, digits and dashes';
		const said = [`'External Order ID' SHOP & SON as ${orderId}`];
		if (itemId !== AS_IS) said.push(`'External Item ID' LINE-1 as ${itemId}`);
		const all = said.map((each) => `MIOeSIM stored ${each}${advice}`).join('. ');
		expect(success[0].warning?.endsWith(all)).toBe(true);
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
