import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => {
	bench.withSession();
});

const odd = () => bench.sim.catalogue.oddities;

describe('a renewal of many cards', () => {
	const renewal = (iccid: string, more: IDataObject = {}) =>
		createOrder(odd().plain, {
			operation: 'renew',
			renewBy: 'iccid',
			iccid,
			externalOrderId: 'SHOP-R',
			...more,
		});
	const freshCards = () => {
		const { skuId, priceId } = odd().plain;
		const seeding = { skuId, priceId, status: 0, personal: true, activated: false, count: 3 };
		const [order] = bench.sim.seedOrders(1, seeding);
		return { order, iccids: order.plans.map(({ card }) => card.iccid) };
	};

	it('gives each card its own order and outcome, after one look-up for all', async () => {
		const { iccids } = freshCards();
		const { success, error } = await bench.run(renewal(iccids.join(', ')));
		expect(error).toEqual([]);
		expect(success.map(({ cards }) => cards[0].iccid)).toEqual(iccids);
		expect(bench.sim.ledger.map(({ iccids: renewed }) => renewed)).toEqual(
			iccids.map((iccid) => [iccid]),
		);
		const lookUps = bench.sentTo('queryEsimOrder').filter((params) => !('outerItemId' in params));
		expect(lookUps).toHaveLength(1);
		// Some of them again: the node returns what was bought.
		const again = await bench.run(renewal(iccids[1]));
		expect(again.success).toMatchObject([{ duplicate: true, cards: [{ iccid: iccids[1] }] }]);
	});

	it('reports which of them failed, and why', async () => {
		const { iccids } = freshCards();
		const match = { iccid: iccids[1] };
		bench.sim.faults.add({ kind: 'code', endpoint: 'renewCard', code: -3, match });
		const { success, error } = await bench.run<{ cards: Array<{ iccid: string }> }>(
			renewal(iccids.join()),
		);
		expect(success.map(({ cards }) => cards[0].iccid)).toEqual([iccids[0], iccids[2]]);
		expect(error).toHaveLength(1);
		expect(error[0].error).toMatchObject({ code: -3, iccid: iccids[1] });
	});

	it('renews each card Count times', async () => {
		const { iccids } = freshCards();
		const parameters = renewal(iccids.slice(0, 2).join(), { count: 2 });
		const { success } = await bench.run(parameters);
		expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(4);
		const again = await bench.run(parameters);
		expect(again.success.map(({ duplicate }) => duplicate)).toEqual([true, true, true, true]);
		expect(bench.sim.ledger).toHaveLength(4);
	});

	it('is compared with Highest Price as a whole', async () => {
		const { iccids } = freshCards();
		const total = odd().plain.package.price * 3;
		const { error } = await bench.run(
			renewal(iccids.join(), {
				additionalFields: { highestPrice: Number((total - 0.01).toFixed(2)) },
			}),
		);
		expect(error[0].error.message).toContain(`$${total.toFixed(2)}`);
		expect(bench.sim.ledger).toEqual([]);
	});
});
