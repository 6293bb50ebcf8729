import { useBench, HOUR } from '../../harness/bench.cts';
import { startNode, outputsOf } from '../../harness/engine.cts';
import { createOrder, getOrder } from '../../harness/parameters.cts';
import { clock } from '../../../dist/nodes/shared/port';
import { startSimulator } from '../../../tools/simulator/index.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Style } from '../../../tools/simulator/signature.cts';

const bench = useBench();
const MINUTE = 60_000;

const shopOrders = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ shop: `S-${index + 1}` }));
const plain = () => bench.sim.catalogue.oddities.plain;
const order = (more: IDataObject = {}) =>
	createOrder(plain(), { externalOrderId: '={{ $json.shop ?? "S-0" }}', ...more });
const reads = () => {
	const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
	return getOrder(orderNum);
};
const kept = () => bench.credential.data;

describe('an empty token', () => {
	it('is replaced by one login, which n8n keeps', async () => {
		const { success } = await bench.run(order(), { items: shopOrders(3) });
		expect(success).toHaveLength(3);
		expect(bench.sim.loginAttempts).toBe(1);
		expect(kept()).toMatchObject({ token: bench.sim.account.token, signatureStyle: 'raw' });
		expect(kept().sessionExpiresAt - Date.now()).toBeGreaterThan(1.9 * HOUR);
	});

	it('is replaced by one login for executions side by side', async () => {
		const parameters = reads();
		const runs = await Promise.all(
			Array.from({ length: 4 }, () => bench.run(parameters, { items: shopOrders(5) })),
		);
		expect(runs.flatMap(({ success }) => success)).toHaveLength(20);
		expect(bench.sim.loginAttempts).toBe(1);
	});

	it('spares the next execution a login', async () => {
		await bench.run(reads());
		await bench.run(reads());
		expect(bench.sim.loginAttempts).toBe(1);
	});
});

it('reads the credential once for a batch, and once more as it is stored', async () => {
	bench.withSession();
	await bench.run(reads(), { items: shopOrders(50) });
	expect(bench.credential.reads).toBe(2);
	expect(bench.sim.loginAttempts).toBe(0);
});

describe('a token that expires', () => {
	beforeEach(() => bench.withSession());

	it('in the middle of a batch of orders costs one login and no item', async () => {
		bench.sim.faults.add({ kind: 'expired', endpoint: 'addEsimOrder', skip: 2 });
		const { success, error } = await bench.run(order(), { items: shopOrders(5) });
		expect(error).toEqual([]);
		expect(success.map(({ externalOrderId }) => externalOrderId)).toEqual(
			shopOrders(5).map(({ shop }) => shop),
		);
		expect(bench.sim.ledger).toHaveLength(5);
		expect(bench.sim.loginAttempts).toBe(1);
	});

	it('while a long batch runs is replaced before its end', async () => {
		const { now } = clock;
		let passed = 0;
		clock.now = () => now() + passed;
		kept().sessionExpiresAt = now() + 15 * MINUTE;
		const passing = () => {
			passed = 6 * MINUTE;
			return true;
		};
		bench.sim.faults.add({ kind: 'delay', ms: 0, skip: 4, match: passing });
		const { success } = await bench.run(order(), { items: shopOrders(8) });
		expect(success).toHaveLength(8);
		expect(bench.sim.loginAttempts).toBe(1);
	});
});

