import { endpoints, type Endpoint, type EndpointKey } from '../api/wire/endpoints';
import { signatureWrong, tokenExpired } from '../api/codes/errorCodes';
import { Failure, type FailureDetails } from '../api/codes/failure';
import { toWire, type Parameters } from '../api/wire/parameters';
import type { StoredAccount } from '../api/wire/account';
import { attempt } from './attempt';
import { clock } from './clock';
import { Cancelled, cancelSignal, type ApiContext } from './context';
import { Downloads } from './downloads';
import { exchange, type Outgoing } from './exchange';
import { Limiter } from './limiter';
import { failed, succeeded, type Reply } from './reply';
import { Session, type Send } from './session';

/** Pauses before the second and the third try of a call that may be repeated, in milliseconds. */
const RETRY_PAUSES_MS = [300, 1500];

/** A server that asks to wait longer than this is not waited for. */
const LONGEST_WAIT_MS = 60_000;

/** Sends of one request with different tokens: somebody may log in again and again. */
const TOKEN_TRIES = 4;

/**
 * Logins of one request. Two workers that log in at the same moment may leave the token that died in
 * the credential: the second login gets both of them out of it.
 */
const MOST_LOGINS = 2;

export const DEFAULT_TIMEOUT_MS = 30_000;

/** Requests in flight at the same time. */
export const DEFAULT_CONCURRENCY = 5;

/**
 * The one road from a node to the API. A client lives for one run of a node.
 *
 * What it does about failures (design of the package, sections 5 and 6):
 * - a dead token or a refused signature did not run: the call is sent again with a new session;
 * - HTTP 429 did not run: any call is sent again after its Retry-After;
 * - a read is tried three times on network failures, 5xx and unreadable replies;
 * - a write is never sent again when it may have run.
 */
export class Client {
	readonly session: Session;

	/** Files that the API links to. */
	private readonly downloads: Downloads;

	/** Replies that are the same for the whole run, by endpoint and parameters. */
	private readonly shared = new Map<string, Promise<unknown>>();

	/** This server answers GET with 405 and wants every read as a form. */
	private postsOnly = false;

	constructor(
		private readonly context: ApiContext,
		private readonly timeoutMs = DEFAULT_TIMEOUT_MS,
		/** Every request passes it: never more are in flight, whichever items and pages they belong to. */
		private readonly limiter = new Limiter(DEFAULT_CONCURRENCY),
	) {
		this.session = new Session(context);
		this.downloads = new Downloads(context, timeoutMs);
	}

	async account(): Promise<StoredAccount> {
		return await this.session.account();
	}

	/**
	 * Calls a documented endpoint, and gives what came of it as a value.
	 *
	 * @throws {Cancelled} when the execution was stopped; a failure of the call is not thrown
	 */
	async ask<T = unknown>(key: EndpointKey, parameters: Parameters = {}): Promise<Reply<T>> {
		const answer = await attempt(this.call(key, parameters));
		return answer instanceof Failure ? failed(answer) : succeeded(answer as T);
	}

	/**
	 * Calls a documented endpoint.
	 *
	 * @returns the `data` of a successful reply
	 * @throws {Failure}
	 */
	async call(key: EndpointKey, parameters: Parameters = {}): Promise<unknown> {
		const endpoint: Endpoint = endpoints[key];
		if (!endpoint.shared) return await this.request(endpoint, parameters, key);
		const memo = `${key} ${JSON.stringify(toWire(parameters))}`;
		let reply = this.shared.get(memo);
		if (!reply) {
			reply = this.request(endpoint, parameters, key);
			this.shared.set(memo, reply);
			reply.catch(() => this.shared.delete(memo));
		}
		return await reply;
	}

