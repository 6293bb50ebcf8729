import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { createOrder, getOrder, getOrders, getPdf } from '../../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

/** How long an order takes to be answered, in milliseconds. */
const SLOW_MS = 150;

const items = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));
const ordering = (options: IDataObject = {}, more: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, {
		externalOrderId: '=S-{{ $json.index }}',
		options,
		...more,
	});
const slowOrders = (ms = SLOW_MS) =>
	bench.sim.faults.add({ kind: 'delay', endpoint: 'addEsimOrder', ms, times: null });

/** External Order IDs of the orders that were sent, in order. */
const sent = () => bench.sentTo('addEsimOrder').map(({ otherOrderId }) => otherOrderId);
const named = (count: number) => items(count).map(({ index }) => `S-${index}`);

describe('orders', () => {
	it('are sent one at a time, in input order, while later items are looked up and checked', async () => {
		slowOrders();
		const { success } = await bench.run(ordering({ purchaseConcurrency: 1 }), { items: items(6) });
		expect(success).toHaveLength(6);
		expect(sent()).toEqual(named(6));
		const times = bench.callsOf('addEsimOrder').map(({ at }) => at);
		for (const [index, time] of times.slice(1).entries()) {
			expect(time - times[index]).toBeGreaterThanOrEqual(SLOW_MS - 1);
		}
		const second = bench
			.called()
			.indexOf('addEsimOrder', bench.called().indexOf('addEsimOrder') + 1);
		const before = bench.sim.calls.slice(0, second).map(({ params }) => params.outerOrderId);
		expect(before).toEqual(expect.arrayContaining(named(4)));
		expect(bench.callsOf('getPackages')).toHaveLength(1);
	});
});

describe('after an item that stops the workflow', () => {
	it.each([1, 3])('nothing is sent, with Purchase Concurrency %i', async (purchaseConcurrency) => {
		const refused = (params: Record<string, string>) => params.otherOrderId === 'S-2';
		bench.sim.faults.add({ kind: 'code', endpoint: 'addEsimOrder', code: -2, match: refused });
		slowOrders();
		const { stoppedBy } = await bench.run(ordering({ purchaseConcurrency }), {
			items: items(8),
			errorConnected: false,
		});
		expect(stoppedBy?.message).toBe('Required parameter is null or empty [item 2]');
		// The error reports the orders that ran beside it.
		const most = 2 + purchaseConcurrency;
		expect(sent().slice(0, 3)).toEqual(named(3));
		expect(sent().length).toBeLessThanOrEqual(most);
		for (const { orderNum } of bench.sim.ledger) {
			expect(stoppedBy?.description).toContain(orderNum);
		}
	});

	it('an order whose outcome stays unknown keeps the next one from being sent', async () => {
		const second = (params: Record<string, string>) => params.otherOrderId === 'S-1';
		bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', match: second });
		const { stoppedBy } = await bench.run(ordering(), { items: items(4), errorConnected: false });
		expect(stoppedBy?.description).toContain('may have been placed');
		expect(sent()).toEqual(named(2));
	});
});

describe('lines that wait for each other', () => {
	const lines = (...names: string[]) => names.map((index) => ({ index }));
	const withIds = () => ordering({}, { additionalFields: { externalItemId: 'line' } });

	it('within a run: one purchase, returned for the others as well', async () => {
		slowOrders();
		const { success } = await bench.run(withIds(), { items: lines('X', 'Y', 'X', 'Y', 'X') });
		expect(success.map(({ duplicate }) => duplicate)).toEqual([false, false, true, true, true]);
		expect(sent()).toEqual(['S-X', 'S-Y']);
	});

	it('across runs, in opposite order: none waits forever', async () => {
		slowOrders();
		const runs = await Promise.all([
			bench.run(withIds(), { items: lines('X', 'Y', 'Z') }),
			bench.run(withIds(), { items: lines('Z', 'Y', 'X') }),
			bench.run(withIds(), { items: lines('Y', 'X', 'Z') }),
		]);
		for (const { success } of runs) expect(success).toHaveLength(3);
		expect(bench.sim.ledger).toHaveLength(3);
	});
});

describe('one limiter for a run', () => {
	it('over all items and their pages', async () => {
		bench.sim.seedOrders(350, { status: 0 });
		bench.sim.latency = 5;
		const { success } = await bench.run(getOrders({ options: { concurrency: 4 } }), {
			items: items(6),
		});
		expect(success.length).toBeGreaterThan(6 * 300);
		expect(bench.sim.inFlight.peak).toBe(4);
	});

	it('over the files of all items', async () => {
		const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
		bench.sim.latency = 20;
		await bench.run(getPdf(orderNum, { options: { concurrency: 3 } }), { items: items(12) });
		expect(bench.sim.inFlight.peak).toBe(3);
	});
});

it('a failing expression affects only its own item', async () => {
	const orders = bench.sim.seedOrders(3, { status: 0 }).map(({ orderNum }) => orderNum);
	const { success, error } = await bench.run(
		getOrder("={{ $json.order ?? $('Nowhere').first().json.order }}"),
		{ items: [...orders, null, orders[0]].map((order) => ({ order })) },
	);
	expect(success).toHaveLength(orders.length + 1);
	expect(error).toEqual([
		{
			order: null,
			error: expect.objectContaining({ message: "'Order Number' could not be read" }),
		},
	]);
});
