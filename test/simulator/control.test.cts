import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createClient, start, type Client } from './client.cts';
import type { Account } from '../../tools/simulator/accounts.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

const CLI = join(__dirname, '../../tools/simulator/cli.cts');

const view = async <Seen = unknown,>(url: string, name: string): Promise<Seen> =>
	(await (await fetch(`${url}/_simulator/${name}`)).json()) as Seen;

const act = async <Answer = unknown,>(url: string, name: string, sent = {}): Promise<Answer> => {
	const init = { method: 'POST', body: JSON.stringify(sent) };
	return (await (await fetch(`${url}/_simulator/${name}`, init)).json()) as Answer;
};

describe('the control interface', () => {
	let sim: RunningSimulator;
	let client: Client;

	beforeEach(async () => {
		({ sim, client } = await start());
	});
	afterEach(() => sim.close());

	it('shows what a test in the same process can see', async () => {
		await client.post('addEsimOrder', { skuId: 45, priceId: 441, count: 1, wrong: 1 });
		expect(await view(sim.url, 'ledger')).toEqual(sim.ledger);
		expect(await view(sim.url, 'calls')).toEqual(sim.calls);
		expect(await view(sim.url, 'violations')).toEqual(sim.violations);
		expect(await view(sim.url, 'oddities')).toMatchObject({ plain: { priceId: 441 } });
		const { phoneNumber, password, secretKey } = sim.account;
		const account = await view(sim.url, 'account');
		expect(account).toMatchObject({ phoneNumber, password, secretKey, baseUrl: sim.url });
		const stats = await view<{ inFlight: object }>(sim.url, 'stats');
		expect(stats).toMatchObject({ logins: 1, loginAttempts: 1, strangerLogins: 0 });
		expect(stats.inFlight).toEqual({ now: 0, peak: 1 });
		expect(sim.calls.map(({ endpoint }) => endpoint)).toEqual(['login', 'addEsimOrder']);
	});

	it('does what a test in the same process can do', async () => {
		await act(sim.url, 'faults', { kind: 'http', status: 503, match: { skuId: '45' } });
		expect((await client.request('GET', 'getPackages', { skuId: 45 })).status).toBe(503);
		await act(sim.url, 'faults/random', { rate: 1, kinds: ['http'] });
		expect((await client.request('GET', 'getSkus')).status).toBeGreaterThan(499);
		await act(sim.url, 'faults/clear');
		expect((await client.get('getSkus')).code).toBe(0);
		const { now } = await act<{ now: number }>(sim.url, 'clock/advance', { ms: 60_000 });
		expect(now).toBe(sim.clock.now());
		await act(sim.url, 'expire');
		expect((await client.get('getSkus')).code).toBe(-1);
		await client.login();
		await act(sim.url, 'stranger');
		expect((await client.get('getSkus')).code).toBe(-1);
		expect(await act(sim.url, 'seed-orders', { count: 3, status: 0 })).toHaveLength(3);
		expect(sim.orders.size).toBe(3);
		const [{ plans }] = sim.orders.values();
		await act(sim.url, 'activate', { iccid: plans[0].card.iccid });
		await act(sim.url, 'usage', { iccid: plans[0].card.iccid, mb: 12 });
		expect(plans[0].usedMb).toBe(12);
		await act(sim.url, 'account/set', { balance: 5 });
		expect(sim.account.balance).toBe(5);
		await act(sim.url, 'reset');
		expect(sim.calls).toEqual([]);
	});

	it('refuses unknown input', async () => {
		expect((await fetch(`${sim.url}/_simulator/secrets`)).status).toBe(404);
		expect(await act(sim.url, 'faults', { kind: 'fire' })).toHaveProperty('error');
	});
});

describe('the command line', () => {
	it('prints an account, logs calls without secrets, and stops on SIGTERM', async () => {
		const child = spawn(process.execPath, [
			'--require',
			'tsx/cjs',
			CLI,
			'--port',
			'0',
			'--seed',
			'2',
		]);
		let printed = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			printed += text;
		});
		const until = async (pattern: RegExp) => {
			while (!pattern.test(printed)) await once(child.stdout, 'data');
			return pattern.exec(printed)?.[1] ?? '';
		};
		const url = await until(/Base URL {6}(\S+)\n/);
		expect(printed).toContain('Secret Key    1234567890qwertyuiopasdfghjklzxc');
		const account = await view<Pick<Account, 'phoneNumber' | 'password' | 'secretKey'>>(
			url,
			'account',
		);
		const client = createClient({ url, account });
		printed = '';
		await client.login();
		await client.get('getPackages', { skuId: 45 });
		await until(/(getPackages)\) skuId=45 -> HTTP 200, code 0\n/);
		for (const secret of [account.password, account.secretKey, client.token, 'sign=']) {
			expect(printed).not.toContain(secret);
		}
		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('refuses unknown input', async () => {
		const child = spawn(process.execPath, ['--require', 'tsx/cjs', CLI, '--port', 'x']);
		expect(await once(child, 'exit')).toEqual([1, null]);
	});
});
