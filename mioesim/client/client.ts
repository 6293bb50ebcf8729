import { signatureWrong, tokenExpired } from '../codes/errorCodes';
import { settle, type Failure } from '../codes/failure';
import { endpoints, type Endpoint, type EndpointKey, type HttpMethod } from '../wire/endpoints';
import { toWire, type Parameters } from '../wire/parameters';
import { MethodRefused } from '../wire/reply';
import { memoryOf, type StoredAccount } from './account';
import { BoundedMap, Limiter } from './bounds';
import { Downloads } from './downloads';
import { byWorkingMethod, exchange, withRetries, type Outgoing } from './exchange';
import type { Port } from './port';
import { Session, tokenOf, type Held } from './session';

/** How often one request is sent with different tokens: another program may log in again and again. */
const TOKEN_TRIES = 6;

/**
 * Logins of a run without a call that succeeds between them. Two workers that log in at the same moment may
 * leave the dead token in the credential; a second login recovers both.
 */
const MOST_LOGINS = 2;

/** Maximum number of replies kept for the other items of a run, e.g. all packages of a destination. */
const MOST_SHARED = 100;

const refusedAtOnce =
	'MIOeSIM refused a token that it had just issued, so nothing more was sent in this run. Check whether another program logs in to the same account';

export const DEFAULT_TIMEOUT_MS = 30_000;

/** Maximum number of running requests. */
export const DEFAULT_CONCURRENCY = 20;

/**
 * The only way to the API. A client lives for one run of a node.
 *
 * How it handles failures (docs/decisions/2-no-retry-of-a-purchase.md):
 * - a dead token or a refused signature means the call did not run: it is sent again with a new session;
 * - HTTP 429 means the call did not run: any call is sent again after its Retry-After;
 * - a read is tried three times on network failures, 5xx and unreadable replies;
 * - a read that the server doesn't accept with this HTTP method is sent once with the other;
 * - a write that may have run is never sent again.
 */
export class Client {
	/** Every request passes it, so the limit holds across all items and pages. */
	private readonly limiter: Limiter;

	private readonly session: Session;

	/** Files that the API links to; made for the first one. */
	private downloads: Downloads | undefined;

	/** Replies that are the same for the whole run, by endpoint and parameters. */
	private shared = new BoundedMap<string, Promise<unknown>>(MOST_SHARED);

	/** Logins of this run when a call last succeeded. */
	private loginsAtSuccess = 0;

	/** Calls that try a new token. */
	private readonly gate: Limiter;

	/** The server's clock from the last `Date` header; null before the first reply. */
	serverDate: string | null = null;

	constructor(
		private readonly port: Port,
		private readonly timeoutMs = DEFAULT_TIMEOUT_MS,
		concurrency = DEFAULT_CONCURRENCY,
	) {
		this.limiter = new Limiter(concurrency, port.stop);
		this.gate = new Limiter(1, port.stop);
		this.session = new Session(port, this.limiter);
	}

	/** Aborted when the run is stopped. */
	get stop(): AbortSignal | undefined {
		return this.port.stop;
	}

	/** Milliseconds since the epoch. */
	now(): number {
		return this.port.now();
	}

	/** @throws {Cancelled} as soon as the run is stopped */
	async pause(ms: number): Promise<void> {
		await this.port.pause(ms);
	}

	/** @throws {Failure} when there is no credential, or one of its fields is empty */
	async account(): Promise<StoredAccount> {
		return await this.session.account();
	}

	/** Forgets the replies that items share: the next one asks for the price list again. */
	forget(): void {
		this.shared = new BoundedMap(MOST_SHARED);
	}

	/** The HTTP method that this server accepted for reads of an endpoint; null before one has worked. */
	async methodOf(key: EndpointKey): Promise<HttpMethod | null> {
		const { sessionAccount } = await this.account();
		return memoryOf(sessionAccount).methods.get(endpoints[key].path) ?? null;
	}

	/**
	 * Calls a documented endpoint.
	 *
	 * @returns the `data` of a successful reply
	 * @throws {Failure}
	 * @throws {Cancelled} when the run was stopped
	 */
	async ask<T = unknown>(key: EndpointKey, parameters: Parameters = {}): Promise<T> {
		const endpoint: Endpoint = endpoints[key];
		const data = endpoint.shared
			? this.askOnce(key, endpoint, parameters)
			: this.request(endpoint, parameters, key);
		return (await data) as T;
	}

