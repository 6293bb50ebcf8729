import type { INodeParameters } from 'n8n-workflow';

import { ChatModel } from '../lib/chat-model.cts';
import { assert } from '../lib/report.cts';
import { BUY, byId, mioesim, node, start, TYPE, workflow } from '../lib/workflows.cts';
import type { ReadyBench } from './bench.cts';

interface Agent {
	name: string;
	version: number;
	parameters: INodeParameters;
}

/** n8n runs the tools of older agents in a different way from those of newer ones. */
const AGENTS: Agent[] = [
	{ name: 'AI Agent 3', version: 3, parameters: {} },
	{ name: 'AI Agent 1.7', version: 1.7, parameters: { agent: 'toolsAgent' } },
];

/** An AI agent that buys with the node as its tool. */
export async function checkAgents(bench: ReadyBench) {
	bench.report.section('AI agents');
	for (const agent of AGENTS) await checkAgent(bench, agent);
}

async function checkAgent(
	{ report, instance, simulator, credential, sku, plan }: ReadyBench,
	agent: Agent,
) {
	const orderId = (line: string) => `AGENT-${agent.version}-${line}`;
	const buy = (line: string, priceId: number) => ({
		tool: 'Buy_eSIM',
		parameters: { orderId: orderId(line), priceId: String(priceId) },
	});
	const model = await ChatModel.start([[buy('a', plan.priceId), buy('b', 987654321)], 'All done.']);
	try {
		await instance.import('credentials', [model.credential()]);
		const id = `agent${agent.version}`.replace('.', '');
		await instance.import('workflow', [agentWorkflow(id, agent, { model, credential, sku })]);
		const before = await simulator.ask('ledger');

		await report.check(`${agent.name} buys once and is told what was bought`, async () => {
			const run = await instance.execute(id);
			assert.equal(run.code, 0, run.output.slice(-1500));
			assert.equal(model.answers.length, 2, JSON.stringify(run.node('Agent')).slice(0, 500));
			const bought = (await simulator.ask('ledger')).slice(before.length);
			assert.deepEqual(
				bought.map(({ outerOrderId }) => outerOrderId),
				[orderId('a')],
			);
			assert.ok(model.answers[0].includes(bought[0].orderNum), model.answers[0]);
		});
		await report.check(`${agent.name} is told why the other order was refused`, () => {
			assert.match(model.answers[1] ?? '', /resolution/);
		});
	} finally {
		model.stop();
	}
}

function agentWorkflow(
	id: string,
	{ version, parameters }: Agent,
	{ model, credential, sku }: Pick<ReadyBench, 'credential' | 'sku'> & { model: ChatModel },
) {
	const fromModel = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
	const buy = {
		...BUY,
		descriptionType: 'manual',
		toolDescription: 'Buys an eSIM',
		skuId: byId(sku.skuId),
		priceId: byId(fromModel('priceId')),
		externalOrderId: fromModel('orderId'),
	};
	const prompt = { promptType: 'define', text: 'Buy what was ordered.', options: {} };
	const { id: modelId, name: modelName } = model.credential();
	const chat = node(
		'Chat model',
		'@n8n/n8n-nodes-langchain.lmChatOpenAi',
		1.2,
		[120, 220],
		{ model: byId('none'), options: {} },
		{ credentials: { openAiApi: { id: modelId, name: modelName } } },
	);
	const tool = { ...mioesim('Buy eSIM', [320, 220], buy, credential), type: `${TYPE}Tool` };
	const drawn = workflow(
		id,
		`Agent ${version}`,
		[
			start(),
			node('Agent', '@n8n/n8n-nodes-langchain.agent', version, [220, 0], {
				...prompt,
				...parameters,
			}),
			chat,
			tool,
		],
		[['Start', 'Agent']],
	);
	const into = (type: 'ai_languageModel' | 'ai_tool') => ({
		[type]: [[{ node: 'Agent', type, index: 0 }]],
	});
	drawn.connections['Chat model'] = into('ai_languageModel');
	drawn.connections['Buy eSIM'] = into('ai_tool');
	return drawn;
}
