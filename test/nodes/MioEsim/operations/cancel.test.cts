import { createClock } from '../../../../tools/simulator/index.cts';
import { clock } from '../../../../dist/nodes/shared/port';
import { startNode } from '../../../harness/engine.cts';
import { useBench } from '../../../harness/bench.cts';
import { freshOrder } from './world.cts';
import type { FaultKind } from '../../../../tools/simulator/faults.cts';

const simClock = createClock();
const world = useBench({ clock: simClock });

const cancel = (orderNumber: string, more = {}) => ({
	resource: 'order',
	operation: 'cancel',
	orderNumber,
	iccids: '',
	onlyUnused: true,
	...more,
});

const sent = () => world.sim.calls.filter(({ endpoint }) => endpoint === 'refundOrder');
const cancellations = () => world.sim.ledger.filter(({ kind }) => kind === 'cancellation');

describe('which cards', () => {
	test('cancels every card of the order, and returns the status reached', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const { success } = await world.run(cancel(orderNumber, { additionalFields: { remark: 'R' } }));
		expect(success).toEqual([
			{ orderNumber, status: 6, statusName: 'Cancelling', iccids, leftOut: [] },
		]);
		expect(sent()[0].params).toEqual({
			orderNum: orderNumber,
			iccids: iccids.join(','),
			remark: 'R',
		});
	});

	test('cancels only the given cards', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const { success } = await world.run(cancel(orderNumber, { iccids: iccids[1] }));
		expect(success).toMatchObject([{ status: 7, iccids: [iccids[1]] }]);
	});

	test('leaves out a card whose plan has started, and says so', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		world.sim.activateCard(iccids[0]);
		const { success } = await world.run(cancel(orderNumber));
		expect(success).toMatchObject([
			{ iccids: [iccids[1]], leftOut: [{ iccid: iccids[0], reason: 'the plan has started' }] },
		]);
	});

	test('sends nothing if no card is left', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		for (const iccid of iccids) world.sim.activateCard(iccid);
		const { success, error } = await world.run(cancel(orderNumber));
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({
			message: 'The order has no card that may be cancelled',
			resolution: expect.stringContaining('the plan has started'),
			outcome: 'notExecuted',
		});
		expect(sent()).toEqual([]);
	});

	test('with Only Unused off, MIOeSIM decides', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		world.sim.activateCard(iccids[0]);
		const { error } = await world.run(cancel(orderNumber, { onlyUnused: false }));
		expect(error[0].error).toMatchObject({ code: -8, endpoint: 'refundOrder' });
		expect(sent()[0].params.iccids).toBe(iccids.join(','));
	});

	test('a card of another order is refused before anything is sent', async () => {
		const { orderNumber } = freshOrder(world.sim);
		const other = freshOrder(world.sim).iccids[0];
		const { error } = await world.run(cancel(orderNumber, { iccids: other }));
		expect(error[0].error).toMatchObject({ type: 'input', outcome: 'notExecuted' });
		expect(JSON.stringify(error[0].error)).not.toContain(other);
		expect(sent()).toEqual([]);
	});

	test('an unknown order is refused before anything is sent', async () => {
		const { error } = await world.run(cancel('EP20200101000000'));
		expect(error[0].error.message).toBe('MIOeSIM lists no order with this number');
		expect(sent()).toEqual([]);
	});

	test('cards that cannot be looked up are not cancelled', async () => {
		const { orderNumber } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'http', times: null });
		const { error } = await world.run(cancel(orderNumber));
		expect(error[0].error).toMatchObject({
			outcome: 'notExecuted',
			resolution: expect.stringMatching(/^Nothing was cancelled/),
		});
		expect(sent()).toEqual([]);
	});

	test('details that end the right to cancel are not fetched', async () => {
		const { orderNumber } = freshOrder(world.sim);
		await world.run(cancel(orderNumber));
		expect(world.sim.calls.map(({ endpoint }) => endpoint)).not.toContain('getOrderInfo');
	});
});

