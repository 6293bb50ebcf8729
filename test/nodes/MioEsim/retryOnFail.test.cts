import type { IDataObject, INode } from 'n8n-workflow';

import { createClock } from '../../../tools/simulator/index.cts';
import { clock } from '../../../dist/nodes/shared/port';
import { useBench } from '../../harness/bench.cts';
import { byId, cancelOrder, createOrder, sendRequest } from '../../harness/parameters.cts';
import { freshOrder } from './operations/world.cts';

/** What this process has sent, and what n8n's Retry On Fail makes of it. */

const simClock = createClock();
const bench = useBench({ clock: simClock });
beforeEach(() => bench.withSession());

const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const order = (more: IDataObject = {}) => createOrder(bench.sim.catalogue.oddities.plain, more);
const shop = { externalOrderId: '=S-{{ $json.index }}' };
const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));
const failing = (skip: number, times: number | null) =>
	bench.answerWith('addEsimOrder', -3, { skip, times });

/** Runs the node as often as n8n does: its first failed item stops the workflow. */
const retried = async (
	parameters: IDataObject,
	items: IDataObject[] = numbered(1),
	more: Partial<INode> = {},
) => await bench.run(parameters, { items, errorConnected: false, node: { ...node, ...more } });

describe('Retry On Fail', () => {
	it.each([
		['generated', ''],
		['the shop’s', shop.externalOrderId],
	])('buys nothing twice: External Order IDs %s', async (_, externalOrderId) => {
		failing(2, 1);
		const { success, stoppedBy } = await retried(order({ externalOrderId }), numbered(4));
		expect(stoppedBy).toBeUndefined();
		expect(success.map(({ duplicate }) => duplicate)).toEqual([true, true, false, false]);
		expect(bench.sim.ledger).toHaveLength(4);
		expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(4);
	});

	it('equal lines of one shop order stay separate purchases', async () => {
		failing(2, 1);
		const { success } = await retried(order({ externalOrderId: 'SHOP-1' }), numbered(3));
		expect(success).toHaveLength(3);
		expect(bench.sim.ledger.map(({ outerItemId }) => outerItemId).sort()).toEqual(
			[1, 2, 3].map((number) => `45-441-${number}`),
		);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with On Error %s, runs again if the first item failed, and buys nothing twice',
		async (onError) => {
			failing(0, 2);
			const { success } = await retried(order(), numbered(3), { onError });
			expect(success.map((item) => 'error' in item)).toEqual([false, false, false]);
			expect(bench.sim.ledger).toHaveLength(3);
		},
	);

	it('reports what was bought if all attempts fail', async () => {
		failing(1, null);
		const { stoppedBy } = await retried(order(), numbered(2));
		expect(bench.sim.ledger).toHaveLength(1);
		expect(stoppedBy?.description).toContain(bench.sim.ledger[0].orderNum);
	});

	it('does not deny what an earlier attempt bought', async () => {
		// The second item's refusal makes n8n try again; by then, the first can't be looked up.
		let lookUps = 0;
		const match = ({ outerOrderId }: Record<string, string>) =>
			outerOrderId === 'S-0' && ++lookUps > 1;
		bench.sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'empty', match, times: null });
		bench.sim.faults.add({ endpoint: 'getOrderInfo', kind: 'empty', times: null });
		const priceId = byId('={{ $itemIndex === 0 ? 441 : 99999999 }}');
		const { stoppedBy } = await retried(order({ ...shop, priceId }), numbered(2));
		expect(bench.sim.ledger).toHaveLength(1);
		expect(stoppedBy?.message).toContain('[item 0]');
		expect(stoppedBy?.description).toContain(bench.sim.ledger[0].orderNum);
		expect(stoppedBy?.description).not.toContain('Nothing was ordered');
	});

	it('does not run again for items on the Error output', async () => {
		failing(0, 1);
		const { success, error } = await bench.run(order(), { items: numbered(2), node });
		expect([success.length, error.length]).toEqual([1, 1]);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(2);
	});

	it('buys nothing twice if the first attempt was booked but not answered', async () => {
		bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'after' });
		bench.sim.faults.add({ kind: 'http', endpoint: 'queryEsimOrder', skip: 1, times: 9 });
		const { success } = await retried(order());
		expect(success).toMatchObject([{ duplicate: true }]);
		expect(bench.sim.ledger).toHaveLength(1);
	});
});

