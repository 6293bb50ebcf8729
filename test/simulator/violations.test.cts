import { start, type Client, type Params } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator;
let client: Client;

beforeEach(async () => {
	({ sim, client } = await start());
	sim.reset();
});
afterEach(() => sim.close());

/** The violations of a call, as `param: reason`. */
const breaches = async (sending: Promise<unknown> | Response) => {
	await sending;
	return sim.violations.map(({ param, reason }) => `${param}: ${reason}`);
};

const order = (more: Params = {}) =>
	client.request('POST', 'addEsimOrder', { skuId: 45, priceId: 441, count: 1, ...more });

it('a well-behaved client has none', async () => {
	const more = { daypassDays: 3, beginDate: '02/01/2026', backInfo: 2, isSendEmail: 0 };
	await order({ ...more, otherOrderId: 'a b', pdfLanguage: 'zh-CN', remark: 'x' });
	await client.get('getPackages', { skuId: 45 });
	await client.post('queryEsimOrder', { status: -1, pageNo: 1, subTime: '2026/01/01-2026/01/31' });
	expect(sim.violations).toEqual([]);
});

it.each([
	['a misspelled name', { skuid: 45 }, ['skuid: unknown parameter']],
	['a name of another endpoint', { orderNum: 'x' }, ['orderNum: unknown parameter']],
	[
		'outerOrderId in place of otherOrderId',
		{ outerOrderId: 'x' },
		['outerOrderId: unknown parameter'],
	],
	['an empty value', { remark: '' }, ['remark: sent empty']],
	['a value that is not trimmed', { remark: ' x' }, ['remark: not trimmed']],
	['text in place of a number', { priceId: 'x' }, ['priceId: not a number']],
	['none', { count: 0 }, ['count: not a whole number from 1']],
	['a date in another format', { beginDate: '2026-02-01' }, ['beginDate: not MM/dd/yyyy']],
	['an invalid date', { beginDate: '02/30/2026' }, ['beginDate: not MM/dd/yyyy']],
	['a boolean', { isSendEmail: true }, ['isSendEmail: not 1 or 0']],
	[
		'a JavaScript accident',
		{ otherItemId: 'x', backInfo: 'undefined' },
		['backInfo: not 0, 1 or 2'],
	],
	[
		'ICCIDs with spaces',
		{ iccids: '8934000000000, 8934000000001' },
		['iccids: not ICCIDs separated by commas', 'dpId: required with iccids'],
	],
])('%s is one', async (_, more, expected) => {
	expect(await breaches(order(more))).toEqual(expected);
	expect(sim.violations[0].endpoint).toBe('addEsimOrder');
});

it('a write with its parameters in the URL', async () => {
	const params = new URLSearchParams(client.signed({ orderNum: 'x', iccids: '8934000000000' }));
	const sending = fetch(`${sim.url}/api_esim/refundOrder?${params}`, { method: 'POST' });
	expect(await breaches(sending)).toEqual([
		'orderNum: in the URL of a POST',
		'iccids: in the URL of a POST',
		'token: in the URL of a POST',
		'sign: in the URL of a POST',
	]);
});

it('a write by GET', async () => {
	const sending = client.request('GET', 'refundOrder', { orderNum: 'x', iccids: '8934000000000' });
	expect(await breaches(sending)).toEqual(['null: sent by GET']);
	expect(sim.violations[0].endpoint).toBe('refundOrder');
});

it('a name sent twice', async () => {
	const pairs = [...Object.entries(client.signed({ orderNum: 'x' })), ['orderNum', 'x']];
	const sending = client.send('POST', '/api_esim/getOrderInfo', pairs);
	expect(await breaches(sending)).toEqual(['orderNum: sent more than once']);
});

it('a body that is not a form', async () => {
	const sending = fetch(`${sim.url}/api_esim/getOrderInfo`, { method: 'POST', body: 'a=1' });
	expect(await breaches(sending)).toEqual(['null: body is not a form: text/plain']);
});

it('a token on login', async () => {
	const { phoneNumber: phonenumber, password } = sim.account;
	const sending = client.send('POST', '/api_order/login', {
		...client.signed({ phonenumber, password }),
	});
	expect(await breaches(sending)).toEqual(['token: unknown parameter']);
});

it('a path that does not exist', async () => {
	const reply = client.request('POST', 'getSku');
	expect((await reply).status).toBe(404);
	expect(await breaches(reply)).toContain('null: unknown path /api_esim/getSku');
});

it('a token sent with the request for a PDF', async () => {
	const { data } = await client.post('addEsimOrder', {
		skuId: 45,
		priceId: 441,
		count: 1,
		backInfo: 2,
	});
	const [card] = data.cardApiDtoList;
	expect(await breaches(fetch(`${String(card.pdfUrl)}?token=x`))).toEqual([
		'token: sent where it does not belong',
	]);
});

it('reset() clears them, and the calls, ledger, counters and faults', async () => {
	await order({ skuid: 45 });
	await client.login();
	sim.faults.add({ kind: 'drop' });
	sim.reset();
	expect([sim.violations, sim.calls, sim.ledger]).toEqual([[], [], []]);
	expect([sim.logins, sim.loginAttempts, sim.account.logins]).toEqual([0, 0, 0]);
	expect((await client.get('getSkus')).code).toBe(0);
	expect(sim.orders.size).toBe(1);
});

it('connections and calls in flight are counted', async () => {
	sim.latency = 250;
	await Promise.all(Array.from({ length: 4 }, () => client.get('getSkus')));
	expect(sim.inFlight).toEqual({ now: 0, peak: 4 });
	expect(sim.connections.peak).toBeGreaterThanOrEqual(4);
	expect(sim.connections.total).toBeGreaterThanOrEqual(sim.connections.peak);
});
