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
	const { error } = await bench.run(sendRequest('/api_esim/addEsimOrder', more));
	expect(error[0].error).toMatchObject({ type: 'network', outcome: 'unknown' });
	expect(bench.sim.ledger).toHaveLength(1);
});

it.each([
	['another host', 'https://evil.example/x'],
	['another host without a scheme', '//evil.example/x'],
	['another host with backslashes', '\\\\evil.example\\x'],
	['another scheme', 'ftp://127.0.0.1/x'],
	['a script', 'javascript:alert(1)'],
])('a path to %s is refused before anything is sent', async (_, path) => {
	const { error } = await bench.run(sendRequest(path));
	expect(error[0].error).toMatchObject({
		message: expect.stringMatching(/^'Path' is outside/),
		type: 'input',
	});
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
	const { error } = await bench.run(sendRequest('/../api_esim/getSkus'));
	expect(error[0].error.message).toMatch(/^'Path' is outside/);
});

it.each([
	['no JSON', '{ skuId: 45', 'is not a JSON object of plain values'],
	['a list', '[1]', 'is not a JSON object of plain values'],
	['a nested object', '{ "a": { "b": 1 } }', "'a' in 'Parameters' is not a plain value"],
	['an object in a list', '{ "a": [{ "b": 1 }] }', "'a' in 'Parameters' is not a plain value"],
	['constructor', '{ "constructor": 1 }', "'constructor' in 'Parameters' cannot be sent"],
	['a token', '{ "token": "x" }', "'token' in 'Parameters' is set by the node"],
	['an empty value', '{ "orderNum": " " }', "'orderNum' in 'Parameters' has no value"],
	['an empty list', '{ "iccids": [] }', "'iccids' in 'Parameters' has no value"],
])('%s is refused', async (_, parameters, message) => {
	const { error } = await bench.run(sendRequest('/api_esim/getSkus', json(parameters)));
	expect(error[0].error.message).toContain(message);
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

const fields = (...pair: IDataObject[]) => ({ parameters: { pair } });
it.each([
	[
		'a number of 20 digits',
		fields({ name: 'iccid', value: '={{ 89852022410000123456 }}' }),
		"'iccid' in 'Parameters' is a number with too many digits",
	],
	[
		'an object',
		fields({ name: 'a', value: '={{ { b: 1 } }}' }),
		"'a' in 'Parameters' is not a plain value",
	],
	[
		'objects in a list',
		fields({ name: 'a', value: '={{ [{ b: 1 }] }}' }),
		"'a' in 'Parameters' is not a plain value",
	],
	[
		'a name that comes twice',
		fields({ name: 'a', value: '1' }, { name: ' a ', value: '2' }),
		"'a' appears twice in 'Parameters'",
	],
	[
		'an expression without a value',
		fields({ name: 'orderNum', value: '={{ $json.nothing }}' }),
		"'orderNum' in 'Parameters' has no value",
	],
	[
		'a value without a name',
		fields({ name: '', value: '1' }),
		"Parameter 1 in 'Parameters' has no",
	],
	['__proto__', fields({ name: '__proto__', value: '1' }), "'__proto__' in 'Parameters' cannot"],
])('fields: %s is refused', async (_, parameters, message) => {
	const { error } = await bench.run(sendRequest('/api_esim/getSkus', parameters));
	expect(error[0].error.message).toContain(message);
	expect(bench.sim.calls).toEqual([]);
});

it('a list of plain values is joined', async () => {
	const more = fields({ name: 'iccids', value: "={{ ['8934000000001', '8934000000002'] }}" });
	await bench.run(sendRequest('/api_esim/getSkus', more));
	expect(bench.sentTo('getSkus')).toEqual([{ iccids: '8934000000001,8934000000002' }]);
});
