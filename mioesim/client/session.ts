import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { hasLiveSession, readAccount, type StoredAccount } from './account';
import { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { text } from '../values';
import { memoryOf, type AccountMemory } from './accounts';
import { cancellable } from './cancellable';
import { clock } from './clock';
import { cancelSignal, CREDENTIAL, type ApiContext } from './context';
import type { Limiter } from './limiter';
import { LoginAttempts } from './loginAttempts';
import { failed, succeeded, type Reply } from './reply';

/** A token is replaced this long before it expires, so that it never expires during a call. */
const REFRESH_EARLY_MS = 10 * 60 * 1000;

/** The credential as it was last read or renewed. */
export interface Held {
	/** Passed to n8n with every call, as a copy. A session that n8n itself obtains is written into it. */
	data: ICredentialDataDecryptedObject;
	account: StoredAccount;
}

/**
 * The session of one credential during one run of a node. The credential is read once and passed on to
 * every call, and read again only when the token turns out to be dead.
 */
export class Session {
	private held: Held | undefined;

	private reading: Promise<Reply<Held>> | undefined;

	/**
	 * A session is impossible: that doesn't change within this run, and asking again may lock the account.
	 */
	private end: Failure | undefined;

	private readonly attempts: LoginAttempts;

	/** @param limiter logins pass it like every request */
	constructor(
		private readonly context: ApiContext,
		limiter: Limiter,
	) {
		this.attempts = new LoginAttempts(context, limiter);
	}

	/** Logins of this run. */
	get logins(): number {
		return this.attempts.succeeded;
	}

	/** The account behind the credential; a failure when there is none, or one of its fields is empty. */
	async account(): Promise<Reply<StoredAccount>> {
		const current = this.held ? succeeded(this.held) : await this.read();
		return current.ok ? succeeded(current.data.account) : current;
	}

	/** The credential with a token that is alive as far as is known; logs in if there is none. */
	async open(): Promise<Reply<Held>> {
		if (this.end) return failed(this.end);
		const current = this.held ? succeeded(this.held) : await this.read();
		if (!current.ok || isFresh(current.data)) return current;
		return (await this.replace(tokenOf(current.data), true)) ?? current;
	}

	/**
	 * The credential with another token than the given one: one that another program has obtained meanwhile
	 * or, if allowed, one from a new login.
	 *
	 * @param dead the token that doesn't work
	 * @returns undefined when there is no other token and no login is allowed
	 * @throws {Cancelled} when the execution was stopped
	 */
	async replace(dead: string, mayLogIn: boolean): Promise<Reply<Held> | undefined> {
		const account = await this.account();
		if (!account.ok) return account;
		const memory = memoryOf(account.data.sessionAccount);
		for (let running = memory.login; running; running = memory.login) {
			const failure = await cancellable(running, cancelSignal(this.context));
			if (failure) return this.giveUp(failure);
			if (this.held && isUsable(this.held, dead)) return succeeded(this.held);
		}
		const other = await this.read();
		if (!other.ok || isUsable(other.data, dead)) return other;
		if (!mayLogIn) return undefined;
		if (memory.login) return await this.replace(dead, mayLogIn);
		return await this.logIn(dead, memory);
	}

	/** Remembers that a session is impossible in this run. */
	giveUp<T>(failure: Failure): Reply<T> {
		this.end ??= failure;
		return failed(this.end);
	}

	/** One login at a time in this process; the others wait for its result. */
	private async logIn(dead: string, memory: AccountMemory): Promise<Reply<Held>> {
		if (this.end) return failed(this.end);
		const working = this.renewed(dead, memory);
		memory.login = working.then(
			(reply) => (reply.ok ? undefined : reply.failure),
			() => undefined,
		);
		try {
			const reply = await working;
			if (!reply.ok) return this.giveUp(reply.failure);
			this.held = reply.data;
			return reply;
		} finally {
			delete memory.login;
		}
	}

	private async renewed(dead: string, memory: AccountMemory): Promise<Reply<Held>> {
		await this.attempts.letOthersGoFirst();
		const latest = await this.read();
		if (!latest.ok || isUsable(latest.data, dead)) return latest;
		const { data, account } = latest.data;
		const session = await this.attempts.logIn({ ...data, token: '' }, account, memory);
		// The login may have found another signature style.
		return session.ok
			? succeeded({ data: session.data, account: readAccount(session.data) })
			: session;
	}

	/** Reads the credential from n8n; simultaneous calls share one read. */
	private async read(): Promise<Reply<Held>> {
		this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
		return await this.reading;
	}

	private async readOnce(): Promise<Reply<Held>> {
		try {
			const data = await this.context.getCredentials(CREDENTIAL);
			this.held = { data, account: readAccount(data) };
			return succeeded(this.held);
		} catch (error) {
			return failed(error instanceof Failure ? error : notReadable());
		}
	}
}

/** None was chosen, or n8n couldn't read its credentials. Its message may quote what it couldn't read. */
function notReadable(): Failure {
	return inputFailure(
		'The MIOeSIM credential is missing or cannot be read',
		'Open the node and choose a credential of type MIOeSIM API. If one is chosen already, the log of your n8n server says why it cannot be read',
	);
}

export function tokenOf({ data }: Held): string {
	return text(data.token) ?? '';
}

function isFresh({ data, account }: Held): boolean {
	return hasLiveSession(data, account, clock.now(), REFRESH_EARLY_MS);
}

function isUsable(held: Held, dead: string): boolean {
	return tokenOf(held) !== dead && isFresh(held);
}
