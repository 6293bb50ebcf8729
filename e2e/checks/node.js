'use strict';

const { join } = require('node:path');
const { test } = require('../lib/editor-page');
const { assert } = require('../lib/report');

const NODE = 'Buy eSIM';

/** The node on the canvas, its lists, and what a run of it shows. */
async function checkNode({ report, editor, workflowId, sku, plan, pictures }) {
	const { page } = editor;
	const picture = (name) => page.screenshot({ path: join(pictures, name) });

	await report.check('it has two outputs, Success and Error', async () => {
		await editor.openWorkflow(workflowId);
		assert.deepEqual(await editor.outputLabels(NODE), ['Success', 'Error']);
	});

	await report.check('a run sends one item each way', async () => {
		await editor.runWorkflow();
		await picture('workflow.png');
		const edges = await page.locator(test('edge-label')).allInnerTexts();
		const counts = edges.filter((text) => /item/.test(text)).map((text) => text.trim());
		assert.ok(counts.filter((text) => /1 item/.test(text)).length >= 2, counts.join(', '));
	});

	await report.check('the Destination list fills and can be searched', async () => {
		await editor.openNode(NODE);
		const all = await editor.list('skuId');
		assert.ok(all.length > 10, all.join(', '));
		const some = await editor.list('skuId', sku.name.toLowerCase());
		assert.ok(some.length < all.length && some.includes(sku.name), some.join(', '));
		await editor.closeList();
	});

	await report.check('the Package list fills and can be searched', async () => {
		await editor.chooseMode('priceId', 'list');
		const all = await editor.list('priceId');
		assert.ok(all.length > 1, all.join(', '));
		await picture('package-list.png');
		const some = await editor.list('priceId', plan.data);
		assert.ok(some.length > 0 && some.length < all.length, some.join(', '));
		assert.ok(
			some.slice(1).every((label) => label.includes(plan.data)),
			some.join(', '),
		);
		await editor.closeList();
	});

	await report.check('the error item shows meaning and resolution', async () => {
		await page.reload();
		await editor.openWorkflow(workflowId);
		await editor.runWorkflow();
		await editor.openNode(NODE);
		await page.locator(test('output-panel')).getByText('Error Branch').click();
		await page.locator(`${test('output-panel')} ${test('radio-button-json')}`).click();
		await editor.settle();
		const shown = await page.locator(test('output-panel')).innerText();
		assert.match(shown, /resolution/);
		assert.match(shown, /"?lineId/);
		await picture('error-item.png');
		await editor.closeNode();
	});
}

module.exports = { checkNode };
