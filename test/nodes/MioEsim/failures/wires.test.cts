import type {
	IConnection,
	IDataObject,
	IDestinationNode,
	INode,
	INodeParameters,
	IRunExecutionData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { NAME } from '../../../harness/credentials.cts';
import { MIOESIM, outputsOf, startWorkflow } from '../../../harness/engine.cts';
import { getOrder } from '../../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

interface Wire {
	from: string;
	output?: number;
	to: string;
	input?: number;
}

interface Settings {
	wires: Wire[];
	/** Names of deactivated nodes. */
	disabled?: string[];
	onError?: INode['onError'];
	errorOutput?: boolean;
	items?: IDataObject[];
	startData?: { destinationNode: Partial<IDestinationNode> };
	mode?: WorkflowExecuteMode;
}

const node = (name: string, more: Partial<INode> = {}): INode => ({
	id: name,
	name,
	type: 'test.noOp',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...more,
});

/** Runs the node for orders that do not exist, with these connections. */
async function runWired({
	wires,
	disabled = [],
	onError,
	items = [{ shop: 'A' }],
	...more
}: Settings) {
	const names = new Set(wires.flatMap(({ from, to }) => [from, to]));
	names.delete('MIOeSIM');
	const connections: Record<string, { main: IConnection[][] }> = {
		Start: { main: [[{ node: 'MIOeSIM', type: 'main', index: 0 }]] },
	};
	for (const { from, output = 0, to, input = 0 } of wires) {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output].push({ node: to, type: 'main', index: input });
	}
	const options = more.errorOutput === false ? { errorOutput: false } : {};
	const { run } = startWorkflow({
		nodes: [
			node('Start', { type: 'test.start' }),
			node('MIOeSIM', {
				type: MIOESIM,
				parameters: getOrder('EP20240101000001', { options }) as INodeParameters,
				credentials: { [NAME]: { id: bench.credential.id, name: 'MIOeSIM account' } },
				...(onError ? { onError } : {}),
			}),
			...[...names].map((name) => node(name, { disabled: disabled.includes(name) })),
		],
		connections,
		start: 'Start',
		items,
		credential: bench.credential,
		...(more.startData ? { startData: more.startData as IRunExecutionData['startData'] } : {}),
		...(more.mode ? { mode: more.mode } : {}),
	});
	const result = await run;
	const { outputs, stoppedBy, task } = outputsOf(result, 'MIOeSIM');
	const stop = stoppedBy ?? result.data.resultData.error;
	return {
		counts: outputs.map((list: object[]) => list.length),
		json: outputs.flat().map((item: { json: object }) => item.json),
		stop,
		hints: (task?.hints ?? []) as Array<{ message: string; type?: string; location?: string }>,
		arrivedAt: (name: string) =>
			(outputsOf(result, name).outputs[0] ?? []).map((item: { json: object }) => item.json),
	};
}

const error = (to: string, more: Partial<Wire> = {}): Wire => ({
	from: 'MIOeSIM',
	output: 1,
	to,
	...more,
});
const success = { from: 'MIOeSIM', to: 'Next' };

describe('an Error output counts as connected', () => {
	it.each<[string, Settings]>([
		[
			'through a chain of deactivated nodes',
			{
				wires: [error('Off'), { from: 'Off', to: 'Off 2' }, { from: 'Off 2', to: 'Alarm' }],
				disabled: ['Off', 'Off 2'],
			},
		],
	])('%s', async (_, settings) => {
		const { counts, arrivedAt, stop } = await runWired(settings);
		expect(stop).toBeUndefined();
		expect(counts).toEqual([0, 1]);
		expect(arrivedAt('Alarm')).toEqual([
			{ shop: 'A', error: expect.objectContaining({ code: -3, operation: 'get' }) },
		]);
	});

	it('back to the node itself', async () => {
		// The item comes back once: a second failure of the same item would tell nothing new.
		bench.sim.faults.add({ kind: 'code', endpoint: 'getOrderInfo', code: -3, times: 1 });
		const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
		const { run } = startWorkflow({
			nodes: [
				node('Start', { type: 'test.start' }),
				node('MIOeSIM', {
					type: MIOESIM,
					parameters: getOrder(orderNum) as INodeParameters,
					credentials: { [NAME]: { id: bench.credential.id, name: 'MIOeSIM account' } },
				}),
			],
			connections: {
				Start: { main: [[{ node: 'MIOeSIM', type: 'main', index: 0 }]] },
				MIOeSIM: { main: [[], [{ node: 'MIOeSIM', type: 'main', index: 0 }]] },
			},
			start: 'Start',
			items: [{ shop: 'A' }],
			credential: bench.credential,
		});
		const result = await run;
		expect(result.data.resultData.error).toBeUndefined();
		const second = outputsOf(result, 'MIOeSIM', 1);
		expect(second.outputs[0].map((item: { json: object }) => item.json)).toEqual([
			expect.objectContaining({ orderNumber: orderNum }),
		]);
	});
});

