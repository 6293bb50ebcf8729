import { loopOver } from '../../../../dist/nodes/MioEsim/run/itemLoop';
import { clock } from '../../../../dist/nodes/shared/port';

/** The loop starts items in order, a few side by side; the test decides when each one ends. */

const real = { ...clock };
let turns = 0;
beforeEach(() => {
	turns = 0;
	clock.turn = async () => {
		turns++;
		await new Promise((resolve) => setImmediate(resolve));
	};
});
afterEach(() => Object.assign(clock, real));

/** Waits until nothing more happens by itself. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

interface Begun {
	leave(): void;
	end(): void;
}

function startLoop(count: number, width: number, onPrepare?: (itemIndex: number) => void) {
	const order: number[] = [];
	const prepared: number[] = [];
	const begun = new Map<number, Begun>();
	const state = { isStopped: false, isOver: false };
	const loop = loopOver({
		count,
		width,
		begin: async (itemIndex, leave) => {
			order.push(itemIndex);
			await new Promise<void>((end) => begun.set(itemIndex, { leave, end }));
		},
		prepare: (itemIndex) => {
			prepared.push(itemIndex);
			onPrepare?.(itemIndex);
		},
		isStopped: () => state.isStopped,
	}).then(() => (state.isOver = true));
	const of = (itemIndex: number) => begun.get(itemIndex) as Begun;
	const end = async (itemIndex: number) => {
		of(itemIndex).end();
		await settled();
	};
	const leave = async (itemIndex: number) => {
		of(itemIndex).leave();
		await settled();
	};
	return { order, prepared, state, loop, end, leave };
}

it('starts as many items as requested, in order, and the next one when one ends', async () => {
	const { order, state, end } = startLoop(4, 2);
	await settled();
	expect(order).toEqual([0, 1]);
	await end(1);
	expect(order).toEqual([0, 1, 2]);
	await end(0);
	expect(order).toEqual([0, 1, 2, 3]);
	await end(3);
	expect(state.isOver).toBe(false);
	await end(2);
	expect(state.isOver).toBe(true);
});

it('an item that gives up its place lets one more start, once, and the loop still waits for it', async () => {
	const { order, state, end, leave } = startLoop(4, 1);
	await settled();
	await leave(0);
	expect(order).toEqual([0, 1]);
	await leave(0);
	await end(0);
	expect(order).toEqual([0, 1]);
	await leave(1);
	await end(2);
	await end(3);
	expect(state.isOver).toBe(false);
	await end(1);
	expect(state.isOver).toBe(true);
});

it('prepares the items after the next one, each once, and never one that has started', async () => {
	const { order, prepared, end } = startLoop(7, 3);
	await settled();
	expect(order).toEqual([0, 1, 2]);
	expect(prepared).toEqual([4, 5]);
	await end(0);
	expect(prepared).toEqual([4, 5, 6]);
	for (const itemIndex of [1, 2, 3, 4]) await end(itemIndex);
	expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
	expect(prepared).toEqual([4, 5, 6]);
});

it('handles replies between two starts and between two preparations', async () => {
	const { prepared } = startLoop(9, 4);
	await settled();
	expect(prepared).toEqual([5, 6, 7]);
	// Three starts while others run, and three preparations.
	expect(turns).toBe(6);
});

it('one item at a time waits for nothing but the previous one', async () => {
	const { loop, end } = startLoop(3, 1);
	for (const itemIndex of [0, 1, 2]) await end(itemIndex);
	await loop;
	expect(turns).toBe(0);
});

it('starts and prepares nothing after it is stopped', async () => {
	const { order, prepared, state, loop, end } = startLoop(20, 4, (itemIndex) => {
		state.isStopped = itemIndex === 5;
	});
	await settled();
	expect(prepared).toEqual([5]);
	for (const itemIndex of [0, 1, 2, 3]) await end(itemIndex);
	await loop;
	expect(order).toEqual([0, 1, 2, 3]);
});

it('has nothing to do without items', async () => {
	const { order, loop } = startLoop(0, 5);
	await loop;
	expect(order).toEqual([]);
});
