import { useBench } from '../../../harness/bench.cts';
import { MIOESIM, type Emitted, type NodeSettings } from '../../../harness/engine.cts';
import { createOrder, getOrder } from '../../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Item } from '../../../harness/items.cts';

const bench = useBench();

interface Settings extends Partial<NodeSettings> {
	options?: IDataObject;
}

/** The places that a failed item can go to, and the settings that lead there. */
const places: [place: string, settings: Settings][] = [
	['agent', { node: { type: `${MIOESIM}Tool` } }],
	['n8nError', { node: { onError: 'continueErrorOutput' } }],
	['n8nError', { node: { onError: 'continueErrorOutput' }, errorConnected: false }],
	['error', { errorConnected: true }],
	['error', { errorConnected: true, node: { onError: 'continueRegularOutput' } }],
	// Older versions of n8n give only the name of the node.
	['error', { errorConnected: false, startData: { destinationNode: 'MIOeSIM' as never } }],
	['success', { node: { onError: 'continueRegularOutput' }, errorConnected: false }],
	['stop', { errorConnected: false }],
	['stop', { errorConnected: false, node: { onError: 'stopWorkflow' } }],
	['stop', { options: { errorOutput: false } }],
	['success', { options: { errorOutput: false }, node: { onError: 'continueRegularOutput' } }],
	['n8nError', { options: { errorOutput: false }, node: { onError: 'continueErrorOutput' } }],
];

/** `g` items name an order that exists, `f` items one that does not. */
const batches = {
	'no item': '',
	'one good item': 'g',
	'one failed item': 'f',
	'several failed items': 'fff',
	'good and failed items': 'gffgg',
};

async function runBatch(marks: string, { options = {}, ...settings }: Settings) {
	const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
	const items = Array.from(marks).map((mark, index) => ({
		order: mark === 'g' ? orderNum : `none-${index}`,
		index,
	}));
	const parameters = getOrder('={{ $json.order }}', { options });
	const binary = { data: { data: 'aGVsbG8=', mimeType: 'text/plain', fileName: 'hello.txt' } };
	const result = await bench.run(parameters, { items, binary, ...settings });
	return { ...result, items };
}

/** Positions of a mark in the batch. */
const at = (marks: string, mark: string) =>
	Array.from(marks).flatMap((each, index) => (each === mark ? [index] : []));
const pairs = (items: Emitted<Item>[]) => items.map(({ pairedItem }) => pairedItem.item);

describe.each(Object.entries(batches))('%s', (_, marks) => {
	it.each(places)('failed items go to %s with %j', async (place, settings) => {
		const { outputs, stoppedBy, items, task } = await runBatch(marks, settings);
		const good = at(marks, 'g');
		const failed = at(marks, 'f');
		const [first = [], second = [], third = []] = outputs;
		// Without an item, n8n does not run a node at all.
		if (marks === '') {
			expect([task, stoppedBy]).toEqual([undefined, undefined]);
			return;
		}

		if (place === 'stop' && failed.length > 0) {
			expect(stoppedBy?.message).toBe(`Data not found / operation failed [item ${failed[0]}]`);
			expect(stoppedBy?.context.itemIndex).toBe(failed[0]);
			expect(outputs.flat()).toEqual([]);
			return;
		}
		expect(stoppedBy).toBeUndefined();
		const error = expect.objectContaining({ code: -3, operation: 'get' });
		const whole = failed.map((index) => ({ ...items[index], error }));
		const json = (list: Emitted<Item>[]) => list.map((item) => item.json);

		if (place === 'agent' || place === 'success') {
			expect(pairs(first)).toEqual(Array.from(marks).map((_mark, index) => index));
			const failedItems = failed.map((index) => first[index]);
			expect(json(failedItems)).toEqual(place === 'agent' ? failed.map(() => ({ error })) : whole);
			if (place === 'success') {
				for (const item of failedItems) expect(item.binary.data.fileName).toBe('hello.txt');
			}
			expect([...second, ...third]).toEqual([]);
			return;
		}
		expect(pairs(first)).toEqual(good);
		for (const item of first) expect(item.json).not.toHaveProperty('error');
		// If the node's own Error output is off, n8n's is the second output.
		const ownIsOff = settings.options?.errorOutput === false;
		const [landed, empty] = place === 'error' || ownIsOff ? [second, third] : [third, second];
		expect(json(landed)).toEqual(whole);
		expect(pairs(landed)).toEqual(failed);
		if (place === 'error') {
			for (const item of landed) expect(item.binary.data.fileName).toBe('hello.txt');
		}
		expect(empty).toEqual([]);
	});
});

it('items on an output reach the node connected to it', async () => {
	const { result } = await runBatch('gf', {});
	const arrived = (name: string) => result.data.resultData.runData[name][0]?.data?.main[0];
	expect(arrived('Success')).toHaveLength(1);
	expect(arrived('Error')).toEqual([
		expect.objectContaining({ json: expect.objectContaining({ order: 'none-1', index: 1 }) }),
	]);
});

it('text from the API cannot become HTML in the editor', async () => {
	bench.sim.faults.add({ kind: 'code', endpoint: 'getOrderInfo', code: 777, message: '<b>&</b>' });
	const { stoppedBy } = await runBatch('g', { errorConnected: false });
	expect(stoppedBy?.description).toContain('"&lt;b&gt;&amp;&lt;/b&gt;"');
});

it.each([
	['an unknown operation', { operation: 'steal' }, /operation 'steal' of 'order'/],
	['an option out of range', { options: { concurrency: 0 } }, /'Concurrency' must be/],
	['a Concurrency above 100', { options: { concurrency: 101 } }, /'Concurrency' must be/],
	['a Timeout of 0 ms', { options: { timeout: 0 } }, /'Timeout' must be/],
	['a Timeout above 600,000 ms', { options: { timeout: 600_001 } }, /'Timeout' must be/],
	['an option that is not a number', { options: { timeout: 'soon' } }, /'Timeout' must be/],
])('%s fails every item', async (_, parameters, message) => {
	const items = [{ a: 1 }, { a: 2 }];
	const { error } = await bench.run(getOrder('EP1', parameters), { items });
	expect(error.map(({ a }) => a)).toEqual([1, 2]);
	for (const { error: details } of error) {
		expect(details.message).toMatch(message);
		expect(details.type).toBe('input');
	}
	expect(bench.sim.calls).toEqual([]);
});

it('the largest values of the options are accepted', async () => {
	const plain = bench.sim.catalogue.oddities.plain;
	const options = { timeout: 600_000, concurrency: 100, purchaseConcurrency: 10 };
	const { success } = await bench.run(createOrder(plain, { options }));
	expect(success).toHaveLength(1);
	const error = await bench.failure(createOrder(plain, { options: { purchaseConcurrency: 11 } }));
	expect(error.message).toMatch(/'Purchase Concurrency' must be/);
});

it('a missing credential fails every item', async () => {
	const { error } = await bench.run(getOrder('EP1'), {
		items: [{ a: 1 }, { a: 2 }],
		node: { credentials: undefined },
	});
	const message = 'The MIOeSIM credential is missing or cannot be read';
	const resolution = expect.stringContaining('choose a credential of type MIOeSIM API') as string;
	expect(error).toMatchObject([1, 2].map((a) => ({ a, error: { message, resolution } })));
});
