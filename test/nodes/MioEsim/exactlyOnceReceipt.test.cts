import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { createOrder } from '../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => {
	bench.withSession();
});

interface Bought {
	orderNumber: string;
	duplicate: boolean;
	warning?: string;
}

const IDS = { externalOrderId: 'SHOP-1', additionalFields: { externalItemId: 'LINE-1' } };
const order = (more: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, { ...IDS, ...more });

const SECOND = 1000;

/**
 * Another worker buys the same line while our order is on its way.
 *
 * @param byMs how long after ours MIOeSIM books it; below 0: before ours
 * @returns its order number, as soon as it is booked
 */
function race(byMs: number, endpoint = 'addEsimOrder') {
	const { skuId, priceId } = bench.sim.catalogue.oddities.plain;
	const other = { orderNumber: '' };
	bench.sim.faults.add({
		kind: 'delay',
		ms: 0,
		endpoint,
		match: () => {
			const at = bench.sim.clock.now() + byMs;
			const [seeded] = bench.sim.seedOrders(1, {
				from: at,
				to: at,
				status: 0,
				skuId,
				priceId,
				activated: false,
				personal: true,
				outerOrderId: 'SHOP-1',
				outerItemId: 'LINE-1',
			});
			other.orderNumber = seeded.orderNum;
			return true;
		},
	});
	return other;
}

const own = () => bench.sim.ledger[0].orderNum;
const cancelled = () =>
	bench.sim.ledger.filter(({ kind }) => kind === 'cancellation').map(({ orderNum }) => orderNum);

describe('two orders for one line', () => {
	it('the later one is cancelled by the run that made it, which returns the earlier one', async () => {
		const other = race(-5 * SECOND);
		const { success, error } = await bench.run<Bought>(order());
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ orderNumber: other.orderNumber, duplicate: true }]);
		expect(cancelled()).toEqual([own()]);
		// A second call in this process gets the remaining order.
		const again = await bench.run<Bought>(order());
		expect(again.success).toMatchObject([{ orderNumber: other.orderNumber, duplicate: true }]);
		expect(bench.callsOf('refundOrder')).toHaveLength(1);
	});

	it('the earlier one stays, and its run reports that there is a second', async () => {
		const other = race(5 * SECOND);
		const { success } = await bench.run<Bought>(order());
		expect(success).toMatchObject([{ orderNumber: own(), duplicate: false }]);
		expect(success[0].warning).toContain(other.orderNumber);
		expect(cancelled()).toEqual([]);
	});

	it('an order that this call only found is not cancelled', async () => {
		bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'before' });
		const later = race(0, 'queryEsimOrder');
		const [fault] = bench.sim.faults.queue.slice(-1);
		fault.skip = 1;
		const { success } = await bench.run<Bought>(order());
		expect(success).toMatchObject([{ orderNumber: later.orderNumber }]);
		expect(bench.callsOf('refundOrder')).toEqual([]);
	});
});

it('the receipt is skipped with Prevent Duplicates off', async () => {
	await bench.run(order({ options: { preventDuplicates: false, checkPackage: false } }));
	expect(bench.called()).toEqual(['queryEsimOrder', 'addEsimOrder']);
});
