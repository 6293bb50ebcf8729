import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { byId, createOrder } from '../../harness/parameters.cts';
import type { Seeding } from '../../../tools/simulator/seeding.cts';

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
function race(byMs: number, seeding: Seeding = {}, endpoint = 'addEsimOrder') {
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
				...seeding,
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

	it('with different contents, neither is cancelled', async () => {
		const other = race(-5 * SECOND, { count: 2 });
		const { success } = await bench.run<Bought>(order());
		expect(success).toMatchObject([{ orderNumber: own(), duplicate: false }]);
		expect(success[0].warning).toContain(other.orderNumber);
		expect(cancelled()).toEqual([]);
	});

	it.each([2, 3, 6])('one that is over (%i) no longer counts', async (status) => {
		race(-5 * SECOND, { status });
		const { success } = await bench.run<Bought>(order());
		expect(success).toMatchObject([{ orderNumber: own(), duplicate: false }]);
		expect(success[0]).not.toHaveProperty('warning');
		expect(cancelled()).toEqual([]);
	});

	it('if MIOeSIM refuses to cancel: a failed item with both numbers', async () => {
		const other = race(-5 * SECOND);
		bench.sim.faults.add({ kind: 'code', endpoint: 'refundOrder', code: 22 });
		const { success, error } = await bench.run(order());
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({ outcome: 'executed', orderNumber: own() });
		expect(error[0].error.message).toContain(other.orderNumber);
		expect(error[0].error.message).toContain(own());
		expect(bench.callsOf('refundOrder')).toHaveLength(1);
	});

	it('an order that this call only found is not cancelled', async () => {
		bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'before' });
		const later = race(0, {}, 'queryEsimOrder');
		const [fault] = bench.sim.faults.queue.slice(-1);
		fault.skip = 1;
		const { success } = await bench.run<Bought>(order());
		expect(success).toMatchObject([{ orderNumber: later.orderNumber }]);
		expect(bench.callsOf('refundOrder')).toEqual([]);
	});
});

it('a renewal cannot be cancelled: a failed item with both numbers', async () => {
	const { skuId, priceId } = bench.sim.catalogue.oddities.plain;
	const [card] = bench.sim.seedOrders(1, {
		skuId,
		priceId,
		status: 0,
		personal: true,
		activated: false,
	});
	const { iccid } = card.plans[0].card;
	const { orderNumber: mine } = (
		await bench.run<Bought>({
			resource: 'order',
			operation: 'renew',
			renewBy: 'iccid',
			iccid,
			orderBy: 'package',
			skuId: byId(String(skuId)),
			priceId: byId(String(priceId)),
			externalOrderId: 'SHOP-R',
			additionalFields: { externalItemId: 'LINE-R' },
			simplify: true,
			output: 'order',
		})
	).success[0];
	// Another worker has made the same renewal a moment before our next one.
	const first = bench.sim.orders.get(mine);
	forgetSent();
	bench.sim.mode({ listMs: 0 });
	let hidden = true;
	bench.sim.faults.add({
		kind: 'code',
		endpoint: 'queryEsimOrder',
		code: 0,
		data: { total: 0, rows: [] },
		match: () => {
			const isHidden = hidden;
			hidden = false;
			return isHidden;
		},
	});
	const { success, error } = await bench.run({
		resource: 'order',
		operation: 'renew',
		renewBy: 'iccid',
		iccid,
		orderBy: 'package',
		skuId: byId(String(skuId)),
		priceId: byId(String(priceId)),
		externalOrderId: 'SHOP-R',
		additionalFields: { externalItemId: 'LINE-R' },
		simplify: true,
		output: 'order',
	});
	expect(first?.status).toBe(0);
	expect(success).toEqual([]);
	expect(error[0].error.message).toContain(mine);
	expect(error[0].error).toMatchObject({ outcome: 'executed' });
	expect(error[0].error.resolution).toContain('cannot cancel a renewal');
	expect(bench.callsOf('refundOrder')).toEqual([]);
});

describe('a receipt that cannot be read', () => {
	it('warns that a later run could not recognize the order', async () => {
		bench.sim.mode({ listMs: 'never' });
		const { success } = await bench.run<Bought>(order());
		expect(success).toMatchObject([{ orderNumber: own(), duplicate: false }]);
		expect(success[0].warning).toContain('does not list order');
		expect(bench.pauses).toEqual([2000]);
	});

	it('does not change the result', async () => {
		bench.sim.faults.add({ kind: 'code', endpoint: 'queryEsimOrder', code: -8, skip: 1, times: 9 });
		const { success, error } = await bench.run<Bought>(order());
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ orderNumber: own(), duplicate: false }]);
	});

	it('is skipped with Prevent Duplicates off', async () => {
		await bench.run(order({ options: { preventDuplicates: false, checkPackage: false } }));
		expect(bench.called()).toEqual(['queryEsimOrder', 'addEsimOrder']);
	});
});
