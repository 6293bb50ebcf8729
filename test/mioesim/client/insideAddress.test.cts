import type { ApiContext } from '../../../dist/mioesim/client/context';
import { leadsInside } from '../../../dist/mioesim/client/insideAddress';
import { soon } from '../../harness/scriptedClock.cts';

/** n8n's own verdict on an address, in versions that have one. */

const address = new URL('https://files.example.com/a.pdf');
const running = new AbortController().signal;

type Filter = (mode: string) => { validateUrl(url: URL): Promise<unknown> } | undefined;
const contextWith = (getSecureEgressFilter?: Filter) =>
	({ helpers: { getSecureEgressFilter } }) as unknown as ApiContext;
const asking = async (validateUrl: (url: URL) => Promise<unknown>, signal = running) =>
	await leadsInside(
		contextWith(() => ({ validateUrl })),
		address,
		signal,
	);
const verdict = (name: string) => async () =>
	await Promise.resolve({ ok: false, error: Object.assign(new Error('x'), { name }) });

it('an address that n8n blocks is internal', async () => {
	expect(await asking(verdict('SsrfBlockedIpError'))).toBe(true);
});

it('an address that n8n allows or cannot judge is not: a proxy may know the name', async () => {
	expect(await asking(async () => await Promise.resolve({ ok: true }))).toBe(false);
	expect(await asking(verdict('DnsLookupError'))).toBe(false);
	expect(await asking(verdict('NoSsrfError'))).toBe(false);
	expect(await asking(async () => await Promise.reject(new Error('x')))).toBe(false);
});

it('n8n applies its rules even if the server does not enforce them for every node', async () => {
	const asked: unknown[] = [];
	const context = contextWith((mode) => {
		asked.push(mode);
		return { validateUrl: async (url) => await Promise.resolve({ ok: asked.push(url) > 0 }) };
	});
	await leadsInside(context, address, running);
	expect(asked).toEqual(['enforced', address]);
});

it('without rules in n8n, the text of the address decides', async () => {
	for (const context of [contextWith(), contextWith(() => undefined)]) {
		expect(await leadsInside(context, address, running)).toBe(false);
		expect(await leadsInside(context, new URL('http://10.0.0.1/'), running)).toBe(true);
	}
});

it('a name server that never answers does not hold up a stopped execution', async () => {
	const silent = async () => await new Promise(() => {});
	expect(await soon(asking(silent, AbortSignal.abort()))).toBe(false);
});
