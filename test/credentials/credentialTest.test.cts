import type { IncomingMessage } from 'node:http';

import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { errorCodes } from '../../dist/mioesim/codes/errorCodes';
import { networkTexts, type NetworkTrouble } from '../../dist/mioesim/codes/networkTexts';
import { MioEsimApi } from '../../dist/credentials/MioEsimApi.credentials';
import { runCaller, useBench } from '../harness/bench.cts';
import type { CredentialData } from '../harness/credentials.cts';
import { startFileServer } from '../harness/servers.cts';

const bench = useBench();
const type = new MioEsimApi();

/**
 * What n8n does when a user selects Retry or Save: it sends the test request with the credential as
 * entered, then checks each rule against the reply.
 */
async function testCredential(typed: Partial<CredentialData> = {}): Promise<string> {
	const { baseURL: _, ...request } = structuredClone(type.test.request);
	const data = { ...bench.credential.data, ...typed } as ICredentialDataDecryptedObject;
	const { reply, error } = await runCaller(async function () {
		const sent: unknown = await this.helpers.httpRequestWithAuthentication.call(
			this,
			type.name,
			{ ...request, baseURL: data.baseUrl } as IHttpRequestOptions,
			{ credentialsDecrypted: { id: '', name: '', type: type.name, data } },
		);
		return sent as Record<string, unknown>;
	}, bench.credential);
	if (error) return error.message;
	const broken = type.test.rules?.find(
		({ properties }) => 'key' in properties && reply[properties.key] === properties.value,
	);
	return broken?.properties.message ?? 'ok';
}

it('proves the login, and keeps its session', async () => {
	expect(await testCredential()).toBe('ok');
	// The hook sends a request first, then n8n does.
	expect(bench.called()).toEqual(['login', 'getSkus', 'getSkus']);
	expect(bench.credential.data.token).toBe(bench.sim.account.token);
	expect(bench.sim.violations).toEqual([]);
});

it('proves the login even if n8n holds a live token', async () => {
	bench.withSession({ sessionExpiresAt: Date.now() + 60 * 60_000 });
	expect(await testCredential()).toBe('ok');
	expect(bench.sim.loginAttempts).toBe(1);
});

it('logs in again if MIOeSIM has ended the session', async () => {
	bench.withSession({ sessionExpiresAt: Date.now() + 60 * 60_000 });
	bench.sim.expireTokens();
	expect(await testCredential()).toBe('ok');
});

it.each<[string, Partial<CredentialData>, { apiPermission?: boolean }, string]>([
	['a wrong password', { password: 'wrong' }, {}, 'Wrong phone number or password'],
	['a wrong phone number', { phoneNumber: '1' }, {}, 'Wrong phone number or password'],
	['a wrong secret key', { secretKey: 'wrong' }, {}, 'Signature is wrong'],
	['no permission', {}, { apiPermission: false }, 'The account has no API permission'],
	['an empty field', { secretKey: '' }, {}, "'Secret Key' in the MIOeSIM credential is empty"],
	[
		'not a web address',
		{ baseUrl: 'bpm' },
		{},
		"'Base URL' in the MIOeSIM credential is not a web",
	],
])('reports %s, with and without a session', async (_, typed, account, said) => {
	Object.assign(bench.sim.account, account);
	for (const prepare of [() => {}, () => bench.withSession()]) {
		prepare();
		if (account.apiPermission === false) bench.credential.data.sessionAccount = '';
		expect(await testCredential(typed)).toContain(said);
		expect(bench.callsOf('getSkus')).toEqual([]);
	}
	expect(bench.credential.updates).toBe(0);
});

/** What happened and what to do, in a sentence each; the README's table has the same texts. */
const saying = ({ meaning, resolution }: (typeof networkTexts)[NetworkTrouble]) =>
	`${meaning}. ${resolution}`;
it.each<[string, (url: string, tls: string) => string, NetworkTrouble]>([
	['a closed port', () => 'http://127.0.0.1:9', 'refused'],
	['an unknown host', () => 'http://no-such-host.invalid', 'nameUnknown'],
	['HTTPS to an HTTP port', (url) => url.replace('http:', 'https:'), 'tls'],
	['a self-signed certificate', (_, tls) => `https://${tls}`, 'certificate'],
])('explains in its own words: %s', async (_, address, trouble) => {
	const { host, close } = await startFileServer((__, response) => response.end('{}'), true);
	const said = await testCredential({ baseUrl: address(bench.sim.url, host) });
	await close();
	expect(said).toBe(saying(networkTexts[trouble]));
});

