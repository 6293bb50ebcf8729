import { httpFailure } from '../../../dist/mioesim/codes/failures';
import { findByNumber, lookUp, lookUpAll } from '../../../dist/mioesim/lines/look';
import type { Listed } from '../../../dist/mioesim/lines/line';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { failureOf, IDS, refusal, rowOf } from '../../harness/purchases.cts';
import { list, useScript, type Script } from '../../harness/script.cts';

const scripts = useScript();
const UNPROVEN = 'MIOeSIM answered with orders other than those asked for';
const NO_NUMBER = 'MIOeSIM answered with an order without a number';

/** The numbers of the orders found, or why there is no answer. */
async function answerOf(looking: Promise<Listed[]>): Promise<string[] | string> {
	const { meaning, endpoint = 'Order' } = await failureOf(looking);
	expect(endpoint).toContain('Order');
	return meaning ?? (await looking).map(({ orderNumber }) => orderNumber);
}

const look = async ({ call }: Script) => await answerOf(lookUp(call.client, IDS));
const own = rowOf('EP1');
const rows = (count: number, changes: JsonRecord, from = 100) =>
	Array.from({ length: count }, (_, index) => rowOf(`EP${from + index}`, changes));
const strangers = (count: number, from?: number) => rows(count, { outer_orderid: 'SHOP-2' }, from);
const neighbors = (count: number, from?: number) => rows(count, { outer_itemid: 'LINE-2' }, from);
const untold = rowOf('EP8', { outer_orderid: null });
const cut = rowOf('EP8', { outer_orderid: 'SHOP', outer_itemid: 'LINE' });
const signed = rowOf('EP8', { outer_orderid: '#SHOP-1' });
const encoded = rowOf('EP8', { outer_orderid: 'SHOP%2D1' });
const lower = rowOf('EP8', { outer_orderid: 'shop-1' });

describe('the orders of a line', () => {
	it('are asked for by both IDs, 30 a page', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(own) });
		expect(await look(script)).toEqual(['EP1']);
		expect(script.sent('queryEsimOrder')).toEqual([
			{ outerOrderId: 'SHOP-1', outerItemId: 'LINE-1', pageNo: 1, pageSize: 30 },
		]);
	});

	type Found = string[] | string;
	it.each<[string, pages: JsonRecord[][], total: number | null, found: Found, asked: number]>([
		['an empty list', [[]], 0, [], 1],
		['its order', [[own]], 1, ['EP1'], 1],
		['its order beside other lines of the shop order', [[...neighbors(2), own]], 3, ['EP1'], 1],
		['its order after a page of other lines', [neighbors(30), [own]], 31, ['EP1'], 2],
		['other lines only', [neighbors(3)], 3, [], 1],
		['other lines only, without a total', [neighbors(3)], null, [], 1],
		['its order among strangers', [[...strangers(29), own]], null, ['EP1'], 1],
		['its order among strangers, pages later', [strangers(30), [own]], 31, ['EP1'], 2],
		['strangers, to a short last page', [strangers(30), strangers(5, 200)], 35, [], 2],
		['strangers, to an empty page', [strangers(30), []], null, [], 2],
		['few strangers and a total that proves it', [strangers(5)], 5, [], 1],
		['few strangers, whatever page is asked for', [strangers(5), strangers(5)], null, UNPROVEN, 2],
		['30 strangers, whatever page is asked for', [strangers(30), strangers(30)], 30, UNPROVEN, 2],
		['30 strangers of 5,000', [strangers(30), strangers(30)], 5000, UNPROVEN, 2],
		['other lines, whatever page is asked for', [neighbors(30), neighbors(30)], null, UNPROVEN, 2],
		['an order that does not say whose it is', [[untold]], 1, UNPROVEN, 1],
		['such an order beside its own', [[untold, own]], 2, ['EP1'], 1],
		['an order with masked IDs', [[rowOf('EP8', { outer_orderid: '****' })]], 1, UNPROVEN, 1],
		['an order with IDs that were cut', [[cut]], 1, UNPROVEN, 1],
		['an order ID with a sign more', [[signed]], 1, UNPROVEN, 1],
		['an item ID with a sign more', [[rowOf('EP8', { outer_itemid: '#LINE-1' })]], 1, UNPROVEN, 1],
		['an order without an item ID', [[rowOf('EP8', { outer_itemid: null })]], 1, ['EP8'], 1],
		['an order in another case', [[lower]], 1, ['EP8'], 1],
		['an order in another encoding', [[encoded]], 1, ['EP8'], 1],
		['an order in another case beside its own', [[lower, own]], 2, ['EP1'], 1],
		['an order without a number', [[own, rowOf(null)]], 2, NO_NUMBER, 1],
		['two of them', [[rowOf(null, { outer_itemid: 'LINE-2' }), rowOf(null)]], 2, NO_NUMBER, 1],
	])('from %s', async (_, pages, total, found, asked) => {
		const script = scripts
			.next()
			.sequence('queryEsimOrder', ...pages.map((page) => ({ rows: page, total })));
		expect(await look(script)).toEqual(found);
		expect(script.sent('queryEsimOrder').map(({ pageNo }) => pageNo)).toEqual(
			[1, 2].slice(0, asked),
		);
	});

	it.each([
		['strangers', strangers],
		['other lines', neighbors],
	])('are unknown after a thousand %s, if the list goes on', async (_, many) => {
		const script = scripts.next({
			queryEsimOrder: ({ pageNo }) => ({ rows: many(30, 100 * Number(pageNo)), total: null }),
		});
		expect(await look(script)).toBe(UNPROVEN);
		expect(script.asked).toHaveLength(34);
	});

	it.each<[code: number, control: unknown, found: Found, asked: number]>([
		[3, null, [], 1],
		[-3, null, [], 1],
		// -8 means either: a list without filters shows which.
		[-8, list(own), [], 2],
		[-8, list(), [], 2],
		[-8, httpFailure(502, 'queryEsimOrder'), refusal(-8).details.meaning, 2],
		[-8, refusal(-8), refusal(-8).details.meaning, 2],
		[4, null, refusal(4).details.meaning, 1],
	])('after code %i, with %j from the whole list', async (code, control, found, asked) => {
		const script = scripts.next().sequence('queryEsimOrder', refusal(code), control);
		expect(await look(script)).toEqual(found);
		expect(script.asked).toHaveLength(asked);
		if (asked === 2) expect(script.asked[1][1]).toEqual({ pageNo: 1, pageSize: 30 });
	});

	it('are unknown after a defect, which is passed on', async () => {
		const script = scripts.next({
			queryEsimOrder: () => {
				throw new TypeError('defect');
			},
		});
		await expect(look(script)).rejects.toThrow('defect');
	});

	it('come oldest first: by time, then by number, those without a time last', async () => {
		const time = (orderNum: string, createTime: string | null) => rowOf(orderNum, { createTime });
		const each = [
			time('EP6', null),
			time('EP5', null),
			time('EP10', '2026-01-01 00:00:01'),
			time('EP9', '2026-01-01 00:00:01'),
			time('EP7', '2026-01-01 00:00:00'),
		];
		for (const listed of [each, [...each].reverse()]) {
			const script = scripts.next({ queryEsimOrder: () => list(...listed) });
			expect(await look(script)).toEqual(['EP7', 'EP9', 'EP10', 'EP5', 'EP6']);
		}
	});
});