	/**
	 * Calls any endpoint below the base URL.
	 *
	 * @param key for error texts; null for an endpoint that is not in the table
	 * @throws {Failure}
	 * @throws {Cancelled} when the run was stopped
	 */
	async request(
		endpoint: Endpoint,
		parameters: Parameters,
		key: EndpointKey | null = null,
	): Promise<unknown> {
		const { baseUrl, sessionAccount } = await this.session.account();
		const { kind, path } = endpoint;
		const wire = { url: baseUrl + path, parameters: toWire(parameters), timeoutMs: this.timeoutMs };
		return await withRetries(this.port, kind, async () =>
			byWorkingMethod(endpoint, memoryOf(sessionAccount), async (method) =>
				this.send({ key, kind, method, ...wire }),
			),
		);
	}

	/**
	 * A PDF that the API links to. It is fetched without token and signature.
	 *
	 * @throws {Failure}
	 * @throws {Cancelled} when the run was stopped
	 */
	async pdf(link: string): Promise<Buffer> {
		const { hostname } = new URL((await this.session.account()).baseUrl);
		const downloads = (this.downloads ??= new Downloads(this.port, this.timeoutMs));
		return await withRetries(this.port, 'read', async () =>
			this.limiter.run(async () => downloads.pdf(link, hostname)),
		);
	}

	/** Asks once for all items of the run; a failure is not kept. */
	private async askOnce(
		key: EndpointKey,
		endpoint: Endpoint,
		parameters: Parameters,
	): Promise<unknown> {
		const memo = `${key} ${JSON.stringify(toWire(parameters))}`;
		const known = this.shared.get(memo);
		if (known) return await known;
		const asking = this.request(endpoint, parameters, key);
		this.shared.set(memo, asking);
		asking.catch(() => this.shared.delete(memo));
		return await asking;
	}

	/** Sends with a live token; if it turns out to be dead, sends again with another. */
	private async send(outgoing: Outgoing): Promise<unknown> {
		for (let tries = 1; ; tries++) {
			const [held, result] = await this.oneFirst(async () => {
				const current = await this.session.open();
				return [current, await settle(this.exchange(outgoing, current))] as const;
			});
			if (result.ok) return result.data;
			const { failure } = result;
			if (!this.mayBeTheSession(failure)) throw failure;
			const mayLogIn = this.fruitlessLogins < MOST_LOGINS;
			const another = tries < TOKEN_TRIES && (await this.session.replace(tokenOf(held), mayLogIn));
			if (!another) throw this.refusedForGood(failure);
		}
	}

	/** Only the request itself takes a place in the limiter; waiting for a login or a retry doesn't. */
	private async exchange(outgoing: Outgoing, { data }: Held): Promise<unknown> {
		const reply = await this.limiter.run(async () =>
			exchange(this.port, outgoing, data, ({ date }) => {
				this.serverDate = date ?? this.serverDate;
			}),
		);
		this.loginsAtSuccess = this.session.logins;
		return reply;
	}

	/**
	 * After a login, one call tries the new token and the others wait: sent all at once, they would find out
	 * together that another program has logged in again.
	 */
	private async oneFirst<T>(task: () => Promise<T>): Promise<T> {
		const isOpen = () => this.fruitlessLogins === 0;
		if (isOpen()) return await task();
		const first = await this.gate.run(async () => (isOpen() ? null : { result: await task() }));
		return first === null ? await task() : first.result;
	}

	private get fruitlessLogins(): number {
		return this.session.logins - this.loginsAtSuccess;
	}

	/** New tokens that are refused again and again are refused for the whole run. */
	private refusedForGood(failure: Failure): Failure {
		if (this.session.logins === 0) return failure;
		const { resolution } = failure.details;
		return this.session.giveUp(failure.with({ resolution: `${resolution} ${refusedAtOnce}` }));
	}

	private mayBeTheSession(failure: Failure): boolean {
		if (failure.details.type !== 'api' || failure instanceof MethodRefused) return false;
		const code = String(failure.details.code);
		return code === tokenExpired || (code === signatureWrong && this.session.logins === 0);
	}
}
