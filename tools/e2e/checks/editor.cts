import { join } from 'node:path';
import type { INodeParameterResourceLocator } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import { SEARCH_TERMS } from '../lib/samples.cts';
import { openBrowser } from '../lib/browser.cts';
import { EditorPage } from '../lib/editor-page.cts';
import { assert } from '../lib/report.cts';
import { BUY, byId, shopOrder, single } from '../lib/workflows.cts';
import type { EditorBench, ReadyBench } from './bench.cts';
import { checkChat } from './chat.cts';
import { checkCredentialForm } from './credential-form.cts';
import { checkFailedStep, checkLists, checkNode } from './node.cts';
import { checkTrigger } from './trigger.cts';

const SHOP_ORDER = 'editorshoporder';
const ONE_ORDER = 'editoroneorder';
const FAILED_STEP = 'editorfailedstep';

/** A locator without a selection. */
const UNCHOSEN: INodeParameterResourceLocator = { __rl: true, mode: 'list', value: '' };

/** What a user sees in n8n's editor. */
export async function checkEditor(bench: ReadyBench) {
	const { report, instance, credential, sku, plan } = bench;
	report.section("n8n's editor");
	const line = (lineId: string, priceId: number) => ({
		orderId: 'SHOP-1002',
		lineId,
		skuId: sku.skuId,
		priceId,
	});
	const lines = [line('a', plan.priceId), line('b', 987654321)];
	const drawn = shopOrder({ id: SHOP_ORDER, lines, credential });
	// Selected from the list, as most users do: the destination is the same for all lines.
	const buying = drawn.nodes.find(({ name }) => name === 'Buy eSIM');
	assert.ok(buying);
	buying.parameters.skuId = {
		__rl: true,
		mode: 'list',
		value: sku.skuId,
		cachedResultName: sku.name,
	};
	const one = { ...BUY, skuId: UNCHOSEN, priceId: UNCHOSEN, externalOrderId: '' };
	const bad = { ...one, skuId: byId(sku.skuId), priceId: byId('987654321') };
	await instance.import('workflow', [
		drawn,
		single(ONE_ORDER, one, credential, 'Buy eSIM'),
		single(FAILED_STEP, bad, credential, 'Buy eSIM'),
	]);

	const { page, close } = await openBrowser();
	const editor = new EditorPage(page, instance.url);
	try {
		await report.check('the owner can sign in', () => editor.signIn(instance.owner));
		await checkNodesPanel({ report, editor });
		await checkToolVariant({ report, page, instance });
		await checkNode({ ...bench, editor, workflowId: SHOP_ORDER });
		await checkFailedStep({ ...bench, editor, workflowId: FAILED_STEP });
		await checkLists({ ...bench, editor, workflowId: ONE_ORDER });
		await checkChat({ ...bench, editor });
		await checkTrigger({ ...bench, editor });
		await checkCredentialForm({ ...bench, editor });
	} catch (error) {
		await page.screenshot({ path: join(bench.folder, 'failed.png') }).catch(() => {});
		throw error;
	} finally {
		await close();
	}
}

async function checkNodesPanel({ report, editor }: Pick<EditorBench, 'report' | 'editor'>) {
	await report.check('the nodes panel finds the node by what a user wants to do', async () => {
		await editor.openWorkflow(SHOP_ORDER);
		const [first, ...others] = SEARCH_TERMS;
		assert.ok((await editor.searchNodes(first)).includes('MIOeSIM'), first);
		for (const term of others) {
			assert.ok((await editor.searchNodesAgain(term)).includes('MIOeSIM'), term);
		}
	});
	await report.check('the nodes panel finds the node and the trigger', async () => {
		await editor.openWorkflow(SHOP_ORDER);
		const names = await editor.searchNodes('mioesim');
		assert.ok(names.includes('MIOeSIM'), names.join(', '));
		const actions = await editor.openNodeChoice('MIOeSIM');
		assert.match(actions, /Get many destinations/);
		assert.match(actions, /Buy eSIM \(create order\)/);
		// One entry shows the node's actions and the trigger's events.
		assert.match(actions, /Triggers \(\d+\)/);
	});
}

async function checkToolVariant({
	report,
	page,
	instance,
}: Pick<ReadyBench, 'report' | 'instance'> & { page: Page }) {
	await report.check('an AI agent can use the node as a tool', async () => {
		const response = await page.request.get(`${instance.url}/types/nodes.json`);
		const types = (await response.json()) as Array<{ name: string; outputs: unknown }>;
		const tool = types.find(({ name }) => name === 'n8n-nodes-mioesim.mioEsimTool');
		assert.ok(tool, 'There is no mioEsimTool');
		assert.deepEqual(tool.outputs, ['ai_tool']);
	});
}
