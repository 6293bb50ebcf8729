import { createHash } from 'node:crypto';
import { createClock, startSimulator } from '../../simulator/index.cts';

/** 18:00 on 31 January 2026 in GMT+8. */
export const NOW = Date.parse('2026-01-31T10:00:00Z');

const md5 = (text) => createHash('md5').update(text, 'utf8').digest('hex');

/** Signed by this test's own reading of docs/api.md, section 3, not with the simulator's functions. */
export function sign(params, secret, style = 'raw') {
	const text = Object.keys(params)
		.filter((name) => name !== 'sign' && params[name] !== '')
		.sort()
		.map((name) => `${name}=${params[name]}`)
		.join('');
	if (style === 'raw') return md5(text + secret);
	const bytes = [...Buffer.from(text + secret, 'utf8')];
	const encoded = bytes.map((byte) => {
		const character = String.fromCharCode(byte);
		if (/[A-Za-z0-9\-._~]/.test(character)) return character;
		return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
	});
	return md5(encoded.join('')).toUpperCase();
}

/** Only strings travel. */
const asText = (params) =>
	Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));

/**
 * A caller of the API, no cleverer than it must be: it signs, sends and reads.
 */
export function createClient(sim, { style = 'raw', account = sim.account } = {}) {
	const client = {
		token: undefined,
		/** The HTTP reply; sends `params` as they are. */
		send(method, path, params, init = {}) {
			const form = new URLSearchParams(params);
			return method === 'GET'
				? fetch(`${sim.url}${path}?${form}`, { redirect: 'manual', ...init })
				: fetch(`${sim.url}${path}`, { method, body: form, redirect: 'manual', ...init });
		},
		signed(params) {
			const all = asText(params);
			if (client.token !== undefined) all.token = client.token;
			return { ...all, sign: sign(all, account.secretKey, style) };
		},
		request(method, key, params = {}, init = {}) {
			return client.send(method, `/api_esim/${key}`, client.signed(params), init);
		},
		/** The envelope. */
		async get(key, params) {
			return (await client.request('GET', key, params)).json();
		},
		async post(key, params) {
			return (await client.request('POST', key, params)).json();
		},
		async login(overrides = {}) {
			const { phoneNumber: phonenumber, password } = account;
			const params = { phonenumber, password, ...overrides };
			const signature = sign(params, account.secretKey, style);
			const reply = await client.send('POST', '/api_order/login', {
				...params,
				sign: signature,
			});
			const envelope = await reply.json();
			if (String(envelope.code) === '1') client.token = envelope.data.token;
			return envelope;
		},
	};
	return client;
}

/** A simulator with a clock that stands still, and a caller that is logged in. */
export async function start(settings = {}) {
	const clock = createClock(NOW);
	const sim = await startSimulator({ clock, ...settings });
	const client = createClient(sim);
	await client.login();
	/** Time goes by, longer than a token lives. */
	const pass = (ms) => {
		clock.advance(ms);
		return client.login();
	};
	return { sim, client, clock, pass };
}
