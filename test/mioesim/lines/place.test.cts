import { orderOfRow } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import { place, type Placed } from '../../../dist/mioesim/lines/place';
import { Cancelled } from '../../../dist/mioesim/client/stop';
import type { Reply } from '../../../dist/mioesim/lines/reply';
import { orderOf, purchaseOf, refusal, requested, rowOf } from '../../harness/purchases.cts';
import { list, noAnswer, useScript } from '../../harness/script.cts';

const scripts = useScript();
const NONE: ReadonlySet<string> = new Set();
const EP1 = 'EP20260101000001';
const EP2 = 'EP20260101000002';
const detailsOf = (reply: Reply<Placed>) => (reply.ok ? null : reply.failure.details);
const dataOf = (reply: Reply<Placed>) => (reply.ok ? reply.data : null);
const known = ({ key }: { key: string }) => ledger.purchases.recall(key);

describe('an order', () => {
	it('is sent with its IDs, recorded from then on, and reported', async () => {
		const data = orderOf(EP1);
		const script = scripts.next({ addEsimOrder: () => data });
		const purchase = purchaseOf();
		const placed = dataOf(await place(script.call, purchase, NONE));
		expect(script.asked).toEqual([
			[
				'addEsimOrder',
				{ skuId: '45', priceId: '441', count: 1, otherOrderId: 'SHOP-1', otherItemId: 'LINE-1' },
			],
		]);
		expect(placed).toMatchObject({
			orderNumber: EP1,
			fetched: { data },
			listed: null,
			isOwn: true,
			isEarlier: false,
			warnings: [],
		});
		expect(known(purchase)).toMatchObject({
			outcome: 'executed',
			content: { orderNumber: EP1, requested },
		});
		expect(script.done).toEqual([`order ${EP1}`]);
	});

	it('may be answered with its number alone', async () => {
		const script = scripts.next({ addEsimOrder: () => EP1 });
		const placed = dataOf(await place(script.call, purchaseOf(), NONE));
		expect(placed).toEqual({
			orderNumber: EP1,
			fetched: null,
			listed: null,
			isOwn: true,
			isEarlier: false,
			warnings: [],
		});
	});

	it.each([
		[null, 5, '5'],
		['441', 5, '441'],
		[null, undefined, null],
	])(
		'of package %p, answered with package %p, is recorded with %p',
		async (own, answered, kept) => {
			const script = scripts.next({
				addEsimOrder: () => orderOf(EP1, { priceId: answered ?? null }),
			});
			const purchase = purchaseOf({ requested: { ...requested, priceId: own } });
			await place(script.call, purchase, NONE);
			expect(known(purchase)?.content.requested).toEqual({ ...requested, priceId: kept });
		},
	);

	it('that MIOeSIM did not process is not recorded', async () => {
		const script = scripts.next({ addEsimOrder: () => refusal(-2) });
		const purchase = purchaseOf();
		expect(detailsOf(await place(script.call, purchase, NONE))).toEqual(refusal(-2).details);
		expect(known(purchase)).toBeUndefined();
		expect(script.asked).toHaveLength(1);
		expect(script.done).toEqual([]);
	});

	it('that the stop button held back is not recorded, one that met a defect is', async () => {
		for (const [error, outcome] of [
			[new Cancelled(), undefined],
			[new TypeError('defect'), 'unknown'],
		] as const) {
			const purchase = purchaseOf();
			const script = scripts.next({
				addEsimOrder: () => {
					throw error;
				},
			});
			await expect(place(script.call, purchase, NONE)).rejects.toBe(error);
			expect(known(purchase)?.outcome).toBe(outcome);
		}
	});
});

const LOOK = `Look for it with Order > Get Many and 'External Order ID' SHOP-1 (item LINE-1). If it is not listed after 15 minutes, run the item again: if you set 'External Order ID', the node looks for it once more. What happened: `;
const doubt = (why: string, { details } = noAnswer) => ({
	...details,
	resolution: `This order may have been placed. It was not sent again: ${why}. ${LOOK}${details.meaning}. ${details.resolution}`,
	outcome: 'unknown',
	retryable: false,
});

