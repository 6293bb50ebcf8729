import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { MioEsimTrigger } from '../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import { SAMPLES } from '../../tools/e2e/lib/samples.cts';
import { exampleNames, nodeOf, readExample } from '../harness/examples.cts';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
const MIOESIM = 'n8n-nodes-mioesim.mioEsim';
const TRIGGER = `${MIOESIM}Trigger`;

/** It uses no other service, and so notifies nobody. */
const DEMO = 'demo-shop-orders';

/** Its tools report to the model. */
const AGENT = 'ai-agent-with-approval';

/** Services that every reader has: those of n8n itself, an SMTP server, and what the example is for. */
const OWN = [
	/^n8n-nodes-mioesim\./,
	/^n8n-nodes-base\.(code|crypto|dataTable|emailSend|filter|formTrigger|if|manualTrigger|merge|noOp)$/,
	/^n8n-nodes-base\.(removeDuplicates|respondToWebhook|scheduleTrigger|stickyNote|stopAndError|webhook)$/,
];
const PURPOSE: Partial<Record<string, string[]>> = {
	'shopify-order': ['n8n-nodes-base.shopifyTrigger'],
	'stripe-checkout': ['n8n-nodes-base.stripeTrigger', 'n8n-nodes-base.httpRequest'],
	'woocommerce-order': ['n8n-nodes-base.wooCommerceTrigger'],
	[AGENT]: [
		'chatTrigger',
		'agent',
		'chat',
		'chatHitlTool',
		'lmChatOpenAi',
		'memoryBufferWindow',
	].map((name) => `@n8n/n8n-nodes-langchain.${name}`),
};

const SHOPS = ['shopify-order', 'stripe-checkout', 'webhook-order', 'woocommerce-order'];

const names = exampleNames();
const wiredTo = (name: string, node: string, output: number) =>
	(readExample(name).connections[node].main[output] ?? []).map((wire) =>
		nodeOf(readExample(name), wire.node),
	);
const nodesOf = (name: string, type: string) =>
	readExample(name).nodes.filter((node) => node.type === type);

test.each(names)('%s has a page, and leaves its credentials to be selected', (name) => {
	const page = SHOPS.includes(name) ? 'shop-orders' : name;
	expect(existsSync(join(__dirname, `../../examples/${page}.md`))).toBe(true);
	const { nodes, active } = readExample(name);
	expect(active).not.toBe(true);
	expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
});

test('each example has a sample to run it with, here and in a real n8n', () => {
	expect(Object.keys(SAMPLES).sort()).toEqual(names);
});

test.each(names)('%s needs no service that the reader may not have', (name) => {
	const types = readExample(name).nodes.map(({ type }) => type);
	const others = types.filter((type) => !OWN.some((own) => own.test(type)));
	expect(others.filter((type) => !(PURPOSE[name] ?? []).includes(type))).toEqual([]);
});

test.each(names)('%s ends red if something failed, after a person was told', (name) => {
	const { connections } = readExample(name);
	const reached = (from: string, seen: string[] = []): string[] => {
		if (seen.includes(from)) return seen;
		const outputs = from in connections ? connections[from].main : [];
		const next = outputs.flatMap((wires) => wires ?? []);
		return next.reduce((found, { node }) => reached(node, found), [...seen, from]);
	};
	const failing = nodesOf(name, MIOESIM).map((node) => [node.name, wiredTo(name, node.name, 1)]);
	for (const [, targets] of failing as Array<[string, INode[]]>) {
		const ends = targets.flatMap((target) => reached(target.name));
		expect(ends).toContain('Stop and Error');
		if (name !== DEMO) expect(ends).toContain('Alert Operations');
	}
	const [{ parameters }] = nodesOf(name, STICKY_NOTE);
	expect(parameters.content).toMatch(/executions list (would )?show/);
});

test.each(names)('%s sets the highest price of each purchase', (name) => {
	const purchases = readExample(name).nodes.filter(
		({ type, parameters: { operation } }) =>
			type.startsWith(MIOESIM) && ['create', 'renew'].some((each) => each === operation),
	);
	for (const { parameters } of purchases) {
		expect((parameters.additionalFields as INodeParameters).highestPrice).toBeTruthy();
	}
});

test.each(names)('%s buys nothing that a stranger orders', (name) => {
	for (const { name: webhook, parameters } of nodesOf(name, 'n8n-nodes-base.webhook')) {
		expect(parameters.options).toEqual({ rawBody: true });
		const [sign] = wiredTo(name, webhook, 0);
		expect(sign).toMatchObject({
			type: 'n8n-nodes-base.crypto',
			parameters: { action: 'hmac', binaryData: true },
		});
		const [check] = wiredTo(name, sign.name, 0);
		expect(check.type).toBe('n8n-nodes-base.if');
		const [rejected] = wiredTo(name, check.name, 1);
		expect(rejected.parameters).toMatchObject({ options: { responseCode: 401 } });
	}
});

