import type { IConnection, IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { NAME } from '../../../harness/credentials.cts';
import {
	MIOESIM,
	outputsOf,
	plainNode,
	startWorkflow,
	type RunSettings,
} from '../../../harness/engine.cts';
import { getOrder } from '../../../harness/parameters.cts';
import type { Wire } from '../../../harness/scriptedRun.cts';

/** Which connections count is tested by `run/route.test.cts`; here, that n8n says the same. */

const bench = useBench();
beforeEach(() => bench.withSession());

interface Settings extends Partial<RunSettings> {
	wires: Wire[];
	/** Names of deactivated nodes. */
	disabled?: string[];
	onError?: INode['onError'];
}

/** Runs the node for orders that do not exist, with these connections. */
async function runWired({ wires, disabled = [], onError, ...more }: Settings) {
	const names = new Set(wires.flatMap(({ from, to }) => [from, to]));
	names.delete('MIOeSIM');
	const connections: Record<string, { main: IConnection[][] }> = {};
	for (const { from, output = 0, to } of [{ from: 'Start', to: 'MIOeSIM' }, ...wires] as Wire[]) {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output].push({ node: to, type: 'main', index: 0 });
	}
	const { run } = startWorkflow({
		nodes: [
			plainNode('Start', 'test.start'),
			{
				...plainNode('MIOeSIM', MIOESIM),
				parameters: getOrder('EP20240101000001') as INodeParameters,
				credentials: { [NAME]: { id: bench.credential.id, name: 'MIOeSIM account' } },
				...(onError ? { onError } : {}),
			},
			...[...names].map((name) => ({
				...plainNode(name, 'test.noOp'),
				disabled: disabled.includes(name),
			})),
		],
		connections,
		start: 'Start',
		items: [{ shop: 'A' }],
		credential: bench.credential,
		...more,
	});
	const result = await run;
	const { outputs, stoppedBy, task } = outputsOf(result, 'MIOeSIM');
	return {
		counts: outputs.map(({ length }) => length),
		stop: stoppedBy ?? result.data.resultData.error,
		hints: task?.hints ?? [],
		arrived: (outputsOf(result, 'Alarm').outputs[0] ?? []).map(({ json }) => json),
	};
}

const error = (to: string, output = 1): Wire => ({ from: 'MIOeSIM', output, to });
const success = { from: 'MIOeSIM', to: 'Next' };
const failed = (item: IDataObject = { shop: 'A' }) => [
	{ ...item, error: expect.objectContaining({ code: -3, operation: 'get' }) },
];

describe('an Error output counts as connected', () => {
	it('through a deactivated node', async () => {
		const wires = [error('Off'), { from: 'Off', to: 'Alarm' }];
		const { counts, arrived, stop } = await runWired({ wires, disabled: ['Off'] });
		expect(stop).toBeUndefined();
		expect(counts).toEqual([0, 1]);
		expect(arrived).toEqual(failed());
	});
});

describe('an Error output does not count as connected', () => {
	it.each<[string, Settings]>([
		['with a connection from Success only', { wires: [success] }],
		['to a deactivated node', { wires: [error('Off')], disabled: ['Off'] }],
	])('%s', async (_, settings) => {
		const { stop, counts } = await runWired(settings);
		expect(stop?.message).toBe('Data not found / operation failed [item 0]');
		expect(counts).toEqual([]);
	});
});

describe('n8n’s error output as well', () => {
	const onError = 'continueErrorOutput';

	it.each([
		['no field', {}],
		['fields that n8n mistakes for an error', { message: 'hello', details: 1 }],
	])('if not connected: an item with %s goes to the node’s own', async (_, item) => {
		const wires = [success, error('Alarm')];
		const { counts, arrived } = await runWired({ wires, onError, items: [item] });
		expect(counts).toEqual([0, 1, 0]);
		expect(arrived).toEqual(failed(item));
	});

	it('if connected: receives failed items, whether or not the node’s own is connected', async () => {
		for (const wires of [[error('Alarm', 2)], [error('Other'), error('Alarm', 2)]]) {
			const { counts, arrived } = await runWired({ wires, onError });
			expect(counts).toEqual([0, 0, 1]);
			expect(arrived).toEqual(failed());
		}
	});

	it('with neither connected: receives failed items, as for every node', async () => {
		expect((await runWired({ wires: [success], onError })).counts).toEqual([0, 0, 1]);
	});
});

describe('the item’s own fields', () => {
	it('are never overwritten: the failure is in the field error', async () => {
		const item = { orderNumber: 'mine', iccid: 'mine', code: 'mine', message: 'mine', skuId: 7 };
		const { arrived } = await runWired({ wires: [error('Alarm')], items: [item] });
		expect(arrived).toEqual(failed(item));
		expect(arrived).toMatchObject([{ error: { orderNumber: 'EP20240101000001' } }]);
	});
});

describe('"Execute step"', () => {
	it('shows a hint above the output: what failed, and which tab to open', async () => {
		const startData = { destinationNode: { nodeName: 'MIOeSIM', mode: 'inclusive' as const } };
		const { counts, hints } = await runWired({ wires: [], startData, mode: 'manual' });
		expect(counts).toEqual([0, 1]);
		expect(hints).toEqual([
			{
				type: 'warning',
				location: 'outputPane',
				message: expect.stringMatching(
					/^1 item failed: Data not found \/ operation failed\..*Check 'Order Number'<br>MIOeSIM says: .*<br>Sent: 'Order Number' EP20240101000001<br>Open the Error tab/,
				),
			},
		]);
	});

	it('shows no hint if a node follows the Error output', async () => {
		expect((await runWired({ wires: [error('Alarm')] })).hints).toEqual([]);
	});
});
