import { useBench } from '../../../harness/bench.cts';
import { sendRequest } from '../../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';

const bench = useBench();
beforeEach(() => bench.withSession());

const pairs = (parameters: IDataObject) => ({
	parameters: { pair: Object.entries(parameters).map(([name, value]) => ({ name, value })) },
});
const json = (parameters: string | object) => ({ specifyParameters: 'json', parameters });

it.each([
	['name/value pairs', pairs({ skuId: '={{ 45 }}', '': '' })],
	['JSON text', json('{ "skuId": 45, "empty": null }')],
	['an object from an expression', json('={{ { skuId: 45 } }}')],
])('sends parameters from %s, signed', async (_, more) => {
	const { success, error } = await bench.run(sendRequest('/api_esim/getPackages', more));
	expect(error).toEqual([]);
	expect(success[0]).toMatchObject({ skuid: 45 });
	expect(bench.sentTo('getPackages')).toEqual([{ skuId: '45' }]);
	expect(bench.sim.violations).toEqual([]);
});

it('returns an item for each entry of a list', async () => {
	const { success } = await bench.run(sendRequest('api_esim/getSkus'));
	expect(success).toHaveLength(bench.sim.catalogue.skus.length);
});

it('a write is sent once, whatever happens to it', async () => {
	const order = { skuId: 45, priceId: 441, count: 1 };
	bench.sim.faults.add({ kind: 'drop', phase: 'after', times: null });
	const more = { kind: 'write', method: 'POST', ...json(order) };
	const error = await bench.failure(sendRequest('/api_esim/addEsimOrder', more));
	expect(error).toMatchObject({ type: 'network', outcome: 'unknown' });
	expect(bench.sim.ledger).toHaveLength(1);
});

const OUTSIDE = /^'Path' is outside/;
it.each([
	['another host', 'https://evil.example/x'],
	['another host without a scheme', '//evil.example/x'],
	['another host with backslashes', '\\\\evil.example\\x'],
	['another scheme', 'ftp://127.0.0.1/x'],
	['a script', 'javascript:alert(1)'],
])('a path to %s is refused before anything is sent', async (_, path) => {
	const error = await bench.failure(sendRequest(path));
	expect(error).toMatchObject({ message: expect.stringMatching(OUTSIDE), type: 'input' });
	expect(bench.sim.calls).toEqual([]);
});

it.each([['@evil.example/x'], ['..//evil.example/x'], [':8080/x'], ['.evil.example/x']])(
	'a path like %s stays within the Base URL',
	async (path) => {
		await bench.run(sendRequest(path));
		for (const call of bench.sim.calls) expect(call.status).toBe(404);
	},
);

it('a path above that of the Base URL is refused', async () => {
	bench.credential.data.baseUrl += '/mio';
	expect((await bench.failure(sendRequest('/../api_esim/getSkus'))).message).toMatch(OUTSIDE);
});

const fields = (...pair: IDataObject[]) => ({ parameters: { pair } });
const field = (name: string, value: string) => fields({ name, value });
const NESTED = "'a' in 'Parameters' is not a plain value";
it.each<[string, IDataObject, string]>([
	['no JSON', json('{ skuId: 45'), 'is not a JSON object of plain values'],
	['a list', json('[1]'), 'is not a JSON object of plain values'],
	['a nested object', json('{ "a": { "b": 1 } }'), NESTED],
	['an object in a list', json('{ "a": [{ "b": 1 }] }'), NESTED],
	['constructor', json('{ "constructor": 1 }'), "'constructor' in 'Parameters' cannot be sent"],
	['a token', json('{ "token": "x" }'), "'token' in 'Parameters' is set by the node"],
	['an empty value', json('{ "orderNum": " " }'), "'orderNum' in 'Parameters' has no value"],
	['an empty list', json('{ "iccids": [] }'), "'iccids' in 'Parameters' has no value"],
	['20 digits', field('a', '={{ 89852022410000123456 }}'), "'a' in 'Parameters' is a number with"],
	['a nested field', field('a', '={{ { b: 1 } }}'), NESTED],
	['a field with objects in a list', field('a', '={{ [{ b: 1 }] }}'), NESTED],
	[
		'a name that comes twice',
		fields({ name: 'a', value: '1' }, { name: ' a ', value: '2' }),
		'twice',
	],
	[
		'no value',
		field('orderNum', '={{ $json.nothing }}'),
		"'orderNum' in 'Parameters' has no value",
	],
	['a value without a name', field('', '1'), "Parameter 1 in 'Parameters' has no"],
	['__proto__', field('__proto__', '1'), "'__proto__' in 'Parameters' cannot"],
])('%s is refused', async (_, parameters, message) => {
	const error = await bench.failure(sendRequest('/api_esim/getSkus', parameters));
	expect(error.message).toContain(message);
	expect(bench.sim.calls).toEqual([]);
});

it('JSON keeps every digit of a number', async () => {
	const parameters = '{ "iccids": ["1", 89852022410000123456], "a": 0.12345678901234567890 }';
	await bench.run(sendRequest('/api_esim/getSkus', json(parameters)));
	expect(bench.sim.calls[0].params).toMatchObject({
		iccids: '1,89852022410000123456',
		a: '0.12345678901234567890',
	});
});

it('a list of plain values is joined', async () => {
	const more = field('iccids', "={{ ['8934000000001', '8934000000002'] }}");
	await bench.run(sendRequest('/api_esim/getSkus', more));
	expect(bench.sentTo('getSkus')).toEqual([{ iccids: '8934000000001,8934000000002' }]);
});
