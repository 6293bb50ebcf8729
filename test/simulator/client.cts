import { createHash } from 'node:crypto';
import {
	createClock,
	startSimulator,
	type RunningSimulator,
} from '../../tools/simulator/index.cts';
import type { Account } from '../../tools/simulator/accounts.cts';
import type { Clock } from '../../tools/simulator/clock.cts';
import type { Style } from '../../tools/simulator/signature.cts';
import type { Settings } from '../../tools/simulator/simulator.cts';

/**
 * A client as somebody would write it who has only read docs/api.md: its own signature, form POST by
 * default, nothing shared with the product or the simulator.
 */

/** 18:00 on 31 January 2026 in GMT+8. */
export const NOW = Date.parse('2026-01-31T10:00:00Z');

export interface Envelope<Data = unknown> {
	code: number | string;
	message: string;
	data: Data;
}

/** The parts of replies that tests read: each endpoint has some of them. */
export interface ReplyData {
	[field: string]: unknown;
	orderNum: string;
	cardApiDtoList: ReplyData[];
	iccid: string;
	rows: ReplyData[] | null;
	packageList: ReplyData[];
	esimPackageDtoList: ReplyData[];
	status: number;
	total: number;
}

export type Params = Record<string, string | number | boolean>;

const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex');

/** Signed as docs/api.md, section 3, describes. */
export function sign(params: Params, secret: string, style: Style = 'raw'): string {
	const text = Object.keys(params)
		.filter((name) => name !== 'sign' && params[name] !== '')
		.sort()
		.map((name) => `${name}=${String(params[name])}`)
		.join('');
	if (style === 'raw') return md5(text + secret);
	const encoded = [...Buffer.from(text + secret, 'utf8')].map((byte) => {
		const character = String.fromCharCode(byte);
		if (/[A-Za-z0-9\-._~]/.test(character)) return character;
		return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
	});
	return md5(encoded.join('')).toUpperCase();
}

const asText = (params: Params): Record<string, string> =>
	Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));

type Login = Pick<Account, 'phoneNumber' | 'password' | 'secretKey'>;

export class Client {
	token: string | undefined;

	constructor(
		private readonly sim: { url: string; account: Login },
		private readonly style: Style = 'raw',
		private readonly account: Login = sim.account,
	) {}

	/** Sends `params` unchanged, and returns the HTTP reply. */
	async send(
		method: string,
		path: string,
		params: Record<string, string> | string[][],
		init: RequestInit = {},
	): Promise<Response> {
		const form = new URLSearchParams(params);
		const [query, body] = method === 'GET' ? [`?${form}`, undefined] : ['', form];
		const options = { method, body, redirect: 'manual' as const, ...init };
		return await fetch(`${this.sim.url}${path}${query}`, options);
	}

	signed(params: Params): Record<string, string> {
		const all = asText(params);
		if (this.token !== undefined) all.token = this.token;
		return { ...all, sign: sign(all, this.account.secretKey, this.style) };
	}

	async request(method: string, key: string, params: Params = {}, init: RequestInit = {}) {
		return await this.send(method, `/api_esim/${key}`, this.signed(params), init);
	}

	/** The envelope of a call. */
	async call<Data = ReplyData>(
		key: string,
		params?: Params,
		method = 'POST',
	): Promise<Envelope<Data>> {
		return (await (await this.request(method, key, params)).json()) as Envelope<Data>;
	}

	async login(overrides: Params = {}): Promise<Envelope<{ token: string }>> {
		const { phoneNumber: phonenumber, password, secretKey } = this.account;
		const params = asText({ phonenumber, password, ...overrides });
		const signed = { sign: sign(params, secretKey, this.style), ...params };
		const reply = await this.send('POST', '/api_order/login', signed);
		const envelope = (await reply.json()) as Envelope<{ token: string }>;
		if (String(envelope.code) === '1') this.token = envelope.data.token;
		return envelope;
	}
}

export interface Started {
	sim: RunningSimulator;
	client: Client;
	clock: Clock;
}

/** A simulator whose clock stands still, and a client that is logged in. */
export async function start(settings: Settings = {}): Promise<Started> {
	const clock = createClock(NOW);
	const sim = await startSimulator({ clock, ...settings });
	const client = new Client(sim);
	await client.login();
	return { sim, client, clock };
}
