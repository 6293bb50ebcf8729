import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { hasLiveSession, readAccount, type StoredAccount } from '../api/wire/account';
import { Failure } from '../api/codes/failure';
import { inputFailure } from '../api/codes/failures';
import { text } from '../api/values';
import { attempt } from './attempt';
import { cancellable } from './cancellable';
import { clock } from './clock';
import { cancelSignal, CREDENTIAL, type ApiContext } from './context';

/** A token is replaced this long before its end, so that no call meets the end. */
const REFRESH_EARLY_MS = 10 * 60 * 1000;

/**
 * Two workers that find the token dead at the same moment would both log in, and each login kills
 * the other's token. A random pause of up to this long lets one of them go first.
 */
const STAGGER_MS = 400;

/** Logins under way in this process, by credential: the others wait for the one. */
const logins = new Map<string, Promise<void>>();

/** The credential as it was last read or renewed. */
interface Held {
	/** Handed to n8n with every call; n8n writes a new session into it when it logs in. */
	data: ICredentialDataDecryptedObject;
	account: StoredAccount;
}

/** Sends a call with the given credential data; an empty token in it makes n8n log in first. */
export type Send<T> = (credentials: ICredentialDataDecryptedObject) => Promise<T>;

/**
 * The session of one credential during one run of a node: the credential is read once and handed
 * on to every call, and read again only when the token turns out to be dead.
 */
export class Session {
	/** Whether this run has logged in: a signature that is refused even then stays refused. */
	hasLoggedIn = false;

	private held: Held | undefined;

	private reading: Promise<Held> | undefined;

	/** A refused login: nothing gets better within this run, and asking again may lock out. */
	private refusal: Failure | undefined;

	constructor(private readonly context: ApiContext) {}

	/**
	 * The account behind the credential.
	 *
	 * @throws {Failure} when there is no credential, or a field of it is empty
	 */
	async account(): Promise<StoredAccount> {
		return (await this.current()).account;
	}

	/**
	 * Sends with a token that is alive as far as can be known, logging in first where there is none.
	 *
	 * @throws {Failure} the send's own, or the refused login of this run
	 */
	async send<T>(send: Send<T>): Promise<T> {
		const held = await this.current();
		if (isFresh(held)) return await send(held.data);
		return await this.renew(tokenOf(held), true, send);
	}

	/**
	 * Sends with another token than the given one: the one that somebody else has fetched in the
	 * meantime, or else, when that is allowed, after one login.
	 *
	 * @param dead the token that does not do
	 * @returns undefined when there is no other token and no login is allowed
	 */
	async renew<T>(dead: string, mayLogIn: true, send: Send<T>): Promise<T>;
	async renew<T>(dead: string, mayLogIn: boolean, send: Send<T>): Promise<T | undefined>;
	async renew<T>(dead: string, mayLogIn: boolean, send: Send<T>): Promise<T | undefined> {
		const key = await this.key();
		for (let running = logins.get(key); running; running = logins.get(key)) {
			await cancellable(running, cancelSignal(this.context));
			if (this.held && isUsable(this.held, dead)) return await send(this.held.data);
		}
		const other = await this.read();
		if (isUsable(other, dead)) return await send(other.data);
		if (!mayLogIn) return undefined;

		const running = logins.get(key);
		if (running) return await this.renew(dead, mayLogIn, send);
		const sending = this.logIn(dead, send);
		logins.set(
			key,
			sending.then(
				() => undefined,
				() => undefined,
			),
		);
		try {
			return await sending;
		} finally {
			logins.delete(key);
		}
	}

	private async logIn<T>(dead: string, send: Send<T>): Promise<T> {
		if (this.refusal) throw this.refusal;
		await clock.pause(clock.random() * STAGGER_MS, cancelSignal(this.context));
		const { data, account } = await this.read();
		if (isUsable({ data, account }, dead)) return await send(data);
		const renewed = { data: { ...data, token: '' }, account };
		const sent = await attempt(send(renewed.data)).finally(() => {
			if (tokenOf(renewed) === '') return;
			this.held = renewed;
			this.hasLoggedIn = true;
		});
		if (!(sent instanceof Failure)) return sent;
		if (sent.details.type === 'login') this.refusal = sent;
		throw sent;
	}

	private async current(): Promise<Held> {
		if (this.refusal) throw this.refusal;
		return this.held ?? (await this.read());
	}

	/** Reads the credential from n8n; calls that come meanwhile share the one reading. */
	private async read(): Promise<Held> {
		this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
		return await this.reading;
	}

	private async readOnce(): Promise<Held> {
		let data: ICredentialDataDecryptedObject;
		try {
			data = await this.context.getCredentials(CREDENTIAL);
		} catch {
			throw inputFailure(
				'The MIOeSIM credential is missing or cannot be read',
				'Open the node and choose a credential of type MIOeSIM API',
			);
		}
		this.held = { data, account: readAccount(data) };
		return this.held;
	}

	private async key(): Promise<string> {
		const id = this.context.getNode().credentials?.[CREDENTIAL]?.id;
		return id ?? (await this.account()).sessionAccount;
	}
}

function tokenOf({ data }: Held): string {
	return text(data.token) ?? '';
}

function isFresh({ data, account }: Held): boolean {
	return hasLiveSession(data, account, clock.now(), REFRESH_EARLY_MS);
}

function isUsable(held: Held, dead: string): boolean {
	return tokenOf(held) !== dead && isFresh(held);
}