describe('a refused login', () => {
	it.each([
		['orders', () => order()],
		['reads side by side', () => reads()],
	])('is tried once for a whole batch of %s', async (_, parameters) => {
		kept().password = 'wrong';
		const { success, error } = await bench.run(parameters(), { items: shopOrders(10) });
		expect(success).toEqual([]);
		expect(error.map(({ shop }) => shop)).toEqual(shopOrders(10).map(({ shop }) => shop));
		for (const { error: details } of error) {
			expect(details).toMatchObject({ type: 'login', code: -1, outcome: 'notExecuted' });
		}
		expect(bench.sim.loginAttempts).toBe(1);
		expect(bench.called()).toEqual(['login']);
	});

	it('in the middle of a batch fails the rest, and what was bought stays reported', async () => {
		bench.withSession();
		bench.sim.faults.add({ kind: 'expired', endpoint: 'addEsimOrder', skip: 2 });
		bench.sim.account.password = 'changed meanwhile';
		const { success, error } = await bench.run(order(), { items: shopOrders(5) });
		expect(success).toHaveLength(2);
		expect(error).toHaveLength(3);
		expect(bench.sim.loginAttempts).toBe(1);
	});

	it('stores no session', async () => {
		bench.sim.account.apiPermission = false;
		await bench.run(reads());
		expect(bench.credential.updates).toBe(0);
		expect(kept().token).toBe('');
	});
});

describe('an edited credential', () => {
	it('never orders with the previous account', async () => {
		const sim = await startSimulator({ accounts: [{}, {}] });
		try {
			const [before, after] = sim.accounts;
			Object.assign(kept(), { baseUrl: sim.url });
			await bench.run(order(), { items: shopOrders(1) });
			expect(sim.ledger.map(({ phoneNumber }) => phoneNumber)).toEqual([before.phoneNumber]);
			// n8n keeps the token when a user types in another account.
			kept().phoneNumber = after.phoneNumber;
			const { success } = await bench.run(order(), { items: [{ shop: 'other' }] });
			expect(success).toHaveLength(1);
			expect(sim.ledger.map(({ phoneNumber }) => phoneNumber)).toEqual([
				before.phoneNumber,
				after.phoneNumber,
			]);
		} finally {
			await sim.close();
		}
	});

	it.each([
		['password', 'wrong', -1],
		['secretKey', 'wrong', -30],
	])('is not trusted if %s is different', async (field, value, code) => {
		bench.withSession();
		kept()[field] = value;
		const { error } = await bench.run(order());
		expect(error[0].error).toMatchObject({ type: 'login', code });
		expect(bench.called().filter((key) => key !== 'login')).toEqual([]);
	});
});

describe('signature styles', () => {
	it.each<Style>(['raw', 'encoded'])(
		'finds out that only %s is accepted, and keeps it',
		async (style) => {
			bench.sim.account.styles = [style];
			const { success } = await bench.run(order(), { items: shopOrders(3) });
			expect(success).toHaveLength(3);
			expect(kept().signatureStyle).toBe(style);
			expect(bench.sim.loginAttempts).toBe(style === 'raw' ? 1 : 2);
			bench.sim.expireTokens();
			await bench.run(order(), { items: [{ shop: 'later' }] });
			expect(bench.sim.loginAttempts).toBe(style === 'raw' ? 2 : 3);
		},
	);

	it('finds the new style when MIOeSIM changes it during a live session', async () => {
		bench.withSession();
		bench.sim.account.styles = ['encoded'];
		const { success } = await bench.run(order(), { items: shopOrders(3) });
		expect(success).toHaveLength(3);
		expect(kept().signatureStyle).toBe('encoded');
		expect(bench.sim.logins).toBe(1);
	});
});

it('no secret leaks, whatever fails', async () => {
	const { password, secretKey } = kept();
	bench.sim.faults.add({
		kind: 'code',
		endpoint: 'getOrderInfo',
		code: 777,
		message: `password=${password}${secretKey}`,
		skip: 1,
	});
	bench.sim.faults.add({ kind: 'code', endpoint: 'login', code: 5, message: password });
	const parameters = reads();
	const { run } = startNode({ parameters, credential: bench.credential, items: shopOrders(2) });
	const told = JSON.stringify(await run);
	const { now } = clock;
	clock.now = () => now() + 6000;
	await bench.run(parameters, { items: shopOrders(2) }).then(({ result }) => {
		const all = told + JSON.stringify(result);
		for (const secret of [password, secretKey, kept().token]) expect(all).not.toContain(secret);
		expect(outputsOf(result, 'MIOeSIM').outputs[1]).toHaveLength(1);
	});
});
