import type { JsonRecord } from '../../../dist/mioesim/values';
import { fetchOrder, readOrderNumber } from '../../../dist/mioesim/lines/fetchOrder';
import { findByNumber, lookUp, lookUpAll, type Listed } from '../../../dist/mioesim/lines/lookUp';
import type { Reply } from '../../../dist/mioesim/lines/reply';
import { IDS, orderOf, refusal, rowOf } from '../../harness/purchases.cts';
import { list, noAnswer, useScript } from '../../harness/script.cts';

const scripts = useScript();
const numbersOf = (reply: Reply<Listed[]>) =>
	reply.ok ? reply.data.map(({ orderNumber }) => orderNumber) : reply.failure.details;
const many = (count: number, changes: JsonRecord = {}) =>
	list(...Array.from({ length: count }, (_, index) => rowOf(`EP${index}`, changes)));

describe('the orders of a line', () => {
	it('are requested by both IDs, and compared by both', async () => {
		const rows = [
			rowOf('EP1'),
			rowOf('EP2', { outer_itemid: 'LINE-2' }),
			rowOf('EP3', { outer_orderid: 'SHOP-2' }),
			rowOf('EP4', { outer_itemid: null }),
		];
		const script = scripts.next({ queryEsimOrder: () => list(...rows) });
		expect(numbersOf(await lookUp(script.call.client, IDS))).toEqual(['EP1']);
		expect(script.asked).toEqual([
			[
				'queryEsimOrder',
				{ outerOrderId: 'SHOP-1', outerItemId: 'LINE-1', pageNo: 1, pageSize: 100 },
			],
		]);
	});

	it('come oldest first: by time, then by number, those without a time last', async () => {
		const time = (orderNum: string, createTime: string | null) => rowOf(orderNum, { createTime });
		const rows = [
			time('EP6', null),
			time('EP5', null),
			time('EP10', '2026-01-01 00:00:01'),
			time('EP9', '2026-01-01 00:00:01'),
			time('EP8', '2026-01-01 00:00:01'),
			time('EP7', '2026-01-01 00:00:00'),
			time('EP1', '2026-01-01 00:00:02'),
		];
		const oldest = ['EP7', 'EP8', 'EP9', 'EP10', 'EP1', 'EP5', 'EP6'];
		for (const each of [rows, [...rows].reverse()]) {
			const script = scripts.next({ queryEsimOrder: () => list(...each) });
			expect(numbersOf(await lookUp(script.call.client, IDS))).toEqual(oldest);
		}
	});

	it('include the status of their plans', async () => {
		const packageList = [{ iccid: '89852022410000000011', status: 1 }, {}];
		const script = scripts.next({ queryEsimOrder: () => list(rowOf('EP1', { packageList })) });
		const reply = await lookUp(script.call.client, IDS);
		expect(reply).toMatchObject({
			data: [
				{
					planStatuses: [
						{ iccid: '89852022410000000011', status: '1' },
						{ iccid: null, status: null },
					],
				},
			],
		});
	});

	it('cannot be read if one of them has no number', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(rowOf('EP1'), rowOf(null)) });
		expect(numbersOf(await lookUp(script.call.client, IDS))).toMatchObject({
			meaning: 'MIOeSIM answered with an order without a number',
			endpoint: 'queryEsimOrder',
		});
	});

	it('are unknown if MIOeSIM refuses, and a defect is passed on', async () => {
		const script = scripts.next({ queryEsimOrder: () => refusal(-8) });
		expect(numbersOf(await lookUp(script.call.client, IDS))).toEqual(refusal(-8).details);
		script.on('queryEsimOrder', () => {
			throw new TypeError('defect');
		});
		await expect(lookUp(script.call.client, IDS)).rejects.toThrow('defect');
	});

	it('are unknown if the list is cut off, unless one of them is in it', async () => {
		const others = many(1000, { outer_itemid: 'LINE-2' });
		const script = scripts.next({ queryEsimOrder: () => others });
		expect(numbersOf(await lookUp(script.call.client, IDS))).toMatchObject({
			meaning: 'MIOeSIM answered with a list of orders that cannot be read',
			endpoint: 'queryEsimOrder',
		});
		script.on('queryEsimOrder', () => ({
			...others,
			rows: [...others.rows.slice(1), rowOf('EPX')],
		}));
		expect(numbersOf(await lookUp(script.call.client, IDS))).toEqual(['EPX']);
		script.on('queryEsimOrder', () => many(999, { outer_itemid: 'LINE-2' }));
		expect(numbersOf(await lookUp(script.call.client, IDS))).toEqual([]);
	});
});

