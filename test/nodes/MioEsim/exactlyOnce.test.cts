import { createServer } from 'node:http';

import { startSimulator, type RunningSimulator } from '../../../tools/simulator/index.cts';
import { readAccount } from '../../../dist/mioesim/client/account';
import { clock } from '../../../dist/nodes/shared/port';
import { runNode, startNode, type NodeSettings } from '../../harness/engine.cts';
import { credentialOf, type CredentialStore } from '../../harness/credentials.cts';
import { captureLogs } from '../../harness/ofCore.cts';
import { portOf } from '../../harness/servers.cts';
import type { FailedItem } from '../../harness/items.cts';
import type { FaultSettings } from '../../../tools/simulator/faults.cts';
import type { IDataObject } from 'n8n-workflow';

const { pause } = clock;
const logs = captureLogs();
let sim: RunningSimulator;
let credential: CredentialStore;

beforeAll(async () => {
	sim = await startSimulator({ seed: 1 });
	clock.pause = async (ms, signal) => await pause(ms / 100, signal);
});
afterAll(async () => {
	clock.pause = pause;
	await sim.close();
});
beforeEach(() => {
	sim.reset();
	credential = credentialOf(sim);
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
let orders = 0;
const newOrder = () => `shop-${++orders}`;

/** Settings that buy one plain package for each shop order. */
function purchase(
	shopOrders: (string | undefined)[],
	{ parameters, options, ...rest }: Partial<NodeSettings> & { options?: IDataObject } = {},
): NodeSettings {
	return {
		credential,
		items: shopOrders.map((shopOrder) => ({ shopOrder })),
		parameters: {
			resource: 'order',
			operation: 'create',
			orderBy: 'package',
			skuId: byId('45'),
			priceId: byId('441'),
			count: 1,
			externalOrderId: '={{ $json.shopOrder }}',
			simType: 'esim',
			simplify: true,
			output: 'order',
			options: { timeout: 1500, ...options },
			...parameters,
		},
		...rest,
	};
}

const buy = async (...order: Parameters<typeof purchase>) => await runNode(purchase(...order));
const outcomes = ({ error }: { error: FailedItem[] }) => error.map((item) => item.error.outcome);
const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

describe('an order whose reply does not show the outcome', () => {
	test.each<[string, FaultSettings]>([
		['a refusal although the order was placed', { kind: 'code', code: -3 }],
		['an undocumented code', { kind: 'code', code: 'E42' }],
		['a code that is the name of an object method', { kind: 'code', code: 'toString' }],
		['a success without an order', { kind: 'code', code: 0, data: null }],
		['no answer', { kind: 'hang' }],
		['a broken connection', { kind: 'drop' }],
		['a redirect', { kind: 'http', status: 303 }],
	])('is found: %s', async (_name, fault) => {
		sim.faults.add({ endpoint: 'addEsimOrder', phase: 'after', ...fault });
		const { success } = await buy([newOrder()]);
		expect(success.map(({ orderNumber }) => orderNumber)).toEqual([sim.ledger[0].orderNum]);
		expect(sim.ledger).toHaveLength(1);
	});

	test('is not sent again, and is reported as unknown if it is not found', async () => {
		sim.faults.add({ endpoint: 'addEsimOrder', kind: 'http', status: 303 });
		const result = await buy([newOrder()]);
		expect(outcomes(result)).toEqual(['unknown']);
		expect(sim.calls.filter(({ endpoint }) => endpoint === 'addEsimOrder')).toHaveLength(1);
	});

	test('a refusal is passed on if nothing was booked', async () => {
		sim.faults.add({ endpoint: 'addEsimOrder', kind: 'code', code: -3 });
		const { error } = await buy([newOrder()]);
		expect(error[0].error).toMatchObject({ code: -3, outcome: 'notExecuted' });
	});
});

describe('the look-up before buying', () => {
	test.each([
		['text', 'no list'],
		['an object that is not a list', { code: 7 }],
		['rows that are text', { rows: 'none', total: 0 }],
		['rows that are not objects', { rows: ['x'] }],
		['a total without its rows', { rows: [], total: 3 }],
	])('buys nothing if the list cannot be read: %s', async (_name, data) => {
		sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'code', code: 0, data, times: null });
		const { error } = await buy([newOrder()]);
		expect(error[0].error).toMatchObject({ type: 'reply', outcome: 'notExecuted' });
		expect(sim.ledger).toEqual([]);
	});
});

