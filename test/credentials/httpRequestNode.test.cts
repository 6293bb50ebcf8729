import type { IHttpRequestOptions, IRequestOptions } from 'n8n-workflow';

import { runCaller, useBench } from '../harness/bench.cts';
import { startFileServer } from '../harness/servers.cts';

const bench = useBench();
const NAME = 'mioEsimApi';

/** The parts of a reply that the tests read. */
interface Answer {
	code: number | string;
}

/** Sends like n8n's current nodes. */
const modern = (request: IHttpRequestOptions) =>
	runCaller(async function () {
		const { helpers } = this;
		const reply: unknown = await helpers.httpRequestWithAuthentication.call(this, NAME, request);
		return reply as Answer;
	}, bench.credential);

/** Sends like n8n's HTTP Request node: `uri`, `form`, `json`, and the text of a JSON body. */
const legacy = (request: IRequestOptions) =>
	runCaller(async function () {
		const reply = (await this.helpers.requestWithAuthentication.call(this, NAME, {
			headers: {},
			followRedirect: true,
			followAllRedirects: true,
			resolveWithFullResponse: true,
			...request,
		})) as { body: string | Answer };
		return typeof reply.body === 'string' ? (JSON.parse(reply.body) as Answer) : reply.body;
	}, bench.credential);

const skuId = 45;
const order = { skuId: '45', priceId: '441', count: '1', remark: '测试 a+b & (c)', empty: '' };
const at = (path: string) => bench.sim.url + path;
const GET = '/api_esim/getPackages';
const POST = '/api_esim/addEsimOrder';

describe.each([
	['modern, qs', () => modern({ method: 'GET', url: at(GET), qs: { skuId } })],
	[
		'modern, baseURL',
		() => modern({ method: 'GET', baseURL: bench.sim.url, url: GET, qs: { skuId } }),
	],
	['modern, query in the URL', () => modern({ url: `${at(GET)}?skuId=45` })],
	['legacy, qs', () => legacy({ method: 'GET', uri: at(GET), qs: { skuId }, json: true })],
	['legacy, no json', () => legacy({ method: 'GET', uri: at(GET), qs: { skuId } })],
])('a read: %s', (_, send) => {
	it.each([[false], [true]])(
		'is signed; with only the encoded style accepted: %s',
		async (onlyEncoded) => {
			if (onlyEncoded) bench.sim.account.styles = ['encoded'];
			const { reply, error } = await send();
			expect(error).toBeUndefined();
			expect(String(reply.code)).toBe('0');
			expect(bench.sentTo('getPackages')).toEqual([{ skuId: '45' }]);
			expect(bench.sim.violations).toEqual([]);
		},
	);
});

const json = {
	method: 'POST' as const,
	body: JSON.stringify(order),
	headers: { 'content-type': 'application/json' },
};
it.each([
	['modern, body', () => modern({ method: 'POST', url: at(POST), body: order })],
	['modern, JSON', () => modern({ method: 'POST', url: at(POST), body: order, json: true })],
	[
		'modern, form text',
		() => modern({ method: 'POST', url: at(POST), body: new URLSearchParams(order).toString() }),
	],
	['legacy, form', () => legacy({ method: 'POST', uri: at(POST), form: order, json: true })],
	['legacy, body', () => legacy({ method: 'POST', uri: at(POST), body: order, json: true })],
	['legacy, text of a JSON body', () => legacy({ ...json, uri: at(POST) })],
	['legacy, qs', () => legacy({ method: 'POST', uri: at(POST), qs: order, json: true })],
])('a write becomes a signed form, without what is empty: %s', async (_, send) => {
	const { reply, error } = await send();
	expect(error).toBeUndefined();
	expect(String(reply.code)).toBe('0');
	const { empty: _empty, ...sent } = order;
	expect(bench.sentTo('addEsimOrder')).toEqual([sent]);
	expect(bench.sim.ledger).toHaveLength(1);
	expect(bench.sim.violations).toEqual([]);
});

it('shares the session with the node: one login for both', async () => {
	await legacy({ method: 'GET', uri: at(GET), qs: { skuId }, json: true });
	await modern({ method: 'GET', url: at(GET), qs: { skuId } });
	expect(bench.sim.loginAttempts).toBe(1);
});

it.each([
	['is over', { sessionExpiresAt: Date.now() - 1 }],
	['belongs to the previous account', { sessionAccount: 'before' }],
])('logs in if the kept session %s', async (_, fields) => {
	bench.withSession(fields);
	const { reply } = await modern({ method: 'GET', url: at(GET), qs: { skuId } });
	expect(String(reply.code)).toBe('0');
	expect(bench.called()).toEqual(['login', 'getPackages']);
});

describe('another address', () => {
	let elsewhere: Awaited<ReturnType<typeof startFileServer>>;
	let visits: number;
	beforeEach(async () => {
		visits = 0;
		elsewhere = await startFileServer((_, response) => {
			visits++;
			response.end('{"code":0}');
		});
		bench.withSession();
	});
	afterEach(async () => await elsewhere.close());

	it.each([
		['modern', (url: string) => modern({ method: 'GET', url })],
		['legacy', (uri: string) => legacy({ method: 'GET', uri })],
	])('gets nothing: %s', async (_, send) => {
		const { error } = await send(`http://${elsewhere.host}/api_esim/getSkus`);
		expect(error?.message).toContain('signs requests to');
		expect(visits).toBe(0);
	});

	it.each([
		['modern', 'GET', () => modern({ method: 'GET', url: at(GET), qs: { skuId } })],
		['modern', 'POST', () => modern({ method: 'POST', url: at(POST), body: order })],
		['legacy', 'GET', () => legacy({ method: 'GET', uri: at(GET), qs: { skuId } })],
		['legacy', 'POST', () => legacy({ method: 'POST', uri: at(POST), form: order })],
	])('gets nothing through a redirect: %s %s', async (_shape, _method, send) => {
		const location = `http://${elsewhere.host}/stolen`;
		bench.sim.faults.add({ kind: 'redirect', location, times: null });
		await send();
		expect(visits).toBe(0);
	});
});