it('another execution with generated IDs buys again', async () => {
	await bench.run(order());
	await bench.run(order());
	expect(bench.sim.ledger).toHaveLength(2);
});

describe('what this process has sent', () => {
	it('an order that is booked after the timeout and all look-ups is bought once', async () => {
		// While the node pauses, time passes for MIOeSIM.
		clock.pause = async (ms) => {
			simClock.advance(ms);
			await Promise.resolve();
		};
		bench.sim.mode({ bookingMs: 12_000, bookedReply: 'drop' });
		const { success, stoppedBy } = await retried(order(shop));
		expect(stoppedBy).toBeUndefined();
		expect(success).toMatchObject([{ orderNumber: bench.sim.ledger[0].orderNum }]);
		expect(bench.sim.ledger).toHaveLength(1);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	});

	it('an order that is never booked stays unknown, whatever the number of attempts', async () => {
		bench.sim.mode({ bookingMs: 'never', bookedReply: 'drop' });
		const { stoppedBy } = await retried(order(shop));
		expect(stoppedBy?.description).toContain('not sent again');
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
		expect(Math.max(...bench.pauses)).toBeLessThanOrEqual(60_000);
	});

	it('an order that is listed late is bought once, even if a later item fails', async () => {
		bench.sim.mode({ listMs: 'never' });
		failing(1, 2);
		const { success } = await retried(order(shop), numbered(2));
		expect(success.map(({ duplicate }) => duplicate)).toEqual([true, false]);
		expect(bench.sim.ledger).toHaveLength(2);
	});

	it('a cancellation that an earlier attempt has sent is not sent again, and is reported', async () => {
		const { orderNumber } = freshOrder(bench.sim);
		const items = [orderNumber, 'EP20200101000000'].map((number) => ({ number }));
		const onError = 'continueRegularOutput';
		const { success } = await retried(cancelOrder('={{ $json.number }}'), items, { onError });
		expect(success[0]).toMatchObject({ orderNumber, status: 6 });
		expect(bench.callsOf('refundOrder')).toHaveLength(1);
	});

	it('an API Request that writes is sent once per item, and its reply is returned again', async () => {
		const parameters = sendRequest('=/api_esim/{{ $json.endpoint }}', {
			kind: 'write',
			method: 'POST',
			specifyParameters: 'json',
			parameters: '{ "skuId": 45, "priceId": 441, "count": 1 }',
		});
		const items = ['addEsimOrder', 'nothing'].map((endpoint) => ({ endpoint }));
		const { success, stoppedBy } = await retried(parameters, items);
		expect(success).toEqual([]);
		expect(stoppedBy?.message).toContain('[item 1]');
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
		expect(bench.sim.ledger).toHaveLength(1);
	});
});

it('with Prevent Duplicates off and its own External Item ID, an older order is not mistaken for the new one', async () => {
	const unprotected = order({
		externalOrderId: 'S-1',
		additionalFields: { externalItemId: 'L-1' },
		options: { preventDuplicates: false },
	});
	await bench.run(unprotected);
	bench.sim.mode({ bookedReply: 'code:-3' });
	const { success } = await bench.run(unprotected);
	expect(success).toMatchObject([{ orderNumber: bench.sim.ledger[1].orderNum }]);
	bench.sim.mode({ bookedReply: 'given' });
	failing(0, 1);
	const error = await bench.failure(unprotected);
	expect(error).toMatchObject({ code: -3, outcome: 'notExecuted' });
	expect(bench.sim.ledger).toHaveLength(2);
});
