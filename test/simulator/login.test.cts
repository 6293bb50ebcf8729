import { HOUR } from '../../tools/simulator/time.cts';
import { createClient, envelopeOf, sign, start, type Client, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator;
let client: Client;
let clock: Started['clock'];

beforeEach(async () => {
	({ sim, client, clock } = await start({ accounts: [{}, { phoneNumber: '13900000000' }] }));
});
afterEach(() => sim.close());

describe('login', () => {
	it('answers code 1, a number, with a token of the documented shape', async () => {
		const reply = await client.login();
		expect(reply.code).toBe(1);
		expect(reply.data.token).toMatch(/^29281-[0-9A-F]{32}$/);
		expect(sim.account.token).toBe(reply.data.token);
	});

	it('accepts both signature styles, unless the account has turned one off', async () => {
		const encoded = createClient(sim, { style: 'encoded' });
		expect((await encoded.login()).code).toBe(1);
		sim.account.styles = ['encoded'];
		expect((await client.login()).code).toBe(-30);
		expect((await encoded.login()).code).toBe(1);
	});

	it.each([
		['a wrong password', { password: 'nope' }, -1],
		['an unknown phone number', { phonenumber: '1' }, -1],
		['an empty password', { password: '' }, -2],
	])('refuses %s', async (_, overrides, code) => {
		expect((await client.login(overrides)).code).toBe(code);
	});

	it('refuses a wrong signature', async () => {
		const { phoneNumber: phonenumber, password } = sim.account;
		const params = { phonenumber, password, sign: 'x' };
		const reply = await client.send('POST', '/api_order/login', params);
		expect((await envelopeOf(reply)).code).toBe(-30);
	});

	it('refuses an account without API permission', async () => {
		sim.account.apiPermission = false;
		expect((await client.login()).code).toBe(-3);
	});

	it('counts attempts, successes and strangers separately', async () => {
		await client.login();
		await client.login({ password: 'nope' });
		sim.strangerLogin();
		expect(sim.logins).toBe(2);
		expect(sim.loginAttempts).toBe(3);
		expect(sim.strangerLogins).toBe(1);
		expect(sim.account.logins).toBe(2);
	});

	it('records neither password, token nor signature', async () => {
		await client.get('getSkus');
		const written = JSON.stringify(sim.calls);
		expect(written).toContain('13800000000');
		expect(written).not.toContain(sim.account.password);
		expect(written).not.toContain(client.token);
		expect(written).not.toContain('sign');
	});
});

describe('a token', () => {
	const code = async () => (await client.get('getSkus')).code;

	it('expires after two hours', async () => {
		clock.advance(2 * HOUR - 1);
		expect(await code()).toBe(0);
		clock.advance(1);
		expect(await code()).toBe(-1);
	});

	it('ends with the next login, whoever logs in', async () => {
		const other = createClient(sim);
		await other.login();
		expect(await code()).toBe(-1);
		await client.login();
		sim.strangerLogin();
		expect(await code()).toBe(-1);
	});

	it('survives a refused login', async () => {
		await createClient(sim).login({ password: 'nope' });
		expect(await code()).toBe(0);
	});

	it('survives a login to another account', async () => {
		const other = createClient(sim, { account: sim.accounts[1] });
		expect((await other.login()).code).toBe(1);
		expect(await code()).toBe(0);
		expect((await other.get('getSkus')).code).toBe(0);
	});

	it('can be expired on demand', async () => {
		sim.expireTokens('13900000000');
		expect(await code()).toBe(0);
		sim.expireTokens();
		expect(await code()).toBe(-1);
	});
});

describe('checks run in this order', () => {
	it('signature before token', async () => {
		sim.expireTokens();
		const params = { token: client.token ?? '', sign: 'x' };
		const reply = await client.send('POST', '/api_esim/getOrderInfo', params);
		expect((await envelopeOf(reply)).code).toBe(-30);
	});

	it('token before parameters', async () => {
		sim.expireTokens();
		expect((await client.post('getOrderInfo')).code).toBe(-1);
	});

	it('parameters last', async () => {
		expect((await client.post('getOrderInfo')).code).toBe(-2);
	});
});

describe('transport', () => {
	it('treats a JSON body as a wrong signature', async () => {
		const params = client.signed({ orderNum: 'x' });
		const reply = await fetch(`${sim.url}/api_esim/getOrderInfo`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(params),
		});
		expect(reply.status).toBe(200);
		expect((await envelopeOf(reply)).code).toBe(-30);
	});

	it('accepts a call by GET and by POST', async () => {
		expect((await client.get('getSkus')).data).toHaveLength(170);
		expect((await client.post('getSkus')).data).toHaveLength(170);
		expect((await client.get('queryEsimOrder')).code).toBe(0);
		expect((await client.post('queryEsimOrder')).code).toBe(0);
		expect(sim.violations).toEqual([]);
	});

	it('refuses any other method with HTTP 405', async () => {
		expect((await client.request('PUT', 'getSkus')).status).toBe(405);
		expect(sim.calls.at(-1)).toMatchObject({ code: null, status: 405 });
		expect(sim.violations).toMatchObject([{ reason: 'sent by PUT' }]);
	});

	it('writes the code as a number or as text, and data in every form', async () => {
		sim.expireTokens();
		const failure = async (method: 'get' | 'post', key: string) =>
			await client[method](key, { iccid: '1', dpId: '1' });
		expect(await failure('get', 'getSkus')).toMatchObject({ code: -1, data: null });
		const byGroup = await failure('get', 'getSkuByGroup');
		expect(byGroup).toEqual({ code: '-1', message: 'token已过期，请重新登录' });
		expect((await failure('get', 'getHistoryDetail')).data).toBe('');
		const byDp = await failure('get', 'getDpSupportSkuInfo');
		expect(byDp.data).toBe(byDp.message);
	});

	it('signs with the sample secret as in docs/api.md', () => {
		const params = { phonenumber: '13800000000', password: 'mypassword' };
		expect(sign(params, sim.account.secretKey)).toBe('9d3017ea1ffa8e5df1839a5bef2f4da4');
	});
});
