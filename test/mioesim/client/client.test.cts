import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { useBench } from '../../harness/bench.cts';
import { startNode } from '../../harness/engine.cts';
import { ofCore } from '../../harness/ofCore.cts';
import {
	createOrder,
	getOrder,
	getPackages,
	getSkus,
	sendRequest,
} from '../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';
import type { FaultSettings } from '../../../tools/simulator/faults.cts';
import { readBody } from '../../../tools/simulator/wire.cts';
import { portOf } from '../../harness/servers.cts';

const { Logger } = ofCore('@n8n/backend-common') as typeof import('@n8n/backend-common');
const { Container } = ofCore('@n8n/di') as typeof import('@n8n/di');

const bench = useBench();
beforeEach(() => bench.withSession());

const plain = () => bench.sim.catalogue.oddities.plain;
const ordering = (more: IDataObject = {}) =>
	createOrder(plain(), {
		options: { checkPackage: false, preventDuplicates: false, purchaseConcurrency: 1 },
		...more,
	});
const reading = () => {
	const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
	return getOrder(orderNum);
};
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));

describe('a read', () => {
	it.each<[string, FaultSettings]>([
		['a broken connection', { kind: 'drop' }],
		['HTTP 503', { kind: 'http', status: 503 }],
		['a page', { kind: 'html' }],
		['cut JSON', { kind: 'truncated' }],
		['an empty reply', { kind: 'empty' }],
	])('that meets %s is tried up to three times, with growing pauses', async (_, fault) => {
		bench.sim.faults.add({ ...fault, times: 2 });
		const { success } = await bench.run(reading());
		expect(success).toHaveLength(1);
		expect(bench.callsOf('getOrderInfo')).toHaveLength(3);
		expect(bench.pauses).toEqual([300, 1500]);
		bench.sim.faults.add({ ...fault, times: null });
		const { error } = await bench.run(reading());
		expect(error[0].error.retryable).toBe(true);
		expect(bench.callsOf('getOrderInfo')).toHaveLength(6);
	});

	it('that is refused is not tried again', async () => {
		await bench.run(getOrder('EP20240124000013'));
		expect(bench.callsOf('getOrderInfo')).toHaveLength(1);
	});

	it('that hangs is ended by Timeout', async () => {
		bench.sim.faults.add({ kind: 'hang', times: null });
		const { error } = await bench.run({ ...reading(), options: { timeout: 1000 } });
		expect(error[0].error).toMatchObject({
			type: 'network',
			message: 'MIOeSIM did not answer in time',
			retryable: true,
		});
	});

	it('that is the same for all items is sent once', async () => {
		const parameters = getPackages(plain().skuId);
		await bench.run(parameters, { items: items(10) });
		expect(bench.callsOf('getPackages')).toHaveLength(1);
	});

	it('runs side by side with others, twenty at a time or as set', async () => {
		const parameters = reading();
		bench.sim.latency = 100;
		await bench.run({ ...parameters, options: { concurrency: 9 } }, { items: items(20) });
		expect(bench.sim.inFlight.peak).toBe(9);
		await bench.run(parameters, { items: items(30) });
		expect(bench.sim.inFlight.peak).toBe(20);
	});

	it('returns results in item order, whichever reply comes first', async () => {
		const orders = bench.sim.seedOrders(5, { status: 0 }).map(({ orderNum }) => orderNum);
		bench.sim.faults.add({ kind: 'delay', ms: 60, match: { orderNum: orders[0] } });
		const { success } = await bench.run(getOrder('={{ $json.order }}'), {
			items: orders.map((order) => ({ order })),
		});
		expect(success.map(({ orderNumber }) => orderNumber)).toEqual(orders);
	});
});

it('a write of API Request stays a GET if the user chose so, even when it is refused', async () => {
	bench.sim.mode({ reads: 'post' });
	const { error } = await bench.run(sendRequest('/api_esim/getSkus', { kind: 'write' }));
	expect(error[0].error).toMatchObject({ type: 'http', outcome: 'notExecuted' });
	expect(bench.sim.calls.map(({ method }) => method)).toEqual(['GET']);
});

describe('HTTP 429', () => {
	it.each([
		['an order', () => ordering(), 'addEsimOrder'],
		['a read', () => reading(), 'getOrderInfo'],
	])('%s did not run and is sent again after Retry-After', async (_, parameters, key) => {
		bench.sim.faults.add({ kind: 'http', status: 429, retryAfter: 7, endpoint: key });
		const { success } = await bench.run(parameters());
		expect(success).toHaveLength(1);
		expect(bench.callsOf(key)).toHaveLength(2);
		expect(bench.pauses).toEqual([7000]);
	});

	it('that asks for more than a minute is reported, not waited for', async () => {
		bench.sim.faults.add({ kind: 'http', status: 429, retryAfter: 61 });
		const { error } = await bench.run(ordering());
		expect(error[0].error).toMatchObject({ retryable: true, outcome: 'notExecuted' });
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	});

	it('that persists is reported after three attempts', async () => {
		bench.sim.faults.add({ kind: 'http', status: 429, times: null });
		const { error } = await bench.run(ordering());
		expect(error[0].error.message).toBe('MIOeSIM answered with HTTP status 429');
		expect(bench.callsOf('addEsimOrder')).toHaveLength(3);
	});
});

