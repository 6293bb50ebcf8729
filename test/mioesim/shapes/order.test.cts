import fc from 'fast-check';
import { asCard } from '../../../dist/mioesim/shapes/card';
import {
	asOrder,
	factsOf,
	historyEntryOf,
	orderOfDatedRow,
	unreadableDates,
	withListed,
	type Order,
	type OrderFacts,
} from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';

const mapped = (all: object, value: () => unknown) =>
	Object.fromEntries(Object.keys(all).map((name) => [name, value()])) as JsonRecord;

const object = {
	...{ orderNum: 'EP20240124000013', display: 'Japan', purchaseDate: '2024-01-24 (GMT+8)' },
	...{ count: '2', price: '12.50', status: '0', renewal: true, renew: 0, priceId: 441 },
	...{ mainOrderNum: '', renewOrderNum: null, outerOrderid: 'SHOP-1', outerItemId: 'LINE-1' },
	cardApiDtoList: [{ iccid: '89852022410000123456', usedMB: '10.5', endDate: '2024-02-01' }, null],
};

const plan = {
	iccid: '8985202241000012345',
	...{ flows: 1, unit: 'GB', days: 3, usedMb: 12, name: 'Japan 1GB', priceId: '441', status: 'X' },
	...{ beginDate: '2024-12-03', endDate: '2024-12-05' },
};
const rest = { priceid: 9, beginDate: '2024-12-02 01:00', endDate: '2024-12-04' };
const row = {
	...{ orderNum: 'EP2', skuName: '日本', count: 1, createTime: '2024-12-01 08:09:10.0', status: 6 },
	...{ totle: 4.5, outer_orderid: 'SHOP-2', outer_itemid: 'LINE-2', packageList: [plan, rest] },
	...{ skuId: 45, daypassDay: '3', cardType: 1, email: ' j@example.com', remark: 'x' },
	...{ mainOrderNum: 'EP1', renewOrderNum: ['EP8', null] },
};
const datedRow = { orderid: 'EP3', num: 1, totle: '3', price: 9, subTime: '2024-12-01' };
const nothing = asOrder({});
const bare = asCard({});

it.each<[string, Order, Partial<Order>]>([
	[
		'an Order object in the API’s odd spellings',
		asOrder({ ...object, startDate: '2024-01-24', skuid: 45 }),
		{
			...{ orderNumber: 'EP20240124000013', status: 0, statusName: 'Paid', productName: 'Japan' },
			...{ purchasedAt: '2024-01-24T00:00:00+08:00', count: 2, price: 12.5, priceId: 441 },
			// `renewal` contradicts `renew` in the documentation's own samples.
			...{ isRenewal: false, mainOrderNumber: null, renewalOrderNumbers: [], skuId: '45' },
			...{ externalOrderId: 'SHOP-1', externalItemId: 'LINE-1', duplicate: false },
			...{ startDate: '2024-01-24T00:00:00+08:00', endDate: '2024-02-01T23:59:59+08:00' },
			cards: [
				{
					...{ ...bare, iccid: '89852022410000123456', usedMb: 10.5 },
					...{ endDate: '2024-02-01T23:59:59+08:00' },
				},
			],
		},
	],
	[
		'a row of queryEsimOrder',
		asOrder(row),
		{
			...{ orderNumber: 'EP2', status: 6, statusName: 'Cancelling', productName: 'Japan 1GB' },
			...{ purchasedAt: '2024-12-01T08:09:10+08:00', count: 1, price: 4.5, isRenewal: true },
			...{ mainOrderNumber: 'EP1', renewalOrderNumbers: ['EP8'], skuId: '45', destination: '日本' },
			...{ externalOrderId: 'SHOP-2', externalItemId: 'LINE-2', daypassDays: 3, priceId: 441 },
			...{ simType: 'physical', customerEmail: 'j@example.com', remark: 'x' },
			...{ startDate: '2024-12-02T01:00:00+08:00', endDate: '2024-12-05T23:59:59+08:00' },
			cards: [
				{
					...{ ...bare, iccid: plan.iccid, data: '1 GB', validityDays: 3, usedMb: 12 },
					...{ startDate: '2024-12-03T00:00:00+08:00', endDate: '2024-12-05T23:59:59+08:00' },
					planStatus: 'X',
				},
				{
					...{ ...bare, startDate: '2024-12-02T01:00:00+08:00' },
					endDate: '2024-12-04T23:59:59+08:00',
				},
			],
		},
	],
	[
		'a row of queryOrder',
		orderOfDatedRow({ ...datedRow, packetName: 'Japan', expireDate: '2024-12-05' }),
		{
			...{ orderNumber: 'EP3', count: 1, price: 3, productName: 'Japan', cards: [] },
			...{ purchasedAt: '2024-12-01T00:00:00+08:00', endDate: '2024-12-05T23:59:59+08:00' },
		},
	],
	[
		'the cards of an order that lists its plans as well, and a date that is only there in one field',
		asOrder({ ...object, packageList: [plan], purchaseDate: '', createTime: '2024-01-24' }),
		{ ...asOrder(object), productName: 'Japan 1GB' },
	],
	[
		'a name without a plan',
		asOrder({ skuName: 'Japan', packageList: [{}] }),
		{
			...{ productName: 'Japan', destination: 'Japan', cards: [bare] },
		},
	],
])('reads %s', (_, order, expected) => expect(order).toEqual({ ...nothing, ...expected }));

it('tells nothing of nothing', () => {
	const empty = { isRenewal: false, renewalOrderNumbers: [], duplicate: false, cards: [] };
	expect(nothing).toEqual({ ...mapped(nothing, () => null), ...empty });
	expect(bare).toEqual(mapped(bare, () => null));
});

