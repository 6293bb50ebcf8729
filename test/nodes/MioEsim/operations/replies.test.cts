import { useBench } from '../../../harness/bench.cts';
import type { IDataObject } from 'n8n-workflow';

const world = useBench();

/** Parameters of an operation, by its `resource:operation`. */
interface Named extends IDataObject {
	name: string;
}

/** Runs an operation on an odd reply. What a reply must contain: test/mioesim/shapes/replies.test.cts. */
async function answered(
	endpoint: string,
	data: unknown,
	{ name, ...parameters }: Named,
	code: number | string = 0,
) {
	world.sim.faults.add({ endpoint, kind: 'code', code, message: 'success', data, times: null });
	const [resource, operation] = name.split(':');
	const named = { simplify: true, output: 'order', ...parameters, resource, operation };
	const { success, error } = await world.run(named);
	return { success, errors: error.map((item) => item.error) };
}

const ICCID = '8985202241000012345';

describe('continents', () => {
	const row = { skuid: 7, display: 'Peru', countryCode: 604, note: null, search: 'Peru' };
	const peru = { name: 'Peru', continent: 'Latin America', countries: ['Peru'], note: null };

	test.each([
		[['Asia', 'LatinAmerica'], 'LatinAmerica'],
		[['Asia', 'Latin America'], 'LatinAmerica'],
		[['Asia', 'latin_america'], 'LATIN AMERICA'],
		[null, 'LatinAmerica'],
	])('%p in the list, %p in the map', async (continent, named) => {
		const data = { continent, data: { Asia: null, [named]: [row] } };
		const parameters = { name: 'sku:getAllByContinent', continent: 'Latin America' };
		const { success } = await answered('getSkuByGroup', data, parameters);
		expect(success).toMatchObject([peru]);
	});

	test('keeps a group that has been added, and the order of the reply', async () => {
		const data = { continent: ['Moon', 'Asia'], data: { Asia: [row], Moon: [row], Odd: [row] } };
		const { success } = await answered('getSkuByGroup', data, { name: 'sku:getAllByContinent' });
		expect(success.map(({ continent }) => continent)).toEqual(['Moon', 'Asia', 'Odd']);
	});
});

describe('cards', () => {
	test('a history in an unknown format is passed on', async () => {
		const history = { planName: 'Japan 5GB', mb: 7 };
		const card = { name: 'card:getHistory', iccid: ICCID };
		const { success } = await answered('getHistoryDetail', [history], card);
		expect(success).toMatchObject([{ orderNumber: null, other: history }]);
	});

	test.each([
		['an object', { state: 'ENABLED', iccid: ICCID }, { state: 'ENABLED', iccid: ICCID }],
		['an object without the ICCID', { state: 'X' }, { state: 'X', iccid: ICCID }],
		['a list', [{ state: 'X' }], { detail: [{ state: 'X' }], iccid: ICCID }],
		['text', 'ENABLED', { detail: 'ENABLED', iccid: ICCID }],
		['null', null, { iccid: ICCID }],
	])('detail as %s', async (_, data, item) => {
		const parameters = { name: 'card:getDetail', iccid: ICCID };
		const answer = await answered('getESIMDetail', data, parameters);
		expect(answer).toEqual({ success: [item], errors: [] });
	});
});

test('a success whose code is text, on one object in place of a list', async () => {
	const data = { id: '7', realName: ' A ', iconUrl: '' };
	const { success } = await answered('getPhysicalSIMDpInfo', data, { name: 'partner:getAll' }, '0');
	expect(success).toEqual([{ dpId: '7', name: 'A', iconUrl: null }]);
});

test.each([true, false])('something else is no list of orders, Simplify %j', async (simplify) => {
	const list = { name: 'order:getAll', returnAll: true, simplify };
	for (const data of ['maintenance', 7, true, [['a']], 'null']) {
		world.sim.faults.clear();
		const { success, errors } = await answered('queryEsimOrder', data, list);
		expect([data, success]).toEqual([data, []]);
		expect(errors).toMatchObject([{ type: 'reply' }]);
	}
	for (const data of [null, '', []]) {
		world.sim.faults.clear();
		const empty = { success: [], errors: [] };
		expect(await answered('queryEsimOrder', data, list)).toEqual(empty);
	}
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
	const data = { orderNum: 'EP2', cardApiDtoList: [] };
	const one = { name: 'order:get', orderNumber: 'EP1' };
	const { success, errors } = await answered('getOrderInfo', data, one);
	expect(success).toEqual([]);
	const message = 'MIOeSIM answered with a different order from the one requested';
	expect(errors).toMatchObject([{ message }]);
});

test.each([
	[{ [ICCID]: 'maintenance' }, 'a link that is not a web address'],
	[{ [ICCID]: 'javascript:alert(1)' }, 'a link that is not a web address'],
	[{ [ICCID]: null }, 'no link to a PDF'],
	[null, 'no link to a PDF'],
	[[], 'no link to a PDF'],
	[{ message: 'http://example.com/maintenance' }, 'no link to a PDF'],
])('%j is not a link to a PDF', async (data, what) => {
	const pdf = { name: 'order:getPdf', orderNumber: 'EP1', iccids: '' };
	const { success, errors } = await answered('handlerEsimPdf', data, pdf);
	expect(success).toEqual([]);
	expect(errors).toMatchObject([{ message: `MIOeSIM answered with ${what}` }]);
});
