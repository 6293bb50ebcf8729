import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { createOrder } from '../../harness/parameters.cts';
import { freshOrder } from './operations/world.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

const IDS = { externalOrderId: 'SHOP-1', additionalFields: { externalItemId: 'LINE-1' } };
const order = (more: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, { ...IDS, ...more });

/**
 * Another worker buys the same line while our order is on its way, or being looked up.
 *
 * @param byMs how long after ours MIOeSIM books it; below 0: before ours
 * @param nth at which call of the endpoint
 * @returns its order number, as soon as it is booked
 */
function race(byMs: number, endpoint: string, nth = 1) {
	const other = { orderNumber: '' };
	let calls = 0;
	const match = () => {
		if (++calls !== nth) return false;
		const at = bench.sim.clock.now() + byMs;
		const ids = { outerOrderId: 'SHOP-1', outerItemId: 'LINE-1' };
		Object.assign(other, freshOrder(bench.sim, { from: at, to: at, count: 1, ...ids }));
		return true;
	};
	bench.sim.faults.add({ kind: 'delay', ms: 0, endpoint, match });
	return other;
}

interface Bought {
	orderNumber: string;
	warning?: string;
}
const bought = async () => {
	const { success, error } = await bench.run<Bought>(order());
	expect(error).toEqual([]);
	return success;
};

describe('two orders for one line', () => {
	it('the later one is cancelled by the run that made it, which returns the earlier one', async () => {
		const other = race(-5000, 'addEsimOrder');
		// A second call in this process gets the remaining order.
		for (const success of [await bought(), await bought()]) {
			expect(success).toMatchObject([{ orderNumber: other.orderNumber, duplicate: true }]);
		}
		const [own, ...cancelled] = bench.sim.ledger;
		expect(cancelled).toMatchObject([{ kind: 'cancellation', orderNum: own.orderNum }]);
		expect(bench.callsOf('refundOrder')).toHaveLength(1);
	});

	it('an order that this call only found is not cancelled', async () => {
		bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'before' });
		const later = race(0, 'queryEsimOrder', 2);
		// Booked before it, but listed only when the receipt is taken.
		const earlier = race(-5000, 'queryEsimOrder', 2);
		const [success] = await bought();
		expect(success.orderNumber).toBe(earlier.orderNumber);
		expect(success.warning).toContain(later.orderNumber);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
		expect(bench.callsOf('refundOrder')).toEqual([]);
	});
});

it('the receipt is skipped with Prevent Duplicates off', async () => {
	await bench.run(order({ options: { preventDuplicates: false, checkPackage: false } }));
	expect(bench.called()).toEqual(['queryEsimOrder', 'addEsimOrder']);
});
