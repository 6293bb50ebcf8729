import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { clock } from '../../dist/nodes/shared/port';
import { credentialOf } from '../harness/credentials.cts';
import { nodeOf, readExample, runExample } from '../harness/examples.cts';
import { returning, services, type Email, type Message } from '../harness/services.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Seeding } from '../../tools/simulator/seeding.cts';
import type { Order } from '../../tools/simulator/store.cts';

const DAY = 24 * 60 * 60 * 1000;

let sim: RunningSimulator;

beforeAll(async () => {
	sim = await startSimulator({ seed: 1 });
});
afterAll(async () => await sim.close());
beforeEach(() => sim.reset());

const run = (
	name: string,
	settings: { start: string } & Partial<Parameters<typeof runExample>[0]>,
) =>
	runExample({
		workflow: readExample(name),
		credential: credentialOf(sim),
		...settings,
		types: { ...services, ...settings.types },
	});

/** One past order. */
function past(days: number, seeding: Seeding = {}, at = sim) {
	const when = at.clock.now() - days * DAY;
	const usual = { from: when, to: when, status: 0, personal: true, activated: false };
	return at.seedOrders(1, { ...usual, ...seeding })[0];
}

const texts = (items: Message[]) => items.map(({ text }) => text);

describe('shop-order-to-email', () => {
	const order = (number: string) => ({
		body: {
			name: number,
			email: 'nathan@example.com',
			line_items: [
				{ id: 11, title: 'Japan 5 GB', sku: '45-0-30-5-G', quantity: 3, current_quantity: 2 },
				{ id: 12, title: 'Gone', sku: 'NO-SUCH-CODE', quantity: 1, current_quantity: 1 },
				{ id: 13, title: 'Refunded', sku: '45-0-30-5-G', quantity: 1, current_quantity: 0 },
			],
		},
	});
	const sell = (number: string) =>
		run('shop-order-to-email', { start: 'Shop Order', items: [order(number)] });

	test('a line removed from the order after it was placed is not bought', async () => {
		const { jsonOf } = await sell('#2000');
		expect(
			jsonOf<{ lineId: string; quantity: number }>('Order Lines').map(({ lineId, quantity }) => [
				lineId,
				quantity,
			]),
		).toEqual([
			['11', 2],
			['12', 1],
		]);
		expect(sim.ledger.map(({ count }) => count)).toEqual([2]);
	});

	test('the customer can install the eSIM by QR code, by link and by hand', async () => {
		const { jsonOf } = await sell('#2003');
		const [card] = jsonOf('Buy eSIMs');
		expect(jsonOf('Compose Email')[0]).toMatchObject({
			smdpAddress: card.smdpAddress,
			activationCode: card.matchingId,
			iosInstallUrl: card.iosInstallUrl,
			androidInstallUrl: card.androidInstallUrl,
		});
		const [{ html, options }] = jsonOf<Email>('Email the QR Code');
		// Send Email embeds a file under the name of its field, if this option contains it.
		expect(html).toContain(`<img src="cid:${options.attachments}"`);
		for (const part of [
			`<a href="${card.iosInstallUrl}">iPhone</a>`,
			`<a href="${card.androidInstallUrl}">Android</a>`,
			`<b>${card.smdpAddress}</b>`,
			`<b>${card.matchingId}</b>`,
			`${card.data} of data`,
		]) {
			expect(html).toContain(part);
		}
		expect(sim.orders.get(card.orderNumber)?.email).toBe('nathan@example.com');
	});

	test('operations are told about an eSIM that was bought but not emailed', async () => {
		const workflow = readExample('shop-order-to-email');
		nodeOf(workflow, 'Email the QR Code').retryOnFail = false;
		const { body } = order('#2004');
		const { jsonOf, stoppedBy } = await run('shop-order-to-email', {
			workflow,
			start: 'Shop Order',
			items: [{ body: { ...body, email: null } }],
		});
		expect(stoppedBy).toBeUndefined();
		expect(jsonOf('Email the QR Code')).toEqual([]);
		const reports = texts(jsonOf<Message>('Report Unsent Email'));
		expect(reports).toHaveLength(2);
		expect(reports[0]).toContain(`Order #2004: eSIM ${jsonOf('Buy eSIMs')[0].iccid} was bought`);
		expect(reports[0]).toContain('No recipients defined');
	});

	test('each eSIM is emailed with its QR code, and operations are told about the failed line', async () => {
		const { jsonOf, itemsOf } = await sell('#2001');
		const bought = jsonOf('Buy eSIMs');
		expect(bought).toHaveLength(2);
		const mails = itemsOf<Email>('Email the QR Code');
		expect(mails).toHaveLength(2);
		mails.forEach(({ json, binary }, index) => {
			expect(json.toEmail).toBe('nathan@example.com');
			expect(json.subject).toContain('#2001');
			expect(json.html).toContain(bought[index].iosInstallUrl);
			expect(json.html).toContain(bought[index].iccid);
			expect(json.options.attachments).toBe('qrCode');
			expect(binary.qrCode.fileName).toBe(`${bought[index].iccid}.png`);
		});
		const [alert] = texts(jsonOf<Message>('Alert Operations'));
		expect(alert).toContain('Order #2001, line 12 (1 × NO-SUCH-CODE) for nathan@example.com');
		expect(alert).toContain('Data not found / operation failed');
		expect(alert).toContain('Verify that the identifiers');
		expect(sim.ledger).toHaveLength(1);
	});

	test('an order without a line to fulfill buys and emails nothing', async () => {
		const { body } = order('#2005');
		const { jsonOf, stoppedBy } = await run('shop-order-to-email', {
			start: 'Shop Order',
			items: [{ body: { ...body, line_items: body.line_items.slice(2) } }],
		});
		expect(stoppedBy).toBeUndefined();
		expect(sim.ledger).toEqual([]);
		for (const node of ['Email the QR Code', 'Alert Operations', 'Report Unsent Email']) {
			expect(jsonOf(node)).toEqual([]);
		}
	});

	test('a webhook that arrives twice buys once', async () => {
		await sell('#2002');
		const { jsonOf } = await sell('#2002');
		expect(jsonOf('Buy eSIMs').map(({ duplicate }) => duplicate)).toEqual([true, true]);
		expect(sim.ledger).toHaveLength(1);
	});
});

