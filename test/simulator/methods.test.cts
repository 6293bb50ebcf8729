import { start, type Client } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Modes } from '../../tools/simulator/modes.cts';

/** docs/api.md, section 1: which methods are served, and how MIOeSIM may refuse one. */

let sim: RunningSimulator, client: Client;

beforeEach(async () => {
	({ sim, client } = await start());
});
afterEach(() => sim.close());

const served = async (method: string, key = 'getSkus') => {
	const reply = await client.request(method, key);
	return reply.status === 200 && /"code":"?0/.test(await reply.text());
};

it.each<[Modes['reads'], get: boolean, post: boolean]>([
	['both', true, true],
	['post', false, true],
	['get', true, false],
])('reads: %s', async (reads, get, post) => {
	sim.mode({ reads });
	for (const key of ['getSkus', 'queryEsimOrder']) {
		expect(await served('GET', key)).toBe(get);
		expect(await served('POST', key)).toBe(post);
	}
	expect(sim.violations).toEqual([]);
});

it('reads: documented serves each read by its own method', async () => {
	sim.mode({ reads: 'documented' });
	expect([await served('GET'), await served('POST')]).toEqual([true, false]);
	expect(await served('GET', 'queryEsimOrder')).toBe(false);
	expect(await served('POST', 'queryEsimOrder')).toBe(true);
});

it('serves a write by POST, whatever the mode', async () => {
	sim.mode({ reads: 'get' });
	const { code } = await client.post('addEsimOrder', { skuId: 45, priceId: 441, count: 1 });
	expect(code).toBe(0);
});

const java = { timestamp: expect.any(Number) as number, path: '/api_esim/getSkus' };

it.each<[Modes['refuse'], status: number, body: unknown]>([
	['json405', 405, { ...java, status: 405, error: 'Method Not Allowed' }],
	['json404', 404, { ...java, status: 404, error: 'Not Found' }],
	['json200', 200, { ...java, status: 405, error: 'Method Not Allowed' }],
	['page405', 405, expect.stringContaining('HTTP Status 405 – Method Not Allowed')],
	['page404', 404, expect.stringContaining('HTTP Status 404 – Not Found')],
	['envelope', 200, { code: 500, message: "Request method 'GET' not supported", data: null }],
	['envelope405', 405, { code: 500, message: "Request method 'GET' is not supported", data: null }],
	['chinese', 200, { code: 500, message: '不支持GET请求', data: null }],
])('refuse: %s', async (refuse, status, body) => {
	sim.mode({ reads: 'post', refuse });
	const reply = await client.request('GET', 'getSkus');
	expect(reply.status).toBe(status);
	const isPage = reply.headers.get('content-type')?.startsWith('text/html');
	expect(isPage ? await reply.text() : await reply.json()).toEqual(body);
});

it('refuses with any code', async () => {
	sim.mode({ reads: 'post', refuse: 'envelope', refuseCode: -8 });
	expect((await client.get('getSkus')).code).toBe(-8);
});

it('refuses unknown modes, and names the allowed values', () => {
	expect(() => sim.mode({ reads: 'put' as 'get' })).toThrow(
		"Mode 'reads' is one of both, post, get, documented, not 'put'",
	);
	expect(() => sim.mode({ nothing: 1 } as object)).toThrow("No mode 'nothing'");
});

it('reset() returns to the initial modes', () => {
	sim.mode({ reads: 'post' });
	sim.reset();
	expect(sim.modes.current.reads).toBe('both');
});
