import { useBench } from '../../harness/bench.cts';
import { createOrder } from '../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';

const bench = useBench();
const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const order = (more: IDataObject = {}) => createOrder(bench.sim.catalogue.oddities.plain, more);
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));
const failing = (index: number, times: number | null) =>
	bench.sim.faults.add({ kind: 'code', endpoint: 'addEsimOrder', code: -3, skip: index, times });

it.each([
	['generated', ''],
	['the shop’s', '=S-{{ $json.index }}'],
])(
	'stops, runs again, and buys nothing twice: External Order IDs %s',
	async (_, externalOrderId) => {
		failing(2, 1);
		const { success, stoppedBy } = await bench.run(order({ externalOrderId }), {
			items: items(4),
			errorConnected: false,
			node: retry,
		});
		expect(stoppedBy).toBeUndefined();
		expect(success.map(({ duplicate }) => duplicate)).toEqual([true, true, false, false]);
		expect(bench.sim.ledger).toHaveLength(4);
		expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(4);
	},
);

it('equal lines of one shop order stay separate purchases', async () => {
	failing(2, 1);
	const { success } = await bench.run(order({ externalOrderId: 'SHOP-1' }), {
		items: items(3),
		errorConnected: false,
		node: retry,
	});
	expect(success).toHaveLength(3);
	expect(bench.sim.ledger.map(({ outerItemId }) => outerItemId).sort()).toEqual([
		'45-441-1',
		'45-441-2',
		'45-441-3',
	]);
});

it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'with On Error %s, runs again if the first item failed, and buys nothing twice',
	async (onError) => {
		failing(0, 2);
		const { success } = await bench.run(order(), {
			items: items(3),
			errorConnected: false,
			node: { ...retry, onError },
		});
		expect(success).toHaveLength(3);
		expect(success.filter((item) => 'error' in item)).toEqual([]);
		expect(bench.sim.ledger).toHaveLength(3);
	},
);

it('reports what was bought if all attempts fail', async () => {
	failing(1, null);
	const { stoppedBy } = await bench.run(order(), {
		items: items(2),
		errorConnected: false,
		node: retry,
	});
	expect(bench.sim.ledger).toHaveLength(1);
	expect(stoppedBy?.description).toContain(bench.sim.ledger[0].orderNum);
});

it('does not run again for items on the Error output', async () => {
	failing(0, 1);
	const { success, error } = await bench.run(order(), { items: items(2), node: retry });
	expect([success.length, error.length]).toEqual([1, 1]);
	expect(bench.callsOf('addEsimOrder')).toHaveLength(2);
});

it('buys nothing twice if the first attempt was booked but not answered', async () => {
	bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'after' });
	bench.sim.faults.add({ kind: 'http', endpoint: 'queryEsimOrder', skip: 1, times: 9 });
	const { success } = await bench.run(order(), {
		items: items(1),
		errorConnected: false,
		node: retry,
	});
	expect(success).toEqual([expect.objectContaining({ duplicate: true })]);
	expect(bench.sim.ledger).toHaveLength(1);
});

it('another execution with generated IDs buys again', async () => {
	await bench.run(order(), { items: items(1) });
	await bench.run(order(), { items: items(1) });
	expect(bench.sim.ledger).toHaveLength(2);
});
