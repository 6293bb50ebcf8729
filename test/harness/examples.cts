import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NAME } from './credentials.cts';
import { outputsOf, startWorkflow } from './engine.cts';
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

export function readExample(name: string) {
	return JSON.parse(readFileSync(join(DIRECTORY, `${name}.json`), 'utf8'));
}

const isMioEsim = ({ type }) => type.startsWith('n8n-nodes-mioesim.');

/**
 * Runs an example workflow in n8n's engine, with the given credential chosen in it.
 *
 * @param {object} settings
 * @param {ReturnType<typeof readExample>} settings.workflow
 * @param {string} settings.start name of the node it starts from
 * @param {object[]} [settings.items] what the start node gives
 * @param {import('./credentials').CredentialStore} settings.credential
 * @param {Record<string, object>} [settings.types] stand-ins for further nodes
 */
export async function runExample({ workflow, start, items, credential, types = {} }) {
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
		/** JSON of the items that left a node, by output; empty lists when it did not run. */
		jsonOf: (node, output = 0) =>
			(outputsOf(result, node).outputs[output] ?? []).map((item) => item.json),
		/** The items with their binaries. */
		itemsOf: (node, output = 0) => outputsOf(result, node).outputs[output] ?? [],
	};
}