it.each([
	['a redirect', { kind: 'redirect' }, 'MIOeSIM answered with HTTP status 302. Redirects are not'],
	['an HTML page', { kind: 'html' }, 'answered with an HTML page. The reply cannot be read'],
] as const)('says what answered in place of MIOeSIM: %s', async (_, fault, said) => {
	bench.sim.faults.add({ endpoint: 'login', ...fault });
	expect(await testCredential()).toContain(said);
});

it('shows what to do about a wrong Secret Key, and MIOeSIM’s checklist', async () => {
	const said = await testCredential({ secretKey: 'wrong' });
	expect(said).toContain(
		"Signature is wrong. Check 'Secret Key' in the MIOeSIM credential: MIOeSIM refused it in both documented signature styles",
	);
	expect(said).toContain(errorCodes['-30'].resolution);
});

it.each([
	['by the login', { endpoint: 'login', kind: 'http', status: 429 }, 'Too many logins at once'],
	['by a code', { endpoint: 'login', kind: 'code', code: 777 }, 'Code 777 is undocumented'],
	['by the read', { endpoint: 'getSkus', kind: 'code', code: -30 }, "Check 'Secret Key'"],
	['by n8n’s own', { endpoint: 'getSkus', kind: 'code', code: -30, skip: 1 }, "Check 'Secret Key'"],
] as const)('mentions only the credential if it is refused %s', async (_, fault, said) => {
	bench.sim.faults.add({ ...fault, times: null });
	const message = await testCredential();
	expect(message).toContain(said);
	expect(message).not.toMatch(/items|Wait node|sold-out|Timeout/);
});

it('reports a server that does not answer in time', async () => {
	const timeout = jest
		.spyOn(AbortSignal, 'timeout')
		.mockImplementation(() => AbortSignal.abort(new DOMException('late', 'TimeoutError')));
	const said = await testCredential();
	timeout.mockRestore();
	expect(said).toBe(saying(networkTexts.timeout));
	expect(said).not.toContain('Timeout');
});

it.each([-1, '-1', -30, '-30', 4])('treats code %j of the request as a refusal', async (code) => {
	bench.sim.faults.add({ kind: 'code', endpoint: 'getSkus', code });
	expect(await testCredential()).not.toBe('ok');
});

it.each(['post', 'get', 'documented'] as const)(
	'proves the login if reads are served by %s',
	async (reads) => {
		bench.sim.mode({ reads });
		expect(await testCredential()).toBe('ok');
		expect(bench.sim.loginAttempts).toBe(1);
	},
);

it('keeps the path of a Base URL, and does not send its internal marker', async () => {
	const asked: IncomingMessage[] = [];
	const { host, close } = await startFileServer((request, response) => {
		asked.push(request);
		const code = request.url?.includes('login') ? 1 : 0;
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ code, data: { token: '1-A' } }));
	});
	expect(await testCredential({ baseUrl: `http://${host}/mio/` })).toBe('ok');
	await close();
	expect(asked.map(({ url }) => url?.split('?')[0])).toEqual([
		'/mio/api_order/login',
		...Array<string>(2).fill('/mio/api_esim/getSkus'),
	]);
	for (const { headers } of asked) expect(headers).not.toHaveProperty('x-credential-test');
});

it('hides the internal fields in the editor', () => {
	const { test: _, ...rest } = type;
	const masked = rest.properties.filter(({ typeOptions }) => typeOptions?.password);
	expect(masked.map(({ name }) => name)).toEqual(['password', 'secretKey', 'token']);
	const hidden = rest.properties.filter((property) => property.type === 'hidden');
	const names = ['token', 'sessionExpiresAt', 'signatureStyle', 'sessionAccount'];
	expect(hidden.map(({ name }) => name)).toEqual(names);
	// n8n logs in if the token is exactly this.
	expect(hidden[0].default).toBe('');
});
