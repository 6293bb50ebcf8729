import type { IDataObject } from 'n8n-workflow';

import { forgetSent } from '../../../harness/ledger.cts';
import { runScripted, toAlarm, type RunSetup } from '../../../harness/scriptedRun.cts';
import { apiFailure, inputFailure, replyFailure } from '../../../../dist/mioesim/codes/failures';
import type { Failure } from '../../../../dist/mioesim/codes/failure';
import { Claims } from '../../../../dist/mioesim/lines/claims';
import type { ItemCall, Operation } from '../../../../dist/nodes/MioEsim/operation';
import { clock } from '../../../../dist/nodes/shared/port';
import type { Limiter } from '../../../../dist/mioesim/client/bounds';

/** What applies to the items of every operation; here, a function of the test is the operation. */

type Execute = Operation['execute'];

const refusal = apiFailure({ code: '-3', message: 'no' }, 'addEsimOrder');
const unknown = replyFailure('an empty reply', 'addEsimOrder');

const items = (count: number) => Array.from({ length: count }, (_, index) => ({ json: { index } }));
/** Items whose failures go to the Error output, or stop the workflow. */
const alarmed = (count: number, more: RunSetup = {}): RunSetup => ({
	...stopping(count, { wires: [toAlarm], ...more }),
});
const stopping = (count: number, more: RunSetup = {}): RunSetup => ({
	items: items(count),
	...more,
});
const optional = (options: IDataObject) => ({ parameters: { options } });

/** How many requests may run at the same time. */
const limiterOf = (client: unknown) =>
	Reflect.get(Reflect.get(client as object, 'limiter') as Limiter, 'places') as unknown;

/** An item that ends when the test decides. */
function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { opened, open: () => open() };
}

const turn = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** Waits until nothing more happens by itself. */
async function settled(): Promise<void> {
	for (let index = 0; index < 20; index++) await turn();
}

const buys: Execute = async (call) =>
	await call.purchaseTurn(async () => {
		call.done(`order ${call.itemIndex}`);
		return await Promise.resolve([{ json: { order: call.itemIndex } }]);
	});

/** Buys, except for some items, which fail during their turn. */
const buysExcept =
	(failures: Record<number, Failure>): Execute =>
	async (call) => {
		if (!(call.itemIndex in failures)) return await buys(call);
		return await call.purchaseTurn(() => Promise.reject(failures[call.itemIndex]));
	};

const real = { ...clock };
beforeEach(() => (clock.turn = turn));
afterEach(() => {
	Object.assign(clock, real);
	forgetSent();
});

describe('every item comes out once', () => {
	it('on Success or on Error, in input order', async () => {
		const { success, errors, stoppedBy } = await runScripted(
			{ execute: buysExcept({ 1: refusal, 3: refusal }) },
			alarmed(5),
		);
		expect(stoppedBy).toBeUndefined();
		expect(success.map(({ json }) => json)).toEqual([{ order: 0 }, { order: 2 }, { order: 4 }]);
		expect(errors.map(({ json, pairedItem }) => [json.index, pairedItem])).toEqual([
			[1, { item: 1 }],
			[3, { item: 3 }],
		]);
	});

	it('with its failed parts, and advice for each', async () => {
		const execute: Execute = async ({ itemIndex, parameters }) => {
			parameters.raw('orderNumber');
			return await Promise.resolve({
				items: [{ json: { part: itemIndex } }],
				failed: [{ failure: refusal, subject: { skuId: 7 } }],
			});
		};
		const setup = alarmed(2, { parameters: { orderNumber: 'EP1' } });
		const { success, failures } = await runScripted({ execute }, setup);
		expect(success.map(({ json }) => json)).toEqual([{ part: 0 }, { part: 1 }]);
		expect(failures).toHaveLength(2);
		expect(failures[1]).toMatchObject({
			skuId: 7,
			resolution: expect.stringMatching(/'Order Number'$/),
		});
	});

	it('with the order and the card that it concerned, if it fails as a whole', async () => {
		const execute: Execute = async ({ parameters }) => {
			for (const name of ['orderNumber', 'iccid']) parameters.raw(name);
			return await Promise.reject(refusal);
		};
		const parameters = { orderNumber: 'EP1', iccid: '8985202410000000011' };
		const { failures } = await runScripted({ execute }, alarmed(1, { parameters }));
		const place = { resource: 'scripted', operation: 'act', endpoint: 'addEsimOrder' };
		expect(failures).toMatchObject([{ ...parameters, ...place }]);
	});

	it('and without them if there are none', async () => {
		const { outputs } = await runScripted({ execute: buys }, alarmed(0));
		expect(outputs).toEqual([[], []]);
	});

	it('if the operation does not exist', async () => {
		const parameters = { resource: 'order', operation: 'steal' };
		const { failures, errors } = await runScripted({ execute: buys }, alarmed(2, { parameters }));
		expect(errors.map(({ json }) => json.index)).toEqual([0, 1]);
		expect(failures[1]).toMatchObject({
			message: "The operation 'steal' of 'order' does not exist",
			resolution: "Choose 'Resource' and 'Operation' from their lists",
			type: 'input',
			resource: 'order',
			operation: 'steal',
			endpoint: null,
		});
	});

	it('if nothing is known about the run', async () => {
		const kind = () => {
			throw inputFailure('Bad kind', 'r');
		};
		const { failures } = await runScripted({ execute: buys, kind }, alarmed(2));
		expect(failures.map(({ message }) => message)).toEqual(['Bad kind', 'Bad kind']);
	});
});

