import { signatureWrong, tokenExpired } from '../codes/errorCodes';
import { settle, type Failure } from '../codes/failure';
import { endpoints, type Endpoint, type EndpointKey, type HttpMethod } from '../wire/endpoints';
import { toWire, type Parameters } from '../wire/parameters';
import { MethodRefused, type Reply } from '../wire/reply';
import { memoryOf, type StoredAccount } from './account';
import { BoundedMap, Limiter } from './bounds';
import { Downloads } from './downloads';
import { byWorkingMethod, exchange, withRetries, type Outgoing } from './exchange';
import type { Port } from './port';
import { Session, tokenOf } from './session';

/** How often one request is sent with different tokens: another program may log in again and again. */
const TOKEN_TRIES = 6;

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
	/** The stop button: aborted when the run is stopped. */
	readonly stop = this.port.stop;
	readonly now = this.port.now;
	readonly pause = this.port.pause;
	/** Every request passes it, so the limit holds across all items and pages. */
	private readonly limiter = new Limiter(this.concurrency, this.stop);
	/** Calls that try a new token. */
	private readonly gate = new Limiter(1, this.stop);
	private readonly session = new Session(this.port, this.limiter);
	/** Files that the API links to; made for the first one. */
	private downloads: Downloads | undefined;
	/** Replies that are the same for the whole run, by endpoint and parameters. */
	private readonly shared = new BoundedMap<string, Promise<unknown>>(MOST_SHARED);
	/** The server's clock from the last `Date` header; null before the first reply. */
	serverDate: string | null = null;

	constructor(
		private readonly port: Port,
		private readonly timeoutMs = DEFAULT_TIMEOUT_MS,
		private readonly concurrency = DEFAULT_CONCURRENCY,
	) {}

	/** @throws {Failure} when there is no credential, or one of its fields is empty */
	async account(): Promise<StoredAccount> {
		return await this.session.account();
	}

	/** Forgets the replies that items share: the next one asks for the price list again. */
	forget(): void {
		this.shared.clear();
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
		const request = async () => await this.request(endpoint, parameters, key);
		if (!endpoint.shared) return (await request()) as T;
		// Asked once for all items of the run; a failure is not kept.
		const memo = `${key} ${JSON.stringify(toWire(parameters))}`;
		let data = this.shared.get(memo);
		if (!data) {
			data = request();
			this.shared.set(memo, data);
			data.catch(() => this.shared.delete(memo));
		}
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

	/** Sends with a live token; if it turns out to be dead, sends again with another. */
	private async send(outgoing: Outgoing): Promise<unknown> {
		for (let tries = 1; ; tries++) {
			const { held, result } = await this.oneFirst(async () => await this.exchange(outgoing));
			if (result.ok) return result.data;
			const { failure } = result;
			if (!this.mayBeTheSession(failure)) throw failure;
			const another = tries < TOKEN_TRIES && (await this.session.replace(tokenOf(held)));
			if (!another) throw this.refusedForGood(failure);
		}
	}

	/** Only the request itself takes a place in the limiter; waiting for a login or a retry doesn't. */
	private async exchange(outgoing: Outgoing) {
		const held = await this.session.open();
		const hear = ({ date }: Reply) => void (this.serverDate = date ?? this.serverDate);
		const result = await settle(
			this.limiter.run(async () => exchange(this.port, outgoing, held.data, hear)),
		);
		if (result.ok) this.session.fruitlessLogins = 0;
		return { held, result };
	}

	/**
	 * After a login, one call tries the new token and the others wait: sent all at once, they would find out
	 * together that another program has logged in again.
	 */
	private async oneFirst<T>(task: () => Promise<T>): Promise<T> {
		const isOpen = () => this.session.fruitlessLogins === 0;
		if (isOpen()) return await task();
		const first = await this.gate.run(async () => (isOpen() ? null : { result: await task() }));
		return first === null ? await task() : first.result;
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