describe('parameters from an expression', () => {
	test.each([
		['a count in scientific notation', { count: '={{ "1e3" }}' }, "'Count' must be a whole number"],
		[
			'a count beyond any exact number',
			{ count: '={{ 1e21 }}' },
			"'Count' must be a whole number of at least 1",
		],
		['IDs as a list', { externalOrderId: '={{ [1, 2] }}' }, "'External Order ID' must be text"],
		[
			'an ID that has lost digits',
			{ externalOrderId: '={{ 2 ** 60 }}' },
			"'External Order ID' is a number with too",
		],
		[
			'an unknown SIM type',
			{ simType: '={{ "Phone" }}', iccids: '8985202241000' },
			"'SIM Type' does not offer",
		],
		[
			'an unknown value of Order By',
			{ orderBy: '={{ "code" }}', apiCode: 'A', destination: 'Japan', data: '5 GB' },
			"'Order By' does not offer",
		],
		[
			'an invalid date',
			{ additionalFields: { beginDate: '={{ DateTime.fromISO("x") }}' } },
			"'Begin Date' is not a date",
		],
	])('buy nothing: %s', async (_name, parameters, message) => {
		const { error } = await buy([newOrder()], { parameters });
		expect(error[0].error).toMatchObject({ type: 'input', outcome: 'notExecuted' });
		expect(error[0].error.message).toContain(message);
		expect(sim.ledger).toEqual([]);
	});
});

test('a reply that arrives slowly is cut off', async () => {
	const server = createServer((_request, response) => {
		response.writeHead(200, { 'Content-Type': 'application/json' });
		const timer = setInterval(() => response.write(' '), 20);
		response.on('close', () => clearInterval(timer));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const fields = { ...credential.data, baseUrl: `http://127.0.0.1:${portOf(server)}` };
	const { sessionAccount } = readAccount(fields);
	const session = { token: '1-A', sessionExpiresAt: Date.now() + 7_200_000, sessionAccount };
	Object.assign(credential.data, fields, session);
	const { error } = await buy([newOrder()], { options: { timeout: 1000 } });
	expect(error[0].error).toMatchObject({
		type: 'network',
		message: 'MIOeSIM did not answer in time',
	});
	server.closeAllConnections();
	server.close();
});

describe('Retry On Fail', () => {
	test('does not deny what an earlier attempt bought', async () => {
		// The second item's refusal makes n8n try again; by then, the first can't be looked up.
		const order = newOrder();
		let lookUps = 0;
		const isSecondTry = ({ outerOrderId }: Record<string, string>) =>
			outerOrderId === order && ++lookUps > 1;
		sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'empty', match: isSecondTry, times: null });
		sim.faults.add({ endpoint: 'getOrderInfo', kind: 'empty', times: null });
		const { stoppedBy } = await buy([order, newOrder()], {
			parameters: { priceId: byId('={{ $itemIndex === 0 ? 441 : 99999999 }}') },
			errorConnected: false,
			node: retry,
		});
		expect(sim.ledger).toHaveLength(1);
		expect(stoppedBy?.message).toContain('[item 0]');
		expect(stoppedBy?.description).toContain(sim.ledger[0].orderNum);
		expect(stoppedBy?.description).not.toContain('Nothing was ordered');
	});

	test('names what earlier attempts bought when it stops', async () => {
		const bad = newOrder();
		const { stoppedBy } = await buy([newOrder(), bad], {
			parameters: { priceId: byId(`={{ $json.shopOrder === '${bad}' ? 99999999 : 441 }}`) },
			errorConnected: false,
			node: retry,
		});
		expect(stoppedBy?.message).toContain('[item 1]');
		expect(stoppedBy?.description).toContain(sim.ledger[0].orderNum);
		expect(sim.ledger).toHaveLength(1);
	});
});

