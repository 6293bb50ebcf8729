import { createServer } from 'node:http';
import { useBench } from '../../harness/bench.cts';
import { startNode } from '../../harness/engine.cts';
import { ofCore } from '../../harness/ofCore.cts';
import {
	byId,
	createOrder,
	getOrder,
	getPackages,
	sendRequest,
} from '../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';
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

it('calls run side by side, twenty at a time or as set', async () => {
	const parameters = reading();
	bench.sim.latency = 100;
	await bench.run({ ...parameters, options: { concurrency: 9 } }, { items: items(20) });
	expect(bench.sim.inFlight.peak).toBe(9);
	await bench.run(parameters, { items: items(30) });
	expect(bench.sim.inFlight.peak).toBe(20);
});

describe.each([
	...(['json405', 'json404', 'json200', 'page405', 'page404'] as const),
	...(['envelope', 'envelope405', 'chinese'] as const),
])('where a method is refused by %s', (refuse) => {
	const methodsOf = (key: string) => bench.callsOf(key).map(({ method }) => method);

	it('a read is sent by GET if POST is refused, and from then on at once', async () => {
		bench.sim.mode({ reads: 'get', refuse });
		const parameters = getPackages(0, {
			skuId: byId('={{ $json.sku }}'),
			options: { concurrency: 1 },
		});
		const skus = bench.sim.catalogue.skus.slice(0, 4).map(({ skuid }) => ({ sku: String(skuid) }));
		for (const methods of [['POST', 'GET', 'GET', 'GET', 'GET'], Array(4).fill('GET')]) {
			bench.sim.calls.length = 0;
			const { error } = await bench.run(parameters, { items: skus });
			expect(error).toEqual([]);
			expect(methodsOf('getPackages')).toEqual(methods);
		}
		expect([bench.pauses, bench.sim.loginAttempts]).toEqual([[], 0]);
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

	it('pressed during a look-up, sends no order', async () => {
		await stopAt({ endpoint: 'queryEsimOrder' }, createOrder(plain()), 3);
		expect(bench.callsOf('addEsimOrder')).toEqual([]);
		expect(bench.sim.ledger).toEqual([]);
	});
});