	/**
	 * Calls any endpoint below the base URL.
	 *
	 * @param key for error texts; null for an endpoint that is not in the table
	 */
	async request(
		endpoint: Endpoint,
		parameters: Parameters,
		key: EndpointKey | null = null,
	): Promise<unknown> {
		const { baseUrl } = await this.account();
		const outgoing: Outgoing = {
			key,
			endpoint: this.postsOnly ? { ...endpoint, method: 'POST' } : endpoint,
			url: baseUrl + endpoint.path,
			parameters: toWire(parameters),
			timeoutMs: this.timeoutMs,
		};
		return await this.persist(outgoing);
	}

	/**
	 * A PDF that the API gave the link to. It is fetched without token and signature.
	 *
	 * @throws {Failure}
	 */
	async pdf(link: string): Promise<Buffer> {
		for (let tries = 1; ; tries++) {
			this.throwIfCancelled();
			const file = await attempt(this.limiter.run(async () => await this.downloads.pdf(link)));
			if (!(file instanceof Failure)) return file;
			const wait = pauseBefore(tries, file.details, endpoints.handlerEsimPdfLink);
			if (wait === null) throw file;
			await clock.pause(wait, cancelSignal(this.context));
		}
	}

	/** Tries again what may be tried again. */
	private async persist(outgoing: Outgoing): Promise<unknown> {
		for (let tries = 1; ; tries++) {
			this.throwIfCancelled();
			const reply = await attempt(this.sendWithSession(outgoing));
			if (!(reply instanceof Failure)) return reply;
			if (reply.details.httpStatus === 405 && isGetRead(outgoing)) {
				this.postsOnly = true;
				outgoing = { ...outgoing, endpoint: { ...outgoing.endpoint, method: 'POST' } };
				continue;
			}
			const wait = pauseBefore(tries, reply.details, outgoing.endpoint);
			if (wait === null) throw reply;
			await clock.pause(wait, cancelSignal(this.context));
		}
	}

	/** Sends with a live token; on a dead one again with another. */
	private async sendWithSession(outgoing: Outgoing): Promise<unknown> {
		let logins = 0;
		let used = '';
		const send: Send<unknown> = async (credentials) => {
			if (credentials.token === '') logins++;
			try {
				// Only the request itself takes a place: waiting for a login or for a retry does not.
				return await this.limiter.run(
					async () => await exchange(this.context, outgoing, credentials, clock.now()),
				);
			} finally {
				used = String(credentials.token);
			}
		};
		let reply = await attempt(this.session.send(send));
		for (let tries = 1; tries < TOKEN_TRIES; tries++) {
			if (!(reply instanceof Failure) || !this.mayBeTheSession(reply)) break;
			const again = await attempt(this.session.renew(used, logins < MOST_LOGINS, send));
			if (again === undefined) break;
			reply = again;
		}
		if (reply instanceof Failure) throw reply;
		return reply;
	}

	private mayBeTheSession({ details }: Failure): boolean {
		if (details.type !== 'api') return false;
		const code = String(details.code);
		return code === tokenExpired || (code === signatureWrong && !this.session.hasLoggedIn);
	}

	/** @throws {Cancelled} when the execution was stopped */
	private throwIfCancelled(): void {
		if (cancelSignal(this.context)?.aborted) throw new Cancelled();
	}
}

function isGetRead({ endpoint }: Outgoing): boolean {
	return endpoint.kind === 'read' && endpoint.method === 'GET';
}

/** How long to wait before another try, in milliseconds; null when there must be none. */
function pauseBefore(tries: number, details: FailureDetails, endpoint: Endpoint): number | null {
	const pause = RETRY_PAUSES_MS[tries - 1];
	if (pause === undefined) return null;
	if (details.httpStatus === 429) {
		const wait = details.retryAfterMs ?? pause;
		return wait > LONGEST_WAIT_MS ? null : wait;
	}
	// A login that got no answer comes before the call itself: the call was not sent.
	const mayRepeat = endpoint.kind === 'read' || details.endpoint === 'login';
	const isPassing = details.retryable && ['network', 'http', 'reply'].includes(details.type);
	return mayRepeat && isPassing ? pause * (0.5 + clock.random()) : null;
}
