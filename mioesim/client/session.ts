import { Failure, settle } from '../codes/failure';
import { networkFailure, noReplyFailure } from '../codes/failures';
import { timedOut } from '../codes/networkTexts';
import { text } from '../values';
import {
	hasLiveSession,
	memoryOf,
	readAccount,
	type AccountMemory,
	type StoredAccount,
} from './account';
import { cancellable, Cancelled, within, type Limiter } from './bounds';
import { takeFailure, type Credential, type Port } from './port';

/** A token is replaced this long before it expires, so that it never expires during a call. */
const REFRESH_EARLY_MS = 10 * 60 * 1000;

/**
 * Two workers that find the token dead at the same moment would both log in, and each login would kill
 * the other's token. A random pause of up to this long lets one of them go first.
 */
const STAGGER_MS = 400;

/** The credential as it was last read or renewed. */
export interface Held {
	/** Passed to the host with every call, as a copy. A session that the host obtains is written into it. */
	data: Credential;
	account: StoredAccount;
}

/**
 * The session of one credential during one run of a node. The credential is read once and passed on to
 * every call, and read again only when the token turns out to be dead.
 */
export class Session {
	private held: Held | undefined;

	private reading: Promise<Held> | undefined;

	/**
	 * A session is impossible: that doesn't change within this run, and asking again may lock the account.
	 */
	private end: Failure | undefined;

	private readonly attempts: LoginAttempts;

	/** @param limiter logins pass it like every request */
	constructor(
		private readonly port: Port,
		limiter: Limiter,
	) {
		this.attempts = new LoginAttempts(port, limiter);
	}

	/** Logins of this run. */
	get logins(): number {
		return this.attempts.succeeded;
	}

	/** @throws {Failure} when there is no credential, or one of its fields is empty */
	async account(): Promise<StoredAccount> {
		return (this.held ?? (await this.read())).account;
	}

	/**
	 * The credential with a token that is alive as far as is known; logs in if there is none.
	 *
	 * @throws {Failure}
	 */
	async open(): Promise<Held> {
		if (this.end) throw this.end;
		const current = this.held ?? (await this.read());
		if (this.isFresh(current)) return current;
		return (await this.replace(tokenOf(current), true)) ?? current;
	}

	/**
	 * The credential with another token than the given one: one that another program has obtained meanwhile
	 * or, if allowed, one from a new login.
	 *
	 * @param dead the token that doesn't work
	 * @returns undefined when there is no other token and no login is allowed
	 * @throws {Failure}
	 * @throws {Cancelled} when the run was stopped
	 */
	async replace(dead: string, mayLogIn: boolean): Promise<Held | undefined> {
		const memory = memoryOf((await this.account()).sessionAccount);
		for (let running = memory.login; running; running = memory.login) {
			const failure = await cancellable(running, this.port.stop);
			if (failure) throw this.giveUp(failure);
			if (this.held && this.isUsable(this.held, dead)) return this.held;
		}
		const other = await this.read();
		if (this.isUsable(other, dead)) return other;
		if (!mayLogIn) return undefined;
		return memory.login ? await this.replace(dead, mayLogIn) : await this.logIn(dead, memory);
	}

	/** Remembers that a session is impossible in this run. @returns why, to be thrown */
	giveUp(failure: Failure): Failure {
		return (this.end ??= failure);
	}

	/** One login at a time in this process; the others wait for its result. */
	private async logIn(dead: string, memory: AccountMemory): Promise<Held> {
		if (this.end) throw this.end;
		const working = this.renewed(dead, memory);
		memory.login = settle(working).then(
			(result) => (result.ok ? undefined : result.failure),
			() => undefined,
		);
		try {
			return (this.held = await working);
		} catch (error) {
			throw error instanceof Failure ? this.giveUp(error) : error;
		} finally {
			delete memory.login;
		}
	}

