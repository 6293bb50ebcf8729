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
import { exampleNames, nodeOf, readExample } from '../harness/examples.cts';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
const MIOESIM = 'n8n-nodes-mioesim.mioEsim';
const TRIGGER = `${MIOESIM}Trigger`;

/** Nodes whose message somebody reads. */
const NOTIFYING = ['n8n-nodes-base.slack', 'n8n-nodes-base.emailSend'];

/** It uses no other service, and so notifies nobody. */
const DEMO = 'demo-shop-orders';

const names = exampleNames();
const wiredTo = (name: string, node: string, output: number) =>
	(readExample(name).connections[node].main[output] ?? []).map((wire) =>
		nodeOf(readExample(name), wire.node),
	);
const nodesOf = (name: string, type: string) =>
	readExample(name).nodes.filter((node) => node.type === type);

test.each(names)('%s has a page, and leaves its credentials to be selected', (name) => {
	expect(existsSync(join(__dirname, `../../examples/${name}.md`))).toBe(true);
	const { nodes, active } = readExample(name);
	expect(active).not.toBe(true);
	expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
});

test.each(names)('%s handles the Error output of each MIOeSIM node', (name) => {
	const unhandled = nodesOf(name, MIOESIM).filter(({ name: node }) => {
		const targets = wiredTo(name, node, 1);
		if (name === DEMO) return targets.length === 0;
		return !targets.some(({ type }) => NOTIFYING.includes(type));
	});
	expect(unhandled.map(({ name: node }) => node)).toEqual([]);
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
	});

	test.each(ours)('%s, %s: a choice from a list is saved as the editor saves it', (_, __, node) => {
		const locators = types[node.type].properties.filter(({ type }) => type === 'resourceLocator');
		for (const { name } of locators) {
			const value = node.parameters[name];
			if (value !== undefined)
				expect(value).toMatchObject({ __rl: true, mode: expect.any(String) });
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

describe('the layout', () => {
	/** Size of a node on n8n's canvas in pixels, including its name below. */
	const NODE = { width: 100, height: 150 };
	const AGENT = { ...NODE, width: 260 };
	/** Connections and item counts may extend this far beyond the nodes. */
	const MARGIN = 40;
	/** An estimate for n8n's text, on the high side. */
	const CHARACTER = 7.4;
	const PADDING = 50;
	const LINE = 22;

	function stickyOf(name: string) {
		const [sticky, ...others] = nodesOf(name, STICKY_NOTE);
		expect(others).toEqual([]);
		const [left, top] = sticky.position;
		const { content, width, height } = sticky.parameters as {
			content: string;
			width: number;
			height: number;
		};
		return { content, left, top, width, height };
	}

	test.each(names)(
		'%s: the sticky note covers no node, no connection and no item count',
		(name) => {
			const sticky = stickyOf(name);
			const others = readExample(name).nodes.filter(({ type }) => type !== STICKY_NOTE);
			const boxes = others.map(({ type, position: [left, top] }) => {
				const { width, height } = type.endsWith('.agent') ? AGENT : NODE;
				return { left, top, right: left + width, bottom: top + height };
			});
			// Everything is drawn inside the rectangle around all nodes, or slightly outside.
			const drawn = {
				left: Math.min(...boxes.map(({ left }) => left)) - MARGIN,
				top: Math.min(...boxes.map(({ top }) => top)) - MARGIN,
				right: Math.max(...boxes.map(({ right }) => right)) + MARGIN,
				bottom: Math.max(...boxes.map(({ bottom }) => bottom)) + MARGIN,
			};
			const isApart =
				sticky.top + sticky.height <= drawn.top ||
				sticky.top >= drawn.bottom ||
				sticky.left + sticky.width <= drawn.left ||
				sticky.left >= drawn.right;
			expect(isApart).toBe(true);
		},
	);

	test.each(names)('%s: the text of the sticky note fits', (name) => {
		const { content, width, height } = stickyOf(name);
		const lines = content
			.split('\n')
			.map((line) => Math.ceil((line.length * CHARACTER) / (width - PADDING)));
		const needed = lines.reduce((sum, count) => sum + Math.max(count, 0.5) * LINE, PADDING);
		expect(height).toBeGreaterThanOrEqual(needed);
	});

	test.each(names)('%s: the sticky note says what to select and what to change', (name) => {
		expect(stickyOf(name).content).toMatch(/Choose .*MIOeSIM/s);
		const { nodes } = readExample(name);
		const named = [...stickyOf(name).content.matchAll(/\*\*([^*]+)\*\*/g)].map(([, text]) => text);
		const mentioned = nodes.filter((node) => named.includes(node.name));
		if (name !== DEMO) expect(mentioned.length).toBeGreaterThan(0);
	});
});

test.each(names)('%s: an item count has room beside the name of an output', (name) => {
	const { connections } = readExample(name);
	const tooShort = nodesOf(name, MIOESIM).flatMap((node) =>
		connections[node.name].main.flatMap((_, output) =>
			wiredTo(name, node.name, output)
				.filter(({ position: [left, top] }) => {
					const isLevel = Math.abs(top - node.position[1]) < 40;
					return isLevel && left - node.position[0] < 300;
				})
				.map((target) => `${node.name} / ${target.name}`),
		),
	);
	expect(tooShort).toEqual([]);
});

test.each(names)('%s: no node overlaps another', (name) => {
	const { nodes } = readExample(name);
	const spots = nodes.filter(({ type }) => type !== STICKY_NOTE);
	const tooClose = spots.flatMap((one, index) =>
		spots
			.slice(index + 1)
			.filter(
				(other) =>
					Math.abs(one.position[0] - other.position[0]) < 130 &&
					Math.abs(one.position[1] - other.position[1]) < 130,
			)
			.map((other) => `${one.name} / ${other.name}`),
	);
	expect(tooClose).toEqual([]);
});
