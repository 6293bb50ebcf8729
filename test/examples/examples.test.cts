import { SAMPLES } from '../../tools/e2e/lib/samples.cts';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { clock } from '../../dist/nodes/shared/port';
import { credentialOf } from '../harness/credentials.cts';
import { nodeOf, readExample, runExample } from '../harness/examples.cts';
import { dataTables, type Email } from '../harness/nodesBase.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Seeding } from '../../tools/simulator/seeding.cts';
import type { Order } from '../../tools/simulator/store.cts';

const DAY = 24 * 60 * 60 * 1000;

let sim: RunningSimulator;
let tables: Record<string, IDataObject[]>;

beforeEach(async () => {
	sim = await startSimulator({ seed: 1 });
	tables = {};
});
afterEach(async () => await sim.close());

async function run(name: string, settings: Partial<Parameters<typeof runExample>[0]> = {}) {
	const ran = await runExample({
		workflow: readExample(name),
		credential: credentialOf(sim),
		start: SAMPLES[name].start,
		types: { 'n8n-nodes-base.dataTable': dataTables(tables) },
		...settings,
	});
	const mailsOf = (node: string) => ran.jsonOf<Email>(node).map(({ text }) => text);
	return {
		...ran,
		mailsOf,
		alerts: mailsOf('Alert Operations'),
		stoppedBy: ran.stoppedBy?.message,
	};
}

/** One past order. */
function past(days: number, seeding: Seeding = {}) {
	const when = sim.clock.now() - days * DAY;
	const usual = { from: when, to: when, status: 0, personal: true, activated: false };
	return sim.seedOrders(1, { ...usual, ...seeding })[0];
}

describe('catalogue-to-table', () => {
	const write = () => run('catalogue-to-table');
	const rows = () => tables['eSIM catalogue'];

	test('replaces the rows of the destinations that were read, and tells operations of the others', async () => {
		sim.changeCatalogue(({ skus }) => (skus.length = 4));
		tables['eSIM catalogue'] = [{ skuId: '45', priceId: 1, plan: 'no longer sold' }];
		await write();
		const offered = sim.catalogue.skus.flatMap(({ packages }) => packages ?? []);
		expect(rows()).toHaveLength(offered.length);
		expect(rows().find(({ priceId }) => priceId === 441)).toMatchObject({
			destination: 'Japan',
			skuId: '45',
			plan: 'Japan 5GB / 30 Days',
			data: '5 GB',
			days: 30,
			price: 10.09,
			isDaypass: false,
			renewable: true,
			countries: 'Japan',
		});
		sim.faults.add({ endpoint: 'getPackages', match: { skuId: '45' }, kind: 'code', code: -8 });
		const { alerts } = await write();
		expect(rows()).toHaveLength(offered.length);
		expect(alerts).toEqual([expect.stringMatching(/Japan: .*Query failed/s)]);
	});

	test('if nothing is for sale, no row changes and nobody is told', async () => {
		sim.changeCatalogue(({ skus }) => (skus.length = 0));
		tables['eSIM catalogue'] = [{ skuId: '45', priceId: 1 }];
		const { alerts, stoppedBy } = await write();
		expect([stoppedBy, ...alerts]).toEqual([undefined]);
		expect(rows()).toHaveLength(1);
	});
});

describe('cancel-unused', () => {
	test('cancels unused orders, and reports those that could not be cancelled', async () => {
		const [unused, used, installed] = [past(40), past(41), past(42)];
		const family = past(43, { count: 3 });
		const cardOf = (order: Order, index = 0) => order.plans[index].card.iccid;
		sim.setUsage(cardOf(used), 12);
		sim.setUsage(cardOf(family, 1), 12);
		sim.faults.add({
			endpoint: 'refundOrder',
			match: { orderNum: installed.orderNum },
			kind: 'code',
			code: -8,
		});
		const { mailsOf, alerts } = await run('cancel-unused');
		const [report] = mailsOf('Tell Accounting');
		expect(report).toContain(`1 of 1 eSIMs were cancelled (${cardOf(unused)})`);
		expect(report).not.toContain(cardOf(used));
		expect(report).toContain(
			`2 of 3 eSIMs were cancelled (${cardOf(family, 0)}, ${cardOf(family, 2)})`,
		);
		expect(alerts).toEqual([
			expect.stringContaining(`Order ${installed.orderNum} could not be cancelled`),
		]);
	});

	test('leaves an order of an hour ago alone, even if MIOeSIM ignores the dates', async () => {
		past(1 / 24);
		const workflow = readExample('cancel-unused');
		nodeOf(workflow, 'Orders Older Than 30 Days').parameters.filters = {};
		const { mailsOf, alerts, stoppedBy } = await run('cancel-unused', { workflow });
		expect([stoppedBy, ...mailsOf('Tell Accounting'), ...alerts]).toEqual([undefined]);
		expect(sim.calls.filter(({ endpoint }) => endpoint === 'refundOrder')).toEqual([]);
	});
});

test('demo-shop-orders: three orders are bought, two go to operations', async () => {
	const { jsonOf, stoppedBy } = await run('demo-shop-orders');
	const bought = jsonOf('Tell the Customer').map(({ externalOrderId }) => externalOrderId);
	expect(bought).toEqual(['#1001', '#1003', '#1003', '#1005']);
	const failed = jsonOf<{ orderId: string }>('Tell Operations').map(({ orderId }) => orderId);
	expect(failed).toEqual(['#1002', '#1004']);
	expect(stoppedBy).toBe('2 of 5 orders were not delivered');
});

describe('nightly-reconciliation', () => {
	const line = (orderId: string, lineId: string, quantity = 1) => ({
		orderId,
		lineId,
		quantity,
		product: 'Japan',
		createdAt: new Date(Date.now() - DAY).toISOString(),
	});

	const purchase = () => {
		const ids = [
			['#3001', '1'],
			['#3003', '1'],
			['#3003', '1'],
			['#3009', '1'],
		];
		for (const [outerOrderId, outerItemId] of ids) past(1, { outerOrderId, outerItemId });
	};

	test('reports what differs, and nothing else', async () => {
		purchase();
		tables['eSIM order book'] = [line('#3001', '1'), line('#3002', '1', 2), line('#3003', '1')];
		const { mailsOf } = await run('nightly-reconciliation');
		expect(mailsOf('Report Differences').join().split('\n').sort()).toEqual([
			expect.stringMatching(/#3002.*not delivered, 0 of 2/),
			expect.stringMatching(/#3003.*bought too often, 2 eSIMs/),
			expect.stringMatching(/#3009.*unknown to the order book, EP/),
		]);
	});

	test('a day without orders or purchases has no differences', async () => {
		const { mailsOf, alerts, stoppedBy } = await run('nightly-reconciliation');
		expect([stoppedBy, ...mailsOf('Report Differences'), ...alerts]).toEqual([undefined]);
	});

	test('if MIOeSIM does not answer, no order is reported as missing', async () => {
		jest.spyOn(clock, 'pause').mockResolvedValue();
		tables['eSIM order book'] = [line('#3001', '1')];
		sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'http', status: 502, times: null });
		const { mailsOf, alerts } = await run('nightly-reconciliation');
		expect(mailsOf('Report Differences')).toEqual([]);
		expect(alerts).toEqual([expect.stringContaining('HTTP status 502')]);
	});
});
