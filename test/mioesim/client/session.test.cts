import { useBench, HOUR } from '../../harness/bench.cts';
import { createOrder, getOrder } from '../../harness/parameters.cts';
import { clock } from '../../../dist/nodes/shared/port';
import { startSimulator } from '../../../tools/simulator/index.cts';

/** What n8n has a part in; how many logins what takes is tested with a scripted n8n. */

const bench = useBench();
const MINUTE = 60_000;

const shopOrders = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ shop: `S-${index + 1}` }));
const order = () =>
	createOrder(bench.sim.catalogue.oddities.plain, { externalOrderId: '={{ $json.shop }}' });
const reads = () => {
	const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
	return getOrder(orderNum);
};
const kept = () => bench.credential.data;
const kinds = [
	['orders', order],
	['reads side by side', reads],
] as const;

/** From now on, the clock is as many milliseconds ahead as the test says. */
function movingClock() {
	const { now } = clock;
	let ahead = 0;
	clock.now = () => now() + ahead;
	return (ms: number) => (ahead = ms);
}

describe('an empty token', () => {
	it('is replaced by one login, which n8n keeps', async () => {
		const { success } = await bench.run(order(), { items: shopOrders(3) });
		expect(success).toHaveLength(3);
		expect(bench.sim.loginAttempts).toBe(1);
		expect(kept()).toMatchObject({ token: bench.sim.account.token, signatureStyle: 'raw' });
		expect(kept().sessionExpiresAt - Date.now()).toBeGreaterThan(1.9 * HOUR);
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
		const { success } = await bench.run(order(), { items: shopOrders(5) });
		const ids = success.map(({ externalOrderId }) => externalOrderId);
		expect(ids).toEqual(shopOrders(5).map(({ shop }) => shop));
		expect(bench.sim.ledger).toHaveLength(5);
		expect(bench.sim.loginAttempts).toBe(1);
	});

	it('with HTTP 401, for which n8n has a login of its own, costs one login, too', async () => {
		const endpoint = 'getOrderInfo';
		bench.sim.faults.add({ kind: 'code', code: -1, status: 401, endpoint });
		const { success } = await bench.run({ ...reads(), simplify: false });
		expect(success).toHaveLength(1);
		expect(bench.called()).toEqual([endpoint, 'login', endpoint]);
	});

	it('while a long batch runs is replaced before its end', async () => {
		const pass = movingClock();
		kept().sessionExpiresAt = clock.now() + 15 * MINUTE;
		const match = () => pass(6 * MINUTE) > 0;
		bench.sim.faults.add({ kind: 'delay', ms: 0, skip: 4, match });
		const { success } = await bench.run(order(), { items: shopOrders(8) });
		expect(success).toHaveLength(8);
		expect(bench.sim.loginAttempts).toBe(1);
	});
});

describe('a login', () => {
	it.each(kinds)('that is refused is tried once for a whole batch of %s', async (_, parameters) => {
		const { password } = kept();
		kept().password = 'wrong';
		const { success, error } = await bench.run(parameters(), { items: shopOrders(10) });
		expect(success).toEqual([]);
		expect(error.map(({ shop }) => shop)).toEqual(shopOrders(10).map(({ shop }) => shop));
		for (const { error: details } of error) {
			expect(details).toMatchObject({ type: 'login', code: -1, outcome: 'notExecuted' });
		}
		expect(bench.called()).toEqual(['login']);
		expect([bench.credential.updates, kept().token]).toEqual([0, '']);
		// Once it is corrected, nobody waits.
		kept().password = password;
		expect((await bench.run(reads())).success).toHaveLength(1);
	});

	it.each(kinds)('that hangs ends within the time of a run, for all %s', async (_, parameters) => {
		const given: number[] = [];
		const pass = movingClock();
		clock.timeout = (ms) => {
			given.push(ms);
			const end = AbortSignal.timeout(100);
			end.addEventListener('abort', () => pass(ms));
			return end;
		};
		bench.sim.faults.add({ kind: 'hang', endpoint: 'login', times: null });
		const { error } = await bench.run(parameters(), { items: shopOrders(20) });
		const message = 'MIOeSIM did not answer in time';
		expect(error).toMatchObject(Array(20).fill({ error: { message, outcome: 'notExecuted' } }));
		expect(bench.called()).toEqual(['login']);
		expect(given).toEqual([60_000]);
	});

	it('finds out that only the encoded style is accepted, which n8n keeps', async () => {
		bench.sim.account.styles = ['encoded'];
		for (const [shop, logins] of [
			['first', 2],
			['later', 3],
		] as const) {
			const { success } = await bench.run(order(), { items: [{ shop }] });
			expect(success).toHaveLength(1);
			expect([kept().signatureStyle, bench.sim.loginAttempts]).toEqual(['encoded', logins]);
			bench.sim.expireTokens();
		}
	});
});

it('an edited credential never orders with the previous account', async () => {
	const sim = await startSimulator({ accounts: [{}, {}] });
	kept().baseUrl = sim.url;
	// n8n keeps the token when a user types in another account.
	for (const { phoneNumber } of sim.accounts) {
		kept().phoneNumber = phoneNumber;
		await bench.run(order(), { items: [{ shop: phoneNumber }] });
	}
	const accounts = sim.accounts.map(({ phoneNumber }) => phoneNumber);
	expect(sim.ledger.map(({ phoneNumber }) => phoneNumber)).toEqual(accounts);
	await sim.close();
});
