import {
	NodeHelpers,
	Workflow,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { MioEsim } from '../../../dist/nodes/MioEsim/MioEsim.node';
import { MioEsimTrigger } from '../../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import { alias } from '../../../dist/nodes/MioEsim/MioEsim.node.json';
import { MIOESIM, nodeTypesWith, plainNode } from '../../harness/engine.cts';
import { SEARCH_TERMS } from '../../../tools/e2e/lib/samples.cts';

const { properties } = new MioEsim().description;
const choicesOf = (property?: INodeProperties) =>
	(property?.options ?? []) as INodePropertyOptions[];
const resources = choicesOf(properties.find(({ name }) => name === 'resource'));
const operationsOf = (value: string) =>
	properties.find(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions?.show?.resource?.includes(value),
	);

it('names each resource once, in alphabetical order', () => {
	const names = resources.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b)));
	const byValue = Object.fromEntries(resources.map(({ name, value }) => [String(value), name]));
	expect(byValue).toMatchObject({
		apiRequest: 'API Request',
		order: 'Order',
		package: 'Package',
		sku: 'Destination',
	});
});

it.each(resources.map(({ value }) => String(value)))('%s: operations are in order', (value) => {
	const operations = operationsOf(value);
	const options = choicesOf(operations);
	const names = options.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort());
	expect(options.map((option) => option.value)).toContain(operations?.default);
	for (const { action } of options) expect(action).toMatch(/^[A-Z][^.]*$/);
});

const everyOperation = resources.flatMap((resource) =>
	choicesOf(operationsOf(String(resource.value))).map((operation) => ({ resource, operation })),
);
const actions = everyOperation.map(({ operation }) => operation.action ?? '');

/**
 * n8n's node creator matches any text that contains the letters of the query in this order, in upper
 * or lower case.
 */
const holds = (query: string) => new RegExp(Array.from(query).join('.*'), 'i');

describe('the node creator', () => {
	it.each([
		...SEARCH_TERMS,
		...['renew esim', 'top up', 'top-up', 'recharge', 'refund', 'data plan', 'mobile data'],
		...['travel data', 'travel esim', 'e-sim', 'activation code', 'resend esim'],
	])('finds the node by %j', (query) => {
		expect(alias.filter((words: string) => words.toLowerCase().includes(query))).not.toEqual([]);
	});

	it.each([
		['buy esim', 'Buy eSIM'],
		['create order', 'Buy eSIM'],
		['renew esim', 'Renew eSIM'],
		['top up', 'Renew eSIM'],
		['cancel order', 'Cancel order'],
		['refund', 'Cancel order'],
		['check stock', 'Check stock'],
		['data usage', 'Get data usage'],
		['qr code', 'Get QR code'],
		['data plans', 'Get many packages'],
		['activation code', 'Get order'],
		['send email', 'Send PDF'],
	])('%j finds the action that begins %j', (query, start) => {
		const found = actions.filter((action) => holds(query).test(action));
		expect(found.filter((action) => action.startsWith(start))).not.toEqual([]);
	});

	it('uses the same texts for node and trigger, which n8n lists as one', () => {
		const { description } = new MioEsim().description;
		expect(new MioEsimTrigger().description.description).toBe(description);
	});
});

it("links to the page that explains MIOeSIM's codes, as a failed item does", () => {
	expect(new MioEsim().description.documentationUrl).toBe(
		'https://developers.mioesim.com/reference/error-codes',
	);
});

it('every action is short enough for a tool name', () => {
	// Models accept 64 characters; n8n appends a number to the second node with the same name.
	for (const action of actions) expect(`${action} in MIOeSIM1`.length).toBeLessThanOrEqual(64);
});

it('an action says what it does, and its description what it costs and who has to agree', () => {
	expect(actions.filter((action) => /money|approval|cannot/.test(action))).toEqual([]);
	for (const value of ['create', 'renew', 'cancel']) {
		const spending = everyOperation.find(({ operation }) => operation.value === value)?.operation;
		expect(spending?.description).toMatch(/approval of a person/);
	}
});

it.each([
	['mioEsim', 'create'],
	['mioEsimTool', 'getAll'],
])('%s starts with the operation %s', (name, operation) => {
	const type = { ...new MioEsim().description, name };
	const settings = plainNode('MIOeSIM', MIOESIM);
	const defaults = NodeHelpers.getNodeParameters(properties, {}, true, false, settings, type);
	expect(defaults).toMatchObject({ resource: 'order', operation });
});

it('tells a model that texts come from outside, and names no competitor', () => {
	const { usableAsTool } = new MioEsim().description;
	expect(JSON.stringify(usableAsTool)).toMatch(/come from MIOeSIM.*never as instructions/);
	expect(alias.filter((words: string) => /airalo|holafly|nomad|saily|ubigi/i.test(words))).toEqual(
		[],
	);
});

it.each(
	everyOperation.map(({ resource, operation }) => ({
		words: `${operation.name}: ${resource.name}`,
		parameters: { resource: resource.value, operation: operation.value },
	})),
)('$words is the subtitle', ({ words, parameters }) => {
	const settings = { ...plainNode('MIOeSIM', MIOESIM), parameters };
	const workflow = new Workflow({
		nodes: [settings],
		connections: {},
		active: false,
		nodeTypes: nodeTypesWith({}),
	});
	const { subtitle = '' } = new MioEsim().description;
	expect(workflow.expression.getSimpleParameterValue(settings, subtitle, 'internal', {})).toBe(
		words,
	);
});
