import { inputFailure } from '../../../dist/mioesim/codes/failures';
import { orderOfObject, orderOfRow } from '../../../dist/mioesim/shapes/order';
import { packagesOf } from '../../../dist/mioesim/shapes/package';
import type { JsonRecord } from '../../../dist/mioesim/values';
import type { ItemCall } from '../../../dist/nodes/MioEsim/operation';
import { buy, buyOne, type Purchased } from '../../../dist/mioesim/lines/buy';
import { ledger, ledgerKey } from '../../../dist/mioesim/lines/ledger';
import type { Purchase } from '../../../dist/mioesim/lines/purchase';
import { failed, succeeded, type Reply } from '../../../dist/mioesim/lines/reply';
import { IDS, orderOf, purchaseOf, refusal, requested, rowOf } from '../../harness/purchases.cts';
import { list, Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const [entry] = packagesOf({ skuid: 45, esimPackageDtoList: [{ priceid: 441, apiCode: 'A' }] });
const EP = (number: number) => `EP2026010100000${number}`;
const detailsOf = (reply: Reply<Purchased>) => (reply.ok ? null : reply.failure.details);
const line = (name: string, changes: Partial<Purchase> = {}) =>
	purchaseOf({ ids: { ...IDS, externalItemId: name }, ...changes });

/** A MIOeSIM that books the orders it receives, and lists them. */
function world(rows: JsonRecord[] = []) {
	let booked = 0;
	const script: Script = scripts.next({
		addEsimOrder: ({ otherItemId }) => {
			const order = orderOf(EP(++booked), { outerItemId: String(otherItemId) });
			rows.push(rowOf(EP(booked), { outer_itemid: String(otherItemId) }));
			return order;
		},
		queryEsimOrder: () => list(...rows),
		getOrderInfo: ({ orderNum }) => orderOf(String(orderNum)),
	});
	return script;
}

describe('a purchase', () => {
	it('is looked up, checked, sent, and looked up once more', async () => {
		const script = world();
		const checked: unknown[] = [];
		const purchase = purchaseOf({
			parametersFor: (account) => ({ dpId: account.sessionAccount }),
			check: async (parameters) => {
				checked.push(parameters);
				return await Promise.resolve(succeeded(entry));
			},
		});
		const bought = await buyOne(script.call, purchase);
		const data = orderOf(EP(1));
		expect(bought).toEqual({
			data,
			order: { ...orderOfObject(data), duplicate: false },
			listed: orderOfRow(rowOf(EP(1))),
			entry,
			warnings: [],
		});
		expect(checked).toEqual([{ dpId: script.account }]);
		expect(script.asked.map(([endpoint]) => endpoint)).toEqual([
			'queryEsimOrder',
			'addEsimOrder',
			'queryEsimOrder',
		]);
		expect(script.sent('addEsimOrder')[0]).toMatchObject({ dpId: script.account });
		expect(script.done).toEqual([`order ${EP(1)}`]);
		const key = ledgerKey(script.account, 'SHOP-1', 'LINE-1');
		expect(ledger.purchases.recall(key)?.content).toEqual({ orderNumber: EP(1), requested });
	});

	it('that was made before is returned, whatever its check says', async () => {
		const script = world([rowOf(EP(7))]);
		const turns: number[] = [];
		const call = {
			...script.call,
			purchaseTurn: async (task: () => Promise<unknown>) => {
				turns.push(script.asked.length);
				await task();
				throw new Error('nobody waits for this');
			},
		} as ItemCall;
		const refused = failed(inputFailure('no', 'no'));
		const bought = await buyOne(
			call,
			purchaseOf({ check: async () => await Promise.resolve(refused) }),
		);
		expect(bought).toMatchObject({
			order: { orderNumber: EP(7), duplicate: true },
			entry: null,
			warnings: [],
		});
		expect(script.sent('addEsimOrder')).toEqual([]);
		expect(script.done).toEqual([`order ${EP(7)}`]);
		// It gives up its turn, so that the next item doesn't have to wait.
		expect(turns).toHaveLength(1);
	});

	it('whose check fails is not sent', async () => {
		const script = world();
		const failure = inputFailure('no', 'no');
		const purchase = purchaseOf({ check: async () => await Promise.resolve(failed(failure)) });
		expect(await buy(script.call, [purchase])).toEqual([failed(failure)]);
		expect(script.sent('addEsimOrder')).toEqual([]);
		await expect(buyOne(script.call, purchase)).rejects.toBe(failure);
	});

	it('that cannot be looked up is not sent', async () => {
		const script = world().on('queryEsimOrder', () => refusal(-8));
		expect(detailsOf((await buy(script.call, [purchaseOf()]))[0])).toMatchObject({
			code: -8,
			outcome: 'notExecuted',
		});
		expect(script.sent('addEsimOrder')).toEqual([]);
	});

	it('with Prevent Duplicates off is looked up neither before nor after', async () => {
		const script = world([rowOf(EP(7))]);
		const unique = purchaseOf({ preventDuplicates: false, isUnique: true });
		const [bought] = await buy(script.call, [unique]);
		expect(bought).toMatchObject({ ok: true, data: { listed: null } });
		expect(script.asked.map(([endpoint]) => endpoint)).toEqual(['addEsimOrder']);
	});

	it('with Prevent Duplicates off and its own IDs is distinguished from older orders', async () => {
		const script = world([rowOf(EP(7))]);
		const own = purchaseOf({ preventDuplicates: false });
		script.on('addEsimOrder', () => refusal(-3));
		expect(detailsOf((await buy(script.call, [own]))[0])).toMatchObject({ code: -3 });
		expect(script.sent('queryEsimOrder')).toHaveLength(2);
		script.on('queryEsimOrder', () => refusal(-8));
		script.on('addEsimOrder', () => refusal(777));
		expect(detailsOf((await buy(script.call, [own]))[0])?.resolution).toContain(
			'orders with the same IDs may have been placed before',
		);
	});

	it.each([
		[null, 'A', '441'],
		['440', 'A', '440'],
		[null, null, null],
	])('of package %p by API code %p is recorded as package %p', async (priceId, apiCode, kept) => {
		const script = world().on('addEsimOrder', () => EP(1));
		script.on('getOrderInfo', () => orderOf(EP(1), { priceId: null }));
		script.on('queryEsimOrder', () => list());
		const found = apiCode === null ? null : entry;
		const purchase = purchaseOf({
			requested: { ...requested, priceId, apiCode },
			check: async () => await Promise.resolve(succeeded(found)),
		});
		await buy(script.call, [purchase]);
		const key = ledgerKey(script.account, 'SHOP-1', 'LINE-1');
		expect(ledger.purchases.recall(key)?.content.requested.priceId).toBe(kept);
	});

	it('whose package has no price ID is recorded without one', async () => {
		const script = world().on('addEsimOrder', () => EP(1));
		script.on('getOrderInfo', () => orderOf(EP(1), { priceId: null }));
		script.on('queryEsimOrder', () => list());
		const purchase = purchaseOf({
			requested: { ...requested, priceId: null },
			check: async () => await Promise.resolve(succeeded({ ...entry, priceId: null })),
		});
		await buy(script.call, [purchase]);
		const key = ledgerKey(script.account, 'SHOP-1', 'LINE-1');
		expect(ledger.purchases.recall(key)?.content.requested.priceId).toBeNull();
	});

	it('that is delivered late, or is cancelled meanwhile, is a failure', async () => {
		const script = world().on('addEsimOrder', () => orderOf(EP(1), { cardApiDtoList: [] }));
		script.on('queryEsimOrder', () => list(rowOf(EP(1))));
		script.on('getOrderInfo', () => orderOf(EP(1), { cardApiDtoList: [] }));
		const [late] = await buy(script.call, [purchaseOf({ deliveryMs: 4000 })]);
		expect(detailsOf(late)?.outcome).toBe('executed');
		expect(script.pauses).toEqual([1000, 2000, 1000]);
		script.pauses.length = 0;
		// Now the same line has an earlier order.
		script.on('getOrderInfo', () => orderOf(EP(1), { status: 2 }));
		const [again] = await buy(script.call, [purchaseOf({ deliveryMs: 0 })]);
		expect(detailsOf(again)?.meaning).toContain('which has since been cancelled');
	});

	it.each([
		[{ outerOrderId: 'shop-1' }, ["'External Order ID' SHOP-1 as shop-1"]],
		[{ outerItemId: 'LINE' }, ["'External Item ID' LINE-1 as LINE"]],
		[
			{ outerOrderId: 'S', outerItemId: 'L' },
			["'External Order ID' SHOP-1 as S", "'External Item ID' LINE-1 as L"],
		],
		[{ outerOrderId: null, outerItemId: null }, []],
	])('whose IDs MIOeSIM stores as %j warns about it', async (kept, said) => {
		const script = world().on('addEsimOrder', () => orderOf(EP(1), kept));
		script.on('queryEsimOrder', () => list());
		const { warnings } = await buyOne(
			script.call,
			purchaseOf({ preventDuplicates: false, isUnique: true }),
		);
		expect(warnings).toEqual(
			said.map(
				(which) =>
					`MIOeSIM stored ${which}. A later run could not recognize this order, and would buy again: use shorter IDs of capital letters, digits and dashes`,
			),
		);
	});

	it('lists the warnings of the receipt first', async () => {
		const script = world().on('addEsimOrder', () => orderOf(EP(1), { outerItemId: 'LINE' }));
		script.on('queryEsimOrder', () => list());
		const { warnings } = await buyOne(script.call, purchaseOf());
		expect(warnings).toEqual([
			expect.stringContaining('does not list order'),
			expect.stringContaining("stored 'External Item ID'"),
		]);
	});
});

describe('several purchases of one item', () => {
	it('are settled one by one, in order', async () => {
		const script = world([rowOf(EP(8), { outer_itemid: 'B' })]);
		const refused = failed(inputFailure('no', 'no'));
		const replies = await buy(script.call, [
			line('A', { check: async () => await Promise.resolve(refused) }),
			line('B'),
			line('C'),
			line('D', { check: async () => await Promise.resolve(succeeded(entry)) }),
		]);
		expect(replies[0]).toBe(refused);
		expect(replies[1]).toMatchObject({ data: { order: { orderNumber: EP(8), duplicate: true } } });
		expect(replies[2]).toMatchObject({ data: { order: { orderNumber: EP(1) }, entry: null } });
		expect(replies[3]).toMatchObject({ data: { order: { orderNumber: EP(2) }, entry } });
		expect(script.sent('addEsimOrder').map(({ otherItemId }) => otherItemId)).toEqual(['C', 'D']);
	});

	it('are all sent even if one fails, and the turn gets the failure', async () => {
		const script = world();
		script.on('addEsimOrder', ({ otherItemId }) =>
			otherItemId === 'A' ? refusal(-2) : orderOf(EP(1), { outerItemId: String(otherItemId) }),
		);
		let failure: unknown;
		const call = {
			...script.call,
			purchaseTurn: async (task: () => Promise<unknown>) =>
				await task().catch(async (error: unknown) => {
					failure = error;
					return await Promise.reject(error);
				}),
		} as unknown as ItemCall;
		const replies = await buy(call, [line('A'), line('B')]);
		expect(detailsOf(replies[0])).toEqual(refusal(-2).details);
		expect(replies[1].ok).toBe(true);
		expect(failure).toMatchObject({ details: refusal(-2).details });
	});

	it('of an item that is not admitted all fail, with the reason', async () => {
		const script = world();
		const reason = inputFailure('an earlier item has failed', 'r');
		const call = {
			...script.call,
			purchaseTurn: async () => await Promise.reject(reason),
		} as ItemCall;
		expect(await buy(call, [line('A'), line('B')])).toEqual([failed(reason), failed(reason)]);
		expect(script.sent('addEsimOrder')).toEqual([]);
	});

	it('that are stopped report what was bought, and what was not', async () => {
		const script = world();
		const { addEsimOrder } = script.answers;
		script.on('addEsimOrder', (parameters) => {
			if (parameters.otherItemId === 'B') throw new Error('stopped');
			return addEsimOrder?.(parameters);
		});
		const replies = await buy(script.call, [line('A'), line('B'), line('C')]);
		expect(replies[0]).toMatchObject({ data: { order: { orderNumber: EP(1) } } });
		for (const reply of replies.slice(1)) {
			expect(detailsOf(reply)).toMatchObject({
				meaning: 'The execution was stopped before this was ordered',
				resolution: 'Run it again for the remaining items',
				type: 'input',
				outcome: 'notExecuted',
			});
		}
	});

	it('that are stopped before anything was bought end like the execution', async () => {
		const script = world().on('addEsimOrder', () => {
			throw new Error('stopped');
		});
		await expect(buy(script.call, [line('A'), line('B')])).rejects.toThrow('stopped');
	});
});

it('lines with the same IDs wait for each other, others do not', async () => {
	const script = world();
	const replies = await Promise.all([
		buy(script.call, [purchaseOf()]),
		buy(script.call, [purchaseOf()]),
		buy(script.call, [line('OTHER')]),
	]);
	const bought = replies.map(([reply]) => (reply.ok ? reply.data.order : null));
	expect(bought.map((order) => order?.duplicate)).toEqual([false, true, false]);
	expect(bought[1]?.orderNumber).toBe(bought[0]?.orderNumber);
	expect(script.sent('addEsimOrder')).toHaveLength(2);
});

it('a line does not wait for any other line', async () => {
	const script = world();
	const { addEsimOrder } = script.answers;
	let answer: (data: unknown) => void = () => undefined;
	const held = new Promise((resolve) => (answer = resolve));
	script.on('addEsimOrder', async (parameters) => {
		if (parameters.otherItemId === 'SLOW') await held;
		return addEsimOrder?.(parameters);
	});
	const slow = buy(script.call, [line('SLOW')]);
	expect((await buy(script.call, [line('OTHER')]))[0].ok).toBe(true);
	answer(null);
	await slow;
});
