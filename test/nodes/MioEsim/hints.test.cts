import type { IDataObject } from 'n8n-workflow';

import type { NodeSettings } from '../../harness/engine.cts';
import { useBench } from '../../harness/bench.cts';
import {
	cancelOrder,
	checkStock,
	createOrder,
	getOrder,
	getSkus,
} from '../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

/** The texts that n8n shows above the output after this run. */
async function hintsOf(
	parameters: IDataObject,
	settings: Partial<NodeSettings> = {},
): Promise<string[]> {
	const { task } = await bench.run(parameters, settings);
	return (task?.hints ?? []).map(({ message }) => message);
}

const plain = () => bench.sim.catalogue.oddities.plain;

describe('a hint says what the output does not show', () => {
	it('that low stock is not a failure', async () => {
		const { noStock } = bench.sim.catalogue.oddities;
		expect(await hintsOf(checkStock(plain()))).toEqual([]);
		expect(await hintsOf(checkStock(noStock))).toEqual([
			expect.stringContaining('with inStock set to false'),
		]);
	});

	it('that no customer was emailed, once for all items', async () => {
		expect(await hintsOf(createOrder(plain()), { items: [{}, {}, {}] })).toEqual([
			expect.stringContaining('MIOeSIM did not email the customer'),
		]);
	});

	it('that an order without an External Order ID is bought again with the next execution', async () => {
		const again = expect.stringMatching(/^Execute this step again, and you buy again/);
		const own = createOrder(plain(), { externalOrderId: 'SHOP-9' });
		expect(await hintsOf(createOrder(plain()), { mode: 'manual' })).toContainEqual(again);
		expect(await hintsOf(createOrder(plain()))).not.toContainEqual(again);
		expect(await hintsOf(own, { mode: 'manual' })).not.toContainEqual(again);
	});

	it('that an order may no longer be cancellable', async () => {
		const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
		expect(await hintsOf(getOrder(orderNum))).toEqual([
			expect.stringContaining('may refuse to cancel'),
		]);
	});
});

describe('no hint contradicts the outcome', () => {
	it('of an order that failed', async () => {
		bench.sim.faults.add({ kind: 'code', endpoint: 'addEsimOrder', code: -3, times: null });
		expect(await hintsOf(createOrder(plain()))).toEqual([]);
	});

	it('of an order whose customer was emailed', async () => {
		const additionalFields = { customerEmail: 'nathan@example.com', sendEmail: true };
		expect(await hintsOf(createOrder(plain(), { additionalFields }))).toEqual([]);
	});

	it('for an order that existed already', async () => {
		const order = createOrder(plain(), { externalOrderId: 'SHOP-1' });
		const { success } = await bench.run(order);
		expect(await hintsOf(order)).toEqual([
			expect.stringMatching(
				`^Nothing was bought: order ${success[0].orderNumber} of .* covers this line$`,
			),
		]);
	});

	it('of an order that could not be read, or not be cancelled', async () => {
		expect(await hintsOf(getOrder('EP20240101000001'))).toEqual([]);
		expect(await hintsOf(cancelOrder('EP20240101000001'))).toEqual([]);
	});

	it('and says nothing about a list', async () => {
		expect(await hintsOf(getSkus())).toEqual([]);
	});
});
