import { useBench } from '../../../harness/bench.cts';
import { byId } from './world.cts';
import type { IDataObject } from 'n8n-workflow';

const world = useBench();

/** Parameters of an operation, by its `resource:operation`. */
interface Named extends IDataObject {
	name: string;
}

/** Runs an operation on an odd reply from docs/api.md. */
async function answered(
	endpoint: string,
	data: unknown,
	{ name, ...parameters }: Named,
	code: number | string = 0,
) {
	world.sim.faults.add({ endpoint, kind: 'code', code, message: 'success', data, times: null });
	const [resource, operation] = name.split(':');
	const { success, error } = await world.run({
		simplify: true,
		output: 'order',
		...parameters,
		resource,
		operation,
	});
	expect(error).toEqual([]);
	return success;
}

const ICCID = '8985202241000012345';
const japan = { skuid: 45, countrycode: '392', display: '日本', displayEn: 'Japan' };
const pack = { priceid: '441', flows: '5', unit: 'GB', days: '30', price: '10.09', flowType: '0' };
const clean = {
	skuId: '45',
	destination: 'Japan',
	countryIso2: 'JP',
	priceId: 441,
	days: 30,
	price: 10.09,
	renewable: true,
};

describe('packages', () => {
	const byCard = { name: 'package:getAllByCard', iccid: ICCID };
	const one = { ...japan, esimPackageDtoList: [pack] };
	const other = { ...japan, esimPackageVoList: [{ ...pack, networkVos: [{ operator: 'KDDI' }] }] };

	test.each([
		['an object', one, 1],
		['an array', [one], 1],
		['the other spelling of the lists', other, 1],
		['an array with both spellings', [one, other], 2],
		['a null list', { ...japan, esimPackageDtoList: null }, 0],
		['a null list with a good one', [{ ...japan, esimPackageVoList: null }, one], 1],
		['no list', japan, 0],
		['an empty array', [], 0],
		['null', null, 0],
	])('of a card, as %s', async (_, data, count) => {
		const success = await answered('getIccidSupportPackageInfo', data, byCard);
		expect(success).toHaveLength(count);
		for (const item of success) expect(item).toMatchObject(clean);
	});

	test.each([
		[0, true],
		['1', false],
		[null, null],
		[undefined, null],
	])('flowType %p: renewable %p', async (flowType, renewable) => {
		const data = { ...japan, esimPackageDtoList: [{ ...pack, flowType }] };
		const parameters = { name: 'package:getAll', skuId: byId(45) };
		expect(await answered('getPackages', data, parameters)).toMatchObject([{ renewable }]);
	});
});

describe('countries', () => {
	test.each([
		[392, 'JP', 'Japan'],
		['392', 'JP', 'Japan'],
		['8', 'AL', 'Albania'],
		[8, 'AL', 'Albania'],
		['008', 'AL', 'Albania'],
		['99001', null, null],
		['530', null, null],
		['JP', null, null],
		[null, null, null],
	])('%p', async (countryCode, countryIso2, countryName) => {
		const rows = [{ skuid: '45', display: 'X', countryCode }];
		const [item] = await answered('getSkus', rows, { name: 'sku:getAll', limit: 5 });
		expect(item).toEqual({
			skuId: '45',
			name: 'X',
			countryCode: countryCode === null ? null : String(countryCode),
			countryIso2,
			countryName,
		});
	});
});

describe('continents', () => {
	const row = { skuid: 7, display: 'Peru', countryCode: 604, note: null, search: 'Peru' };
	const peru = { name: 'Peru', continent: 'Latin America', countries: ['Peru'], note: null };

	test.each([
		['LatinAmerica', 'LatinAmerica'],
		['Latin America', 'Latin America'],
		['Latin America', 'LatinAmerica'],
		['latin_america', 'LATIN AMERICA'],
	])('%p in the list, %p in the map', async (listed, named) => {
		const data = { continent: ['Asia', listed], data: { Asia: null, [named]: [row] } };
		const parameters = { name: 'sku:getAllByContinent', continent: 'Latin America' };
		expect(await answered('getSkuByGroup', data, parameters)).toMatchObject([peru]);
	});

	test('keeps a group that has been added, and the order of the reply', async () => {
		const data = { continent: ['Moon', 'Asia'], data: { Asia: [row], Moon: [row], Odd: [row] } };
		const success = await answered('getSkuByGroup', data, { name: 'sku:getAllByContinent' });
		expect(success.map(({ continent }) => continent)).toEqual(['Moon', 'Asia', 'Odd']);
	});

	test('without a list of names', async () => {
		const data = { continent: null, data: { LatinAmerica: [row] } };
		const success = await answered('getSkuByGroup', data, { name: 'sku:getAllByContinent' });
		expect(success).toMatchObject([peru]);
	});
});