describe('the orders of several lines', () => {
	const ids = ['A', 'B'].map((externalItemId) => ({ ...IDS, externalItemId }));
	const rows = [rowOf('EP1', { outer_itemid: 'B' }), rowOf('EP2', { outer_itemid: 'A' })];

	it('of one shop order are looked up in one call', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(...rows) });
		const found = await lookUpAll(script.call.client, ids);
		expect(found.map(numbersOf)).toEqual([['EP2'], ['EP1']]);
		expect(script.sent('queryEsimOrder')).toEqual([
			{ outerOrderId: 'SHOP-1', pageNo: 1, pageSize: 100 },
		]);
		script.on('queryEsimOrder', () => refusal(-8));
		expect((await lookUpAll(script.call.client, ids)).map(numbersOf)).toEqual([
			refusal(-8).details,
			refusal(-8).details,
		]);
	});

	it('of several shop orders, or of one line, are looked up one by one', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(...rows) });
		const apart = [ids[0], { ...ids[1], externalOrderId: 'SHOP-2' }];
		expect((await lookUpAll(script.call.client, apart)).map(numbersOf)).toEqual([['EP2'], []]);
		expect(script.sent('queryEsimOrder')).toHaveLength(2);
		await lookUpAll(script.call.client, [ids[0]]);
		expect(script.sent('queryEsimOrder')[2]).toHaveProperty('outerItemId', 'A');
		expect(await lookUpAll(script.call.client, [])).toEqual([]);
	});

	it('that are too many for one list are looked up one by one', async () => {
		const script = scripts.next({
			queryEsimOrder: ({ outerItemId }) =>
				outerItemId === undefined ? many(1000, { outer_itemid: 'C' }) : list(...rows),
		});
		const found = await lookUpAll(script.call.client, ids);
		expect(found.map(numbersOf)).toEqual([['EP2'], ['EP1']]);
	});
});

describe('an order by its number', () => {
	it('is the row with this number, in upper or lower case', async () => {
		const script = scripts.next({ queryEsimOrder: () => list(rowOf('EP2'), rowOf('ep1')) });
		const { client } = script.call;
		expect(await findByNumber(client, 'EP1')).toMatchObject({ data: { orderNumber: 'ep1' } });
		expect(script.sent('queryEsimOrder')).toEqual([{ orderNum: 'EP1', pageNo: 1, pageSize: 10 }]);
		expect(await findByNumber(client, 'EP3')).toEqual({ ok: true, data: null });
		script.on('queryEsimOrder', () => list(rowOf(null)));
		expect(await findByNumber(client, 'EP1')).toEqual({ ok: true, data: null });
		script.on('queryEsimOrder', () => refusal(-8));
		expect(await findByNumber(client, 'EP1')).toMatchObject({ ok: false });
	});
});

it.each([
	['EP20240124000013', true],
	['123456', true],
	['EP_20240124', true],
	['EP-20240124', true],
	['20240124000013A', true],
	['ABCDEFGH123456ABCD', true],
	[20240124, true],
	['12345', false],
	['ABCDEFGHI123456', false],
	['123456ABCDE', false],
	['EP--123456', false],
	[' EP20240124', true],
	['x EP20240124', false],
	['EP20240124 x', false],
	['1234567890123456789012345', false],
	['123456789012345678901234', true],
	// ICCIDs, and numbers of other lengths.
	['8985202241000', false],
	['89852022410000000011', false],
	['898520224100', true],
	['898520224100000000112', true],
	['操作成功', false],
	[true, false],
	[null, false],
])('%j is an order number: %p', (value, isOne) => {
	expect(readOrderNumber(value)).toBe(isOne ? String(value).trim() : null);
});

describe('the details of an order', () => {
	const EP = 'EP20260101000001';

	it('are what getOrderInfo returns', async () => {
		const data = orderOf(EP);
		const script = scripts.next({ getOrderInfo: () => data });
		expect(await fetchOrder(script.call.client, EP)).toMatchObject({
			ok: true,
			data: { data, order: { orderNumber: EP } },
		});
		expect(script.asked).toEqual([['getOrderInfo', { orderNum: EP }]]);
	});

	it.each<[unknown, string]>([
		[noAnswer, `${noAnswer.details.meaning}. ${noAnswer.details.resolution}`],
		[
			orderOf('EP2'),
			'MIOeSIM answered with a different order from the one requested. The reply cannot be read',
		],
		[
			null,
			'MIOeSIM answered with a different order from the one requested. The reply cannot be read',
		],
	])('cannot be read, but the order stands (%#)', async (answer, why) => {
		const script = scripts.next({ getOrderInfo: () => answer });
		const reply = await fetchOrder(script.call.client, EP);
		expect(reply).toMatchObject({
			failure: {
				details: {
					meaning: `Order ${EP} was placed, but its details could not be read`,
					resolution: expect.stringContaining(
						`Do not order again: fetch the details with Order > Get and order number ${EP}. What happened: ${why}`,
					),
					outcome: 'executed',
					retryable: false,
					orderNumber: EP,
					endpoint: answer === noAnswer ? 'addEsimOrder' : 'getOrderInfo',
				},
			},
		});
	});

	it('are missing if the execution is stopped, but the order stands', async () => {
		const script = scripts.next({
			getOrderInfo: () => {
				throw new Error('stopped');
			},
		});
		expect(await fetchOrder(script.call.client, EP)).toMatchObject({
			failure: {
				details: {
					outcome: 'executed',
					resolution: expect.stringContaining(
						'The execution was stopped. Run it again for the remaining items',
					),
				},
			},
		});
	});
});
