import { CUSTOMER, PRODUCTS, SAMPLES, signedOrder } from '../../tools/e2e/lib/samples.cts';
import { useBench } from '../harness/bench.cts';
import { nodeOf, readExample, runExample } from '../harness/examples.cts';
import { dataTables, returning, type Email } from '../harness/nodesBase.cts';
import type { IDataObject } from 'n8n-workflow';

const BOOK = 'eSIM order book';
const PLAN = 'ESIM-JP-5GB';

/** An order as a shop sends it, with its lines in that shop's words. */
interface Shop {
	order: (id: number, lines: IDataObject[], more?: IDataObject) => IDataObject;
	line: (id: number, sku: string, quantity: number) => IDataObject;
	/** What makes of it an order that buys nothing. */
	ignored: IDataObject[];
	orderId: (id: number) => string;
}

const shopify: Shop = {
	order: (id, lines, more) => ({
		...SAMPLES['shopify-order'].pins?.['Shop Order'],
		name: `#${id}`,
		line_items: lines,
		...more,
	}),
	line: (id, sku, quantity) => ({
		id,
		sku,
		title: 'Plan',
		quantity: 9,
		current_quantity: quantity,
	}),
	ignored: [{ test: true }, { financial_status: 'pending' }, { cancelled_at: '2026-01-31' }],
	orderId: (id) => `#${id}`,
};

const woocommerce: Shop = {
	order: (id, lines, more) => ({
		...SAMPLES['woocommerce-order'].pins?.['Shop Order'],
		number: String(id),
		line_items: lines,
		...more,
	}),
	line: (id, sku, quantity) => ({ id, sku, name: 'Plan', quantity }),
	ignored: [
		{ date_paid: null },
		{ status: 'refunded' },
		{ meta_data: [{ key: '_wcpay_mode', value: 'test' }] },
	],
	orderId: (id) => `#${id}`,
};

const session = {
	payment_status: 'paid',
	customer_details: { email: CUSTOMER },
};
const stripe: Shop = {
	// Its lines are read from Stripe by a node of their own.
	order: (id, lines, more) => ({
		livemode: true,
		lines,
		data: { object: { ...session, id: `cs_${id}`, payment_intent: `pi_${id}`, ...more } },
		...more,
	}),
	line: (id, sku, quantity) => ({
		id: `li_${id}`,
		description: 'Plan',
		quantity,
		price: { lookup_key: null, product: { metadata: { sku } } },
	}),
	ignored: [{ livemode: false }, { payment_status: 'unpaid' }],
	orderId: (id) => `pi_${id}`,
};

const webhook: Shop = {
	order: (id, lines, more) => {
		const { body, signature } = signedOrder(`#${id}`, { lines, ...more });
		return { headers: { 'x-signature': signature }, body: JSON.parse(body) as IDataObject };
	},
	line: (id, sku, quantity) => ({ id, sku, title: 'Plan', quantity }),
	ignored: [{ test: true }, { paid: false }],
	orderId: (id) => `#${id}`,
};

const shops: Array<[string, Shop]> = [
	['shopify-order', shopify],
	['woocommerce-order', woocommerce],
	['stripe-checkout', stripe],
	['webhook-order', webhook],
];

const bench = useBench();
let tables: Record<string, IDataObject[]>;
let orders = 7000;

beforeEach(() => {
	tables = { 'eSIM products': PRODUCTS.map((product) => ({ ...product })) };
});

async function take(name: string, order: IDataObject) {
	const workflow = readExample(name);
	const mail = nodeOf(workflow, 'Email the eSIM');
	mail.retryOnFail = false;
	const run = await runExample({
		workflow,
		start: 'Shop Order',
		items: [order],
		credential: bench.credential,
		types: {
			'n8n-nodes-base.dataTable': dataTables(tables),
			'n8n-nodes-base.httpRequest': returning('httpRequest', [{ data: order.lines }]),
		},
	});
	return {
		...run,
		mails: run.itemsOf<Email>('Email the eSIM'),
		alerts: run.jsonOf<Email>('Alert Operations'),
		stoppedBy: run.stoppedBy?.message,
	};
}

