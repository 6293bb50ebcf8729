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

/** 18:00 on 31 January 2026 in GMT+8. */
export const NOW = Date.parse('2026-01-31T10:00:00Z');

/** An envelope as a client reads it: `data` is whatever the endpoint returns. */
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
	rows: ReplyData[];
	packageList: ReplyData[];
	esimPackageDtoList: ReplyData[];
	esimPackageVoList: ReplyData[];
	status: number;
	total: number;
}

export const envelopeOf = async <Data = ReplyData,>(reply: Response): Promise<Envelope<Data>> =>
	(await reply.json()) as Envelope<Data>;

export type Params = Record<string, string | number | boolean>;

const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex');

/** Signed as docs/api.md, section 3, describes, without the simulator's functions. */
export function sign(params: Params, secret: string, style: Style = 'raw'): string {
	const text = Object.keys(params)
		.filter((name) => name !== 'sign' && params[name] !== '')
		.sort()
		.map((name) => `${name}=${String(params[name])}`)
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

/** Parameters travel as strings only. */
const asText = (params: Params): Record<string, string> =>
	Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));

type Login = Pick<Account, 'phoneNumber' | 'password' | 'secretKey'>;

interface ClientSettings {
	style?: Style;
	account?: Login;
}

/** A minimal client of the API: it signs, sends and reads. */
export class Client {
	token: string | undefined;
	private readonly account: Login;
	private readonly style: Style;

	constructor(
		private readonly sim: { url: string; account: Login },
		{ style = 'raw', account = sim.account }: ClientSettings = {},
	) {
		this.style = style;
		this.account = account;
	}

	/** Sends `params` unchanged, and returns the HTTP reply. */
	async send(
		method: string,
		path: string,
		params: Record<string, string> | string[][],
		init: RequestInit = {},
	): Promise<Response> {
		const form = new URLSearchParams(params);
		return method === 'GET'
			? await fetch(`${this.sim.url}${path}?${form}`, { redirect: 'manual', ...init })
			: await fetch(`${this.sim.url}${path}`, { method, body: form, redirect: 'manual', ...init });
	}

	signed(params: Params): Record<string, string> {
		const all = asText(params);
		if (this.token !== undefined) all.token = this.token;
		return { ...all, sign: sign(all, this.account.secretKey, this.style) };
	}

	async request(method: string, key: string, params: Params = {}, init: RequestInit = {}) {
		return await this.send(method, `/api_esim/${key}`, this.signed(params), init);
	}

	/** The envelope of a call by GET. */
	async get<Data = ReplyData>(key: string, params?: Params): Promise<Envelope<Data>> {
		return await envelopeOf(await this.request('GET', key, params));
	}

	/** The envelope of a call by form POST. */
	async post<Data = ReplyData>(key: string, params?: Params): Promise<Envelope<Data>> {
		return await envelopeOf(await this.request('POST', key, params));
	}

	async login(overrides: Params = {}): Promise<Envelope<{ token: string }>> {
		const { phoneNumber: phonenumber, password } = this.account;
		const params = asText({ phonenumber, password, ...overrides });
		const reply = await this.send('POST', '/api_order/login', {
			...params,
			sign: sign(params, this.account.secretKey, this.style),
		});
		const envelope = await envelopeOf<{ token: string }>(reply);
		if (String(envelope.code) === '1') this.token = envelope.data.token;
		return envelope;
	}
}

export const createClient = (
	sim: { url: string; account: Login },
	settings?: ClientSettings,
): Client => new Client(sim, settings);

export interface Started {
	sim: RunningSimulator;
	client: Client;
	clock: Clock;
	/** Lets more time pass than the lifetime of a token. */
	pass: (ms: number) => Promise<unknown>;
}

/** A simulator whose clock stands still, and a client that is logged in. */
export async function start(settings: Settings = {}): Promise<Started> {
	const clock = createClock(NOW);
	const sim = await startSimulator({ clock, ...settings });
	const client = createClient(sim);
	await client.login();
	const pass = async (ms: number) => {
		clock.advance(ms);
		return await client.login();
	};
	return { sim, client, clock, pass };
}