describe('orders by date', () => {
	const byDate = {
		name: 'order:getAllByDate',
		startDate: '2026-01-01',
		endDate: '2026-01-31',
		limit: 50,
	};
	const row = { orderid: 'EP1', num: '2', totle: '5.32', price: '2.66', status: '0', renew: '1' };
	const clean = { orderNumber: 'EP1', count: 2, price: 5.32, status: 0, isRenewal: false };

	test.each([
		['a list', [row]],
		['a page', { total: 1, rows: [row] }],
		['one object in a page', { rows: row }],
	])('as %s', async (_, data) => {
		expect(await answered('queryOrder', data, byDate)).toMatchObject([clean]);
	});

	test.each([[null], [[]], [{ rows: null }], ['']])('nothing, as %j', async (data) => {
		expect(await answered('queryOrder', data, byDate)).toEqual([]);
	});

	test('a success whose code is text', async () => {
		expect(await answered('queryOrder', [row], byDate, '0')).toMatchObject([clean]);
	});
});

describe('cards', () => {
	test('a history in an unknown format is passed on', async () => {
		const [item] = await answered('getHistoryDetail', [{ planName: 'Japan 5GB', mb: 7 }], {
			name: 'card:getHistory',
			iccid: ICCID,
		});
		expect(item).toMatchObject({ orderNumber: null, other: { planName: 'Japan 5GB', mb: 7 } });
	});

	test.each([
		['an object', { state: 'ENABLED', iccid: ICCID }, { state: 'ENABLED', iccid: ICCID }],
		['an object without the ICCID', { state: 'X' }, { state: 'X', iccid: ICCID }],
		['a list', [{ state: 'X' }], { detail: [{ state: 'X' }], iccid: ICCID }],
		['text', 'ENABLED', { detail: 'ENABLED', iccid: ICCID }],
		['null', null, { iccid: ICCID }],
	])('detail as %s', async (_, data, item) => {
		const parameters = { name: 'card:getDetail', iccid: ICCID };
		expect(await answered('getESIMDetail', data, parameters)).toEqual([item]);
	});
});

test('partners as one object', async () => {
	const data = { id: '7', realName: ' A ', iconUrl: '' };
	const success = await answered('getPhysicalSIMDpInfo', data, { name: 'partner:getAll' });
	expect(success).toEqual([{ dpId: '7', name: 'A', iconUrl: null }]);
});

test.each([
	[1, true],
	['1', true],
	[0, false],
	['0', false],
	[true, true],
	[' 1 ', true],
])('stock %p', async (data, inStock) => {
	const parameters = {
		name: 'package:checkStock',
		skuId: byId(45),
		priceId: byId(441),
		count: 1,
	};
	expect(await answered('verifyResource', data, parameters)).toMatchObject([{ inStock }]);
});