describe('catalogue-to-sheet', () => {
	let small: RunningSimulator;

	beforeAll(async () => {
		small = await startSimulator({ seed: 1 });
		small.changeCatalogue(({ skus }) => (skus.length = 4));
	});
	afterAll(async () => await small.close());

	const write = () =>
		run('catalogue-to-sheet', { start: 'Every Monday', credential: credentialOf(small) });

	test('writes a row for each package of each destination', async () => {
		const { jsonOf } = await write();
		const rows = jsonOf('Write Rows');
		const offered = small.catalogue.skus.flatMap(({ packages }) => packages ?? []);
		expect(rows).toHaveLength(offered.length);
		expect(rows.find(({ priceId }) => priceId === 441)).toEqual({
			destination: 'Japan',
			countryCode: '392',
			skuId: '45',
			priceId: 441,
			apiCode: '45-0-30-5-G',
			name: 'Japan 5GB / 30 Days',
			data: '5 GB',
			days: 30,
			price: 10.09,
			cardFee: 0,
			isDaypass: false,
			renewable: true,
			countries: 'Japan',
		});
		expect(jsonOf<Message>('Alert Operations')).toEqual([]);
	});

	test('if nothing is for sale, no row changes and nobody is notified', async () => {
		const empty = await startSimulator({ seed: 1 });
		empty.changeCatalogue(({ skus }) => (skus.length = 0));
		const { jsonOf, stoppedBy } = await run('catalogue-to-sheet', {
			start: 'Every Monday',
			credential: credentialOf(empty),
		});
		await empty.close();
		expect(stoppedBy).toBeUndefined();
		expect(empty.calls.map(({ endpoint }) => endpoint)).toContain('getSkus');
		expect(jsonOf('Write Rows')).toEqual([]);
		expect(jsonOf('Alert Operations')).toEqual([]);
	});

	test('names the destination that could not be read, and writes the others', async () => {
		small.faults.add({ endpoint: 'getPackages', match: { skuId: '45' }, kind: 'code', code: -8 });
		const { jsonOf } = await write();
		expect(jsonOf('Write Rows').some(({ destination }) => destination === 'Japan')).toBe(false);
		expect(jsonOf('Write Rows').length).toBeGreaterThan(20);
		expect(texts(jsonOf<Message>('Alert Operations'))).toEqual([
			expect.stringMatching(/packages of Japan.*Query failed/s),
		]);
	});
});

describe('cancel-unused', () => {
	test('cancels unused orders, and reports those that could not be cancelled', async () => {
		const [unused, used, installed] = [past(40), past(41), past(42)];
		const recent = past(3);
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
		const { jsonOf } = await run('cancel-unused', { start: 'Every Night' });
		const report = texts(jsonOf<Message>('Tell Accounting')).join('\n');
		expect(report).toContain(cardOf(unused));
		expect(report).not.toContain(cardOf(used));
		expect(report).not.toContain(cardOf(recent));
		expect(report).toContain(
			`2 of 3 eSIMs were cancelled (${cardOf(family, 0)}, ${cardOf(family, 2)})`,
		);
		expect(texts(jsonOf<Message>('Alert Operations'))).toEqual([
			expect.stringContaining(`Order ${installed.orderNum} could not be cancelled`),
		]);
	});
});

