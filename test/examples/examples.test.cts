import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { startSimulator, type RunningSimulator } from '../../simulator/index.cts';
import { clock } from '../../dist/transport/clock';
import { credentialOf } from '../harness/credentials.cts';
import { exampleNames, readExample, runExample } from '../harness/examples.cts';
import { giving, services, type Email, type Message } from '../harness/services.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Seeding } from '../../simulator/seeding.cts';
import type { Order } from '../../simulator/store.cts';

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
function past(days: number, seeding: Seeding = {}) {
	const at = sim.clock.now() - days * DAY;
	const usual = { from: at, to: at, status: 0, personal: true, activated: false };
	return sim.seedOrders(1, { ...usual, ...seeding })[0];
}

const texts = (items: Message[]) => items.map(({ text }) => text);

describe('every example', () => {
	test.each(exampleNames())('%s has a page, and leaves credentials to choose', (name) => {
		expect(existsSync(join(__dirname, `../../examples/${name}.md`))).toBe(true);
		const { nodes, active } = readExample(name);
		expect(active).not.toBe(true);
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
	});

	test.each(exampleNames())('%s handles the Error output of each MIOeSIM node', (name) => {
		const { nodes, connections } = readExample(name);
		const unhandled = nodes
			.filter(({ type }) => type === 'n8n-nodes-mioesim.mioEsim')
			.filter(({ name: node }) => !connections[node]?.main?.[1]?.length);
		expect(unhandled.map(({ name: node }) => node)).toEqual([]);
	});
});

describe('shop-order-to-email', () => {
	const order = (number: string) => ({
		body: {
			name: number,
			email: 'nathan@example.com',
			line_items: [
				{ id: 11, title: 'Japan 5 GB', sku: '45-0-30-5-G', quantity: 2 },
				{ id: 12, title: 'Gone', sku: 'NO-SUCH-CODE', quantity: 1 },
			],
		},
	});
	const sell = (number: string) =>
		run('shop-order-to-email', { start: 'Shop Order', items: [order(number)] });

	test('each eSIM is mailed with its QR code, and operations hear of the line that failed', async () => {
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

	test('a webhook that comes twice buys once', async () => {
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
		small.catalogue.skus.length = 4;
		small.catalogue.changed();
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
	test('cancels what nobody used, and says what could not be cancelled', async () => {
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
		const told = texts(jsonOf<Message>('Tell Accounting')).join('\n');
		expect(told).toContain(cardOf(unused));
		expect(told).not.toContain(cardOf(used));
		expect(told).not.toContain(cardOf(recent));
		expect(told).toContain(
			`2 of 3 eSIMs were cancelled (${cardOf(family, 0)}, ${cardOf(family, 2)})`,
		);
		expect(texts(jsonOf<Message>('Alert Operations'))).toEqual([
			expect.stringContaining(`Order ${installed.orderNum} could not be cancelled`),
		]);
	});
});

describe('nightly-reconciliation', () => {
	const SHOPIFY = 'n8n-nodes-base.shopify';
	const reconcile = (shopOrders: IDataObject[]) =>
		run('nightly-reconciliation', {
			start: 'Every Night',
			types: { [SHOPIFY]: giving('shopify', shopOrders) },
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

	test('a MIOeSIM that cannot be asked is not taken for missing orders', async () => {
		jest.spyOn(clock, 'pause').mockResolvedValue();
		sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'http', status: 502, times: null });
		const { jsonOf } = await reconcile([shopOrder('#3001')]);
		expect(jsonOf<Message>('Report Difference')).toEqual([]);
		expect(texts(jsonOf<Message>('Alert Operations'))).toEqual([
			expect.stringContaining('HTTP status 502'),
		]);
	});
});
