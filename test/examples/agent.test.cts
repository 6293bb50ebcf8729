import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import {
	agentNodes,
	engineAgent,
	human,
	invokingAgent,
	type SuppliedTool,
} from '../harness/agent.cts';
import { credentialOf } from '../harness/credentials.cts';
import { readExample, runExample } from '../harness/examples.cts';
import type { FailedItem, Item } from '../harness/items.cts';
import type { INodeType } from 'n8n-workflow';

let sim: RunningSimulator;

beforeAll(async () => {
	sim = await startSimulator({ seed: 1 });
});
afterAll(async () => await sim.close());
beforeEach(() => sim.reset());

const AGENT = '@n8n/n8n-nodes-langchain.agent';
const HUMAN = 'n8n-nodes-base.slackHitlTool';

type Observation = Item[] & FailedItem[];

/** Runs the example with a scripted agent; returns the result of each tool call. */
async function talk(agent: INodeType, approves = true, at = sim) {
	const { jsonOf, stoppedBy } = await runExample({
		workflow: readExample('ai-agent-with-approval'),
		start: 'Chat',
		items: [{ chatInput: 'One eSIM for Japan, please', sessionId: 's' }],
		credential: credentialOf(at),
		types: { ...agentNodes, [AGENT]: agent, [HUMAN]: human(approves) },
	});
	if (stoppedBy) throw stoppedBy;
	return jsonOf<{ observation: Observation }>('eSIM Agent').map(({ observation }) => observation);
}

let orders = 0;
const purchase = (priceId = '441') => ({
	skuId: '45',
	priceId,
	count: 1,
	externalOrderId: `#${++orders}`,
});

describe('on the code path of newer agents', () => {
	test('it reads, and buys only after a human has approved', async () => {
		const order = purchase();
		const [destinations, packages, bought] = await talk(
			engineAgent([
				[['Find Destinations', { destination: 'japan' }]],
				[['List Packages', { skuId: '45' }]],
				[['Ask a Human > Buy eSIM', order]],
			]),
		);
		expect(destinations).toEqual([expect.objectContaining({ skuId: '45', name: 'Japan' })]);
		expect(packages.length).toBeGreaterThan(10);
		expect(JSON.stringify(packages).length).toBeLessThan(packages.length * 500);
		expect(bought[0]).toMatchObject({
			orderNumber: sim.ledger[0].orderNum,
			externalOrderId: order.externalOrderId,
		});
		expect(bought[0].lpa).toMatch(/^LPA:1\$/);
		expect(sim.ledger).toHaveLength(1);
	});

	test('it buys nothing if the human declines', async () => {
		const [answer] = await talk(engineAgent([[['Ask a Human > Buy eSIM', purchase()]]]), false);
		expect(answer).toEqual([{ output: 'The human said no' }]);
		expect(sim.ledger).toEqual([]);
	});

	test('an account without the package: the agent is told, and nothing is bought', async () => {
		const quiet = await startSimulator({ seed: 1 });
		quiet.changeCatalogue(({ skus }) => (skus.length = 0));
		const [destinations, packages, orders, bought] = await talk(
			engineAgent([
				[['Find Destinations', { destination: 'japan' }]],
				[['List Packages', { skuId: '1' }]],
				[['Find Orders', { externalOrderId: '#1' }]],
				[['Ask a Human > Buy eSIM', purchase('99999999')]],
			]),
			true,
			quiet,
		);
		await quiet.close();
		expect([destinations, orders]).toEqual([[], []]);
		for (const [answer] of [packages, bought]) {
			expect(answer.error).toMatchObject({ code: -3, outcome: 'notExecuted' });
		}
		expect(quiet.ledger).toEqual([]);
	});

	test('a refusal reaches the model in full, with advice', async () => {
		const [answer] = await talk(engineAgent([[['Ask a Human > Buy eSIM', purchase('99999999')]]]));
		expect(answer).toEqual([
			{
				error: expect.objectContaining({
					code: -3,
					message: 'Data not found / operation failed',
					resolution: expect.stringContaining('Verify that the identifiers'),
					outcome: 'notExecuted',
				}),
			},
		]);
	});

	test('two calls in one turn are two purchases, but a repeated shop order is not', async () => {
		const [first, second] = [purchase(), purchase()];
		const [, , again] = await talk(
			engineAgent([
				[
					['Ask a Human > Buy eSIM', first],
					['Ask a Human > Buy eSIM', second],
				],
				[['Ask a Human > Buy eSIM', first]],
			]),
		);
		expect(sim.ledger).toHaveLength(2);
		expect(again[0]).toMatchObject({
			duplicate: true,
			externalOrderId: first.externalOrderId,
		});
	});
});

/** Operations that spend, refund or email; API Request can do all of it. */
const SPENDING = new Set<unknown>(['create', 'renew', 'cancel', 'send', 'sendPdf']);

test('a tool that spends money or cannot be undone reaches the agent only through a human', () => {
	const { nodes, connections } = readExample('ai-agent-with-approval');
	const typeOf = (name: string) => nodes.find((node) => node.name === name)?.type;
	const risky = nodes.filter(({ parameters: { operation } }) => SPENDING.has(operation));
	expect(risky.map(({ name }) => name)).toEqual(['Buy eSIM']);
	for (const { name } of risky) {
		const wires = connections[name].ai_tool.flatMap((each) => each ?? []);
		expect(wires.map(({ node }) => typeOf(node))).toEqual([HUMAN]);
	}
});

describe('on the code path of older agents', () => {
	test('the agent sees tools with names, descriptions and arguments', async () => {
		let seen: SuppliedTool[] = [];
		await talk(invokingAgent([], (tools) => (seen = tools)));
		const buy = seen.find(({ name }) => name === 'Buy_eSIM');
		expect(seen.map(({ name }) => name).sort()).toEqual([
			'Buy_eSIM',
			'Find_Destinations',
			'Find_Orders',
			'List_Packages',
		]);
		expect(buy?.description).toMatch(/spends money/i);
		// A tool that needs approval has two groups of arguments: its own and the human's.
		expect(Object.keys(buy?.schema.shape ?? {})).toEqual(['toolParameters', 'hitlParameters']);
		expect(Object.keys(buy?.schema.shape.toolParameters.shape ?? {}).sort()).toEqual([
			'count',
			'externalOrderId',
			'priceId',
			'skuId',
		]);
	});

	test('the tools return results and refusals as JSON', async () => {
		const [destinations, packages] = await talk(
			invokingAgent([
				['Find_Destinations', { destination: 'japan' }],
				['List_Packages', { skuId: '1' }],
			]),
		);
		expect(JSON.parse(destinations as unknown as string)).toEqual([
			expect.objectContaining({ skuId: '45', name: 'Japan' }),
		]);
		expect((JSON.parse(packages as unknown as string) as FailedItem[])[0].error).toMatchObject({
			code: -3,
			type: 'api',
		});
	});
});
