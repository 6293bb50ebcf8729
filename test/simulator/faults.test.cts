import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { envelopeOf, start, type Client, type Params } from './client.cts';
import type { RandomFaultSettings } from '../../tools/simulator/faults.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator;
let client: Client;

beforeEach(async () => {
	({ sim, client } = await start());
});
afterEach(() => sim.close());

const ORDER = { skuId: 45, priceId: 441, count: 1 };
const order = (more: Params = {}) => client.request('POST', 'addEsimOrder', { ...ORDER, ...more });
const booked = () => sim.ledger.length;

describe.each<['before' | 'after', number]>([
	['before', 0],
	['after', 1],
])('%s the order is booked', (phase, rows) => {
	afterEach(() => expect(booked()).toBe(rows));

	it('the connection is dropped', async () => {
		sim.faults.add({ kind: 'drop', phase });
		await expect(order()).rejects.toThrow('fetch failed');
		expect(sim.calls.at(-1)).toMatchObject({ fault: 'drop', code: null, status: null });
	});

	it.each([500, 502, 503, 401])('HTTP %i is returned', async (status) => {
		sim.faults.add({ kind: 'http', status, phase });
		expect((await order()).status).toBe(status);
		expect(sim.calls.at(-1)).toMatchObject({ fault: 'http', code: null, status });
	});

	it('HTTP 429 says when to try again', async () => {
		sim.faults.add({ kind: 'http', status: 429, retryAfter: 2, phase });
		expect((await order()).headers.get('retry-after')).toBe('2');
	});

	it('an HTML page is returned with status 200', async () => {
		sim.faults.add({ kind: 'html', phase });
		const reply = await order();
		expect(reply.status).toBe(200);
		expect(await reply.text()).toMatch(/^<!DOCTYPE html>/);
	});

	it('the JSON is cut off', async () => {
		sim.faults.add({ kind: 'truncated', phase });
		const reply = await order();
		expect(reply.status).toBe(200);
		const text = await reply.text();
		expect(text).toMatch(/^\{"code":0/);
		expect(() => JSON.parse(text) as unknown).toThrow();
	});

	it('the body is empty', async () => {
		sim.faults.add({ kind: 'empty', phase });
		const reply = await order();
		expect([reply.status, await reply.text()]).toEqual([200, '']);
	});

	it('any code is returned', async () => {
		sim.faults.add({ kind: 'code', code: 777, message: '系统异常', phase });
		const reply = await envelopeOf(await order());
		expect(reply).toEqual({ code: 777, message: '系统异常', data: null });
		expect(sim.calls.at(-1)).toMatchObject({ fault: 'code', code: 777 });
	});

	it('there is no answer until the client disconnects', async () => {
		sim.faults.add({ kind: 'hang', phase });
		const leaving = new AbortController();
		const before = sim.calls.length;
		const reply = client.request('POST', 'addEsimOrder', ORDER, { signal: leaving.signal });
		while (sim.calls.length === before) await new Promise((resolve) => setImmediate(resolve));
		leaving.abort();
		await expect(reply).rejects.toThrow();
		expect(sim.calls.at(-1)).toMatchObject({ fault: 'hang', status: null });
	});
});

it('refuses a call with an expired token, which stays expired', async () => {
	sim.faults.add({ kind: 'expired' });
	expect((await envelopeOf(await order())).code).toBe(-1);
	expect(booked()).toBe(0);
	expect((await envelopeOf(await order())).code).toBe(-1);
	await client.login();
	expect((await envelopeOf(await order())).code).toBe(0);
});

it('redirects to another path, and records a client that follows', async () => {
	sim.faults.add({ kind: 'redirect', location: `${sim.url}/elsewhere?token=x` });
	const reply = await order();
	expect([reply.status, reply.headers.get('location')]).toEqual([
		302,
		`${sim.url}/elsewhere?token=x`,
	]);
	expect(booked()).toBe(0);
	await fetch(reply.headers.get('location') ?? '');
	expect(sim.violations.map(({ param }) => param)).toEqual(['token', null]);
});

it('a delay before the booking books late, a delay after it books at once', async () => {
	const begin = Date.now();
	sim.faults.add({ kind: 'delay', ms: 60 });
	expect((await envelopeOf(await order())).code).toBe(0);
	expect(Date.now() - begin).toBeGreaterThanOrEqual(55);
	const init = () => ({ signal: AbortSignal.timeout(40) });
	sim.faults.add({ kind: 'delay', ms: 10_000, phase: 'after' });
	await expect(client.request('POST', 'addEsimOrder', ORDER, init())).rejects.toThrow();
	expect(booked()).toBe(2);
	sim.faults.add({ kind: 'delay', ms: 10_000, phase: 'before' });
	await expect(client.request('POST', 'addEsimOrder', ORDER, init())).rejects.toThrow();
	expect(booked()).toBe(2);
});

describe('a fault hits', () => {
	const statusOf = async (key = 'getSkus', params = {}) =>
		(await client.request(key.startsWith('get') ? 'GET' : 'POST', key, params)).status;

	it('once, unless told otherwise', async () => {
		sim.faults.add({ kind: 'http' });
		expect([await statusOf(), await statusOf()]).toEqual([502, 200]);
		sim.faults.add({ kind: 'http', times: 2 });
		expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([502, 502, 200]);
		sim.faults.add({ kind: 'http', times: null });
		for (let call = 0; call < 5; call++) expect(await statusOf()).toBe(502);
		sim.faults.clear();
		expect(await statusOf()).toBe(200);
	});

	it('only the endpoint that it names', async () => {
		sim.faults.add({ kind: 'http', endpoint: 'getPackages' });
		expect(await statusOf()).toBe(200);
		expect(await statusOf('getPackages', { skuId: 45 })).toBe(502);
	});

	it('logins only if it names them', async () => {
		sim.faults.add({ kind: 'code', code: -30 });
		expect((await client.login()).code).toBe(1);
		expect((await client.get('getSkus')).code).toBe(-30);
		sim.faults.add({ kind: 'code', code: -3, endpoint: 'login' });
		expect((await client.login()).code).toBe(-3);
		sim.faults.add({ kind: 'code', code: -3, endpoint: '*' });
		expect((await client.login()).code).toBe(-3);
	});

	it('only after the calls that it skips', async () => {
		sim.faults.add({ kind: 'http', skip: 2 });
		const statuses = [];
		for (let call = 0; call < 4; call++) statuses.push(await statusOf());
		expect(statuses).toEqual([200, 200, 502, 200]);
	});

	it('only the calls that match', async () => {
		sim.faults.add({ kind: 'http', match: ({ skuId }) => skuId === '46' });
		expect(await statusOf('getPackages', { skuId: 45 })).toBe(200);
		expect(await statusOf('getPackages', { skuId: 46 })).toBe(502);
		sim.faults.add({ kind: 'http', match: { skuId: '47' } });
		expect(await statusOf('getPackages', { skuId: 45 })).toBe(200);
		expect(await statusOf('getPackages', { skuId: 47 })).toBe(502);
	});

	it('in the order in which faults were added', async () => {
		sim.faults.add({ kind: 'http', status: 500 });
		sim.faults.add({ kind: 'http', status: 503 });
		expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([500, 503, 200]);
	});

	it('only if its kind is known', () => {
		expect(() => sim.faults.add({ kind: 'fire' as 'drop' })).toThrow("No fault 'fire'");
	});
});

describe('random faults', () => {
	const outcomes = async (count: number) => {
		const seen: number[] = [];
		for (let call = 0; call < count; call++) {
			seen.push((await client.request('GET', 'getSkus')).status);
		}
		return seen.map((status) => status !== 200);
	};

	it('come at the given rate, the same for the same seed, until they are stopped', async () => {
		const settings: RandomFaultSettings = { rate: 0.3, kinds: ['http'], seed: 7 };
		const handle = sim.faults.random(settings);
		const first = await outcomes(100);
		expect(handle.count).toBe(first.filter(Boolean).length);
		expect(handle.count).toBeGreaterThan(15);
		expect(handle.count).toBeLessThan(45);
		handle.stop();
		expect((await outcomes(20)).some(Boolean)).toBe(false);
		sim.faults.random(settings);
		expect(await outcomes(100)).toEqual(first);
	});

	it('hit only the given endpoints', async () => {
		sim.faults.random({ rate: 1, kinds: ['http'], endpoints: ['getPackages'] });
		expect(await outcomes(3)).toEqual([false, false, false]);
	});
});

it('close() ends calls that are still waiting', async () => {
	sim.faults.add({ kind: 'hang' });
	sim.faults.add({ kind: 'delay', ms: 60_000 });
	const waiting = Promise.allSettled([order(), order()]);
	while (sim.calls.length < 3) await new Promise(setImmediate);
	await sim.close();
	expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(sim.inFlight.now).toBe(0);
});

it('a closed simulator keeps no process alive', async () => {
	const script = `
		const { startSimulator } = require('./tools/simulator/index.cts');
		startSimulator().then(async (sim) => {
			sim.faults.add({ kind: 'delay', ms: 60_000, endpoint: '*' });
			fetch(sim.url + '/api_esim/getSkus').catch(() => {});
			while (sim.calls.length < 1) await new Promise(setImmediate);
			await sim.close();
		});
	`;
	const cwd = join(__dirname, '../..');
	const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], { cwd });
	const closing = once(child, 'exit');
	const late = setTimeout(() => child.kill(), 30_000);
	expect(await closing).toEqual([0, null]);
	clearTimeout(late);
});