describe('without an answer', () => {
	const kinds: FaultKind[] = ['drop', 'html', 'http', 'empty', 'truncated'];

	test.each(kinds)('%s after it was booked: the status proves it', async (kind) => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'refundOrder', kind, phase: 'after' });
		const { success, error } = await world.run(cancel(orderNumber));
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ status: 6, iccids }]);
		expect(sent()).toHaveLength(1);
		expect(cancellations()).toHaveLength(1);
	});

	test.each(kinds)('%s before it was carried out: unknown, and never sent again', async (kind) => {
		const { orderNumber } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'refundOrder', kind, phase: 'before', times: null });
		const { success, error } = await world.run(cancel(orderNumber));
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({
			outcome: 'unknown',
			retryable: false,
			resolution: expect.stringContaining('its status is Paid'),
		});
		expect(sent()).toHaveLength(1);
		expect(world.pauses.filter((pause) => [500, 2000, 5000].includes(pause))).toHaveLength(3);
	});

	test('an order that was already partly cancelled proves nothing', async () => {
		const { orderNumber, iccids, order } = freshOrder(world.sim);
		order.status = 4;
		world.sim.faults.add({ endpoint: 'refundOrder', kind: 'drop', phase: 'before' });
		const { error } = await world.run(cancel(orderNumber, { iccids: iccids[0] }));
		expect(error[0].error.outcome).toBe('unknown');
	});

	test('an undocumented refusal that changed nothing is a refusal', async () => {
		const { orderNumber } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'refundOrder', kind: 'code', code: 777 });
		const { error } = await world.run(cancel(orderNumber));
		expect(error[0].error).toMatchObject({ code: 777, outcome: 'notExecuted' });
	});

	test('a documented refusal stays a refusal if the status cannot be read', async () => {
		const { orderNumber } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'refundOrder', kind: 'code', code: 4 });
		world.sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'code', code: -8, skip: 1, times: 9 });
		const { error } = await world.run(cancel(orderNumber));
		expect(error[0].error).toMatchObject({ code: 4, outcome: 'notExecuted' });
	});

	test('an undocumented code of a cancellation that was carried out is a success', async () => {
		const { orderNumber } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'refundOrder', kind: 'code', code: 777, phase: 'after' });
		const { success } = await world.run(cancel(orderNumber));
		expect(success).toMatchObject([{ status: 6 }]);
	});

	test('a status that cannot be read afterwards is null', async () => {
		const { orderNumber } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'code', code: -8, skip: 1, times: 9 });
		const { success } = await world.run(cancel(orderNumber));
		expect(success).toMatchObject([{ status: null, statusName: null }]);
	});
});

describe('Wait Until Settled', () => {
	const waiting = (orderNumber: string, longestWait: number) =>
		cancel(orderNumber, { waitUntilSettled: true, longestWait });

	beforeEach(() => {
		clock.pause = (ms) => {
			world.pauses.push(ms);
			simClock.advance(ms);
			return Promise.resolve();
		};
	});

	test('until the status is no longer 6', async () => {
		const { orderNumber } = freshOrder(world.sim);
		const { success } = await world.run(waiting(orderNumber, 60));
		expect(success).toMatchObject([{ status: 2, statusName: 'Cancelled' }]);
		expect(world.pauses.slice(-3)).toEqual([1000, 2000, 3000]);
	});

	test('until the status is no longer 7', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const parameters = { ...waiting(orderNumber, 60), iccids: iccids[0] };
		const { success } = await world.run(parameters);
		expect(success).toMatchObject([{ status: 4, statusName: 'Partly Cancelled' }]);
	});

	test('for no more than Longest Wait', async () => {
		world.sim.settleMs = 1e9;
		const { orderNumber } = freshOrder(world.sim);
		const { success } = await world.run(waiting(orderNumber, 9));
		world.sim.settleMs = 5000;
		expect(success).toMatchObject([{ status: 6 }]);
		expect(world.pauses.slice(-4)).toEqual([1000, 2000, 3000, 3000]);
	});

	test('stopping the execution ends the wait, not the cancellation', async () => {
		world.sim.settleMs = 1e9;
		const { orderNumber } = freshOrder(world.sim);
		let stop = () => {};
		clock.pause = (_, signal) => {
			if (cancellations().length === 0) return Promise.resolve();
			stop();
			return signal?.aborted ? Promise.reject(new Error('stopped')) : Promise.resolve();
		};
		const { run } = startNode({
			credential: world.credential,
			parameters: waiting(orderNumber, 600),
		});
		stop = () => run.cancel();
		await run.catch(() => {});
		world.sim.settleMs = 5000;
		expect(cancellations()).toHaveLength(1);
		expect(sent()).toHaveLength(1);
	});
});
