import { test } from '../lib/editor-page.cts';
import { assert } from '../lib/report.cts';
import type { EditorBench } from './bench.cts';

/** A workflow is open in the editor. */
type OpenWorkflow = EditorBench & { workflowId: string };

const NODE = 'Buy eSIM';

const NDV = test('ndv');

/** The node on the canvas, and the result of a run. */
export async function checkNode({ report, editor, workflowId, pictures }: OpenWorkflow) {
	const { page } = editor;

	await report.check('the node has two outputs, Success and Error', async () => {
		await editor.openWorkflow(workflowId);
		assert.deepEqual(await editor.outputLabels(NODE), ['Success', 'Error']);
	});

	await report.check('a run sends one item to each output', async () => {
		await editor.runWorkflow();
		await pictures.take(page, 'workflow.png', { around: test('canvas-node') });
		assert.equal(await editor.itemsBetween(NODE, 'Send code to customer'), '1 item');
		assert.equal(await editor.itemsBetween(NODE, 'Tell support'), '1 item');
	});

	await report.check('the failed item shows its input, the meaning and what to do', async () => {
		await editor.openNode(NODE);
		await page.locator(test('output-panel')).getByText('Error Branch').click();
		await page.locator(`${test('output-panel')} ${test('radio-button-json')}`).click();
		await editor.settle();
		const shown = await page.locator(test('output-panel')).innerText();
		for (const expected of [/lineId/, /message/, /resolution/]) assert.match(shown, expected);
		await pictures.take(page, 'error-item.png', { part: NDV, size: [1500, 760] });
		await editor.closeNode();
	});
}

/** A step that fails with nothing connected to Error: n8n reports that it was executed successfully. */
export async function checkFailedStep({ report, editor, workflowId }: OpenWorkflow) {
	const { page } = editor;
	await report.check('Execute step names the failure, and the tab that has it', async () => {
		await editor.openWorkflow(workflowId);
		await editor.openNode(NODE);
		await page.locator(test('node-execute-button')).first().click();
		const output = page.locator(test('output-panel'));
		await output
			.getByText(/1 item failed: Data not found/)
			.first()
			.waitFor();
		assert.match(await output.innerText(), /Open the Error tab/);
		await editor.closeNode();
	});
}

/** The lists from which a user selects a destination and a package. */
export async function checkLists({
	report,
	editor,
	workflowId,
	sku,
	plan,
	pictures,
}: OpenWorkflow) {
	const { page } = editor;

	await report.check(
		'a new purchase shows the customer, the highest price, and what costs money',
		async () => {
			await editor.openWorkflow(workflowId);
			await editor.openNode(NODE);
			const form = await page.locator(test('node-parameters')).innerText();
			for (const expected of [
				'External Order ID',
				'Customer Email',
				'Highest Price',
				'Nothing is bought above this price',
				'protected from buying twice',
			]) {
				assert.ok(form.includes(expected), `There is no ${expected} in ${form}`);
			}
			await editor.closeNode();
		},
	);

	await report.check('the Destination list fills and can be searched', async () => {
		await editor.openWorkflow(workflowId);
		await editor.openNode(NODE);
		const all = await editor.list('skuId');
		assert.ok(all.length > 10, all.join(', '));
		const some = await editor.list('skuId', sku.name.toLowerCase());
		assert.ok(some.length < all.length && some.includes(sku.name), some.join(', '));
		await editor.choose(sku.name);
	});

	await report.check('the Package list fills and can be searched', async () => {
		const all = await editor.list('priceId');
		assert.ok(all.length > 1, all.join(', '));
		await pictures.take(page, 'package-list.png', { part: NDV });
		const some = await editor.list('priceId', plan.data);
		assert.ok(some.length > 0 && some.length < all.length, some.join(', '));
		assert.deepEqual(
			some.filter((label) => !label.includes(plan.data)),
			[],
		);
		await editor.choose(some[0]);
		await editor.closeNode();
	});
}