describe.each(shops)('%s', (name, { order, line, ignored, orderId }) => {
	test('buys what is an eSIM once, and numbers its mails', async () => {
		const id = ++orders;
		const placed = order(id, [line(1, PLAN, 2), line(2, 'SHIRT-M', 1), line(3, 'ESIM-FR-3GB', 1)]);
		const { mails, alerts, stoppedBy } = await take(name, placed);
		expect(stoppedBy).toBeUndefined();
		expect(alerts).toEqual([]);
		expect(mails.map(({ json }) => json.subject)).toEqual(
			[1, 2, 3].map((number) => `Your eSIM for order ${orderId(id)} (${number} of 3)`),
		);
		expect(
			bench.sim.ledger.map(({ outerOrderId, outerItemId, count }) => [
				outerOrderId,
				outerItemId,
				count,
			]),
		).toEqual([
			[orderId(id), expect.stringMatching(/1$/), 2],
			[orderId(id), expect.stringMatching(/3$/), 1],
		]);
		expect(tables[BOOK].map(({ status }) => status)).toEqual(['emailed', 'emailed']);
		for (const { json, binary } of mails) {
			expect(json.toEmail).toBe(CUSTOMER);
			expect(json.html).toContain(`<img src="cid:${json.options.attachments}"`);
			expect(binary.qrCode.fileName).toMatch(/^\d{18,20}\.png$/);
		}
		// Sent again by the shop.
		const again = await take(name, placed);
		expect(again.mails).toEqual([]);
		expect(bench.sim.ledger).toHaveLength(2);
	});

	test.each(ignored)('buys nothing for an order with %j', async (more) => {
		const { mails, alerts, stoppedBy } = await take(
			name,
			order(++orders, [line(1, PLAN, 1)], more),
		);
		expect([...mails, ...alerts, ...bench.sim.calls, stoppedBy]).toEqual([undefined]);
	});
});

describe('what a shop cannot deliver', () => {
	const { order, line, orderId } = shopify;
	const NAME = 'shopify-order';

	test('is told to operations in one mail, and the rest is delivered', async () => {
		const id = ++orders;
		tables['eSIM products'].push({ ...PRODUCTS[0], sku: 'CHEAP', highestPrice: 1 });
		const lines = [line(1, 'ESIM-ATLANTIS', 1), line(2, PLAN, 1), line(3, 'CHEAP', 1)];
		const { mails, alerts, stoppedBy } = await take(NAME, order(id, lines));
		expect(mails).toHaveLength(1);
		expect(alerts.map(({ subject }) => subject)).toEqual([`Order ${orderId(id)}: 2 not delivered`]);
		expect(alerts[0].text).toContain('no complete row for the SKU ESIM-ATLANTIS');
		expect(alerts[0].text).toContain('Highest Price');
		expect(stoppedBy).toBe(alerts[0].subject);
	});

	test('includes an order that is larger than usual', async () => {
		const { alerts } = await take(NAME, order(++orders, [line(1, PLAN, 3), line(2, PLAN, 3)]));
		expect(alerts[0].text.match(/6 eSIMs, more than the 5/g)).toHaveLength(2);
		expect(bench.sim.ledger).toEqual([]);
	});

	test('includes an eSIM that was bought but not emailed', async () => {
		const placed = order(++orders, [line(1, PLAN, 1)], { email: null });
		const { alerts, stoppedBy } = await take(NAME, placed);
		expect(alerts[0].text).toMatch(/\d{18,20} was bought, but not emailed.*No recipients defined/);
		expect(stoppedBy).toBe(alerts[0].subject);
		expect(tables[BOOK][0].status).toBe('received');
	});
});

test('a request without the shop’s signature is rejected', async () => {
	const placed = webhook.order(++orders, [webhook.line(1, PLAN, 1)]);
	for (const headers of [{}, { 'x-signature': '' }, { 'x-signature': '0'.repeat(64) }]) {
		const { jsonOf, stoppedBy } = await take('webhook-order', { ...placed, headers });
		expect(stoppedBy).toBeUndefined();
		expect(jsonOf('Reject')).toHaveLength(1);
		expect(jsonOf('Read Order')).toEqual([]);
	}
	expect(bench.sim.calls).toEqual([]);
});

test('Set Up creates the tables without an order', async () => {
	const { stoppedBy, jsonOf } = await runExample({
		workflow: readExample('shopify-order'),
		start: 'Set Up',
		credential: bench.credential,
		types: { 'n8n-nodes-base.dataTable': dataTables({}) },
	});
	expect(stoppedBy).toBeUndefined();
	expect(jsonOf('Create Order Book')).toHaveLength(1);
	expect(bench.sim.calls).toEqual([]);
});