describe('an order without an answer', () => {
	it.each([[noAnswer], ['操作成功'], [{ status: 0 }], [null]])(
		'(%#) is found by a later look-up',
		async (answer) => {
			const script = scripts.next({ addEsimOrder: () => answer });
			script.sequence('queryEsimOrder', list(), list(rowOf(EP1)));
			const purchase = purchaseOf();
			expect(dataOf(await place(script.call, purchase, NONE))).toEqual({
				orderNumber: EP1,
				fetched: null,
				listed: orderOfRow(rowOf(EP1)),
				isOwn: false,
				isEarlier: false,
				warnings: [],
			});
			expect(script.pauses).toEqual([500, 2000]);
			expect(known(purchase)).toMatchObject({
				outcome: 'executed',
				content: { orderNumber: EP1 },
			});
			expect(script.done).toEqual([`order ${EP1}`]);
		},
	);

	it('stays unknown if it is not listed', async () => {
		const script = scripts.next({ addEsimOrder: () => noAnswer, queryEsimOrder: () => list() });
		const purchase = purchaseOf();
		const reply = await place(script.call, purchase, NONE);
		expect(detailsOf(reply)).toEqual(doubt('MIOeSIM has not listed it so far'));
		expect(script.pauses).toEqual([500, 2000, 5000]);
		expect(known(purchase)).toMatchObject({ outcome: 'unknown', content: { orderNumber: null } });
		expect(script.done).toEqual([]);
	});

	it.each<[string, JsonRecord]>([
		['with another count', { count: 2 }],
		['that is cancelled', { status: 2 }],
		['with the ID of another line', { outer_itemid: 'LINE-2' }],
		['of another shop order', { outer_orderid: 'SHOP-2' }],
	])('is not mistaken for an order %s', async (_, changes) => {
		const script = scripts.next({
			addEsimOrder: () => noAnswer,
			queryEsimOrder: () => list(rowOf(EP1, changes)),
		});
		expect(detailsOf(await place(script.call, purchaseOf(), NONE))?.outcome).toBe('unknown');
	});

	it('names what came instead of one', async () => {
		const script = scripts.next({ addEsimOrder: () => '操作成功', queryEsimOrder: () => list() });
		expect(detailsOf(await place(script.call, purchaseOf(), NONE))).toMatchObject({
			meaning: 'MIOeSIM answered with an order without a number',
			endpoint: 'addEsimOrder',
		});
	});

	it('is not mistaken for an older order with the same IDs', async () => {
		const script = scripts.next({
			addEsimOrder: () => noAnswer,
			queryEsimOrder: () => list(rowOf(EP1), rowOf(EP2)),
		});
		const old = await place(script.call, purchaseOf(), new Set([EP1]));
		expect(dataOf(old)?.orderNumber).toBe(EP2);
		const both = await place(script.call, purchaseOf(), new Set([EP1, EP2]));
		expect(detailsOf(both)?.outcome).toBe('unknown');
	});

	it('stays unknown at once if it is not known which orders are older', async () => {
		const script = scripts.next({ addEsimOrder: () => noAnswer });
		const purchase = purchaseOf({ preventDuplicates: false });
		const { resolution, ...rest } = doubt(
			'orders with the same IDs may have been placed before, and MIOeSIM could not be asked for them',
		);
		expect(detailsOf(await place(script.call, purchase, null))).toEqual({
			...rest,
			// With Prevent Duplicates off, the node would not look for it.
			resolution: resolution.replace(
				": if you set 'External Order ID', the node looks for it once more",
				'',
			),
		});
		expect(script.asked).toHaveLength(1);
	});

	it('says why MIOeSIM could not be asked, if the last look-up failed', async () => {
		const failing = refusal(-8);
		const script = scripts.next({ addEsimOrder: () => noAnswer });
		script.sequence('queryEsimOrder', list(), failing);
		expect(detailsOf(await place(script.call, purchaseOf(), NONE))?.resolution).toContain(
			`not sent again: MIOeSIM could not be asked (${failing.details.meaning}). Look`,
		);
		script.sequence('queryEsimOrder', failing, list());
		expect(detailsOf(await place(script.call, purchaseOf(), NONE))?.resolution).toContain(
			'MIOeSIM has not listed it so far',
		);
	});

	it('stays unknown when the execution is stopped', async () => {
		const script = scripts.next({
			addEsimOrder: () => noAnswer,
			queryEsimOrder: () => list(rowOf(EP1)),
		});
		script.stop.abort();
		expect(detailsOf(await place(script.call, purchaseOf(), NONE))?.outcome).toBe('unknown');
		expect(script.sent('queryEsimOrder')).toEqual([]);
	});
});

describe('an order that was refused', () => {
	it.each<[number, unknown, string | null]>([
		[-3, list(), 'notExecuted'],
		[-3, list(rowOf(EP1)), null],
		[777, list(), 'notExecuted'],
		[777, list(rowOf(EP1)), null],
		[-3, refusal(-8), 'unknown'],
	])('with code %i is looked up once, at once (%#)', async (code, answer, outcome) => {
		const script = scripts.next({
			addEsimOrder: () => refusal(code),
			queryEsimOrder: () => answer,
		});
		const purchase = purchaseOf();
		const reply = await place(script.call, purchase, NONE);
		expect(detailsOf(reply)?.outcome ?? null).toBe(outcome);
		expect(script.pauses).toEqual([]);
		expect(script.sent('queryEsimOrder')).toHaveLength(1);
		const kept = outcome === null ? 'executed' : outcome === 'unknown' ? 'unknown' : undefined;
		expect(known(purchase)?.outcome).toBe(kept);
	});

	it.each([
		[-3, 'notExecuted'],
		[777, 'unknown'],
		[99, 'unknown'],
	])('with code %i, if older orders are not known, is %s', async (code, outcome) => {
		const script = scripts.next({ addEsimOrder: () => refusal(code) });
		expect(detailsOf(await place(script.call, purchaseOf(), null))?.outcome).toBe(outcome);
	});

	it('with code 99, if not listed yet, stays unknown', async () => {
		const script = scripts.next({ addEsimOrder: () => refusal(99), queryEsimOrder: () => list() });
		expect(detailsOf(await place(script.call, purchaseOf(), NONE))).toEqual(
			doubt('MIOeSIM has not listed it so far', refusal(99)),
		);
		expect(script.pauses).toEqual([500, 2000, 5000]);
	});
});
