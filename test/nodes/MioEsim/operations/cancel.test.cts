import { createClock } from '../../../../tools/simulator/index.cts';
import { clock } from '../../../../dist/nodes/shared/port';
import { startNode } from '../../../harness/engine.cts';
import { useBench } from '../../../harness/bench.cts';
import { cancelOrder } from '../../../harness/parameters.cts';
import { freshOrder } from './world.cts';
import type { FaultKind } from '../../../../tools/simulator/faults.cts';

const simClock = createClock();
const bench = useBench({ clock: simClock });

const sent = () => bench.sentTo('refundOrder');
const cancellations = () => bench.sim.ledger.filter(({ kind }) => kind === 'cancellation');

describe('which cards', () => {
	test('cancels every card of the order, and returns the status reached', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		const parameters = cancelOrder(orderNumber, { additionalFields: { remark: 'R' } });
		const { success } = await bench.run(parameters);
		expect(success).toEqual([
			{ orderNumber, status: 6, statusName: 'Cancelling', iccids, leftOut: [] },
		]);
		expect(sent()).toEqual([{ orderNum: orderNumber, iccids: iccids.join(), remark: 'R' }]);
		// To fetch the activation codes would end the right to cancel.
		expect(bench.called()).not.toContain('getOrderInfo');
	});

	test('cancels only the given cards', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		const { success } = await bench.run(cancelOrder(orderNumber, { iccids: iccids[1] }));
		expect(success).toMatchObject([{ status: 7, iccids: [iccids[1]] }]);
	});

	test('with Only Unused off, MIOeSIM decides', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		bench.sim.activateCard(iccids[0]);
		const error = await bench.failure(cancelOrder(orderNumber, { onlyUnused: false }));
		expect(error).toMatchObject({ code: -8, endpoint: 'refundOrder' });
		expect(sent()[0].iccids).toBe(iccids.join());
	});

	test('a card of another order is refused before anything is sent', async () => {
		const { orderNumber } = freshOrder(bench.sim);
		const other = freshOrder(bench.sim).iccids[0];
		const error = await bench.failure(cancelOrder(orderNumber, { iccids: other }));
		expect(error).toMatchObject({ type: 'input', outcome: 'notExecuted' });
		expect(JSON.stringify(error)).not.toContain(other);
		expect(sent()).toEqual([]);
	});
});

describe.each<FaultKind>(['drop', 'html', 'http', 'empty', 'truncated'])('%s', (kind) => {
	test('after it was booked: the status proves it', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		bench.sim.faults.add({ endpoint: 'refundOrder', kind, phase: 'after' });
		const { success } = await bench.run(cancelOrder(orderNumber));
		expect(success).toMatchObject([{ status: 6, iccids }]);
		expect([sent().length, cancellations().length]).toEqual([1, 1]);
	});

	test('before it was carried out: unknown, and never sent again', async () => {
		const { orderNumber } = freshOrder(bench.sim);
		bench.sim.faults.add({ endpoint: 'refundOrder', kind, phase: 'before', times: null });
		expect(await bench.failure(cancelOrder(orderNumber))).toMatchObject({
			outcome: 'unknown',
			retryable: false,
			resolution: expect.stringContaining('its status is Paid'),
		});
		expect(sent()).toHaveLength(1);
	});
});

describe('Wait Until Settled', () => {
	const waiting = (orderNumber: string, longestWait: number) =>
		cancelOrder(orderNumber, { waitUntilSettled: true, longestWait });

	test.each([
		['until the status is no longer 6', 60, 5000, 'Cancelled', [1000, 2000, 3000]],
		['for no more than Longest Wait', 9, 1e9, 'Cancelling', [1000, 2000, 3000, 3000]],
	])('%s', async (_, longestWait, settleMs, statusName, pauses) => {
		clock.pause = async (ms) => {
			bench.pauses.push(ms);
			simClock.advance(ms);
			await Promise.resolve();
		};
		bench.sim.settleMs = settleMs;
		const { orderNumber } = freshOrder(bench.sim);
		const { success } = await bench.run(waiting(orderNumber, longestWait));
		expect(success).toMatchObject([{ statusName }]);
		expect(bench.pauses.slice(-pauses.length)).toEqual(pauses);
	});

	test('stopping the execution ends the wait, not the cancellation', async () => {
		bench.sim.settleMs = 1e9;
		const { credential } = bench;
		const parameters = waiting(freshOrder(bench.sim).orderNumber, 600);
		const { run } = startNode({ credential, parameters });
		clock.pause = async (_, signal) => {
			if (cancellations().length > 0) run.cancel();
			if (signal?.aborted) await Promise.reject(new Error('stopped'));
		};
		await run.catch(() => {});
		expect([sent().length, cancellations().length]).toEqual([1, 1]);
	});
});
