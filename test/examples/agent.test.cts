import {
	agentNodes,
	engineAgent,
	human,
	invokingAgent,
	type SuppliedTool,
} from '../harness/agent.cts';
import { useBench } from '../harness/bench.cts';
import { MIOESIM } from '../harness/engine.cts';
import { readExample, runExample } from '../harness/examples.cts';
import type { FailedItem, Item } from '../harness/items.cts';
import type { INodeType } from 'n8n-workflow';

const bench = useBench();

const AGENT = '@n8n/n8n-nodes-langchain.agent';
const HUMAN = '@n8n/n8n-nodes-langchain.chatHitlTool';

type Observation = Item[] & FailedItem[];

/** Runs the example with a scripted agent; returns the result of each tool call. */
async function talk(agent: INodeType, approves = true) {
	const { jsonOf, stoppedBy } = await runExample({
		workflow: readExample('ai-agent-with-approval'),
		start: 'Chat',
		items: [{ chatInput: 'One eSIM for Japan, please', sessionId: 's' }],
		credential: bench.credential,
		types: { ...agentNodes, [AGENT]: agent, [HUMAN]: human(approves) },
	});
	if (stoppedBy) throw stoppedBy;
	return jsonOf<{ observation: Observation }>('eSIM Agent').map(({ observation }) => observation);
}

let orders = 0;
const purchase = (more: object = {}) => ({
	destination: 'Japan',
	data: '5 GB',
	days: 30,
	count: 1,
	externalOrderId: `#${++orders}`,
	totalPrice: 10.09,
	...more,
});

describe('on the code path of newer agents', () => {
	test('it reads, asks for a quote, and buys only after a human has approved', async () => {
		const order = purchase();
		const { totalPrice, ...plan } = order;
		const [destinations, packages, quote, bought] = await talk(
			engineAgent([
				[['Find Destinations', { destination: 'japan' }]],
				[['List Packages', { skuId: '45' }]],
				[['Get Quote', plan]],
				[['Ask in the Chat > Buy eSIM', order]],
			]),
		);
		expect(destinations[0]).toMatchObject({ skuId: '45', name: 'Japan' });
		expect(packages.length).toBeGreaterThan(10);
		expect(JSON.stringify(packages).length).toBeLessThan(packages.length * 500);
		expect(JSON.stringify(quote)).toContain(String(totalPrice));
		expect(bought[0]).toMatchObject({
			orderNumber: bench.sim.ledger[0].orderNum,
			externalOrderId: order.externalOrderId,
		});
		expect(bought[0].lpa).toMatch(/^LPA:1\$/);
		expect(bench.sim.ledger).toHaveLength(1);
	});

	test('it buys nothing if the human declines', async () => {
		const [answer] = await talk(engineAgent([[['Ask in the Chat > Buy eSIM', purchase()]]]), false);
		expect(answer).toEqual([{ output: 'The human said no' }]);
		expect(bench.sim.ledger).toEqual([]);
	});

	test.each<[string, object, RegExp]>([
		['a plan that is not sold', { data: '4 GB', days: 365 }, /365/],
		['a price above the quote', { totalPrice: 1 }, /Highest Price/],
		['a price above what any purchase may cost', { count: 20, totalPrice: 500 }, /Highest Price/],
	])('%s reaches the model as a refusal, with advice', async (_, more, what) => {
		const [answer] = await talk(engineAgent([[['Ask in the Chat > Buy eSIM', purchase(more)]]]));
		const advice = { outcome: 'notExecuted', resolution: expect.any(String) };
		expect(answer).toEqual([{ error: expect.objectContaining(advice) }]);
		expect(JSON.stringify(answer)).toMatch(what);
		expect(bench.sim.ledger).toEqual([]);
	});

	test('two calls in one turn are two purchases, but a repeated shop order is not', async () => {
		const [first, second] = [purchase(), purchase()];
		const [, , again] = await talk(
			engineAgent([
				[
					['Ask in the Chat > Buy eSIM', first],
					['Ask in the Chat > Buy eSIM', second],
				],
				[['Ask in the Chat > Buy eSIM', first]],
			]),
		);
		expect(bench.sim.ledger).toHaveLength(2);
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
	const tools = nodes.filter(({ type }) => type === `${MIOESIM}Tool`);
	const risky = tools.filter(({ parameters: { operation } }) => SPENDING.has(operation));
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
			'Get_Quote',
			'List_Packages',
		]);
		expect(buy?.description).toMatch(/spends money/i);
		// A tool that needs approval has two groups of arguments: its own and the human's.
		expect(Object.keys(buy?.schema.shape ?? {})).toEqual(['toolParameters', 'hitlParameters']);
		expect(Object.keys(buy?.schema.shape.toolParameters.shape ?? {}).sort()).toEqual([
			'count',
			'data',
			'days',
			'destination',
			'externalOrderId',
			'totalPrice',
		]);
	});

	test('the tools return results and refusals as JSON', async () => {
		const [destinations, packages] = await talk(
			invokingAgent([
				['Find_Destinations', { destination: 'japan' }],
				['List_Packages', { skuId: '1' }],
			]),
		);
		expect((JSON.parse(destinations as unknown as string) as Item[])[0]).toMatchObject({
			skuId: '45',
			name: 'Japan',
		});
		expect((JSON.parse(packages as unknown as string) as FailedItem[])[0].error).toMatchObject({
			code: -3,
			type: 'api',
		});
	});
});
