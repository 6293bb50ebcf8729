import { clock } from '../../../dist/nodes/shared/port';
import { useBench } from '../../harness/bench.cts';
import { createOrder, getOrder } from '../../harness/parameters.cts';

/** A login that cannot succeed is attempted once. */

const bench = useBench();

const items = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ shop: `S-${index}` }));
const orders = () =>
	createOrder(bench.sim.catalogue.oddities.plain, { externalOrderId: '={{ $json.shop }}' });
const reads = () => getOrder('EP20240124000013');
const kinds = [
	['orders', orders],
	['reads side by side', reads],
] as const;

/** Every item failed, and each for the same reason. */
function expectSameFailure(error: ReadonlyArray<{ error: object }>, count: number) {
	expect(error).toHaveLength(count);
	expect([...new Set(error.map(({ error: details }) => JSON.stringify(details)))]).toHaveLength(1);
	expect(error[0].error).toMatchObject({ outcome: 'notExecuted' });
}

describe.each(kinds)('twenty %s', (_, parameters) => {
	it.each([
		['HTTP 429', { kind: 'http', status: 429 }, 2],
		['HTTP 429 for an hour', { kind: 'http', status: 429, retryAfter: 3600 }, 1],
		['HTTP 500', { kind: 'http', status: 500 }, 2],
		['a broken connection', { kind: 'drop' }, 2],
		['a page', { kind: 'html' }, 2],
		['an undocumented code', { kind: 'code', code: 777 }, 1],
		['a documented code', { kind: 'code', code: -3 }, 1],
	] as const)('meet a login that always answers %j', async (__, fault, logins) => {
		bench.sim.faults.add({ ...fault, endpoint: 'login', times: null });
		const { success, error } = await bench.run(parameters(), { items: items(20) });
		expect(success).toEqual([]);
		expectSameFailure(error, 20);
		expect(bench.called()).toEqual(Array(logins).fill('login'));
	});

	it('meet a login that hangs, and end within the time that a run allows for it', async () => {
		const given: number[] = [];
		const { now } = clock;
		let passed = 0;
		clock.now = () => now() + passed;
		clock.timeout = (ms) => {
			given.push(ms);
			const end = AbortSignal.timeout(100);
			end.addEventListener('abort', () => (passed += ms));
			return end;
		};
		bench.sim.faults.add({ kind: 'hang', endpoint: 'login', times: null });
		const { error } = await bench.run(parameters(), { items: items(20) });
		expectSameFailure(error, 20);
		expect(error[0].error).toMatchObject({ message: 'MIOeSIM did not answer in time' });
		expect(bench.called()).toEqual(['login']);
		expect(given).toEqual([60_000]);
	});

	it('meet tokens that are refused as soon as they are issued', async () => {
		bench.sim.faults.add({ kind: 'expired', times: null });
		const { error } = await bench.run(parameters(), { items: items(20) });
		expectSameFailure(error, 20);
		expect(error[0].error).toMatchObject({ code: -1, retryable: true });
		expect(bench.sim.loginAttempts).toBe(2);
		expect(bench.sim.ledger).toEqual([]);
	});
});

it('tokens that only the order endpoint refuses cost a few logins for forty orders', async () => {
	bench.sim.faults.add({ kind: 'expired', endpoint: 'addEsimOrder', times: null });
	const { error } = await bench.run(orders(), { items: items(40) });
	expect(error).toHaveLength(40);
	for (const { error: details } of error) {
		expect(details).toMatchObject({ code: -1, outcome: 'notExecuted' });
	}
	// Look-ups succeed between them; the order itself is refused six times.
	expect(bench.sim.loginAttempts).toBeLessThanOrEqual(6);
	expect(bench.sim.ledger).toEqual([]);
});

it('a server that asks a login to wait gets the time it asks for', async () => {
	bench.sim.faults.add({ kind: 'http', status: 429, retryAfter: 7, endpoint: 'login' });
	const { success } = await bench.run(orders(), { items: items(1) });
	expect(success).toHaveLength(1);
	expect(bench.pauses).toContain(7000);
});

describe('across executions of the process', () => {
	it('a refused login is not attempted again for some seconds, and then once', async () => {
		bench.credential.data.password = 'wrong';
		await bench.run(orders(), { items: items(5) });
		const { error } = await bench.run(orders(), { items: items(5) });
		expectSameFailure(error, 5);
		expect(bench.sim.loginAttempts).toBe(1);
		const { now } = clock;
		clock.now = () => now() + 6000;
		await bench.run(orders(), { items: items(5) });
		expect(bench.sim.loginAttempts).toBe(2);
	});

	it('a corrected credential logs in at once', async () => {
		const { password } = bench.credential.data;
		bench.credential.data.password = 'wrong';
		await bench.run(orders(), { items: items(1) });
		bench.credential.data.password = password;
		const { success } = await bench.run(orders(), { items: items(1) });
		expect(success).toHaveLength(1);
	});

	it('a login that may succeed later is attempted by each', async () => {
		bench.sim.faults.add({ kind: 'http', status: 500, endpoint: 'login', times: 2 });
		await bench.run(orders(), { items: items(5) });
		expect(bench.callsOf('login')).toHaveLength(2);
		const { success } = await bench.run(orders(), { items: items(1) });
		expect(success).toHaveLength(1);
	});

	it('executions side by side share a login that fails', async () => {
		bench.sim.latency = 200;
		bench.sim.faults.add({ kind: 'http', status: 500, endpoint: 'login', times: null });
		const runs = await Promise.all(
			Array.from({ length: 10 }, async () => await bench.run(reads(), { items: items(5) })),
		);
		expect(runs.flatMap(({ error }) => error)).toHaveLength(50);
		// An execution that starts after the first login has failed tries its own.
		expect(bench.callsOf('login').length).toBeLessThanOrEqual(4);
	});
});
