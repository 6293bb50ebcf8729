import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { ItemCall } from '../../../../dist/nodes/MioEsim/operation';
import {
	cardsKey,
	generatedOrderId,
	readMarkings,
} from '../../../../dist/nodes/MioEsim/operations/externalIds';

const world = {
	instance: 'instance',
	workflow: 'workflow',
	node: 'node',
	execution: '7' as string | undefined,
	run: 0,
	json: { a: 1 } as IDataObject,
	mode: 'trigger',
	type: 'n8n-nodes-mioesim.mioEsim',
};

/** The part of n8n's context that an ID is made from. */
function contextOf(changes: Partial<typeof world> = {}): IExecuteFunctions {
	const is = { ...world, ...changes };
	return {
		getExecutionId: () => is.execution,
		getInstanceId: () => is.instance,
		getWorkflow: () => ({ id: is.workflow }),
		getNode: () => ({ id: is.node, type: is.type }),
		evaluateExpression: (expression: string) => (expression === '{{ $runIndex }}' ? is.run : null),
		getInputData: () => [{ json: is.json }, { json: is.json }],
		getMode: () => is.mode,
	} as unknown as IExecuteFunctions;
}

describe('a generated External Order ID', () => {
	it('is the same for the same item of the same run', () => {
		expect(generatedOrderId(contextOf(), 0, 'wish')).toMatch(/^n8n-7-[0-9a-f]{12}$/);
		expect(generatedOrderId(contextOf(), 0, 'wish')).toBe(generatedOrderId(contextOf(), 0, 'wish'));
		expect(generatedOrderId(contextOf(), 9, 'wish')).toMatch(/^n8n-7-[0-9a-f]{12}$/);
	});

	it('differs for any other item', () => {
		const ids = [
			generatedOrderId(contextOf(), 0, 'wish'),
			generatedOrderId(contextOf(), 1, 'wish'),
			...[
				{ instance: 'x' },
				{ workflow: 'x' },
				{ node: 'x' },
				{ execution: '8' },
				{ run: 1 },
				{ json: { a: 2 } },
			].map((change) => generatedOrderId(contextOf(change), 0, 'wish')),
		].map((id) => id.slice(-12));
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('of a language model’s call is made of what is bought: its repeated call is the same purchase', () => {
		const tool = { type: 'n8n-nodes-mioesim.mioEsimTool' };
		const idOf = (wish: string, run: number) =>
			generatedOrderId(contextOf({ ...tool, run, json: { run } }), run, wish);
		expect(idOf('5 GB', 1)).toBe(idOf('5 GB', 0));
		expect(idOf('6 GB', 0)).not.toBe(idOf('5 GB', 0));
	});

	it('matches no other without an execution ID', () => {
		const [left, right] = [undefined, undefined].map((execution) =>
			generatedOrderId(contextOf({ execution }), 0, 'wish'),
		);
		expect(left).toMatch(/^n8n-[0-9a-f]{8}-/);
		expect(left).not.toBe(right);
	});
});

it.each([
	[[], ''],
	[['A'], '-A'],
])('the cards %j end an External Item ID as %j', (iccids, key) => {
	expect(cardsKey(iccids)).toBe(key);
});

it('several cards end an External Item ID as one digest, in any order', () => {
	expect(cardsKey(['A', 'B'])).toMatch(/^-[0-9a-f]{12}$/);
	expect(cardsKey(['B', 'A'])).toBe(cardsKey(['A', 'B']));
	expect(cardsKey(['A', 'C'])).not.toBe(cardsKey(['A', 'B']));
	expect(cardsKey(['A,B'])).not.toBe(cardsKey(['A', 'B']));
	expect(cardsKey(['AB', 'C'])).not.toBe(cardsKey(['A', 'BC']));
});

interface Fields {
	orderId?: string;
	itemId?: string;
	preventDuplicates?: boolean;
	context?: Partial<typeof world>;
	itemIndex?: number;
}

/** A batch of items with these fields. */
function batch() {
	const counted = new Map<string, number>();
	const shared = () => counted;
	return ({ orderId, itemId, preventDuplicates = true, context, itemIndex = 0 }: Fields) => {
		const texts: Record<string, string | undefined> = {
			externalOrderId: orderId,
			'additionalFields.externalItemId': itemId,
		};
		const parameters = {
			flag: (name: string) => name === 'options.preventDuplicates' && preventDuplicates,
			optionalText: (name: string) => texts[name] ?? null,
			label: (name: string) => (name === 'externalOrderId' ? 'External Order ID' : name),
		};
		return { parameters, context: contextOf(context), itemIndex, shared } as unknown as ItemCall;
	};
}

const readMarking = (call: ItemCall, what: string) => readMarkings(call, [{ what, part: what }])[0];

describe('the IDs of a purchase', () => {
	it('are the user’s own', () => {
		expect(readMarking(batch()({ orderId: 'S-1', itemId: 'L-1' }), '45-441')).toEqual({
			ids: { externalOrderId: 'S-1', externalItemId: 'L-1' },
			preventDuplicates: true,
			isUnique: false,
		});
	});

	it('are generated if left out, and equal lines are numbered', () => {
		const item = batch();
		const read = (itemIndex: number, orderId: string, what: string) =>
			readMarking(item({ orderId, itemIndex }), what).ids.externalItemId;
		expect(read(0, 'S-1', '45-441')).toBe('45-441-1');
		expect(read(1, 'S-1', '45-441')).toBe('45-441-2');
		expect(read(2, 'S-2', '45-441')).toBe('45-441-1');
		expect(read(3, 'S-1', '45-442')).toBe('45-442-1');
		const made = readMarking(item({}), '45-441');
		expect(made.ids.externalOrderId).toBe(generatedOrderId(contextOf(), 0, 'wish'));
		expect(made.isUnique).toBe(false);
	});

	it('of two shop orders and packages never collide', () => {
		const item = batch();
		readMarking(item({ orderId: 'S', itemIndex: 0 }), '1-2');
		const second = readMarking(item({ orderId: 'S1', itemIndex: 1 }), '-2');
		expect(second.ids.externalItemId).toBe('-2-1');
	});

	it('are unique with Prevent Duplicates off, unless the item has its own', () => {
		const item = batch();
		const off = { orderId: 'S-1', preventDuplicates: false };
		const made = readMarking(item(off), '45-441');
		expect(made).toMatchObject({ preventDuplicates: false, isUnique: true });
		expect(made.ids.externalItemId).toMatch(/^45-441-1-[0-9a-f]{8}$/);
		const again = readMarking(item(off), '45-441');
		expect(again.ids.externalItemId).not.toBe(made.ids.externalItemId);
		expect(readMarking(item({ ...off, itemId: 'L-1' }), '45-441')).toMatchObject({
			ids: { externalItemId: 'L-1' },
			isUnique: false,
		});
	});

	it('are one per purchase if an item makes several', () => {
		const lines = ['A-1', 'A-2', 'B-1'].map((part) => ({ what: `45-441-${part[0]}`, part }));
		const idsOf = (fields: Fields, all = lines) =>
			readMarkings(batch()({ orderId: 'S-1', ...fields }), all).map(
				({ ids }) => ids.externalItemId,
			);
		expect(idsOf({})).toEqual(['45-441-A-1', '45-441-A-2', '45-441-B-1']);
		expect(idsOf({ itemId: 'L' })).toEqual(['L-A-1', 'L-A-2', 'L-B-1']);
		expect(idsOf({ itemId: 'L' }, lines.slice(2))).toEqual(['L']);
	});

	it('must be the user’s own if an execution is retried', () => {
		const context = { mode: 'retry' };
		expect(() => readMarking(batch()({ context }), '45-441')).toThrow(
			"'External Order ID' is required when an execution is retried. Without it the node cannot tell what the first run bought. Check with Order > Get Many, and order what is missing in a new execution. With 'External Order ID' set, a retry is safe",
		);
		expect(readMarking(batch()({ context, preventDuplicates: false }), '45-441').isUnique).toBe(
			true,
		);
		expect(readMarking(batch()({ context, orderId: 'S' }), 'w').ids.externalOrderId).toBe('S');
	});
});
