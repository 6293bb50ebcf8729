import { ChatModel } from '../lib/chat-model.cts';
import { test } from '../lib/editor-page.cts';
import { readExamples } from '../lib/examples.cts';
import { assert } from '../lib/report.cts';
import { CONVERSATION, ORDERED } from '../lib/samples.cts';
import type { EditorBench } from './bench.cts';

/** The example with an agent: it asks in n8n's own chat before it buys, and answers there. */
export async function checkChat({ report, instance, simulator, credential, editor }: EditorBench) {
	const { page } = editor;
	const model = await ChatModel.start(CONVERSATION);
	const [example] = readExamples([credential, model.credential()]).filter(
		({ name }) => name === 'ai-agent-with-approval',
	);
	const bought = async () =>
		(await simulator.ask('ledger')).filter(
			({ outerOrderId }) => outerOrderId === ORDERED.externalOrderId,
		);
	const chat = page.locator(test('canvas-chat-body'));
	const question = 'Buy 2 × Japan, 5 GB for 30 days, for #4001, at most $20.18 in all?';
	try {
		await instance.import('credentials', [model.credential()]);
		await instance.import('workflow', [example.workflow]);
		await report.check('the agent asks in words before it buys', async () => {
			await editor.openWorkflow(example.workflow.id);
			await page.locator(test('workflow-chat-button')).click();
			await page.locator('textarea:visible').first().fill('Two eSIMs for Japan, please');
			await page.keyboard.press('Enter');
			await chat.getByText(question).waitFor({ timeout: 60_000 });
			assert.deepEqual(await bought(), []);
		});
		await report.check('approved, it buys and answers', async () => {
			await chat.getByRole('button', { name: 'Approve' }).click();
			await chat.getByText(CONVERSATION.at(-1) as string).waitFor({ timeout: 60_000 });
			assert.deepEqual(
				(await bought()).map(({ count }) => count),
				[ORDERED.count],
			);
		});
	} finally {
		model.stop();
	}
}