	private async renewed(dead: string, memory: AccountMemory): Promise<Held> {
		await this.port.pause(this.port.random() * STAGGER_MS);
		const latest = await this.read();
		if (this.isUsable(latest, dead)) return latest;
		const data = await this.attempts.logIn({ ...latest.data, token: '' }, latest.account, memory);
		// The login may have found another signature style.
		return { data, account: readAccount(data) };
	}

	/** Reads the stored credential; simultaneous calls share one read. */
	private async read(): Promise<Held> {
		this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
		return await this.reading;
	}

	private async readOnce(): Promise<Held> {
		const data = await this.port.readCredential();
		return (this.held = { data, account: readAccount(data) });
	}

	private isFresh({ data, account }: Held): boolean {
		return hasLiveSession(data, account, this.port.now(), REFRESH_EARLY_MS);
	}

	private isUsable(held: Held, dead: string): boolean {
		return tokenOf(held) !== dead && this.isFresh(held);
	}
}

export function tokenOf({ data }: Held): string {
	return text(data.token) ?? '';
}

/** What one run may spend on logging in: tries, and the pauses between them. */
const BUDGET_MS = 60_000;

/** Tries of one login, unless something shows that the next one is useless. */
const TRIES = 2;

const RETRY_PAUSE_MS = 300;

/** A refused login is not attempted again for this long, whichever run of this process asks. */
const CAREFUL_MS = 5_000;

/**
 * The maximum Retry-After that is accepted, so that no server can block an account's logins for longer.
 */
const LONGEST_BAN_MS = 60_000;

/** The logins of one run of a node: how often and for how long it may ask. */
export class LoginAttempts {
	succeeded = 0;

	private spentMs = 0;

	constructor(
		private readonly port: Port,
		private readonly limiter: Limiter,
	) {}

	/**
	 * Logs in through the host, which stores the session. Repeats temporary failures once, within what is
	 * left for this run.
	 *
	 * @param data the credential without a token
	 * @returns the credential with the new session
	 * @throws {Failure}
	 */
	async logIn(
		data: Credential,
		{ baseUrl }: StoredAccount,
		memory: AccountMemory,
	): Promise<Credential> {
		const { now } = this.port;
		if (memory.failed && now() < memory.failed.until) throw memory.failed.failure;
		for (let tries = 1; ; tries++) {
			const started = now();
			const left = BUDGET_MS - this.spentMs;
			const failure = await this.limiter.run(async () => this.once(data, baseUrl, left));
			this.spentMs += now() - started;
			if (!failure) {
				this.succeeded++;
				return data;
			}
			const { type, retryAfterMs } = failure.details;
			const isUseless = type === 'login' || type === 'input';
			const wait = retryAfterMs ?? RETRY_PAUSE_MS;
			if (tries >= TRIES || isUseless || this.spentMs + wait >= BUDGET_MS) {
				const ban = Math.max(Math.min(retryAfterMs ?? 0, LONGEST_BAN_MS), CAREFUL_MS);
				const isBanned = type === 'login' || retryAfterMs !== undefined;
				if (isBanned) memory.failed = { failure, until: now() + ban };
				throw failure;
			}
			await this.port.pause(wait);
			this.spentMs += wait;
		}
	}

	/** @returns undefined when `data` now contains a session */
	private async once(
		data: Credential,
		baseUrl: string,
		leftMs: number,
	): Promise<Failure | undefined> {
		const { stop } = this.port;
		const timeout = this.port.timeout(Math.max(0, leftMs));
		const thrown = await within(timeout, stop, async (end) =>
			cancellable(this.port.logIn(baseUrl, data), end),
		).catch((error: unknown) => error);
		if (text(data.token) !== null) return undefined;
		if (stop?.aborted) throw new Cancelled();
		const secrets = [data.password, data.secretKey, data.phoneNumber];
		const broken = timeout.aborted
			? networkFailure(timedOut, 'login')
			: noReplyFailure(thrown, 'login', secrets);
		return (takeFailure(data) ?? broken).with({ outcome: 'notExecuted' });
	}
}
