import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../lib/package.cts';
import { assert } from '../lib/report.cts';

const examplesDir = join(packageDir, 'examples');

/** Triggers that `n8n execute` can start from. */
const STARTS = ['n8n-nodes-base.manualTrigger', 'n8n-nodes-base.executeWorkflowTrigger'];

/**
 * The example workflows, with this instance's credential put in.
 *
 * @returns {Array<{ file: string, workflow: object }>}
 */
export function readExamples({ id, name }: { id: string; name: string }) {
	if (!existsSync(examplesDir)) return [];
	return readdirSync(examplesDir)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file, index) => {
			const example = JSON.parse(readFileSync(join(examplesDir, file), 'utf8'));
			const nodes = example.nodes.map((node) =>
				node.type.startsWith('n8n-nodes-mioesim.')
					? { ...node, credentials: { mioEsimApi: { id, name } } }
					: node,
			);
			const settings = { executionOrder: 'v1', ...example.settings };
			const workflow = { ...example, id: `example${index}`, active: false, settings, nodes };
			// Tags and the like belong to the instance an example was drawn in.
			for (const foreign of ['tags', 'meta', 'versionId', 'pinData']) delete workflow[foreign];
			return { file, workflow };
		});
}

/** @param {object} workflow */
const startsByHand = ({ nodes }) => nodes.some(({ type }) => STARTS.includes(type));

/** Every example can be imported, and runs where it starts by hand. */
export async function checkExamples({ report, instance, credential }) {
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
