import fc from 'fast-check';

import { inputFailure } from '../../../../dist/mioesim/codes/failures';
import { loopOver, Turnstile } from '../../../../dist/nodes/MioEsim/run/loop';
import { clock } from '../../../../dist/nodes/shared/port';
import { Cancelled } from '../../../../dist/mioesim/client/bounds';

/** The loop starts items in order, a few side by side; the test decides when each one ends. */
describe('the loop', () => {
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

	function startLoop(count: number, width: number) {
		const order: number[] = [];
		const begun = new Map<number, Begun>();
		const state = { isStopped: false, isOver: false };
		const begin = async (itemIndex: number, leave: () => void) => {
			order.push(itemIndex);
			await new Promise<void>((end) => begun.set(itemIndex, { leave, end }));
		};
		const loop = loopOver(count, width, () => state.isStopped, begin).then(
			() => (state.isOver = true),
		);
		const doing = (what: keyof Begun) => async (itemIndex: number) => {
			begun.get(itemIndex)?.[what]();
			await settled();
		};
		return { order, state, loop, end: doing('end'), leave: doing('leave') };
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

	it('handles replies between two starts', async () => {
		startLoop(9, 4);
		await settled();
		expect(turns).toBe(3);
	});

	it('one item at a time waits for nothing but the previous one', async () => {
		const { loop, end } = startLoop(3, 1);
		for (const itemIndex of [0, 1, 2]) await end(itemIndex);
		await loop;
		expect(turns).toBe(0);
	});

	it('starts nothing after it is stopped', async () => {
		const { order, state, loop, end } = startLoop(20, 4);
		await settled();
		state.isStopped = true;
		for (const itemIndex of [0, 1, 2, 3]) await end(itemIndex);
		await loop;
		expect(order).toEqual([0, 1, 2, 3]);
	});

	it('has nothing to do without items', async () => {
		const { order, loop } = startLoop(0, 5);
		await loop;
		expect(order).toEqual([]);
	});
});

describe('the turnstile', () => {
	const tick = async () => await new Promise((resolve) => setImmediate(resolve));

	async function ticks(count: number): Promise<void> {
		for (let index = 0; index < count; index++) await tick();
	}

	/** What an item does; durations are in turns of the event loop. */
	interface Plan {
		/** How long it works before its turn. */
		before: number;
		/** Whether it needs a turn at all. */
		writes: boolean;
		/** How long its turn takes. */
		inside: number;
		/** How its write ends. */
		write: 'succeeds' | 'throws';
		/** How long it works after its turn. */
		after: number;
		/** Whether the item fails in the end. */
		fails: boolean;
	}

	const failure = inputFailure('refused', 'try another');

	async function writeOf({ inside, write }: Plan): Promise<unknown> {
		await ticks(inside);
		if (write === 'throws') throw failure;
		return 'done';
	}

	/** Starts the items in order, as the loop does. @returns what happened, in order */
	async function runItems(plans: Plan[], places: number, stops: boolean) {
		const turnstile = new Turnstile(places, stops);
		const entered: number[] = [];
		const events: string[] = [];
		let inside = 0;
		let peak = 0;
		await Promise.all(
			plans.map(async (plan, index) => {
				let isFailed = plan.fails;
				try {
					await ticks(plan.before);
					if (plan.writes) {
						await turnstile.turn(index, async () => {
							entered.push(index);
							events.push(`enter ${index}`);
							peak = Math.max(peak, ++inside);
							try {
								return await writeOf(plan);
							} finally {
								inside--;
							}
						});
					}
				} catch {
					isFailed ||= !entered.includes(index);
				}
				await ticks(plan.after);
				events.push(`end ${index}`);
				turnstile.end(index, isFailed);
			}),
		);
		return { entered, events, peak };
	}

	const plan = (more: Partial<Plan> = {}): Plan => ({
		before: 0,
		writes: true,
		inside: 1,
		write: 'succeeds',
		after: 0,
		fails: false,
		...more,
	});

	const plans = fc.array(
		fc.record<Plan>({
			before: fc.nat(4),
			writes: fc.boolean(),
			inside: fc.nat(3),
			write: fc.constantFrom('succeeds', 'throws'),
			after: fc.nat(4),
			fails: fc.boolean(),
		}),
		{ maxLength: 8 },
	);

	it('admits items in input order, never more than there are places, and always finishes', async () => {
		await fc.assert(
			fc.asyncProperty(plans, fc.integer({ min: 1, max: 4 }), async (items, places) => {
				const { entered, peak } = await runItems(items, places, false);
				const writing = items.flatMap(({ writes }, index) => (writes ? [index] : []));
				expect(entered).toEqual(writing);
				expect(peak).toBeLessThanOrEqual(places);
			}),
		);
	});

	it('with one place and failures that stop the run, admits exactly what a sequential run would send', async () => {
		await fc.assert(
			fc.asyncProperty(plans, async (items) => {
				// An item that fails after its turn has already let the next one in.
				const early = items.map((item) =>
					item.writes && item.write === 'succeeds' ? { ...item, fails: false } : item,
				);
				const { entered } = await runItems(early, 1, true);
				const expected: number[] = [];
				for (const [index, { writes, fails }] of early.entries()) {
					if (writes) expected.push(index);
					if (fails) break;
				}
				expect(entered).toEqual(expected);
			}),
		);
	});

	it('admits the next item while one is still busy after its turn', async () => {
		const { events } = await runItems([plan({ after: 20 }), plan()], 1, true);
		expect(events).toEqual(['enter 0', 'enter 1', 'end 1', 'end 0']);
	});

	it('admits no other item while one checks its failed write, if failures stop the run', async () => {
		const failed = plan({ write: 'throws', after: 20 });
		const eventsOf = async (...run: Parameters<typeof runItems>) =>
			(await runItems(...run)).events.join();
		const two = [failed, plan()];
		expect(await eventsOf(two, 2, true)).toBe('enter 0,enter 1,end 1,end 0');
		const three = await eventsOf([...two, plan()], 2, true);
		expect(three).toBe('enter 0,enter 1,end 1,end 0,enter 2,end 2');
		expect(await eventsOf(two, 1, true)).toBe('enter 0,end 0,enter 1,end 1');
		expect(await eventsOf(two, 1, false)).toBe('enter 0,enter 1,end 1,end 0');
	});

	it('an item that fails early stops those behind it, not those before it', async () => {
		const late = plan({ before: 5 });
		const items = [late, late, plan({ writes: false, fails: true }), plan()];
		const { entered } = await runItems(items, 1, true);
		expect(entered).toEqual([0, 1]);
	});

	const returning = (what: string) => async () => await Promise.resolve(what);

	it('tells an item that it is no longer admitted, and what to do', async () => {
		const text =
			'An earlier item stopped the workflow before this item was sent. Run the workflow again for the remaining items';
		const turnstile = new Turnstile(1, true);
		const waiting = turnstile.turn(1, returning('sent'));
		turnstile.end(0, true);
		await expect(waiting).rejects.toThrow(text);
		await expect(turnstile.turn(2, returning('sent'))).rejects.toThrow(text);
	});

	it('a further turn of an item that was admitted does not wait', async () => {
		const turnstile = new Turnstile(1, false);
		expect(await turnstile.turn(0, returning('bought'))).toBe('bought');
		expect(await turnstile.turn(0, returning('cancelled'))).toBe('cancelled');
	});

	it('the stop button ends the wait', async () => {
		const stop = new AbortController();
		const turnstile = new Turnstile(1, false, stop.signal);
		const waiting = turnstile.turn(1, returning('sent'));
		stop.abort();
		await expect(waiting).rejects.toThrow(Cancelled);
		turnstile.end(1, true);
		turnstile.end(0, false);
		// An item that stopped waiting doesn't hold up the next one.
		expect(await turnstile.turn(2, returning('sent'))).toBe('sent');
	});
});
