import fc from 'fast-check';
import { signRequest, type HttpRequest, type SigningKey } from '../../dist/api/wire/signedRequest';
import { sign, type SignatureStyle } from '../../dist/api/wire/signature';
import { SECRET, token } from './vectors.cts';

const baseUrl = 'https://bpm.mioesim.com';
const url = `${baseUrl}/api_esim/getPackages`;
const key: SigningKey = { token, secretKey: SECRET, signatureStyle: 'raw', baseUrl };
const signed = (parameters: Record<string, string>) => {
	const all = { ...parameters, token };
	return { ...all, sign: sign(all, SECRET) };
};
const form = (body: unknown) => Object.fromEntries(new URLSearchParams(body as string));

it.each<[string, HttpRequest]>([
	['qs', { url, qs: { skuId: 45, empty: '' } }],
	['the query of the URL', { url: `${url}?skuId=45&empty=` }],
	['uri', { uri: url, method: 'get', qs: { skuId: '45' } }],
	['baseURL', { baseURL: baseUrl, url: '/api_esim/getPackages', qs: { skuId: '45' } }],
	['a foreign token', { url, qs: { skuId: '45', token: 'theirs', sign: 'old' } }],
])('a GET sends everything in the query: from %s', (_, request) => {
	const { qs, body, baseURL, url: to, uri } = signRequest({ method: 'GET', ...request }, key);
	expect(qs).toEqual(signed({ skuId: '45' }));
	expect(body).toBeUndefined();
	expect(baseURL).toBeUndefined();
	expect(uri ?? to).toBe(url);
});

it.each<[string, HttpRequest]>([
	['an object', { body: { skuId: 45 } }],
	['JSON text', { body: '{"skuId":45}' }],
	['form text', { body: 'skuId=45' }],
	['URLSearchParams', { body: new URLSearchParams({ skuId: '45' }) }],
	['form', { form: { skuId: 45 } }],
	['qs', { qs: { skuId: 45 } }],
])('a POST becomes a form: from %s', (_, request) => {
	const headers = { 'Content-Type': 'application/json', accept: '*/*' };
	const made = signRequest({ method: 'POST', url, headers, ...request }, key);
	expect(form(made.body)).toEqual(signed({ skuId: '45' }));
	expect(made.headers).toEqual({
		accept: '*/*',
		'content-type': 'application/x-www-form-urlencoded',
	});
	expect(made).not.toHaveProperty('qs');
	expect(made).not.toHaveProperty('form');
});

it('keeps a path of the Base URL', () => {
	const nested = { ...key, baseUrl: 'https://proxy.example/mio' };
	const request = { method: 'GET', baseURL: `${nested.baseUrl}/`, url: '/api_esim/getSkus' };
	expect(signRequest(request, nested).url).toBe('https://proxy.example/mio/api_esim/getSkus');
});

it('signing a signed request again gives the same result', () => {
	const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
	const names = fc.stringMatching(/^[a-zA-Z_]{1,8}$/);
	const method = fc.constantFrom('GET', 'POST');
	const style = fc.constantFrom<SignatureStyle[]>('raw', 'encoded');
	fc.assert(
		fc.property(fc.dictionary(names, value), method, style, (parameters, verb, signatureStyle) => {
			const own = { ...key, signatureStyle };
			const place = verb === 'GET' ? 'qs' : 'body';
			const once = signRequest({ method: verb, url, [place]: { ...parameters } }, own);
			const before = structuredClone(once);
			expect(signRequest(once, own)).toEqual(before);
		}),
	);
});

it.each([
	['another host', 'https://evil.example/api_esim/getSkus'],
	['another port', 'https://bpm.mioesim.com:8443/api_esim/getSkus'],
	['another scheme', 'http://bpm.mioesim.com/api_esim/getSkus'],
	['a host that begins the same', 'https://bpm.mioesim.com.evil.example/'],
	['the host as user name', 'https://bpm.mioesim.com@evil.example/'],
])('refuses %s without writing the token into the request', (_, address) => {
	const request = { method: 'GET', url: address, qs: {} };
	expect(() => signRequest(request, key)).toThrow('signs requests to https://bpm.mioesim.com only');
	expect(JSON.stringify(request)).not.toContain(token);
});

it('refuses a multipart body', () => {
	expect(() => signRequest({ method: 'POST', url, formData: {} }, key)).toThrow(
		'MIOeSIM does not accept a multipart body',
	);
});