describe('something other than the expected list or object', () => {
	const order = { name: 'order:get', orderNumber: 'EP1' };
	const stock = { name: 'package:checkStock', skuId: byId(45), priceId: byId(441), count: 1 };
	const lists: [endpoint: string, parameters: Named][] = [
		['getSkus', { name: 'sku:getAll', limit: 5 }],
		['getSkuByGroup', { name: 'sku:getAllByContinent' }],
		['getDpSupportSkuInfo', { name: 'sku:getAllByPartner', dpId: byId(1) }],
		['getPackages', { name: 'package:getAll', skuId: byId(45) }],
		[
			'getDpSkuSupportPackageInfo',
			{ name: 'package:getAllByPartner', dpId: byId(1), skuId: byId(45) },
		],
		['getIccidSupportPackageInfo', { name: 'package:getAllByCard', iccid: ICCID }],
		['getPhysicalSIMDpInfo', { name: 'partner:getAll' }],
		['getHistoryDetail', { name: 'card:getHistory', iccid: ICCID }],
		[
			'queryOrder',
			{ name: 'order:getAllByDate', startDate: '2026-01-01', endDate: '2026-01-31', limit: 5 },
		],
		['queryEsimOrder', { name: 'order:getAll', returnAll: true }],
	];
	const never = ['maintenance', 7, true, false, [['a']], ['maintenance'], 'null'];

	/** @returns the result of the only input item */
	async function outcome(endpoint: string, data: unknown, { name, ...parameters }: Named) {
		world.sim.faults.add({
			endpoint,
			kind: 'code',
			code: 0,
			message: 'success',
			data,
			times: null,
		});
		const [resource, operation] = name.split(':');
		const { success, error } = await world.run({
			output: 'order',
			...parameters,
			resource,
			operation,
		});
		return { success, errors: error.map((item) => item.error) };
	}

	describe.each([true, false])('simplify %j', (simplify) => {
		test.each(lists)('%s', async (endpoint, parameters) => {
			for (const data of never) {
				world.sim.faults.clear();
				const { success, errors } = await outcome(endpoint, data, { ...parameters, simplify });
				expect([data, success]).toEqual([data, []]);
				expect(errors).toMatchObject([
					{ type: 'reply', message: expect.stringMatching(/^MIOeSIM answered with /) },
				]);
			}
			world.sim.faults.clear();
			// For orders, {} is not an answer: it would mean that an order was not placed.
			const nothing = endpoint === 'queryEsimOrder' ? [null, '', []] : [null, '', {}, []];
			for (const data of nothing) {
				world.sim.faults.clear();
				const { success, errors } = await outcome(endpoint, data, { ...parameters, simplify });
				expect([data, errors]).toEqual([data, []]);
				expect(success.length).toBeLessThanOrEqual(1);
			}
		});

		test.each([...never, null, '', {}, [], { message: 'maintenance' }])(
			'an order as %j',
			async (data) => {
				const { success, errors } = await outcome('getOrderInfo', data, { ...order, simplify });
				expect(success).toEqual([]);
				expect(errors).toMatchObject([{ type: 'reply' }]);
			},
		);
	});

	test.each([null, '', {}, [], 'maintenance', 7, [1]])('stock as %j', async (data) => {
		const { success, errors } = await outcome('verifyResource', data, stock);
		expect(success).toEqual([]);
		expect(errors).toMatchObject([
			{ type: 'reply', message: expect.stringMatching(/instead of yes or no$/) },
		]);
	});

	test.each<[string, Named, unknown]>([
		['getSkus', lists[0][1], { message: 'maintenance' }],
		['getSkus', lists[0][1], [{ message: 'maintenance' }]],
		['getSkuByGroup', lists[1][1], { continent: ['Asia'], data: { Asia: 'maintenance' } }],
		['getSkuByGroup', lists[1][1], { continent: ['Asia'], data: 'maintenance' }],
		['getPackages', lists[3][1], { message: 'maintenance' }],
		['getPackages', lists[3][1], { ...japan, esimPackageDtoList: 'maintenance' }],
		['getPackages', lists[3][1], { ...japan, esimPackageDtoList: ['maintenance'] }],
		['queryOrder', lists[8][1], { total: 3, rows: null }],
	])('%s: %#', async (endpoint, parameters, data) => {
		const { success, errors } = await outcome(endpoint, data, { ...parameters, simplify: true });
		expect(success).toEqual([]);
		expect(errors).toMatchObject([{ type: 'reply' }]);
	});
});

test('with Simplify off, no two items share an object', async () => {
	const { outputs } = await world.run(
		{ resource: 'sku', operation: 'getAll', returnAll: true, simplify: false },
		{ items: [{ a: 1 }, { a: 2 }] },
	);
	const [first, second] = [0, 1].map((index) =>
		outputs[0].filter(({ pairedItem }) => pairedItem.item === index).map(({ json }) => json),
	);
	expect(first).toEqual(second);
	first.forEach((json, index) => expect(json).not.toBe(second[index]));
});

test('a different order from the one requested is a failure', async () => {
	world.sim.faults.add({
		endpoint: 'getOrderInfo',
		kind: 'code',
		code: 0,
		data: { orderNum: 'EP2', cardApiDtoList: [] },
		times: null,
	});
	const { success, error } = await world.run({
		resource: 'order',
		operation: 'get',
		orderNumber: 'EP1',
	});
	expect(success).toEqual([]);
	expect(error).toMatchObject([
		{ error: { message: 'MIOeSIM answered with a different order from the one requested' } },
	]);
});

test.each([
	[{ [ICCID]: 'maintenance' }, 'a link that is not a web address'],
	[{ [ICCID]: 'javascript:alert(1)' }, 'a link that is not a web address'],
	[{ [ICCID]: null }, 'no link to a PDF'],
	[{ message: 'http://example.com/maintenance' }, 'no link to a PDF'],
])('%j is not a link to a PDF', async (data, what) => {
	world.sim.faults.add({ endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data, times: null });
	const { success, error } = await world.run({
		resource: 'order',
		operation: 'getPdf',
		orderNumber: 'EP1',
		iccids: '',
	});
	expect(success).toEqual([]);
	expect(error).toMatchObject([{ error: { message: `MIOeSIM answered with ${what}` } }]);
});
