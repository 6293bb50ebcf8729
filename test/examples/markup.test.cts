import type { IDataObject, INodeType } from 'n8n-workflow';

import { SAMPLES } from '../../tools/e2e/lib/samples.cts';
import type { Credential } from '../harness/credentials.cts';
import { nodeType } from '../harness/engine.cts';
import { exampleNames, readExample, runExample } from '../harness/examples.cts';
import { dataTables, type Email } from '../harness/nodesBase.cts';

/** Text that MIOeSIM, the shop or a customer could write. */
const HOSTILE = `"'><img src=x onerror=alert(1)>&`;

const MIOESIM = 'n8n-nodes-mioesim.mioEsim';

/** Anything that a MIOeSIM node could return, except the fields that the workflows decide by. */
const given = {
	iccid: HOSTILE,
	lpa: HOSTILE,
	// Made by the node, which escapes what it puts in.
	emailHtml: '<p>Scan this</p>',
	emailText: HOSTILE,
	orderNumber: 'EP1',
	externalOrderId: '#1001',
	customerEmail: 'nathan@example.com',
	status: 0,
	isRenewal: false,
	simType: 'esim',
	productName: HOSTILE,
	destination: 'Japan',
	data: '5 GB',
	days: 30,
	price: 1,
};
const failure = { message: HOSTILE, resolution: HOSTILE, code: HOSTILE, outcome: HOSTILE };

/** A MIOeSIM node whose items all succeed, or all fail, with markup in each text. */
function hostileNode(succeeds: boolean): INodeType {
	return nodeType('mioEsim', {
		outputs: ['main', 'main'],
		execute() {
			const items = this.getInputData().map(({ json }, item) => ({
				json: { ...json, ...(succeeds ? given : { error: failure }) },
				pairedItem: { item },
			}));
			return Promise.resolve(succeeds ? [items, []] : [[], items]);
		},
	});
}

/** What starts the examples that send HTML. The other shops share what follows an order. */
const STARTS: Record<string, IDataObject> = {
	'low-data-renewal-offer': {
		sample: false,
		change: { threshold: 80, usedPercent: HOSTILE, remainingMb: HOSTILE },
		order: { orderNumber: 'EP1', externalOrderId: HOSTILE, productName: HOSTILE },
		card: { iccid: HOSTILE },
		customerEmail: 'nathan@example.com',
	},
	'resend-my-esim': { 'Order Number': '#1001', Email: 'nathan@example.com' },
	'shopify-order': {
		name: HOSTILE,
		financial_status: 'paid',
		email: 'nathan@example.com',
		line_items: [
			{ id: 1, title: HOSTILE, sku: HOSTILE, quantity: 1 },
			{ id: 2, title: HOSTILE, sku: `ESIM${HOSTILE}`, quantity: 1 },
		],
	},
};
const OTHER_SHOPS = ['stripe-checkout', 'webhook-order', 'woocommerce-order'];

const product = { sku: HOSTILE, destination: 'Japan', data: '5 GB', days: 30, highestPrice: 9 };

async function mailsOf(name: string, succeeds: boolean) {
	const workflow = readExample(name);
	const tables = { 'eSIM products': [{ ...product, shopPrice: 9, url: HOSTILE }] };
	const { jsonOf } = await runExample({
		workflow,
		start: SAMPLES[name].start,
		items: [STARTS[name]],
		credential: { id: 'none', data: {} } as unknown as Credential,
		types: {
			'n8n-nodes-base.dataTable': dataTables(tables),
			'n8n-nodes-mioesim.mioEsimTrigger': nodeType('mioEsimTrigger', { inputs: [] }),
			[MIOESIM]: hostileNode(succeeds),
		},
	});
	return workflow.nodes
		.filter(({ type }) => type === 'n8n-nodes-base.emailSend')
		.flatMap(({ name: node }) => jsonOf<Email>(node));
}

test.each(Object.keys(STARTS))('%s: text from others does not become markup', async (name) => {
	const mails = [...(await mailsOf(name, true)), ...(await mailsOf(name, false))];
	expect(mails.map(({ html }) => html).join()).toMatch(/&#60;img src=x|Scan this/);
	for (const { html } of mails) {
		expect(html).not.toContain('<img src=x');
		// Nor can it break out of an attribute.
		expect(html).not.toMatch(/"'>|""/);
	}
});

test('no other example sends HTML', () => {
	const sendsHtml = exampleNames().filter((name) =>
		readExample(name).nodes.some(
			({ type, parameters }) => /emailSend/.test(type) && parameters.emailFormat !== 'text',
		),
	);
	expect(sendsHtml).toEqual([...Object.keys(STARTS), ...OTHER_SHOPS].sort());
});
