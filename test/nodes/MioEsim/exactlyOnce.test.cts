import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { startNode, type NodeSettings } from '../../harness/engine.cts';
import { captureLogs } from '../../harness/ofCore.cts';
import { createOrder } from '../../harness/parameters.cts';
import type { FaultSettings } from '../../../tools/simulator/faults.cts';

const logs = captureLogs();
const bench = useBench();
beforeEach(() => bench.withSession());

/** Settings that buy one plain package for each shop order. */
const purchase = (shopOrders: string[], more: IDataObject = {}) => ({
	items: shopOrders.map((shopOrder) => ({ shopOrder })),
	parameters: createOrder(bench.sim.catalogue.oddities.plain, {
		externalOrderId: '={{ $json.shopOrder }}',
		...more,
	}),
});
const buy = async (
	shopOrders = ['S-1'],
	more: IDataObject = {},
	settings: Partial<NodeSettings> = {},
) => {
	const { parameters, items } = purchase(shopOrders, more);
	return await bench.run(parameters, { items, ...settings });
};

describe('an order whose reply does not show the outcome', () => {
	it.each<[string, FaultSettings]>([
		['a refusal although the order was placed', { kind: 'code', code: -3 }],
		['an undocumented code', { kind: 'code', code: 'E42' }],
		['a code that is the name of an object method', { kind: 'code', code: 'toString' }],
		['a success without an order', { kind: 'code', code: 0, data: null }],
		['text that is no order number', { kind: 'code', code: 0, data: '操作成功' }],
		['no answer', { kind: 'hang' }],
		['a broken connection', { kind: 'drop' }],
		['a redirect', { kind: 'http', status: 303 }],
		['an error of a proxy', { kind: 'http', status: 403 }],
	])('is found: %s', async (_name, fault) => {
		bench.sim.faults.add({ endpoint: 'addEsimOrder', phase: 'after', ...fault });
		const { success } = await buy(['S-1'], { options: { timeout: 1500 } });
		expect(success.map(({ orderNumber }) => orderNumber)).toEqual([bench.sim.ledger[0].orderNum]);
		expect(bench.sim.ledger).toHaveLength(1);
	});

	it('is not sent again, and is reported as unknown if it is not found', async () => {
		bench.sim.faults.add({ endpoint: 'addEsimOrder', kind: 'http', status: 303 });
		expect((await buy()).error[0].error.outcome).toBe('unknown');
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	});
});

describe('the look-up before buying', () => {
	it.each([
		['text', 'no list'],
		['rows that are not objects', { rows: ['x'] }],
		['a total without its rows', { rows: [], total: 3 }],
	])('buys nothing if the list cannot be read: %s', async (_name, data) => {
		bench.answerWith('queryEsimOrder', 0, { data });
		const { error } = await buy();
		expect(error[0].error).toMatchObject({ type: 'reply', outcome: 'notExecuted' });
		expect(bench.sim.ledger).toEqual([]);
	});
});

describe('the same line at the same moment', () => {
	it('is bought once by two executions of one process', async () => {
		// Long enough for each to look before the first one is booked.
		bench.sim.faults.add({ endpoint: 'addEsimOrder', kind: 'delay', ms: 200, times: null });
		const results = await Promise.all([buy(), buy(), buy()]);
		expect(bench.sim.ledger).toHaveLength(1);
		const found = results.flatMap(({ success }) => success);
		expect(found.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
	});

	it('other lines do not wait for it', async () => {
		const match = { otherOrderId: 'slow' };
		bench.sim.faults.add({ endpoint: 'addEsimOrder', kind: 'delay', ms: 200, match });
		const first = buy(['slow']).then(() => 'slow');
		const second = buy(['other']).then(() => 'other');
		expect(await Promise.race([first, second])).toBe('other');
		await first;
	});
});

describe('the stop button', () => {
	/** Presses it when the first order comes in, and returns what the log says then. */
	async function stopped(shopOrders: string[], first: number) {
		logs.length = 0;
		const options = { purchaseConcurrency: 1 };
		const { credential } = bench;
		const { run } = startNode({ credential, ...purchase(shopOrders, { options }) });
		const endpoint = 'addEsimOrder';
		if (first > 1) bench.sim.faults.add({ endpoint, kind: 'delay', ms: 1, times: first - 1 });
		const match = () => {
			run.cancel();
			return true;
		};
		bench.sim.faults.add({ endpoint, kind: 'delay', ms: 60, match });
		await run.catch(() => {});
		for (;;) {
			const found = logs.find(({ level }) => level === 'warn');
			if (found) return String(found.said[0]);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	}

	it('ends a batch between two calls and reports what was bought', async () => {
		const said = await stopped(['S-1', 'S-2', 'S-3', 'S-4'], 2);
		expect(bench.sim.ledger).toHaveLength(2);
		for (const { orderNum } of bench.sim.ledger) expect(said).toContain(orderNum);
	});

	it('a running purchase is not cut off', async () => {
		const said = await stopped(['S-1', 'S-2'], 1);
		expect(bench.sim.ledger).toHaveLength(1);
		expect(said).toContain(`order ${bench.sim.ledger[0].orderNum}`);
	});
});

describe('a missing External Order ID', () => {
	it('an expression without a value is refused: the user relies on it', async () => {
		const { error } = await buy(['S-1', '']);
		expect(error.map((item) => [item.error.message, item.error.outcome])).toEqual([
			["'External Order ID' is required", 'notExecuted'],
		]);
		expect(bench.sim.ledger).toHaveLength(1);
	});

	it('of a retried execution buys nothing; set, it returns what the first one bought', async () => {
		const retry = { mode: 'retry' as const };
		const { error } = await buy(['any'], { externalOrderId: '' }, retry);
		expect(error[0].error.message).toMatch(/is required when an execution is retried$/);
		const [{ orderNumber }] = (await buy()).success;
		expect((await buy(['S-1'], {}, retry)).success).toMatchObject([
			{ orderNumber, duplicate: true },
		]);
		expect(bench.sim.ledger).toHaveLength(1);
	});
});