describe('what happened to an item that meets an unexpected error', () => {
	const bug = new TypeError('x is undefined');
	const meet = () => Promise.reject(bug);
	it.each<[string, Execute]>([
		['notExecuted', meet],
		['unknown', async (call) => await call.purchaseTurn(meet)],
		['unknown', async (call) => await call.purchaseTurn(() => Promise.resolve()).then(meet)],
		['executed', async (call) => await buys(call).then(meet)],
	])('is %s', async (outcome, execute) => {
		const { failures } = await runScripted({ execute }, alarmed(1));
		expect(failures).toEqual([expect.objectContaining({ outcome, type: 'input' })]);
		expect(failures[0].resolution).toContain('x is undefined');
	});

	it('is reported for that item only', async () => {
		const execute: Execute = async (call) => await (call.itemIndex === 1 ? meet() : buys(call));
		const { failures, success } = await runScripted({ execute }, alarmed(3));
		expect(failures.map(({ outcome }) => outcome)).toEqual(['notExecuted']);
		expect(success).toHaveLength(2);
	});
});

describe('side by side', () => {
	/** The peak numbers of items in progress, and of items in their turn. */
	async function peaks(
		kind: Operation['kind'],
		options: IDataObject,
		more: IDataObject = {},
		changes: Partial<Operation & RunSetup> = {},
	) {
		const inProgress = { now: 0, most: 0 };
		const inOwnTurn = { now: 0, most: 0 };
		const within = async (count: typeof inOwnTurn, task: () => Promise<unknown>) => {
			count.most = Math.max(count.most, ++count.now);
			await task();
			count.now--;
		};
		const execute: Execute = async (call) => {
			await within(inProgress, async () => {
				await settled();
				await call.purchaseTurn(async () => await within(inOwnTurn, settled));
			});
			return [];
		};
		const setup = alarmed(9, { parameters: { options, ...more }, ...changes });
		const { failures } = await runScripted({ ...changes, execute, kind }, setup);
		return { inProgress: inProgress.most, inOwnTurn: inOwnTurn.most, failures };
	}

	it('reads: Concurrency at a time, whatever Purchase Concurrency is', async () => {
		const options = { concurrency: 3, purchaseConcurrency: 7 };
		expect((await peaks('read', options)).inProgress).toBe(3);
		const { failures } = await peaks('read', { purchaseConcurrency: 'x' });
		expect(failures).toEqual([]);
	});

	it('writes: Purchase Concurrency at a time, with their look-ups Concurrency at a time', async () => {
		expect(await peaks('write', { concurrency: 4, purchaseConcurrency: 2 })).toMatchObject({
			inProgress: 4,
			inOwnTurn: 2,
		});
		expect((await peaks('write', { concurrency: 1, purchaseConcurrency: 2 })).inOwnTurn).toBe(2);
	});

	it.each<[string, number, Partial<Operation & RunSetup>]>([
		['a failed item goes to the Error output', 5, {}],
		['a failed item stops the workflow', 1, { wires: [] }],
		['nobody knows what a free request changes', 1, { endpoint: null }],
	])('writes, without Purchase Concurrency, where %s: %i at a time', async (_, most, changes) => {
		expect((await peaks('write', { concurrency: 9 }, {}, changes)).inOwnTurn).toBe(most);
	});

	it('an operation that reads for one item and writes for another: as for the first', async () => {
		const kind: Operation['kind'] = (parameters) =>
			parameters.raw('remark') === 'w' ? 'write' : 'read';
		const options = { concurrency: 1, purchaseConcurrency: 2 };
		expect((await peaks(kind, options, { remark: 'w' })).inOwnTurn).toBe(2);
		expect((await peaks(kind, options, { remark: 'r' })).inOwnTurn).toBe(1);
	});

	it('nothing is sent if the first item has an invalid option: it applies to all', async () => {
		const started: number[] = [];
		const execute: Execute = async ({ itemIndex }) => {
			started.push(itemIndex);
			return await Promise.resolve([]);
		};
		const given = ['x', 8, 9].map((places) => ({ json: { places } }));
		for (const items of [given, [...given].reverse()]) {
			const setup = alarmed(0, { items, ...optional({ concurrency: '=places' }) });
			const { failures } = await runScripted({ execute }, setup);
			const messages =
				items === given
					? items.map(() => "'Concurrency' must be a whole number from 1 to 100")
					: [];
			expect(failures.map(({ message }) => message)).toEqual(messages);
		}
		expect(started).toEqual([0, 1, 2]);
	});

	it('an item that has bought lets the next one start', async () => {
		const hold = gate();
		const started: number[] = [];
		const execute: Execute = async (call) => {
			started.push(call.itemIndex);
			const bought = await buys(call);
			if (call.itemIndex === 0) await hold.opened;
			return bought;
		};
		const running = runScripted({ execute }, alarmed(3, optional({ concurrency: 1 })));
		await settled();
		expect(started).toEqual([0, 1, 2]);
		hold.open();
		expect((await running).success.map(({ json }) => json.order)).toEqual([0, 1, 2]);
	});

	it('what the first item has read is read for the next 20 items at once, each once', async () => {
		const order: string[] = [];
		const item = (_: unknown, index: number) => ({
			json: {
				get remark() {
					order.push(`${index} is read`);
					return String(index);
				},
			},
		});
		const setup = {
			items: Array.from({ length: 23 }, item),
			wires: [toAlarm],
			parameters: { remark: '=remark', options: { concurrency: 2 } },
		};
		const execute: Execute = async ({ parameters }) => {
			order.push(`${String(parameters.raw('remark'))} begins`);
			await settled();
			return [];
		};
		await runScripted({ kind: 'read', execute }, setup);
		const steps = (what: string, from: number, end: number) =>
			Array.from({ length: end - from }, (_, index) => `${from + index} ${what}`);
		expect(order).toEqual([
			...[...steps('is read', 0, 1), ...steps('begins', 0, 1)],
			...[...steps('is read', 1, 21), ...steps('begins', 1, 21)],
			...[...steps('is read', 21, 23), ...steps('begins', 21, 23)],
		]);
	});
});

