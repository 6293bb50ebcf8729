import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IConnections, IDataObject, INode, INodeType } from 'n8n-workflow';

import { NAME, type Credential } from './credentials.cts';
import { outputsOf, startWorkflow } from './engine.cts';
import type { Item } from './items.cts';
import { nodesBase } from './nodesBase.cts';

const DIRECTORY = join(__dirname, '../../examples');
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** File names of all example workflows, without `.json`. */
export function exampleNames() {
	return readdirSync(DIRECTORY)
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.slice(0, -'.json'.length))
		.sort();
}

/** A workflow as n8n exports it. */
export interface ExportedWorkflow {
	name: string;
	active?: boolean;
	nodes: INode[];
	connections: IConnections;
}

export function readExample(name: string): ExportedWorkflow {
	return JSON.parse(readFileSync(join(DIRECTORY, `${name}.json`), 'utf8')) as ExportedWorkflow;
}

/** A node of a workflow, by its name. */
export function nodeOf({ nodes }: ExportedWorkflow, name: string): INode {
	const node = nodes.find((each) => each.name === name);
	if (node === undefined) throw new Error(`No node ${name} in this workflow`);
	return node;
}

const isMioEsim = ({ type }: INode) => type.startsWith('n8n-nodes-mioesim.');

/** Runs an example workflow in n8n's engine, with the given credential selected. */
export async function runExample({
	workflow,
	start,
	items,
	credential,
	types = {},
}: {
	workflow: ExportedWorkflow;
	/** Name of the node that it starts from. */
	start: string;
	/** Items of the start node. */
	items?: IDataObject[];
	credential: Credential;
	/** Stand-ins for further nodes. */
	types?: Record<string, INodeType>;
}) {
	const nodes = workflow.nodes
		.filter(({ type }) => type !== STICKY_NOTE)
		.map((node) => {
			if (!isMioEsim(node)) return node;
			return { ...node, credentials: { [NAME]: { id: credential.id, name: 'MIOeSIM account' } } };
		});
	const { run } = startWorkflow({
		nodes,
		connections: workflow.connections,
		start,
		items,
		credential,
		types: { ...nodesBase, ...types },
	});
	const result = await run;
	return {
		result,
		/** The error that stopped the workflow, if one did. */
		stoppedBy: result.data.resultData.error,
		/** JSON of a node's output items, by output; empty lists if it did not run. */
		jsonOf: <TJson = Item,>(node: string, output = 0) =>
			(outputsOf<TJson>(result, node).outputs[output] ?? []).map((item) => item.json),
		/** The items with their binaries. */
		itemsOf: <TJson = Item,>(node: string, output = 0) =>
			outputsOf<TJson>(result, node).outputs[output] ?? [],
	};
}