it('knows more of an order that is listed, and keeps all other fields of a history', () => {
	const order = asOrder({ ...object, skuId: 44 });
	const { productName, purchasedAt, skuId, destination, simType } = asOrder(row);
	const better = { productName, purchasedAt, destination, simType, daypassDays: 3, remark: 'x' };
	const complete = { ...order, ...better, customerEmail: 'j@example.com' };
	expect(withListed(order, asOrder(row))).toEqual(complete);
	expect(withListed({ ...order, skuId: null }, asOrder(row))).toEqual({ ...complete, skuId });
	expect([withListed(order, null), withListed(order, nothing)]).toEqual([order, order]);
	expect(historyEntryOf({ ...row, flowType: 0 })).toEqual({
		...asOrder(row),
		other: { flowType: 0 },
	});
});

it('takes the first spelling of an id that tells something', () => {
	const spellings = ['outerOrderid', 'outerOrderId', 'outer_orderid'];
	for (const name of spellings) {
		for (const nothing of [undefined, null, '', ' ', 0, '0', 'null', 'N/A', '-', 'SHO***']) {
			const order = {
				...Object.fromEntries(spellings.map((each) => [each, nothing])),
				[name]: 'X',
			};
			expect(asOrder(order).externalOrderId).toBe('X');
			expect(asOrder({ [name]: nothing }).externalOrderId).toBeNull();
		}
	}
	expect(asOrder({ otherOrderId: 'X', priceid: 7 })).toMatchObject({
		externalOrderId: 'X',
		priceId: 7,
	});
	for (const name of ['outerItemid', 'otherItemId'])
		expect(asOrder({ [name]: 'X' }).externalItemId).toBe('X');
	const facts = factsOf({ skuid: 45, cards: [{ priceid: 7, apiCode: 'A' }] });
	expect(facts).toMatchObject({ skuId: '45', priceIds: ['7'], apiCode: 'A' });
});

it.each<[OrderFacts['kind'], JsonRecord]>([
	['renewal', { mainOrderNum: 'EP1' }],
	['renewal', { mainOrderNum: 'EP1', renew: 0, renewal: false, pflag: true }],
	['purchase', { pflag: true, renew: 0 }],
	['renewal', { pflag: 'false', renew: '1' }],
	// They contradict each other in MIOeSIM's own samples; a main order may have been renewed later.
	[null, { pflag: true, renew: 1 }],
	[null, { pflag: false, renew: 0 }],
	...[{ renew: 1 }, { renew: 0 }, { renewal: true }, { pflag: true }, { pflag: false }, {}].map(
		(said): [null, JsonRecord] => [null, said],
	),
	...['', 0, 'ep2'].map((mainOrderNum): [null, JsonRecord] => [null, { mainOrderNum }]),
])('the kind is %j if MIOeSIM says %j', (kind, said) => {
	const order = { orderNum: 'EP2', ...said };
	expect(factsOf(order).kind).toBe(kind);
	for (const shape of [asOrder(order), orderOfDatedRow(order)]) {
		expect(shape.isRenewal).toBe(kind === 'renewal');
	}
});

it('compares what is told: 0, nothing and masked values are not', () => {
	const told = {
		...{ skuId: 45, count: 2, daypassDay: 3, email: 'j@example.com', priceId: 441 },
		...{ apiCode: 'A', cardType: 1, mainOrderNum: 'EP1' },
	};
	const card = { iccid: '89852022410000123456', priceId: '441' };
	const facts: OrderFacts = {
		...({ kind: 'renewal', skuId: '45', priceIds: ['441'], apiCode: 'A' } as const),
		...({ count: 2, daypassDays: 3, simType: 'physical', iccids: [card.iccid] } as const),
		...{ mainOrderNumber: 'EP1', customerEmail: 'j@example.com' },
	};
	const nothing = { ...mapped(facts, () => null), priceIds: [], iccids: [] };
	for (const cards of ['cardApiDtoList', 'cards', 'cardList']) {
		expect(factsOf({ ...told, cardApiDtoList: [], [cards]: [card] })).toEqual(facts);
	}
	expect(factsOf({ ...told, packageList: [card] })).toEqual(facts);
	for (const value of [0, null, '', '0', 'null', undefined, '****']) {
		const [order, part] = [mapped(told, () => value), mapped(card, () => value)];
		const isESim = value === 0 || value === '0';
		const expected = { ...nothing, simType: isESim ? 'esim' : null };
		expect(factsOf({ ...order, packageList: [part] })).toEqual(expected);
		expect(factsOf({ ...order, cards: [part] })).toEqual(expected);
	}
	expect(factsOf({ email: 'j*@example.com' }).customerEmail).toBeNull();
});

it('names the dates that are told and unreadable', () => {
	const cards = [{ endDate: 'soon' }, { endDate: 'later', startDate: '-' }];
	expect(unreadableDates({ purchaseDate: '2026-03-21', cards })).toEqual(['endDate']);
	expect(unreadableDates({ createTime: 'x', packageList: [{ beginDate: true }] })).toEqual([
		'createTime',
		'beginDate',
	]);
	expect(asOrder({ purchaseDate: 'soon', cards })).toMatchObject({ purchasedAt: null });
});

it('accepts everything, and always returns the same fields', () => {
	const names = [...Object.keys(object), 'packageList', 'totle', 'createTime'];
	fc.assert(
		fc.property(fc.anything(), fc.constantFrom(...names), (value, name) => {
			const order = asOrder({ ...object, [name]: value });
			expect(Object.keys(order)).toEqual(Object.keys(nothing));
		}),
	);
});
