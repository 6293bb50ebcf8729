import type { INode } from 'n8n-workflow';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../lib/package.cts';
import { assert } from '../lib/report.cts';
import type { ReadyBench } from './bench.cts';

const examplesDir = join(packageDir, 'examples');

/** Triggers that `n8n execute` can start from. */
const STARTS = ['n8n-nodes-base.manualTrigger', 'n8n-nodes-base.executeWorkflowTrigger'];

/** A workflow as n8n exports it. */
interface Example {
	[field: string]: unknown;
	nodes: INode[];
	settings?: object;
}

/** The example workflows, with this instance's credential. */
export function readExamples(credential: { id: string; name: string }) {
	if (!existsSync(examplesDir)) return [];
	return readdirSync(examplesDir)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file, index) => {
			const example = JSON.parse(readFileSync(join(examplesDir, file), 'utf8')) as Example;
			const { id: credentialId, name } = credential;
			const nodes = example.nodes.map((node) =>
				node.type.startsWith('n8n-nodes-mioesim.')
					? { ...node, credentials: { mioEsimApi: { id: credentialId, name } } }
					: node,
			);
			const settings = { executionOrder: 'v1', ...example.settings };
			const id = `example${index}`;
			// Tags and the like belong to the instance in which an example was made.
			const foreign = new Set(['tags', 'meta', 'versionId', 'pinData']);
			const own = Object.fromEntries(Object.entries(example).filter(([key]) => !foreign.has(key)));
			const workflow = { ...(own as Example), id, active: false, settings, nodes };
			return { file, workflow };
		});
}

const startsByHand = ({ nodes }: Example) => nodes.some(({ type }) => STARTS.includes(type));

/** Every example can be imported, and runs if it has a manual start. */
export async function checkExamples({ report, instance, credential }: ReadyBench) {
	const examples = readExamples(credential);
	if (examples.length === 0) return;
	report.section('Example workflows');
	await report.check(`${examples.length} examples can be imported`, () =>
		instance.import(
			'workflow',
			examples.map(({ workflow }) => workflow),
		),
	);
	for (const { file, workflow } of examples.filter((each) => startsByHand(each.workflow))) {
		await report.check(`${file} runs`, async () => {
			const run = await instance.execute(workflow.id);
			assert.equal(run.code, 0, run.output.slice(-1500));
		});
	}
}
