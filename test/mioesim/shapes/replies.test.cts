import { packagesOf } from '../../../dist/mioesim/shapes/package';
import { readReply } from '../../../dist/mioesim/shapes/replies';
import type { EndpointKey } from '../../../dist/mioesim/wire/endpoints';

/** What a reply must contain, whoever asked. */

const LISTS: EndpointKey[] = [
	...(['getSkus', 'getSkuByGroup', 'getDpSupportSkuInfo', 'getPackages'] as const),
	...([
		'getDpSkuSupportPackageInfo',
		'getIccidSupportPackageInfo',
		'getPhysicalSIMDpInfo',
	] as const),
	...(['getHistoryDetail', 'queryOrder'] as const),
];
const NEVER = ['maintenance', 7, true, false, [['a']], ['maintenance'], 'null'];
const NOTHING = [null, '', {}, []];

const refusalOf = (endpoint: EndpointKey, data: unknown) => {
	try {
		return { data: readReply(endpoint, data) };
	} catch (error) {
		return (error as Error).message;
	}
};
const REFUSED = expect.stringMatching(/^MIOeSIM answered with /);

it.each(LISTS)('%s: something other than a list is not an empty list', (endpoint) => {
	for (const data of NEVER) expect([data, refusalOf(endpoint, data)]).toEqual([data, REFUSED]);
	for (const data of NOTHING)
		expect(Object.values(readReply(endpoint, data) as object)).toEqual([]);
});

it.each([...NEVER, ...NOTHING, { message: 'maintenance' }])('an order as %j is refused', (data) =>
	expect(refusalOf('getOrderInfo', data)).toEqual(REFUSED),
);

const japan = { skuid: 45, display: '日本', displayEn: 'Japan' };
const pack = { priceid: '441', flows: '5', unit: 'GB', days: '30', price: '10.09' };

it.each<[EndpointKey, unknown]>([
	['getSkus', { message: 'maintenance' }],
	['getSkus', [{ message: 'maintenance' }]],
	['getSkuByGroup', { continent: ['Asia'], data: { Asia: 'maintenance' } }],
	['getSkuByGroup', { continent: ['Asia'], data: 'maintenance' }],
	['getPackages', { message: 'maintenance' }],
	['getPackages', { ...japan, esimPackageDtoList: 'maintenance' }],
	['getPackages', { ...japan, esimPackageDtoList: ['maintenance'] }],
	['queryOrder', { total: 3, rows: null }],
])('%s: %j is refused', (endpoint, data) => expect(refusalOf(endpoint, data)).toEqual(REFUSED));

const one = { ...japan, esimPackageDtoList: [pack] };
const other = { ...japan, esimPackageVoList: [pack] };
it.each([
	['an object', one, 1],
	['an array', [one], 1],
	['the other spelling of the list', other, 1],
	['an array with both spellings', [one, other], 2],
	['a null list', { ...japan, esimPackageDtoList: null }, 0],
	['a null list with a good one', [{ ...japan, esimPackageVoList: null }, one], 1],
	['no list', japan, 0],
])('packages of a card, as %s', (_, data, count) => {
	const packages = packagesOf(readReply('getIccidSupportPackageInfo', data));
	expect(packages).toEqual(
		Array(count).fill(expect.objectContaining({ skuId: '45', priceId: 441, days: 30 })),
	);
});

const row = { orderid: 'EP1', num: '2' };
it.each([
	['a list', [row], [row]],
	['a page', { total: 1, rows: [row] }, [row]],
	['one object in a page', { rows: row }, [row]],
	['one object', row, [row]],
	['an empty page', { rows: null }, []],
])('orders by date, as %s', (_, data, rows) => expect(readReply('queryOrder', data)).toEqual(rows));

it.each([
	...[1, '1', true, ' 1 '].map((data): [unknown, boolean] => [data, true]),
	...[0, '0'].map((data): [unknown, boolean] => [data, false]),
])('stock %j is %j', (data, inStock) => expect(readReply('verifyResource', data)).toBe(inStock));

it.each([null, '', {}, [], 'maintenance', 7, [1]])('stock as %j is refused', (data) =>
	expect(refusalOf('verifyResource', data)).toEqual(
		expect.stringContaining('instead of yes or no'),
	),
);
