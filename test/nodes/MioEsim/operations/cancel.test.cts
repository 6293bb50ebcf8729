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
