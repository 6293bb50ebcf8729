import type { IDataObject, INodeType } from 'n8n-workflow';

import { exampleNames, readExample, runExample } from '../harness/examples.cts';
import { nodeType } from '../harness/nodesBase.cts';
import { returning, services, type Email } from '../harness/services.cts';

/** Text that MIOeSIM, the shop or a customer could write. */
const HOSTILE = `"'><img src=x onerror=alert(1)>&`;

const MIOESIM = 'n8n-nodes-mioesim.mioEsim';

const card = {
	iccid: HOSTILE,
	lpa: HOSTILE,
	smdpAddress: HOSTILE,
	matchingId: HOSTILE,
	iosInstallUrl: HOSTILE,
	androidInstallUrl: HOSTILE,
	data: HOSTILE,
	validityDays: HOSTILE,
	qrCodeContentId: HOSTILE,
	startDate: null,
	usedMb: 0,
};

/** Anything that a MIOeSIM node could return, except the fields that the workflows decide by. */
const given = {
	...card,
	cards: [card],
	iccids: [HOSTILE],
	supportedCountries: [HOSTILE],
	orderNumber: 'EP1',
	externalOrderId: '#1001',
	customerEmail: 'nathan@example.com',
	status: 0,
	isRenewal: false,
	simType: 'esim',
	productName: HOSTILE,
	destination: HOSTILE,
	name: HOSTILE,
	days: HOSTILE,
	price: HOSTILE,
};

const failure = { message: HOSTILE, resolution: HOSTILE, code: HOSTILE, outcome: HOSTILE };

/** A MIOeSIM node whose items all succeed, or all fail, with markup in each text. */
function hostileNode(succeeds: boolean): INodeType {
	return nodeType('mioEsim', {
		outputs: ['main', 'main'],
		async execute() {
			const items = this.getInputData().map(({ json }, item) => ({
				json: succeeds ? given : { ...json, error: failure },
				pairedItem: { item },
			}));
			return await Promise.resolve(succeeds ? [items, []] : [[], items]);
		},
	});
}

const starts: Record<string, { start: string; items?: IDataObject[] }> = {
	'cancel-unused': { start: 'Every Night' },
	'catalogue-to-sheet': { start: 'Every Monday' },
	'demo-shop-orders': { start: 'Try it' },
	'low-data-renewal-offer': {
		start: 'Running Low',
		items: [
			{
				sample: false,
				change: { threshold: 80, usedPercent: HOSTILE, remainingMb: HOSTILE },
				order: { orderNumber: 'EP1', externalOrderId: HOSTILE, productName: HOSTILE },
				card,
				customerEmail: 'nathan@example.com',
			},
		],
	},
	'nightly-reconciliation': { start: 'Every Night' },
	'resend-my-esim': {
		start: 'Customer Request',
		items: [{ 'Order Number': '#1001', Email: 'nathan@example.com' }],
	},
	'shop-order-to-email': {
		start: 'Shop Order',
		items: [
			{
				body: {
					name: HOSTILE,
					email: 'nathan@example.com',
					line_items: [{ id: 1, title: HOSTILE, sku: HOSTILE, quantity: 1 }],
				},
			},
		],
	},
};

/** It writes no email; its nodes are tools. */
const AGENT = 'ai-agent-with-approval';

async function mailsOf(name: string, succeeds: boolean) {
	const workflow = readExample(name);
	const { jsonOf, stoppedBy } = await runExample({
		workflow,
		...starts[name],
		credential: { id: 'none', data: {} } as unknown as Parameters<
			typeof runExample
		>[0]['credential'],
		types: {
			...services,
			'n8n-nodes-base.shopify': returning('shopify', [{ name: HOSTILE, line_items: [] }]),
			'n8n-nodes-mioesim.mioEsimTrigger': nodeType('mioEsimTrigger', { inputs: [] }),
			[MIOESIM]: hostileNode(succeeds),
		},
	});
	expect(stoppedBy).toBeUndefined();
	return workflow.nodes
		.filter(({ type }) => type === 'n8n-nodes-base.emailSend')
		.flatMap(({ name: node }) => jsonOf<Email>(node));
}

const names = exampleNames().filter((name) => name !== AGENT);

test.each(names)('%s: text from others does not become markup in an email', async (name) => {
	const mails = [...(await mailsOf(name, true)), ...(await mailsOf(name, false))];
	const sendsMail = readExample(name).nodes.some(({ type }) => type === 'n8n-nodes-base.emailSend');
	expect(mails.length > 0).toBe(sendsMail);
	for (const { html } of mails) {
		expect(html).not.toContain('<img src=x');
		// Nor can it break out of an attribute.
		expect(html).not.toMatch(/"'>|""/);
	}
	if (sendsMail) expect(mails.some(({ html }) => html.includes('&#60;img src=x'))).toBe(true);
});

test('the agent writes no email', () => {
	const { nodes } = readExample(AGENT);
	expect(nodes.filter(({ type }) => /emailSend|gmail/i.test(type))).toEqual([]);
});
