'use strict';

const { itemsOf } = require('../lib/catalogue');
const { test } = require('../lib/editor-page');
const { waitFor } = require('../lib/processes');
const { assert } = require('../lib/report');
const { BUY, byId, node, single, sink, uses, workflow } = require('../lib/workflows');

const WATCH = 'triggerwatch';
const BUY_ONE = 'triggerbuyone';

/** Every ten seconds. n8n takes a star in this place for a mistake. */
const OFTEN = '0,10,20,30,40,50 * * * * *';

/** The trigger, tried out in the editor and then at work. */
async function checkTrigger({ report, editor, instance, credential, sku, plan }) {
	const { page } = editor;
	const watch = {
		pollTimes: { item: [{ mode: 'custom', cronExpression: OFTEN }] },
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

	await report.check('published, it starts its workflow once for a new order', async () => {
		await instance.publish(WATCH);
		const run = await instance.execute(BUY_ONE);
		assert.equal(run.code, 0, run.output.slice(-1500));
		const [{ orderNumber }] = itemsOf(run, 'MIOeSIM');
		const started = await waitFor('an execution', () => executionsOf(instance, WATCH), {
			limit: 45_000,
			every: 1_000,
		});
		// Time for a second one, which should not come.
		await page.waitForTimeout(12_000);
		const executions = await executionsOf(instance, WATCH);
		assert.equal(executions.length, 1, JSON.stringify(executions).slice(0, 500));
		const { data } = await instance.rest('GET', `/executions/${started[0].id}`);
		assert.ok(JSON.stringify(data).includes(orderNumber), 'It is about another order');
	});
}

/** Executions that were started by the trigger, or nothing while there are none. */
async function executionsOf(instance, workflowId) {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, mode: 'trigger' }));
	const { results } = await instance.rest('GET', `/executions?filter=${filter}&limit=10`);
	const triggered = results.filter(({ mode }) => mode === 'trigger');
	return triggered.length > 0 && triggered;
}

module.exports = { checkTrigger };