test('cancel-unused: an account without unused orders is left alone', async () => {
	const busy = await startSimulator({ seed: 1 });
	const used = past(40, {}, busy);
	busy.setUsage(used.plans[0].card.iccid, 12);
	past(3, {}, busy);
	const { jsonOf, stoppedBy } = await run('cancel-unused', {
		start: 'Every Night',
		credential: credentialOf(busy),
	});
	await busy.close();
	expect(stoppedBy).toBeUndefined();
	expect(jsonOf('Orders Older Than 30 Days')).toHaveLength(1);
	expect(busy.calls.filter(({ endpoint }) => endpoint === 'refundOrder')).toEqual([]);
	expect(jsonOf('Tell Accounting')).toEqual([]);
	expect(jsonOf('Alert Operations')).toEqual([]);
});

describe('demo-shop-orders', () => {
	const STAND_INS = { start: 'Try it' };

	test('three orders are bought, and two go to operations', async () => {
		const { jsonOf } = await run('demo-shop-orders', STAND_INS);
		expect(jsonOf('Tell the Customer').map(({ externalOrderId }) => externalOrderId)).toEqual([
			'#1001',
			'#1003',
			'#1003',
			'#1005',
		]);
		expect(jsonOf<{ orderId: string }>('Tell Operations').map(({ orderId }) => orderId)).toEqual([
			'#1002',
			'#1004',
		]);
	});

	test('if nothing is for sale, operations are notified', async () => {
		const empty = await startSimulator({ seed: 1 });
		empty.changeCatalogue(({ skus }) => (skus.length = 0));
		const { jsonOf, stoppedBy } = await run('demo-shop-orders', {
			...STAND_INS,
			credential: credentialOf(empty),
		});
		await empty.close();
		expect(stoppedBy).toBeUndefined();
		expect(jsonOf('Tell Operations').length).toBeGreaterThan(0);
		expect(empty.ledger).toEqual([]);
	});
});

describe('nightly-reconciliation', () => {
	const SHOPIFY = 'n8n-nodes-base.shopify';
	const reconcile = (shopOrders: IDataObject[]) =>
		run('nightly-reconciliation', {
			start: 'Every Night',
			types: { [SHOPIFY]: returning('shopify', shopOrders) },
		});
	const shopOrder = (name: string, quantity = 1) => ({ name, line_items: [{ quantity }] });

	beforeAll(() => {
		for (const outerOrderId of ['#3001', '#3003', '#3003', '#3009']) past(1, { outerOrderId });
	});

	test('reports what differs, and nothing else', async () => {
		const { jsonOf } = await reconcile([
			shopOrder('#3001'),
			shopOrder('#3002', 2),
			shopOrder('#3003'),
		]);
		expect(texts(jsonOf<Message>('Report Difference')).sort()).toEqual([
			expect.stringMatching(/#3002.*not delivered: 0 of 2/),
			expect.stringMatching(/#3003.*bought too often: 2 eSIMs/),
			expect.stringMatching(/#3009.*unknown to the shop: EP/),
		]);
	});

	test('a day without shop orders or purchases has no differences', async () => {
		const quiet = await startSimulator({ seed: 2 });
		const { jsonOf, stoppedBy } = await run('nightly-reconciliation', {
			start: 'Every Night',
			credential: credentialOf(quiet),
			types: { [SHOPIFY]: returning('shopify', []) },
		});
		await quiet.close();
		expect(stoppedBy).toBeUndefined();
		expect(jsonOf('Compare')).toEqual([]);
		expect(jsonOf('Alert Operations')).toEqual([]);
	});

	test('what was refunded in the shop need not be delivered', async () => {
		const { jsonOf } = await reconcile([
			{ name: '#3001', line_items: [{ quantity: 3, current_quantity: 1 }] },
			{ name: '#3002', line_items: [{ quantity: 1, current_quantity: 0 }] },
		]);
		const report = texts(jsonOf<Message>('Report Difference')).join('\n');
		expect(report).not.toMatch(/#3001|#3002/);
	});

	test('if MIOeSIM does not answer, no order is reported as missing', async () => {
		jest.spyOn(clock, 'pause').mockResolvedValue();
		sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'http', status: 502, times: null });
		const { jsonOf } = await reconcile([shopOrder('#3001')]);
		expect(jsonOf<Message>('Report Difference')).toEqual([]);
		expect(texts(jsonOf<Message>('Alert Operations'))).toEqual([
			expect.stringContaining('HTTP status 502'),
		]);
	});
});
