import { settle, type Failure } from '../codes/failure';
import { networkFailure, noReplyFailure } from '../codes/failures';
import { timedOut } from '../codes/networkTexts';
import { text } from '../values';
import {
	hasLiveSession,
	memoryOf,
	notesOf,
	readAccount,
	type AccountMemory,
	type StoredAccount,
} from './account';
import { cancellable, Cancelled, serialize, within, type Limiter } from './bounds';
import type { Credential, Port } from './port';

/** A token is replaced this long before it expires, so that it never expires during a call. */
const REFRESH_EARLY_MS = 10 * 60 * 1000;

/**
 * Two workers that find the token dead at the same moment would both log in, and each login would kill
 * the other's token. A random pause of up to this long lets one of them go first.
 */
const STAGGER_MS = 400;

/**
 * Logins of a run without a call that succeeds between them. Two workers that log in at the same moment may
 * leave the dead token in the credential; a second login recovers both.
 */
const MOST_LOGINS = 2;

/** What one run may spend on logging in: tries, and the pauses between them. */
const BUDGET_MS = 60_000;

/** Tries of one login, unless something shows that the next one is useless. */
const TRIES = 2;
const RETRY_PAUSE_MS = 300;

/** A refused login is not attempted again for this long, whichever run of this process asks. */
const CAREFUL_MS = 5_000;

/** The maximum Retry-After that is accepted, so that no server can block an account's logins for longer. */
const LONGEST_BAN_MS = 60_000;

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
	/** Logins of this run, in all and since a call last succeeded. */
	logins = 0;
	fruitlessLogins = 0;
	private held: Held | undefined;
	private reading: Promise<Held> | undefined;
	/** A session is impossible: that doesn't change within this run, and asking again may lock the account. */
	private end: Failure | undefined;
	private budgetMs = BUDGET_MS;

	/** @param limiter logins pass it like every request */
	constructor(
		private readonly port: Port,
		private readonly limiter: Limiter,
	) {}

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
		if (this.isUsable(current, '')) return current;
		return (await this.replace(tokenOf(current))) ?? current;
	}

	/**
	 * The credential with another token than the given one: one that another program has obtained meanwhile
	 * or one from a new login. One login of an account at a time in this process; the others wait for its
	 * result.
	 *
	 * @param dead the token that doesn't work
	 * @returns undefined when there is no other token, and the run has logged in too often
	 * @throws {Failure}
	 * @throws {Cancelled} when the run was stopped
	 */
	async replace(dead: string): Promise<Held | undefined> {
		const { sessionAccount } = await this.account();
		const asked = this.port.now();
		return await serialize([`login ${sessionAccount}`], this.port.stop, async () => {
			if (this.held && this.isUsable(this.held, dead)) return this.held;
			const stored = await this.read();
			if (this.isUsable(stored, dead)) return stored;
			if (this.fruitlessLogins >= MOST_LOGINS) return undefined;
			const memory = memoryOf(sessionAccount);
			if (memory.failed && asked < memory.failed.until) this.giveUp(memory.failed.failure);
			if (this.end) throw this.end;
			await this.port.pause(this.port.random() * STAGGER_MS);
			const latest = await this.read();
			return this.isUsable(latest, dead) ? latest : await this.logIn(latest, memory);
		});
	}

	/** Remembers that a session is impossible in this run. @returns why, to be thrown */
	giveUp(failure: Failure): Failure {
		return (this.end ??= failure);
	}

	/**
	 * Logs in through the host, which stores the session. Repeats a temporary failure once, within what is
	 * left for this run.
	 */
	private async logIn(stored: Held, memory: AccountMemory): Promise<Held> {
		const { now } = this.port;
		for (let tries = 1; ; tries++) {
			const data = { ...stored.data, token: '' };
			const started = now();
			const result = await settle(
				this.limiter.run(async () => this.attempt(data, stored.account.baseUrl)),
			);
			this.budgetMs -= now() - started;
			if (result.ok) {
				this.logins++;
				this.fruitlessLogins++;
				// The login may have found another signature style.
				return (this.held = { data, account: readAccount(data) });
			}
			const { type, retryAfterMs } = result.failure.details;
			const wait = retryAfterMs ?? RETRY_PAUSE_MS;
			if (tries >= TRIES || ['login', 'input'].includes(type) || wait >= this.budgetMs) {
				const isBanned = type === 'login' || retryAfterMs !== undefined;
				const ban = Math.max(Math.min(retryAfterMs ?? 0, LONGEST_BAN_MS), CAREFUL_MS);
				memory.failed = { failure: result.failure, until: now() + (isBanned ? ban : 0) };
				throw this.giveUp(result.failure);
			}
			await this.port.pause(wait);
			this.budgetMs -= wait;
		}
	}

	/** @throws {Failure} unless `data` now contains a session */
	private async attempt(data: Credential, baseUrl: string): Promise<void> {
		const { stop } = this.port;
		const timeout = this.port.timeout(Math.max(0, this.budgetMs));
		await within(timeout, stop, async (end) => {
			const working = cancellable(this.port.logIn(baseUrl, data), end);
			const error = await working.catch((thrown: unknown) => thrown);
			if (text(data.token) !== null) return;
			if (stop?.aborted) throw new Cancelled();
			const secrets = [data.password, data.secretKey, data.phoneNumber];
			const broken = end.aborted
				? networkFailure(timedOut, 'login')
				: noReplyFailure(error, 'login', secrets);
			throw (notesOf(data).failure ?? broken).with({ outcome: 'notExecuted' });
		});
	}

	/** Reads the stored credential; simultaneous calls share one read. */
	private async read(): Promise<Held> {
		this.reading ??= this.port
			.readCredential()
			.then((data) => (this.held = { data, account: readAccount(data) }))
			.finally(() => (this.reading = undefined));
		return await this.reading;
	}

	private isUsable({ data, account }: Held, dead: string): boolean {
		const isFresh = hasLiveSession(data, account, this.port.now(), REFRESH_EARLY_MS);
		return isFresh && tokenOf({ data }) !== dead;
	}
}

export function tokenOf({ data }: Pick<Held, 'data'>): string {
	return text(data.token) ?? '';
}
