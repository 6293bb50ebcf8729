import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client, start } from './client.cts';
import type { Account } from '../../tools/simulator/accounts.cts';
import type { Simulator } from '../../tools/simulator/simulator.cts';

const CLI = ['--require', 'tsx/cjs', join(__dirname, '../../tools/simulator/cli.cts')];

const view = async <Seen = unknown,>(url: string, name: string): Promise<Seen> =>
	(await (await fetch(`${url}/_simulator/${name}`)).json()) as Seen;

it('the control interface shows and does what a test in the same process can', async () => {
	const { sim, client } = await start();
	const act = async (name: string, sent = {}): Promise<unknown> => {
		const init = { method: 'POST', body: JSON.stringify(sent) };
		return await (await fetch(`${sim.url}/_simulator/${name}`, init)).json();
	};
	const code = async () => (await client.call('getSkus')).code;
	await client.call('addEsimOrder', { skuId: 45, priceId: 441, count: 1, wrong: 1 });
	for (const name of ['ledger', 'calls', 'violations', 'connections', 'inFlight'] as const) {
		const seen = name in { connections: 1, inFlight: 1 } ? 'stats' : name;
		const shown = await view<Simulator>(sim.url, seen);
		expect(seen === name ? shown : shown[name]).toMatchObject(sim[name]);
	}
	const { phoneNumber, password, secretKey } = sim.account;
	const account = await view(sim.url, 'account');
	expect(account).toMatchObject({ phoneNumber, password, secretKey, baseUrl: sim.url });
	expect(await view(sim.url, 'oddities')).toMatchObject({ plain: { priceId: 441 } });

	await act('faults', { kind: 'code', code: 9, match: { skuId: '45' } });
	expect((await client.call('getPackages', { skuId: 45 })).code).toBe(9);
	await act('faults/random', { rate: 1, kinds: ['http'] });
	expect((await client.request('POST', 'getSkus')).status).toBeGreaterThan(499);
	await act('faults/clear');
	expect(await code()).toBe(0);
	expect(await act('mode', { loginCode: 'text1', nothingFound: -3 })).toMatchObject({
		loginCode: 'text1',
		nothingFound: '-3',
	});
	expect((await client.login()).code).toBe('1');
	expect(await act('clock/advance', { ms: 60_000 })).toEqual({ now: sim.clock.now() });
	for (const name of ['expire', 'stranger']) {
		await act(name);
		expect(await code()).toBe(-1);
		await client.login();
	}
	const [orderNum] = (await act('seed-orders', { count: 3, status: 0 })) as string[];
	const [{ card }] = sim.orders.get(orderNum)?.plans ?? [];
	await act('activate', { iccid: card.iccid });
	await act('usage', { iccid: card.iccid, mb: 12 });
	expect(card.plans[0].usedMb).toBe(12);
	await act('status', { orderNum, status: 3 });
	expect(sim.orders.get(orderNum)?.status).toBe(3);
	await act('account/set', { balance: 5 });
	expect(sim.account.balance).toBe(5);
	await act('reset');
	expect([sim.calls, sim.modes.current.loginCode]).toEqual([[], '1']);
	expect((await fetch(`${sim.url}/_simulator/secrets`)).status).toBe(404);
	expect(await act('faults', { kind: 'fire' })).toHaveProperty('error');
	expect(await act('mode', { loginCode: 'x' })).toHaveProperty('error');
	await sim.close();
});

it('the command line prints an account, logs calls without secrets, and stops on SIGTERM', async () => {
	const child = spawn(process.execPath, [...CLI, '--port', '0', '--login-code', 'text1']);
	let printed = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
	const until = async (pattern: RegExp) => {
		while (!pattern.test(printed)) await once(child.stdout, 'data');
		return pattern.exec(printed)?.[1] ?? '';
	};
	const url = await until(/Base URL {6}(\S+)\n/);
	expect(printed).toContain('Secret Key    1234567890qwertyuiopasdfghjklzxc');
	const account = await view<Account>(url, 'account');
	const client = new Client({ url, account });
	printed = '';
	expect((await client.login()).code).toBe('1');
	await client.call('getPackages', { skuId: 45 });
	await until(/(getPackages)\) skuId=45 -> HTTP 200, code 0\n/);
	for (const secret of [account.password, account.secretKey, client.token, 'sign=']) {
		expect(printed).not.toContain(secret);
	}
	child.kill('SIGTERM');
	expect(await once(child, 'exit')).toEqual([0, null]);
	const wrong = spawn(process.execPath, [...CLI, '--port', 'x']);
	expect(await once(wrong, 'exit')).toEqual([1, null]);
});
