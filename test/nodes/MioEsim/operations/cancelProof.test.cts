import { useBench } from '../../../harness/bench.cts';

const bench = useBench();
beforeEach(() => {
	bench.withSession();
});

const odd = () => bench.sim.catalogue.oddities;

describe('a cancellation that another client may have made', () => {
	const cancel = (orderNumber: string, iccids = '', onlyUnused = false) => ({
		resource: 'order',
		operation: 'cancel',
		orderNumber,
		iccids,
		onlyUnused,
	});
	const fresh = () => {
		const { skuId, priceId } = odd().plain;
		const seeding = { skuId, priceId, status: 0, personal: true, activated: false, count: 2 };
		const [order] = bench.sim.seedOrders(1, seeding);
		return { order, iccids: order.plans.map(({ card }) => card.iccid) };
	};

	it('after a documented refusal is not reported as ours', async () => {
		const { order } = fresh();
		bench.sim.faults.add({
			kind: 'code',
			endpoint: 'refundOrder',
			code: 4,
			match: () => {
				bench.sim.setStatus(order.orderNum, 6);
				return true;
			},
		});
		const { success, error } = await bench.run(cancel(order.orderNum));
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({ outcome: 'unknown', orderNumber: order.orderNum });
	});

	it('of another card is not reported as ours', async () => {
		const { order, iccids } = fresh();
		bench.sim.faults.add({
			kind: 'drop',
			endpoint: 'refundOrder',
			match: () => {
				bench.sim.setStatus(order.orderNum, 4, [iccids[1]]);
				return true;
			},
		});
		const { success, error } = await bench.run(cancel(order.orderNum, iccids[0]));
		expect(success).toEqual([]);
		expect(error[0].error.outcome).toBe('unknown');
	});

	it('of the requested card is proof', async () => {
		const { order, iccids } = fresh();
		bench.sim.faults.add({ kind: 'drop', endpoint: 'refundOrder', phase: 'after' });
		const { success } = await bench.run(cancel(order.orderNum, iccids[0]));
		expect(success).toMatchObject([{ status: 7, iccids: [iccids[0]] }]);
	});

	it('is not proved if the earlier state of the order is unknown', async () => {
		const { order, iccids } = fresh();
		bench.sim.faults.add({ kind: 'code', endpoint: 'queryEsimOrder', code: -8 });
		bench.sim.faults.add({ kind: 'drop', endpoint: 'refundOrder' });
		bench.sim.setStatus(order.orderNum, 6);
		const { error } = await bench.run(cancel(order.orderNum, iccids.join()));
		expect(error[0].error.outcome).toBe('unknown');
	});
});