describe('an operation gets', () => {
	const callsOf = async (setup: RunSetup, execute?: Execute, kind: Operation['kind'] = 'write') => {
		const calls: ItemCall[] = [];
		const result = await runScripted(
			{
				kind,
				execute: async (call) => {
					calls.push(call);
					return (await execute?.(call)) ?? [];
				},
			},
			setup,
		);
		return { calls, ...result };
	};

	it('values that all items share, each computed once', async () => {
		const made: string[] = [];
		const make = (what: string) => () => {
			made.push(what);
			return undefined;
		};
		await callsOf(alarmed(3), async (call) => {
			call.shared('a', make('a'));
			call.shared('b', make('b'));
			return await Promise.resolve([]);
		});
		expect(made).toEqual(['a', 'b']);
		const { calls } = await callsOf(alarmed(2));
		const first = calls[0].shared('k', () => ({ is: 1 }));
		expect(calls[1].shared('k', () => ({ is: 2 }))).toBe(first);
	});

	it('one client, with the timeout of the first item, 30 seconds by default', async () => {
		const timeouts = async (timeout: unknown, ...given: unknown[]) => {
			const inputs = given.map((each) => ({ json: { timeout: each } as IDataObject }));
			const options = timeout === undefined ? {} : { timeout };
			const { calls } = await callsOf(alarmed(0, { items: inputs, parameters: { options } }));
			return calls.map(({ client }) => Reflect.get(client, 'timeoutMs') as unknown);
		};
		expect(await timeouts(undefined, 1)).toEqual([30_000]);
		expect(await timeouts('=timeout', 1000, 2000)).toEqual([1000, 1000]);
		const { calls } = await callsOf(alarmed(1, optional({ concurrency: 2 })));
		expect([limiterOf(calls[0].client), calls[0].concurrency]).toEqual([2, 2]);
	});

	it('the claims of a workflow that was saved, if it writes', async () => {
		const claimsOf = async (kind: Operation['kind'], workflowId?: string) => {
			const { calls } = await callsOf(alarmed(1, { workflowId }), undefined, kind);
			return calls[0].claims;
		};
		expect(await claimsOf('write', '7')).toBeInstanceOf(Claims);
		expect([await claimsOf('read', '7'), await claimsOf('write')]).toEqual([null, null]);
	});

	it('its hint about an item is shown once', async () => {
		const { hints } = await callsOf(alarmed(2), async (call) => {
			call.hint('order exists twice');
			call.hint(`look at ${call.itemIndex}`);
			return await Promise.resolve([]);
		});
		const messages = hints.map(({ message }) => message);
		expect(messages).toEqual(['order exists twice', 'look at 0', 'look at 1']);
	});
});

