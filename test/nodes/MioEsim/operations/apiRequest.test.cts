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

it('returns an item for each entry of a list, and repeats a read', async () => {
	bench.sim.faults.add({ kind: 'drop', phase: 'before' });
	const { success } = await bench.run(sendRequest('api_esim/getSkus', json(' ')));
	expect(success).toHaveLength(bench.sim.catalogue.skus.length);
});

it.each([
	['drop', 'network'],
	['html', 'reply'],
] as const)('a write is sent once, whatever happens to it: %s', async (kind, type) => {
	const order = { skuId: 45, priceId: 441, count: 1 };
	bench.sim.faults.add({ kind, phase: 'after', times: null, endpoint: 'addEsimOrder' });
	const more = { kind: 'write', method: 'POST', ...json(order) };
	const error = await bench.failure(sendRequest('/api_esim/addEsimOrder', more));
	expect(error).toMatchObject({ type, outcome: 'unknown' });
	expect(error.resolution).not.toContain("Check 'Path'");
	expect(bench.sim.ledger).toHaveLength(1);
});

const OUTSIDE =
	/^'Path' is outside http:\/\/127\.0\.0\.1:\d+\. Enter a path such as \/api_esim\/getSkus\. Token and signature are sent to the 'Base URL' of the credential only$/;
it.each([
	['another host', 'https://evil.example/x'],
	['another host without a scheme', '//evil.example/x'],
	['another host with backslashes', '\\\\evil.example\\x'],
	['another scheme', 's3://127.0.0.1/x'],
	['a script', 'javascript:alert(1)'],
])('a path to %s is refused before anything is sent', async (_, path) => {
	const { message, resolution, type } = await bench.failure(sendRequest(path));
	expect(`${message}. ${resolution}`).toMatch(OUTSIDE);
	expect(type).toBe('input');
	expect(bench.sim.calls).toEqual([]);
});

it.each(['@evil.example/x', '..//evil.example/x', ':8080/x', '.evil.example/x', '/x/y:z'])(
	'a path like %s stays within the Base URL',
	async (path) => {
		await bench.run(sendRequest(path));
		expect(new Set(bench.sim.calls.map(({ status }) => status))).toEqual(new Set([404]));
	},
);

it('a path above that of the Base URL is refused', async () => {
	bench.credential.data.baseUrl += '/mio';
	const { message } = await bench.failure(sendRequest('/../api_esim/getSkus'));
	expect(message).toMatch(/^'Path' is outside/);
});

const fields = (...pair: Array<IDataObject | null>) => ({ parameters: { pair } });
const field = (name: string, value: unknown) => fields({ name, value } as IDataObject);
const refusedParameters: Record<string, IDataObject> = {
	'no JSON': json('{ skuId: 45'),
	'a list': json('[1]'),
	'too much JSON': json(`{ "a": "${'x'.repeat(250_000)}" }`),
	'an object in a list': field('a', '={{ [{ b: 1 }] }}'),
	'an empty entry': json('{ "a": ["1", " "] }'),
	'20 digits': field('a', '={{ 89852022410000123456 }}'),
	'a signature': field('sign', 'x'),
	'a token': field('token', 'x'),
	constructor: json('{ "constructor": 1 }'),
	'an empty list': json('{ "iccids": [] }'),
	'nothing from an expression': field('orderNum', '={{ $json.nothing }}'),
	'a name twice': fields({ name: 'a', value: '1' }, { name: ' a ', value: '2' }),
	'no name': fields({ name: '', value: '' }, { name: ' ', value: '1' }),
	'no name in JSON': json('{ "": "" }'),
	'a long name': field('x'.repeat(10_001), '1'),
};
const NO_JSON =
	'\'Parameters\' is not a JSON object of plain values. Enter an object such as { "skuId": 45 }. A value may be text, a number, a boolean or a list of them';
const NO_VALUE =
	"' in 'Parameters' has no value. The node does not send parameters without a value. Enter one, or remove the parameter";

it('refuses parameters by name before anything is sent', async () => {
	const told: Record<string, string> = {};
	for (const [what, parameters] of Object.entries(refusedParameters)) {
		const error = await bench.failure(sendRequest('/api_esim/getSkus', parameters));
		told[what] = `${error.message}. ${error.resolution}`;
	}
	expect(told).toEqual({
		'no JSON': NO_JSON,
		'a list': NO_JSON,
		'too much JSON': NO_JSON,
		'an object in a list': `'a' in 'Parameters' is not a plain value. A parameter may be text, a number, a boolean or a list of them`,
		'an empty entry': "'a' in 'Parameters' has an empty entry. Enter a value, or remove the entry",
		'20 digits': `'a' in 'Parameters' is a number with too many digits. The number has lost its last digits. Turn it into text at its source`,
		'a signature': `'sign' in 'Parameters' is set by the node. Remove it: the node signs the request itself`,
		'a token': `'token' in 'Parameters' is set by the node. Remove it: the node signs the request itself`,
		constructor: `'constructor' in 'Parameters' cannot be sent. JavaScript reserves this name. Remove it`,
		'an empty list': `'iccids${NO_VALUE}`,
		'nothing from an expression': `'orderNum${NO_VALUE}`,
		'a name twice': `'a' appears twice in 'Parameters'. MIOeSIM reads each name only once. To send several values, separate them with commas`,
		'no name': `Parameter 2 in 'Parameters' has no name. Give it a name, or remove it`,
		'no name in JSON': `Parameter 1 in 'Parameters' has no name. Give it a name, or remove it`,
		'a long name': `'Parameters 1' is too long. It has 10001 characters; the limit is 10000. Check the expression in 'Parameters 1'`,
	});
	expect(bench.sim.calls).toEqual([]);
});

it('JSON, as long as it may be, keeps every digit of a number', async () => {
	const parameters = '{ "iccids": ["1", 89852022410000123456], "a": 0.12345678901234567890 }';
	await bench.run(sendRequest('/api_esim/getSkus', json(parameters.padEnd(250_000))));
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