describe('the orders of several lines', () => {
	const lines = ['A', 'B'].map((externalItemId) => ({ ...IDS, externalItemId }));
	const ofA = rowOf('EP2', { outer_itemid: 'A' });
	const ofB = rowOf('EP1', { outer_itemid: 'B' });
	const lookAll = async ({ call }: Script, ids = lines) =>
		await Promise.all(lookUpAll(call.client, ids).map(answerOf));

	it('of one shop order take one call', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(ofB, ofA, ...neighbors(2)) });
		expect(await lookAll(script)).toEqual([['EP2'], ['EP1']]);
		expect(script.sent('queryEsimOrder')).toEqual([
			{ outerOrderId: 'SHOP-1', pageNo: 1, pageSize: 30 },
		]);
		const broken = scripts.next({ queryEsimOrder: () => refusal(4) });
		const { meaning } = refusal(4).details;
		expect(await lookAll(broken)).toEqual([meaning, meaning]);
	});

	it('of several shop orders, or of one line, are asked for one by one', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(ofA) });
		await lookAll(script, [lines[0], { ...lines[1], externalOrderId: 'SHOP-2' }]).catch(() => {});
		await lookAll(script, [lines[0]]);
		expect(script.sent('queryEsimOrder').every(({ outerItemId }) => outerItemId)).toBe(true);
		expect(lookUpAll(script.call.client, [])).toEqual([]);
	});

	it('of which one is the other in another case are not told apart by one list', async () => {
		const cases = ['A', 'a'].map((externalItemId) => ({ ...IDS, externalItemId }));
		const script = scripts.next({ queryEsimOrder: () => list(ofA) });
		expect(await lookAll(script, cases)).toEqual([['EP2'], ['EP2']]);
	});

	it.each<[string, together: JsonRecord[]]>([
		['ignores the order ID', [...strangers(29), ofA]],
		['does not say which item it is', [ofA, rowOf('EP9', { outer_itemid: null })]],
		['shows an item in another case', [ofA, rowOf('EP9', { outer_itemid: 'b' })]],
		['shows it in another case', [rowOf('EP9', { outer_orderid: 'shop-1', outer_itemid: 'B' })]],
		['never ends', [ofA, ...neighbors(29)]],
	])('are asked for one by one if the list %s', async (_, together) => {
		const script = scripts.next({
			queryEsimOrder: ({ outerItemId }) =>
				outerItemId === undefined ? { rows: together } : list(outerItemId === 'A' ? ofA : ofB),
		});
		expect(await lookAll(script)).toEqual([['EP2'], ['EP1']]);
	});
});

it('an order by its number is the row with it, in any case, if the list shows numbers', async () => {
	const script = scripts.next({ queryEsimOrder: () => list(rowOf('EP2'), rowOf('ep1')) });
	const { client } = script.call;
	expect(await findByNumber(client, 'EP1')).toMatchObject({ orderNumber: 'ep1' });
	expect(script.sent('queryEsimOrder')).toEqual([{ orderNum: 'EP1', pageNo: 1, pageSize: 30 }]);
	expect(await findByNumber(client, 'EP3')).toBeNull();
	for (const [number, total] of [[null, 1] as const, ['EP2', null] as const]) {
		script.on('queryEsimOrder', () => ({ rows: [rowOf(number)], total }));
		expect(await failureOf(findByNumber(client, 'EP1'))).toMatchObject({
			meaning: UNPROVEN,
			resolution:
				"MIOeSIM's list of orders ignores the IDs that it is asked for, or does not show them, so whether the order exists is unknown. Run Account > Check Setup, and tell MIOeSIM support. Without 'Prevent Duplicates' the node does not ask",
			endpoint: 'queryEsimOrder',
			retryable: false,
		});
	}
});
