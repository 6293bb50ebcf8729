import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { start, type Client } from './client.cts';
import type { FaultSettings } from '../../tools/simulator/faults.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator, client: Client;

beforeEach(async () => {
	({ sim, client } = await start());
});
afterEach(() => sim.close());

const ORDER = { skuId: 45, priceId: 441, count: 1 };
const order = (init: RequestInit = {}) => client.request('POST', 'addEsimOrder', ORDER, init);
const status = async (key = 'getSkus', params = {}) =>
	(await client.request('POST', key, params)).status;

describe.each<['before' | 'after', number]>([
	['before', 0],
	['after', 1],
])('%s the order is booked', (phase, rows) => {
	afterEach(() => expect(sim.ledger).toHaveLength(rows));

	it.each<[FaultSettings, status: number, body: RegExp]>([
		[{ kind: 'http', status: 503 }, 503, /nginx/],
		[{ kind: 'http', status: 429, retryAfter: 2 }, 429, /nginx/],
		[{ kind: 'html' }, 200, /^<!DOCTYPE html>/],
		[{ kind: 'truncated' }, 200, /^\{"code":0,"mes.*[^}]$/],
		[{ kind: 'empty' }, 200, /^$/],
		[{ kind: 'code', code: 777, message: '系统异常' }, 200, /^{"code":777,"message":"系统异常"/],
		[{ kind: 'code', code: 4, status: 409 }, 409, /"code":4/],
	])('%j', async (fault, expected, body) => {
		sim.faults.add({ ...fault, phase });
		const reply = await order();
		expect([reply.status, reply.headers.get('retry-after')]).toEqual([
			expected,
			fault.retryAfter === undefined ? null : String(fault.retryAfter),
		]);
		expect(await reply.text()).toMatch(body);
		expect(sim.calls.at(-1)).toMatchObject({ fault: fault.kind, status: expected });
	});

	it.each(['drop', 'hang'] as const)('there is no answer: %s', async (kind) => {
		sim.faults.add({ kind, phase });
		const leaving = new AbortController();
		const before = sim.calls.length;
		const reply = order({ signal: leaving.signal });
		while (sim.calls.length === before) await new Promise((resolve) => setImmediate(resolve));
		if (kind === 'hang') leaving.abort();
		await expect(reply).rejects.toThrow();
		expect(sim.calls.at(-1)).toMatchObject({ fault: kind, code: null, status: null });
	});
});

it('an expired token stays expired', async () => {
	sim.faults.add({ kind: 'expired' });
	const codes = [];
	for (let call = 0; call < 2; call++) codes.push((await client.call('addEsimOrder', ORDER)).code);
	await client.login();
	codes.push((await client.call('addEsimOrder', ORDER)).code);
	expect([codes, sim.ledger.length]).toEqual([[-1, -1, 0], 1]);
});

it('a redirect books nothing, and a client that follows it is recorded', async () => {
	const location = `${sim.url}/elsewhere?token=x`;
	sim.faults.add({ kind: 'redirect', location });
	const reply = await order();
	expect([reply.status, reply.headers.get('location')]).toEqual([302, location]);
	await fetch(location);
	expect([sim.ledger, sim.violations.map(({ param }) => param)]).toEqual([[], ['token', null]]);
});

it('a delay before the booking books late, a delay after it at once', async () => {
	for (const [phase, rows] of [
		['after', 1],
		['before', 1],
	] as const) {
		sim.faults.add({ kind: 'delay', ms: 10_000, phase });
		await expect(order({ signal: AbortSignal.timeout(40) })).rejects.toThrow();
		expect(sim.ledger).toHaveLength(rows);
	}
	sim.faults.add({ kind: 'delay', ms: 20 });
	expect([(await order()).status, sim.ledger.length]).toEqual([200, 2]);
});

describe('a fault hits', () => {
	const statuses = async (...calls: [key?: string, params?: object][]) => {
		const seen = [];
		for (const [key, params] of calls) seen.push(await status(key, params));
		return seen;
	};

	it.each<[FaultSettings[], calls: [key?: string, params?: object][], number[]]>([
		[[{ kind: 'http' }], [[], []], [502, 200]],
		[[{ kind: 'http', times: 2 }], [[], [], []], [502, 502, 200]],
		[[{ kind: 'http', times: null }], [[], [], []], [502, 502, 502]],
		[[{ kind: 'http', skip: 1 }], [[], [], []], [200, 502, 200]],
		[
			[
				{ kind: 'http', status: 500 },
				{ kind: 'http', status: 503 },
			],
			[[], []],
			[500, 503],
		],
		[[{ kind: 'http', endpoint: 'getPackages' }], [[], ['getPackages', { skuId: 45 }]], [200, 502]],
		[
			[{ kind: 'http', match: { skuId: '46' } }],
			[
				['getPackages', { skuId: 45 }],
				['getPackages', { skuId: 46 }],
			],
			[200, 502],
		],
	])('%j', async (faults, calls, expected) => {
		for (const fault of faults) sim.faults.add(fault);
		expect(await statuses(...calls)).toEqual(expected);
	});

	it('logins only if it names them', async () => {
		sim.faults.add({ kind: 'code', code: -30 });
		expect((await client.login()).code).toBe(1);
		sim.faults.clear();
		for (const endpoint of ['login', '*']) {
			sim.faults.add({ kind: 'code', code: -3, endpoint });
			expect((await client.login()).code).toBe(-3);
		}
		expect(() => sim.faults.add({ kind: 'fire' as 'drop' })).toThrow("No fault 'fire'");
	});

	it('at random at the given rate, the same for the same seed, until it is stopped', async () => {
		const outcomes = async () =>
			await statuses(...Array.from({ length: 60 }, () => [] as [key?: string]));
		const handle = sim.faults.random({ rate: 0.3, kinds: ['http'], seed: 7 });
		const first = await outcomes();
		expect(handle.count).toBe(first.filter((each) => each !== 200).length);
		expect(Math.abs(handle.count - 18)).toBeLessThan(9);
		handle.stop();
		expect(new Set(await outcomes())).toEqual(new Set([200]));
		sim.faults.random({ rate: 0.3, kinds: ['http'], seed: 7 });
		expect(await outcomes()).toEqual(first);
	});
});

it('close() ends calls that are still waiting', async () => {
	sim.faults.add({ kind: 'hang' });
	sim.faults.add({ kind: 'delay', ms: 60_000 });
	const waiting = Promise.allSettled([order(), order()]);
	while (sim.calls.length < 3) await new Promise(setImmediate);
	await sim.close();
	expect((await waiting).map((each) => each.status)).toEqual(['rejected', 'rejected']);
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
	const late = setTimeout(() => child.kill(), 30_000);
	expect(await once(child, 'exit')).toEqual([0, null]);
	clearTimeout(late);
});
