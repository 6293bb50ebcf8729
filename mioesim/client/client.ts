import { signatureWrong, tokenExpired } from '../codes/errorCodes';
import { Failure } from '../codes/failure';
import type { StoredAccount } from './account';
import { endpoints, type Endpoint, type EndpointKey, type HttpMethod } from '../wire/endpoints';
import { toWire, type Parameters } from '../wire/parameters';
import { memoryOf } from './accounts';
import { BoundedMap } from './boundedMap';
import { cancelSignal, type ApiContext } from './context';
import { Downloads } from './downloads';
import { exchange, type Exchange, type Outgoing } from './exchange';
import { Limiter } from './limiter';
import { byWorkingMethod } from './methods';
import { dataOf, failed, type Reply } from './reply';
import { withRetries } from './retries';
import { Session, tokenOf } from './session';

/** How often one request is sent with different tokens: another program may log in again and again. */
const TOKEN_TRIES = 4;

/**
 * Logins during one request. Two workers that log in at the same moment may leave the dead token in the
 * credential; a second login recovers both.
 */
const MOST_LOGINS = 2;

/** Maximum number of replies kept for the other items of a run, e.g. all packages of a destination. */
const MOST_SHARED = 100;

const refusedAtOnce =
	'MIOeSIM refused a token that it had just issued, so nothing more was sent in this run. Check whether another program logs in to the same account';

export const DEFAULT_TIMEOUT_MS = 30_000;

/** Maximum number of running requests. */
export const DEFAULT_CONCURRENCY = 5;

/**
 * The only way from a node to the API. A client lives for one run of a node.
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

	/** Files that the API links to. */
	private readonly downloads: Downloads;

	/** Replies that are the same for the whole run, by endpoint and parameters. */
	private readonly shared = new BoundedMap<string, Promise<Reply>>(MOST_SHARED);

	/** The server's clock from the last `Date` header; null before the first reply. */
	serverDate: string | null = null;

	constructor(
		private readonly context: ApiContext,
		private readonly timeoutMs = DEFAULT_TIMEOUT_MS,
		concurrency = DEFAULT_CONCURRENCY,
	) {
		this.limiter = new Limiter(concurrency, cancelSignal(context));
		this.session = new Session(context, this.limiter);
		this.downloads = new Downloads(context, timeoutMs);
	}

	/** The same client for an item with its own time-out: session, replies and limiter are shared. */
	withTimeout(timeoutMs: number): Client {
		if (timeoutMs === this.timeoutMs) return this;
		const downloads = new Downloads(this.context, timeoutMs);
		const changed = { timeoutMs: { value: timeoutMs }, downloads: { value: downloads } };
		return Object.create(this, changed) as Client;
	}

	/** @throws {Failure} when there is no credential, or one of its fields is empty */
	async account(): Promise<StoredAccount> {
		return dataOf(await this.session.account());
	}

	/** The HTTP method that this server accepted for reads of an endpoint; null before one has worked. */
	async methodOf(key: EndpointKey): Promise<HttpMethod | null> {
		const { sessionAccount } = await this.account();
		return memoryOf(sessionAccount).methods.get(endpoints[key].path) ?? null;
	}

	/**
	 * Calls a documented endpoint.
	 *
	 * @returns the `data` of a successful reply, or the failure
	 * @throws {Cancelled} when the execution was stopped
	 */
	async ask<T = unknown>(key: EndpointKey, parameters: Parameters = {}): Promise<Reply<T>> {
		const endpoint: Endpoint = endpoints[key];
		const reply = endpoint.shared
			? this.askOnce(key, endpoint, parameters)
			: this.request(endpoint, parameters, key);
		return (await reply) as Reply<T>;
	}

	/**
	 * The data of a reply, for callers that can't go on without it.
	 *
	 * @throws {Failure}
	 */
	async call(key: EndpointKey, parameters: Parameters = {}): Promise<unknown> {
		return dataOf(await this.ask(key, parameters));
	}

	/**
	 * Calls any endpoint below the base URL.
	 *
	 * @param key for error texts; null for an endpoint that is not in the table
	 * @throws {Cancelled} when the execution was stopped
	 */
	async request(
		endpoint: Endpoint,
		parameters: Parameters,
		key: EndpointKey | null = null,
	): Promise<Reply> {
		const account = await this.session.account();
		if (!account.ok) return account;
		const { baseUrl, sessionAccount } = account.data;
		const { kind, path } = endpoint;
		const wire = { url: baseUrl + path, parameters: toWire(parameters), timeoutMs: this.timeoutMs };
		return await withRetries(this.context, kind, async () =>
			byWorkingMethod(endpoint, memoryOf(sessionAccount), async (method) =>
				this.send({ key, kind, method, ...wire }),
			),
		);
	}

	/**
	 * A PDF that the API links to. It is fetched without token and signature.
	 *
	 * @throws {Cancelled} when the execution was stopped
	 */
	async pdf(link: string): Promise<Reply<Buffer>> {
		const account = await this.session.account();
		if (!account.ok) return account;
		const { hostname } = new URL(account.data.baseUrl);
		return await withRetries(this.context, 'read', async () =>
			this.limiter.run(async () => this.downloads.pdf(link, hostname)),
		);
	}

	/** Asks once for all items of the run; a failure is not kept. */
	private async askOnce(
		key: EndpointKey,
		endpoint: Endpoint,
		parameters: Parameters,
	): Promise<Reply> {
		const memo = `${key} ${JSON.stringify(toWire(parameters))}`;
		const known = this.shared.get(memo);
		if (known) return await known;
		const asking = this.request(endpoint, parameters, key);
		this.shared.set(memo, asking);
		const forget = () => this.shared.delete(memo);
		asking.then(({ ok }) => ok || forget(), forget);
		return await asking;
	}

	/** Sends with a live token; if it turns out to be dead, sends again with another. */
	private async send(outgoing: Outgoing): Promise<Exchange> {
		const loginsBefore = this.session.logins;
		let held = await this.session.open();
		for (let tries = 1; ; tries++) {
			if (!held.ok) return { reply: held };
			const token = tokenOf(held.data);
			const { data } = held.data;
			// Only the request itself takes a place in the limiter; waiting for a login or a retry doesn't.
			const answer = await this.limiter.run(async () => exchange(this.context, outgoing, data));
			this.serverDate = answer.serverDate ?? this.serverDate;
			if (
				answer.reply.ok ||
				answer.isMethodRefused ||
				!this.mayBeTheSession(answer.reply.failure)
			) {
				return answer;
			}
			const { failure } = answer.reply;
			const logins = this.session.logins - loginsBefore;
			const another =
				tries < TOKEN_TRIES ? await this.session.replace(token, logins < MOST_LOGINS) : undefined;
			if (another === undefined) return { ...answer, reply: this.refusedForGood(failure, logins) };
			held = another;
		}
	}

	/** A new token that is refused at once is refused for the whole run. */
	private refusedForGood(failure: Failure, logins: number): Reply {
		if (logins === 0) return failed(failure);
		const { resolution } = failure.details;
		return this.session.giveUp(failure.with({ resolution: `${resolution} ${refusedAtOnce}` }));
	}

	private mayBeTheSession({ details }: Failure): boolean {
		if (details.type !== 'api') return false;
		const code = String(details.code);
		return code === tokenExpired || (code === signatureWrong && this.session.logins === 0);
	}
}
