import fc from 'fast-check';
import { orderOfDatedRow, orderOfObject, orderOfRow } from '../../../dist/mioesim/shapes/order';

const object = {
	orderNum: 'EP20240124000013',
	display: 'Japan',
	purchaseDate: '2024-01-24 (GMT+8)',
	count: '2',
	price: '12.50',
	status: '0',
	renewal: true,
	renew: 0,
	mainOrderNum: '',
	renewOrderNum: null,
	priceId: 441,
	outerOrderid: 'SHOP-1',
	outerItemId: 'LINE-1',
	cardApiDtoList: [{ iccid: '89852022410000123456', usedMB: '10.5' }, null],
};

it('reads an Order object in the API’s odd spellings', () => {
	expect(orderOfObject(object)).toMatchObject({
		orderNumber: 'EP20240124000013',
		status: 0,
		statusName: 'Paid',
		productName: 'Japan',
		purchasedAt: '2024-01-24T00:00:00+08:00',
		count: 2,
		price: 12.5,
		// `renewal` contradicts `renew` in the documentation's own samples.
		isRenewal: false,
		mainOrderNumber: null,
		renewalOrderNumbers: [],
		priceId: 441,
		externalOrderId: 'SHOP-1',
		externalItemId: 'LINE-1',
		duplicate: false,
		cards: [{ iccid: '89852022410000123456', usedMb: 10.5 }],
	});
});

it.each([
	['renew', { renew: '1' }],
	['mainOrderNum', { mainOrderNum: 'EP1', renewal: false }],
])('recognizes a renewal by %s', (_, changes) =>
	expect(orderOfObject({ ...object, ...changes }).isRenewal).toBe(true),
);

it.each(['outerOrderid', 'outerOrderId', 'outer_orderid'])(
	'reads the External Order ID from %s',
	(name) => expect(orderOfObject({ [name]: 'SHOP-1' }).externalOrderId).toBe('SHOP-1'),
);

it('reads a row of queryEsimOrder', () => {
	const row = {
		orderNum: 'EP2',
		skuName: '日本',
		count: 1,
		createTime: '2024-12-01 08:09:10.0',
		status: 6,
		totle: 4.5,
		outer_orderid: 'SHOP-2',
		outer_itemid: 'LINE-2',
		pflag: false,
		packageList: [
			{
				iccid: '8985202241000012345',
				flows: 1,
				unit: 'GB',
				days: 3,
				usedMb: 12,
				name: 'Japan 1GB',
				beginDate: null,
				endDate: null,
				priceId: '441',
			},
		],
	};
	expect(orderOfRow(row)).toMatchObject({
		orderNumber: 'EP2',
		statusName: 'Cancelling',
		productName: 'Japan 1GB',
		purchasedAt: '2024-12-01T08:09:10+08:00',
		price: 4.5,
		isRenewal: true,
		priceId: 441,
		externalOrderId: 'SHOP-2',
		externalItemId: 'LINE-2',
		cards: [
			{
				iccid: '8985202241000012345',
				data: '1 GB',
				validityDays: 3,
				usedMb: 12,
				startDate: null,
				lpa: null,
			},
		],
	});
});

it('reads a row of queryOrder', () => {
	const row = { orderid: 'EP3', num: 1, totle: '3', price: 9, subTime: '2024-12-01', renew: 1 };
	expect(orderOfDatedRow(row)).toMatchObject({
		orderNumber: 'EP3',
		count: 1,
		price: 3,
		purchasedAt: '2024-12-01T00:00:00+08:00',
		isRenewal: true,
		cards: [],
	});
});

it.each([
	['orderOfObject', orderOfObject],
	['orderOfRow', orderOfRow],
	['orderOfDatedRow', orderOfDatedRow],
])('%s accepts everything, and always returns the same fields', (_, shape) => {
	const fields = Object.keys(shape({}));
	const names = [...Object.keys(object), 'packageList', 'orderid', 'totle', 'createTime'];
	fc.assert(
		fc.property(fc.anything(), fc.constantFrom(...names), (value, name) => {
			expect(Object.keys(shape({ ...object, [name]: value }))).toEqual(fields);
		}),
	);
});
