import { itemsOf } from '../lib/catalogue.cts';
import { test } from '../lib/editor-page.cts';
import { waitFor } from '../lib/processes.cts';
import { assert } from '../lib/report.cts';
import { BUY, byId, node, single, sink, uses, workflow } from '../lib/workflows.cts';
import type { EditorBench } from './bench.cts';
import type { Instance } from '../lib/instance.cts';

const WATCH = 'triggerwatch';
const BUY_ONE = 'triggerbuyone';

/** The trigger, tested in the editor and then published. */
export async function checkTrigger({
	report,
	editor,
	instance,
	simulator,
	credential,
	sku,
	plan,
}: EditorBench) {
	const { page } = editor;
	const watch = {
		// The shortest interval that n8n allows.
		pollTimes: { item: [{ mode: 'everyMinute' }] },
		events: ['newOrder'],
	};
	const trigger = node(
		'MIOeSIM Trigger',
		'n8n-nodes-mioesim.mioEsimTrigger',
		1,
		[0, 0],
		watch,
		uses(credential),
	);
	const buy = { ...BUY, skuId: byId(sku.skuId), priceId: byId(String(plan.priceId)) };
	await instance.import('workflow', [
		workflow(
			WATCH,
			'Watch orders',
			[trigger, sink('New order', [220, 0])],
			[['MIOeSIM Trigger', 'New order']],
		),
		single(BUY_ONE, { ...buy, externalOrderId: 'SHOP-1003' }, credential),
	]);

	await report.check('the trigger fetches a test event', async () => {
		await editor.openWorkflow(WATCH);
		await editor.openNode('MIOeSIM Trigger');
		await page.locator(test('node-execute-button')).first().click();
		const output = page.locator(test('output-panel'));
		await output.getByText('orderNumber').first().waitFor();
		await editor.closeNode();
	});

	await report.check('after publishing, it starts its workflow only for a new order', async () => {
		const earlier = (await simulator.ask('ledger')).map(({ orderNum }) => orderNum);
		await instance.publish(WATCH);
		await waitFor('the first poll', () => hasMemory(instance), { limit: 30_000 });
		const run = await instance.execute(BUY_ONE);
		assert.equal(run.code, 0, run.output.slice(-1500));
		const [{ orderNumber }] = itemsOf(run, 'MIOeSIM');
		const [started, ...others] = await waitFor(
			'an execution',
			() => executionsOf(instance, WATCH),
			{ limit: 90_000, every: 1_000 },
		);
		assert.equal(others.length, 0);
		const execution = await instance.rest<{ data: unknown }>('GET', `/executions/${started.id}`);
		const data = JSON.stringify(execution.data);
		assert.ok(data.includes(orderNumber), `${orderNumber} is not in it`);
		assert.deepEqual(
			earlier.filter((each) => data.includes(each)),
			[],
		);
	});
}

/** Whether the trigger has recorded the current state. */
async function hasMemory(instance: Instance) {
	const { staticData } = await instance.rest<{ staticData: unknown }>('GET', `/workflows/${WATCH}`);
	return Boolean(staticData) && JSON.stringify(staticData).length > 2;
}

interface Execution {
	id: string;
	mode: string;
}

/** Executions that the trigger has started. */
async function executionsOf(instance: Instance, workflowId: string) {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, mode: 'trigger' }));
	const { results } = await instance.rest<{ results: Execution[] }>(
		'GET',
		`/executions?filter=${filter}&limit=10`,
	);
	const triggered = results.filter(({ mode }) => mode === 'trigger');
	return triggered.length > 0 && triggered;
}