describe('a failed item that stops the workflow', () => {
	it('is the first one in input order, with what else was carried out', async () => {
		const hold = gate();
		const execute: Execute = async (call) => {
			if (call.itemIndex === 1) await hold.opened;
			else if (call.itemIndex === 2) setTimeout(hold.open, 0);
			return await buysExcept({ 1: refusal, 2: inputFailure('second', 'r') })(call);
		};
		const setup = stopping(3, optional({ purchaseConcurrency: 3 }));
		const { stoppedBy, outputs } = await runScripted({ execute }, setup);
		expect(outputs).toEqual([]);
		expect(stoppedBy?.message).toBe(`${refusal.details.meaning} [item 1]`);
		expect(stoppedBy?.description).toContain('Also in this run: order 0.');
	});

	it('lets no later item be sent', async () => {
		const turns: number[] = [];
		const execute: Execute = async (call) => {
			if (call.itemIndex === 0) {
				// The others are waiting for their turn.
				await settled();
				throw refusal;
			}
			return await call.purchaseTurn(async () => {
				turns.push(call.itemIndex);
				return await Promise.resolve([]);
			});
		};
		const { stoppedBy } = await runScripted({ execute }, stopping(8));
		expect(stoppedBy?.message).toContain('[item 0]');
		expect(turns).toEqual([]);
	});

	it('is stopped by a failed part, too', async () => {
		const execute: Execute = async () =>
			await Promise.resolve({ items: [], failed: [{ failure: refusal, subject: {} }] });
		const { stoppedBy } = await runScripted({ execute }, stopping(1));
		expect(stoppedBy?.message).toContain('[item 0]');
	});

	it('starts no later item', async () => {
		const started: number[] = [];
		const execute: Execute = async ({ itemIndex }) => {
			started.push(itemIndex);
			return await Promise.reject(refusal);
		};
		await runScripted({ execute, kind: 'read' }, stopping(9, optional({ concurrency: 1 })));
		expect(started).toEqual([0]);
	});

	it('is reported without waiting for reads that are still running', async () => {
		const never = new Promise<[]>(() => {});
		const execute: Execute = async ({ itemIndex }) =>
			itemIndex === 1 ? await Promise.reject(refusal) : await never;
		const { stoppedBy } = await runScripted({ execute, kind: 'read' }, stopping(3));
		expect(stoppedBy?.message).toContain('[item 1]');
	});

	it('is reported after the purchases that are still running, with what they bought', async () => {
		const hold = gate();
		const execute: Execute = async (call) => {
			if (call.itemIndex === 1) {
				setTimeout(hold.open, 20);
				return await call.purchaseTurn(() => Promise.reject(refusal));
			}
			await call.purchaseTurn(() => hold.opened);
			call.done('order EP1');
			return [];
		};
		const setup = stopping(2, optional({ purchaseConcurrency: 2 }));
		const { stoppedBy } = await runScripted({ execute }, setup);
		expect(stoppedBy?.description).toContain('Also in this run: order EP1.');
	});

	it('names other items whose outcome is unknown, and not itself', async () => {
		const setup = stopping(3, { ...optional({ purchaseConcurrency: 3 }), executionId: '7' });
		const execute: Execute = async (call) =>
			await call.purchaseTurn(async () => {
				await settled();
				throw call.itemIndex === 1 ? refusal : unknown;
			});
		const { stoppedBy } = await runScripted({ execute }, setup);
		expect(stoppedBy?.description).toContain('Also in this run: item 2 (outcome unknown).');
	});

	it('reports the previous attempt, by Retry On Fail of the same run only', async () => {
		const setup = stopping(2, { executionId: '7' });
		await runScripted({ execute: buysExcept({ 1: unknown }) }, setup);
		const again = async (more: RunSetup) => {
			const next = { execute: buysExcept({ 0: refusal }) };
			const { stoppedBy } = await runScripted(next, { ...setup, ...more });
			return /Also in this run: (.*)\.$/.exec(stoppedBy?.description ?? '')?.[1];
		};
		expect(await again({})).toBe('order 0, item 1 (outcome unknown)');
		expect(await again({ executionId: '8' })).toBeUndefined();
		expect(await again({ runIndex: 1 })).toBeUndefined();
		expect(await again({ node: { id: 'other' } })).toBeUndefined();
		await runScripted({ execute: buys }, stopping(1));
		expect(await again({ executionId: undefined })).toBeUndefined();
	});

	it('does not report again an item that was refused in the previous attempt', async () => {
		const setup = stopping(2, { executionId: '7' });
		await runScripted({ execute: buysExcept({ 1: refusal }) }, setup);
		const { stoppedBy } = await runScripted({ execute: buysExcept({ 0: refusal }) }, setup);
		expect(stoppedBy?.description).toMatch(/Also in this run: order 0\.$/);
	});
});