test('the shops differ only until their order is read', () => {
	const READ = 'Read Order';
	const [first, ...others] = SHOPS.map((name) => {
		const { nodes, connections } = readExample(name);
		const shared = nodes.slice(nodes.findIndex((node) => node.name === READ) + 1);
		return shared.map(({ name: node, type, parameters, onError }) => ({
			node,
			type,
			parameters,
			onError,
			connections: connections[node],
		}));
	});
	expect(first.length).toBeGreaterThan(10);
	for (const other of others) expect(other).toEqual(first);
});

test.each(names)("%s drops a trigger's samples first", (name) => {
	for (const { name: trigger } of nodesOf(name, TRIGGER)) {
		const [filter, ...others] = wiredTo(name, trigger, 0);
		expect(others).toEqual([]);
		expect(filter.type).toBe('n8n-nodes-base.filter');
		expect(JSON.stringify(filter.parameters)).toContain('$json.sample');
	}
});

describe('parameters', () => {
	const types: Record<string, INodeTypeDescription> = {
		[MIOESIM]: new MioEsim().description,
		[`${MIOESIM}Tool`]: new MioEsim().description,
		[TRIGGER]: new MioEsimTrigger().description,
	};
	/** Fields that n8n adds to every tool, and to every polling trigger. */
	const ADDED = ['descriptionType', 'toolDescription', 'pollTimes'];
	const ours = names.flatMap((name) =>
		readExample(name)
			.nodes.filter(({ type }) => type in types)
			.map((node): [string, string, INode] => [name, node.name, node]),
	);

	test.each(ours)('%s, %s: each parameter exists, is shown, and is valid', (_, __, node) => {
		const description = types[node.type];
		const parameters: INodeParameters = Object.fromEntries(
			Object.entries(node.parameters).filter(([key]) => !ADDED.includes(key)),
		);
		const bare = { ...node, parameters };
		const { properties } = description;
		// n8n keeps the fields it knows and shows, and drops the rest.
		const kept = NodeHelpers.getNodeParameters(
			properties,
			parameters,
			true,
			false,
			bare,
			description,
		);
		const unknown = pathsOf(parameters).filter((path) => !pathsOf(kept ?? {}).includes(path));
		expect(unknown).toEqual([]);
		expect(NodeHelpers.getNodeParametersIssues(properties, bare, description)).toBeNull();
		// As the editor saves a choice from a list.
		const locators = properties.filter(({ type }) => type === 'resourceLocator');
		for (const { name } of locators.filter((each) => each.name in parameters)) {
			expect(parameters[name]).toMatchObject({ __rl: true, mode: expect.any(String) });
		}
	});

	/** Names of parameters, and of fields within collections: `filters.status`. */
	function pathsOf(parameters: INodeParameters): string[] {
		return Object.entries(parameters).flatMap(([key, value]) =>
			value !== null && typeof value === 'object' && !Array.isArray(value) && !('__rl' in value)
				? [key, ...pathsOf(value as INodeParameters).map((path) => `${key}.${path}`)]
				: [key],
		);
	}
});

/** Pixels between two nodes on n8n's canvas, their names included. */
const APART = 130;
/** The same after an output with a name and an item count. */
const APART_FROM_OURS = 240;
/** Connections and item counts may extend this far beyond the nodes. */
const MARGIN = 40;

test.each(names)('%s: nodes and notes lie apart, and the note says what to change', (name) => {
	const [sticky, ...notes] = nodesOf(name, STICKY_NOTE);
	expect(notes).toEqual([]);
	const nodes = readExample(name).nodes.filter(
		(node) => node !== sticky && node.name !== sticky.name,
	);
	const tooClose = nodes.flatMap((one, index) =>
		nodes.slice(index + 1).filter((other) => {
			const [x, y] = [0, 1].map((axis) => Math.abs(one.position[axis] - other.position[axis]));
			const isAfterOurs = one.type === MIOESIM && y < MARGIN;
			return y < APART && x < (isAfterOurs ? APART_FROM_OURS : APART);
		}),
	);
	expect(tooClose.map((node) => node.name)).toEqual([]);

	const { content, width, height } = sticky.parameters as Record<'width' | 'height', number> & {
		content: string;
	};
	const top = Math.min(...nodes.map(({ position }) => position[1]));
	expect(sticky.position[1] + height).toBeLessThanOrEqual(top - MARGIN);
	// An estimate for n8n's text, on the high side.
	const lines = content.split('\n').map((line) => Math.ceil((line.length * 7.4) / (width - 50)));
	expect(height).toBeGreaterThanOrEqual(
		lines.reduce((sum, count) => sum + Math.max(count, 0.5) * 22, 50),
	);
	expect(content).toMatch(/Choose .*MIOeSIM/s);
	const named = [...content.matchAll(/\*\*([^*]+)\*\*/g)].map(([, text]) => text);
	expect(nodes.some((node) => named.includes(node.name))).toBe(true);
});