describe('an Error output does not count as connected', () => {
	it.each<[string, Settings]>([
		['with a connection from Success only', { wires: [success] }],
		[
			'to deactivated nodes that lead to each other',
			{
				wires: [error('Off'), { from: 'Off', to: 'Off 2' }, { from: 'Off 2', to: 'Off' }],
				disabled: ['Off', 'Off 2'],
			},
		],
	])('%s', async (_, settings) => {
		const { stop, counts } = await runWired(settings);
		expect(stop?.message).toBe('Data not found / operation failed [item 0]');
		expect(counts).toEqual([]);
	});
});

describe('n8n’s error output as well', () => {
	const onError = 'continueErrorOutput';
	const ofN8n = (to: string): Wire => error(to, { output: 2 });

	it.each([
		['no field', {}],
		['fields that n8n mistakes for an error', { message: 'hello', details: 1 }],
	])('if not connected: an item with %s goes to the node’s own', async (_, item) => {
		const { counts, arrivedAt } = await runWired({
			wires: [success, error('Alarm')],
			onError,
			items: [item],
		});
		expect(counts).toEqual([0, 1, 0]);
		expect(arrivedAt('Alarm')).toEqual([
			{ ...item, error: expect.objectContaining({ code: -3, operation: 'get' }) },
		]);
	});

	it('if connected: receives failed items, whether or not the node’s own is connected', async () => {
		for (const wires of [[ofN8n('Alarm')], [error('Other'), ofN8n('Alarm')]]) {
			const { counts, arrivedAt } = await runWired({ wires, onError });
			expect(counts).toEqual([0, 0, 1]);
			expect(arrivedAt('Alarm')).toEqual([
				{ shop: 'A', error: expect.objectContaining({ code: -3 }) },
			]);
		}
	});

	it('with the node’s own turned off: is the second output', async () => {
		const { counts } = await runWired({ wires: [error('Alarm')], onError, errorOutput: false });
		expect(counts).toEqual([0, 1]);
	});

	it('with neither connected: receives failed items, as for every node', async () => {
		const { counts } = await runWired({ wires: [success], onError });
		expect(counts).toEqual([0, 0, 1]);
	});
});

describe('the item’s own fields', () => {
	it('are never overwritten: the failure is in the field error', async () => {
		const item = { orderNumber: 'mine', iccid: 'mine', code: 'mine', message: 'mine', skuId: 7 };
		const { arrivedAt } = await runWired({ wires: [error('Alarm')], items: [item] });
		expect(arrivedAt('Alarm')).toEqual([
			{ ...item, error: expect.objectContaining({ orderNumber: 'EP20240101000001' }) },
		]);
	});
});

describe('"Execute step"', () => {
	const alone = { wires: [], startData: { destinationNode: { nodeName: 'MIOeSIM' } } };

	it('shows a hint above the output: what failed, and which tab to open', async () => {
		const { counts, hints } = await runWired({ ...alone, mode: 'manual' });
		expect(counts).toEqual([0, 1]);
		expect(hints).toEqual([
			{
				type: 'warning',
				location: 'outputPane',
				message: expect.stringMatching(
					/^1 item failed: Data not found \/ operation failed\..*Check 'Order Number'<br>MIOeSIM says: .*<br>Sent: .*<br>Open the Error tab/,
				),
			},
		]);
	});

	it('shows no hint if a node follows the Error output', async () => {
		const { hints } = await runWired({ wires: [error('Alarm')] });
		expect(hints).toEqual([]);
	});
});