it.each<[string, FaultSettings]>([
	['a broken connection', { kind: 'drop' }],
	['HTTP 500', { kind: 'http', status: 500 }],
	['a page', { kind: 'html' }],
	['cut JSON', { kind: 'truncated' }],
	['an empty reply', { kind: 'empty' }],
])('an order that meets %s is sent once', async (_, fault) => {
	bench.sim.faults.add({ ...fault, endpoint: 'addEsimOrder', phase: 'after' });
	const { success } = await bench.run(ordering());
	expect(success).toHaveLength(1);
	expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	expect(bench.sim.ledger).toHaveLength(1);
});

describe('a redirect', () => {
	it.each([
		['an order', () => ordering(), 'addEsimOrder'],
		['a read', () => reading(), 'getOrderInfo'],
		['a login', () => reading(), 'login'],
	])('with %s is not followed: no token goes elsewhere', async (_, parameters, endpoint) => {
		const strange: unknown[] = [];
		const elsewhere = createServer((request, response) => {
			strange.push(request.url);
			response.end('{"code":0}');
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => elsewhere.once('listening', resolve));
		const location = `http://127.0.0.1:${portOf(elsewhere)}/`;
		if (endpoint === 'login') bench.credential.data.token = '';
		bench.sim.faults.add({ kind: 'redirect', endpoint, location, times: null });
		const { error } = await bench.run(parameters());
		elsewhere.close();
		expect(strange).toEqual([]);
		expect(error[0].error).toMatchObject({
			type: 'http',
			message: 'MIOeSIM answered with HTTP status 302',
			retryable: false,
			// A server may answer a form that it has accepted with a redirect.
			outcome: endpoint === 'login' ? 'notExecuted' : 'unknown',
		});
	});
});

describe('the stop button', () => {
	/** Stops the execution as soon as the simulator sees this call. */
	async function stopAt(
		{ endpoint, skip = 0 }: { endpoint: string; skip?: number },
		parameters: IDataObject,
		count: number,
	) {
		const { run } = startNode({ parameters, credential: bench.credential, items: items(count) });
		let seen = 0;
		const match = () => {
			if (seen++ === skip) run.cancel();
			return seen > skip;
		};
		bench.sim.faults.add({ kind: 'delay', ms: 100, endpoint, match });
		await run.catch(() => {});
		// The node may still be running after n8n has moved on.
		await new Promise((resolve) => setTimeout(resolve, 300));
	}

	it('lets the running order finish, sends no other, and logs what was bought', async () => {
		const warn = jest.spyOn(Container.get(Logger), 'warn');
		await stopAt({ endpoint: 'addEsimOrder', skip: 1 }, ordering(), 5);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(2);
		expect(bench.sim.ledger).toHaveLength(2);
		const bought = bench.sim.ledger.map(({ orderNum }) => `order ${orderNum}`).join(', ');
		expect(warn.mock.calls.map(([text]) => text)).toEqual([
			`MIOeSIM: the execution was stopped. Done before that: ${bought}`,
		]);
		warn.mockRestore();
	});

	it('sends none of the orders that are waiting for a place among the calls', async () => {
		const options = { checkPackage: false, preventDuplicates: false };
		const wide = { ...options, purchaseConcurrency: 5, concurrency: 1 };
		await stopAt({ endpoint: 'addEsimOrder' }, ordering({ options: wide }), 5);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
		expect(bench.sim.ledger).toHaveLength(1);
	});

	it('pressed during a look-up, sends no order', async () => {
		await stopAt({ endpoint: 'queryEsimOrder' }, createOrder(plain()), 3);
		expect(bench.callsOf('addEsimOrder')).toEqual([]);
		expect(bench.sim.ledger).toEqual([]);
	});

	it('cuts off reads', async () => {
		await stopAt({ endpoint: 'getOrderInfo' }, reading(), 50);
		expect(bench.callsOf('getOrderInfo').length).toBeLessThanOrEqual(5);
	});
});

it('a Base URL with a path is kept in every call', async () => {
	const paths: string[] = [];
	const pass = async (request: IncomingMessage, response: ServerResponse) => {
		const { pathname, search } = new URL(request.url ?? '', 'http://x');
		paths.push(pathname);
		const body = request.method === 'POST' ? await readBody(request) : undefined;
		const reply = await fetch(bench.sim.url + pathname.replace('/mio', '') + search, {
			method: request.method,
			headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
			body,
		});
		response.end(await reply.text());
	};
	const proxy = createServer((request, response) => void pass(request, response)).listen(
		0,
		'127.0.0.1',
	);
	await new Promise((resolve) => proxy.once('listening', resolve));
	bench.credential.data.baseUrl = `http://127.0.0.1:${portOf(proxy)}/mio/`;
	const { success } = await bench.run(getSkus({ returnAll: false, limit: 2 }));
	proxy.close();
	expect(success).toHaveLength(2);
	expect(paths).toEqual(['/mio/api_order/login', '/mio/api_esim/getSkus']);
});
