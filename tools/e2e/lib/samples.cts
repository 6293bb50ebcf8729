import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Turn } from './chat-model.cts';

/** What users type into the nodes panel who do not know the name of the node. */
export const SEARCH_TERMS = [
	'buy esim',
	'order esim',
	'cancel order',
	'check stock',
	'data usage',
	'qr code',
];

/** The customer of all samples. */
export const CUSTOMER = 'nathan@example.com';

/** A T-shirt beside the eSIMs: nothing may happen to it. */
const SHIRT = { id: 12, sku: 'SHIRT-M', title: 'T-shirt', name: 'T-shirt', quantity: 1 };

interface Sample {
	/** The trigger. */
	start: string;
	/** What nodes would give that need an account elsewhere, for a run by hand. */
	pins?: Record<string, IDataObject>;
	/** Whether an order in it fails, so that the execution ends red. */
	fails?: boolean;
}

/** How to run each example, in the order in which they build on each other. */
export const SAMPLES: Record<string, Sample> = {
	'demo-shop-orders': { start: 'Try it', fails: true },
	'shopify-order': {
		start: 'Shop Order',
		pins: {
			'Shop Order': {
				name: '#2001',
				test: false,
				financial_status: 'paid',
				email: CUSTOMER,
				line_items: [
					{ id: 11, sku: 'ESIM-JP-5GB', title: 'Japan 5 GB', quantity: 3, current_quantity: 2 },
					SHIRT,
				],
			},
		},
	},
	'woocommerce-order': {
		start: 'Shop Order',
		fails: true,
		pins: {
			'Shop Order': {
				number: '2002',
				status: 'processing',
				date_paid: '2026-01-31T09:00:00',
				billing: { email: CUSTOMER },
				line_items: [
					{ id: 21, sku: 'ESIM-FR-3GB', name: 'France 3 GB', quantity: 1 },
					{ id: 22, sku: 'ESIM-ATLANTIS', name: 'Atlantis 1 GB', quantity: 1 },
					SHIRT,
				],
			},
		},
	},
	'stripe-checkout': {
		start: 'Shop Order',
		pins: {
			'Shop Order': {
				type: 'checkout.session.completed',
				livemode: true,
				data: {
					object: {
						id: 'cs_live_2003',
						payment_intent: 'pi_2003',
						payment_status: 'paid',
						customer_details: { email: CUSTOMER },
					},
				},
			},
			'Line Items': {
				data: [
					{
						id: 'li_1',
						description: 'USA 10 GB',
						quantity: 1,
						price: { lookup_key: null, product: { metadata: { sku: 'ESIM-US-10GB' } } },
					},
				],
			},
		},
	},
	'resend-my-esim': {
		start: 'Customer Request',
		pins: { 'Customer Request': { 'Order Number': '2001', Email: CUSTOMER } },
	},
	'low-data-renewal-offer': {
		start: 'Running Low',
		pins: {
			'Running Low': {
				sample: false,
				change: { threshold: 80, usedPercent: 82, remainingMb: 900 },
				order: { externalOrderId: '#2001', productName: 'Japan' },
				card: { iccid: '89852563100000000001' },
				customerEmail: CUSTOMER,
			},
		},
	},
	'cancel-unused': { start: 'Every Night' },
	'nightly-reconciliation': { start: 'Every Night' },
	'catalogue-to-table': { start: 'Every Monday' },
	'webhook-order': { start: 'Shop Order' },
	'ai-agent-with-approval': { start: 'Chat' },
};

/** What the shop of the samples sells. */
export const PRODUCTS = [
	['ESIM-JP-5GB', 'Japan', '5 GB', 30, 19],
	['ESIM-FR-3GB', 'France', '3 GB', 30, 14],
	['ESIM-US-10GB', 'United States', '10 GB', 15, 29],
].map(([sku, destination, data, days, shopPrice]) => ({
	sku,
	destination,
	data,
	days,
	highestPrice: 30,
	shopPrice,
	url: 'https://shop.example.com/renew?iccid={iccid}',
}));

/** What signs the orders of the example for any shop. */
export const SECRET = 'a-secret-of-the-shop';

/** The credential of that example, as `import:credentials` takes it. */
export const SIGNING = {
	id: 'signingcred00001',
	name: 'Signature of the shop',
	type: 'crypto',
	data: { hmacSecret: SECRET },
};

/** An order as that example takes it, and its signature. */
export function signedOrder(id: string, more: object = {}) {
	const lines = [{ id: '1', sku: 'ESIM-JP-5GB', title: 'Japan 5 GB', quantity: 1 }, SHIRT];
	const body = JSON.stringify({ id, paid: true, test: false, email: CUSTOMER, lines, ...more });
	return { body, signature: createHmac('sha256', SECRET).update(body).digest('hex') };
}

/** What the scripted model of the agent does, whatever it is told: a quote, a purchase, an answer. */
export const ORDERED = {
	destination: 'Japan',
	data: '5 GB',
	days: 30,
	count: 2,
	externalOrderId: '#4001',
};
const PURCHASE = { toolParameters: { ...ORDERED, totalPrice: 20.18 }, hitlParameters: {} };
export const CONVERSATION: Turn[] = [
	[{ tool: 'Get_Quote', parameters: ORDERED }],
	[{ tool: 'Buy_eSIM', parameters: PURCHASE }],
	'Both eSIMs of order #4001 are bought.',
];