describe('the stop button', () => {
	const stop = new AbortController();
	stop.abort();

	/** Item 0 buys; the outcome of item 1 is unknown; item 2 is refused. */
	const execute: Execute = async (call) => {
		if (call.itemIndex === 1) throw unknown;
		if (call.itemIndex === 2) throw refusal;
		call.done(`order ${call.itemIndex}`);
		call.done('email');
		return await Promise.resolve([]);
	};

	it('logs what was bought, or may have been: n8n drops the output', async () => {
		const { warnings } = await runScripted({ execute }, alarmed(3, { stop: stop.signal }));
		expect(warnings).toEqual([
			`MIOeSIM: the execution was stopped. Done before that: order 0, email\nitem 1: ${unknown.message}`,
		]);
	});

	it('logs nothing if nothing was', async () => {
		const reads: Execute = async () => await Promise.reject(refusal);
		for (const [what, setup] of [
			[reads, { stop: stop.signal }],
			[execute, {}],
			[execute, { stop: new AbortController().signal }],
		] as Array<[Execute, RunSetup]>) {
			expect((await runScripted({ execute: what }, alarmed(3, setup))).warnings).toEqual([]);
		}
	});

	it('ends the wait for a turn', async () => {
		const button = new AbortController();
		const hold = gate();
		const waits: Execute = async (call) => {
			if (call.itemIndex === 1) setTimeout(() => button.abort(), 5);
			return await call.purchaseTurn(async () => {
				await hold.opened;
				return [];
			});
		};
		const setup = alarmed(2, { stop: button.signal, ...optional({ purchaseConcurrency: 1 }) });
		const running = runScripted({ execute: waits }, setup);
		button.signal.addEventListener('abort', () => setTimeout(hold.open, 5));
		const { failures } = await running;
		const message = 'The execution was stopped before this item was sent';
		expect(failures).toMatchObject([{ message }]);
	});
});