describe('the same line at the same moment', () => {
	test('is bought once by two executions of one process', async () => {
		const order = newOrder();
		const results = await Promise.all([buy([order]), buy([order]), buy([order])]);
		expect(sim.ledger).toHaveLength(1);
		const found = results.flatMap(({ success }) => success);
		expect(found.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
	});

	test('other lines do not wait for it', async () => {
		const slow = newOrder();
		const match = { otherOrderId: slow };
		sim.faults.add({ endpoint: 'addEsimOrder', kind: 'delay', ms: 200, match });
		const first = buy([slow]).then(() => 'slow');
		const second = buy([newOrder()]).then(() => 'other');
		expect(await Promise.race([first, second])).toBe('other');
		await first;
	});
});

describe('the stop button', () => {
	/** Presses it as soon as a call with this fault comes in. */
	function stopAt(run: { cancel(): void }, fault: FaultSettings) {
		const press = () => {
			run.cancel();
			return true;
		};
		sim.faults.add({ ...fault, match: press });
	}
	const warning = async () => {
		for (;;) {
			const found = logs.find(({ level }) => level === 'warn');
			if (found) return String(found.said[0]);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	};
	beforeEach(() => {
		logs.length = 0;
	});

	test('ends a batch between two calls and reports what was bought', async () => {
		const options = { purchaseConcurrency: 1 };
		const orders = [newOrder(), newOrder(), newOrder(), newOrder()];
		const { run } = startNode(purchase(orders, { options }));
		sim.faults.add({ endpoint: 'addEsimOrder', kind: 'delay', ms: 1 });
		stopAt(run, { endpoint: 'addEsimOrder', kind: 'delay', ms: 1 });
		await run.catch(() => {});
		const said = await warning();
		expect(sim.ledger).toHaveLength(2);
		for (const { orderNum } of sim.ledger) expect(said).toContain(orderNum);
	});

	test('a running purchase is not cut off', async () => {
		const options = { purchaseConcurrency: 1 };
		const { run } = startNode(purchase([newOrder(), newOrder()], { options }));
		stopAt(run, { endpoint: 'addEsimOrder', kind: 'delay', ms: 60 });
		await run.catch(() => {});
		const said = await warning();
		expect(sim.ledger).toHaveLength(1);
		expect(said).toContain(`order ${sim.ledger[0].orderNum}`);
	});

	test('what may have been bought is reported, too', async () => {
		const order = newOrder();
		const { run } = startNode(purchase([order]));
		sim.faults.add({ endpoint: 'addEsimOrder', kind: 'drop', phase: 'after' });
		sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'delay', ms: 1 });
		stopAt(run, { endpoint: 'queryEsimOrder', kind: 'drop', times: null });
		await run.catch(() => {});
		const said = await warning();
		expect(said).toContain('may have been placed');
		expect(said).toContain(order);
	});
});

describe('a missing External Order ID', () => {
	test('an expression without a value is refused: the user relies on it', async () => {
		const { error } = await buy([newOrder(), undefined]);
		expect(error).toHaveLength(1);
		expect(error[0].error).toMatchObject({
			message: "'External Order ID' is required",
			outcome: 'notExecuted',
		});
		expect(sim.ledger).toHaveLength(1);
	});

	test('left empty: a retried execution buys nothing, because its first run may have', async () => {
		const { error } = await buy(['any'], { parameters: { externalOrderId: '' }, mode: 'retry' });
		expect(error[0].error.message).toBe(
			"'External Order ID' is required when an execution is retried",
		);
		expect(sim.ledger).toEqual([]);
	});

	test('set: a retried execution returns what the first one bought', async () => {
		const shopOrder = newOrder();
		const first = await buy([shopOrder]);
		const { success } = await buy([shopOrder], { mode: 'retry' });
		expect(success[0]).toMatchObject({
			orderNumber: first.success[0].orderNumber,
			duplicate: true,
		});
		expect(sim.ledger).toHaveLength(1);
	});
});
