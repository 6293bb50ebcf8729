import fc from 'fast-check';
import {
	signRequest,
	type HttpRequest,
	type SigningKey,
} from '../../dist/credentials/signedRequest';
import { sign, type SignatureStyle } from '../../dist/mioesim/wire/parameters';
import { SECRET, token } from '../mioesim/vectors.cts';

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
	['no method', { method: undefined, url, body: { skuId: '45' } }],
	['HEAD', { method: 'head', url, body: { skuId: '45' } }],
])('a GET sends everything in the query: from %s', (_, request) => {
	const { qs, url: to, uri, ...rest } = signRequest({ method: 'GET', ...request }, key);
	expect(qs).toEqual(signed({ skuId: '45' }));
	for (const part of ['body', 'baseURL', 'headers']) expect(rest).not.toHaveProperty(part);
	expect(uri ?? to).toBe(url);
});

it.each<[string, HttpRequest]>([
	['an object', { body: { skuId: 45 } }],
	['JSON text', { body: '{"skuId":45}' }],
	['form text', { body: 'skuId=45' }],
	['URLSearchParams', { body: new URLSearchParams({ skuId: '45' }) }],
	['form', { form: { skuId: 45 } }],
	['qs', { qs: { skuId: 45 } }],
	['qs, by PUT', { method: 'put', qs: { skuId: 45 } }],
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

describe('where the parameters come from', () => {
	const sent = (request: HttpRequest) => {
		const { body } = signRequest({ method: 'POST', url, ...request }, key);
		const { token: _, sign: __, ...parameters } = form(body);
		return parameters;
	};

	it('a form takes precedence over a body, a body over the query, the query over the URL', () => {
		const all = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));
		expect(
			sent({
				url: `${url}?a=url&b=url&c=url&d=url`,
				qs: { b: 'qs', c: 'qs', d: 'qs' },
				body: { c: 'body', d: 'body' },
				form: { d: 'form' },
			}),
		).toEqual({ a: 'url', b: 'qs', c: 'body', d: 'form' });
		expect(sent({ qs: new URLSearchParams(all('x', 'y')) })).toEqual(all('x', 'y'));
	});

	it('JSON text may have white space around it; other text is read as a form', () => {
		expect(sent({ body: ' \n{"a":1}' })).toEqual({ a: '1' });
		expect(sent({ body: ' a=1&b=%20x ' })).toEqual({ a: '1', b: 'x' });
		expect(sent({ body: 'a={1}' })).toEqual({ a: '{1}' });
		expect(sent({ body: '' })).toEqual({});
		expect(sent({ body: [1] })).toEqual({});
	});

	it('broken JSON is refused, with what to do', () => {
		expect(() => sent({ body: '{"a":' })).toThrow(
			'The body of the request is not valid JSON. Send the parameters as a form',
		);
	});

	it('an earlier token and signature are replaced', () => {
		const spaced = { ...key, secretKey: ` ${SECRET} ` };
		const made = signRequest({ method: 'POST', url, body: { token: 'x', sign: 'y' } }, spaced);
		expect(form(made.body)).toEqual(signed({}));
	});
});

describe('the address', () => {
	const to = (request: HttpRequest) => signRequest(request, key).url;
	it.each<[HttpRequest, string]>([
		[{ url: 'x', baseURL: baseUrl }, '/x'],
		[{ url: '/x', baseURL: `${baseUrl}/` }, '/x'],
		[{ url: '//x', baseURL: baseUrl }, 'throws'],
		[{ url: '///x', baseURL: `${baseUrl}/y` }, 'throws'],
		[{ url: 'x', baseURL: ` ${baseUrl}/y// ` }, '/y/x'],
		[{ baseURL: `${baseUrl}/y` }, '/y/'],
		[{ url: 'a//b', baseURL: `${baseUrl}/y` }, '/y/a//b'],
		[{ url: 'a/b://c', baseURL: `${baseUrl}/y` }, '/y/a/b://c'],
		[{ url: `${baseUrl}/x`, baseURL: 'https://other.example' }, '/x'],
		[{ url: `//bpm.mioesim.com/x`, baseURL: baseUrl }, '/x'],
		[{ url: `${baseUrl}/x?a=1#b`, baseURL: '' }, '/x#b'],
		[{ url: 'x:y', baseURL: baseUrl }, '/x:y'],
	])('%j leads to %s', (request, path) => {
		if (path === 'throws') expect(() => to(request)).toThrow();
		else expect(to({ ...request })).toBe(baseUrl + path);
	});

	it('keeps its form', () => {
		const byUri = signRequest<HttpRequest>({ uri: `${url}?a=1` }, key);
		expect(byUri.uri).toBe(url);
		expect(byUri).not.toHaveProperty('url');
		expect(signRequest<HttpRequest>({ url }, key)).not.toHaveProperty('uri');
	});
});

it('no redirect is followed: it would carry the token along', () => {
	for (const method of ['GET', 'POST']) {
		expect(signRequest<HttpRequest>({ method, url }, key)).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	}
});

it('a refusal says where requests may go, and in what form', () => {
	expect(() => signRequest({ url: 'https://evil.example/x' }, key)).toThrow(
		"The MIOeSIM credential signs requests to https://bpm.mioesim.com only, not to https://evil.example. Send the request to the 'Base URL' of the credential, or change it there",
	);
	expect(() => signRequest({ url, formData: {} }, key)).toThrow(
		'MIOeSIM does not accept a multipart body. Send the parameters in the query or as a form (Form URL-Encoded)',
	);
});
