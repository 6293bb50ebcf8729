import type { Failure } from '../api/codes/failure';
import type { HttpMethod } from '../api/wire/endpoints';
import { BoundedMap } from './boundedMap';

/** Accounts that one n8n process works with. One that falls out is learned anew. */
const MOST_ACCOUNTS = 200;

/** Paths of one account; API Request may send to any. */
const MOST_PATHS = 200;

/** What this process knows of one account, over all runs. */
export interface AccountMemory {
	/** The login under way: whoever needs a session meanwhile waits for it. Never rejects. */
	login?: Promise<Failure | undefined>;
	/** The last login failed. */
	failed?: FailedLogin;
	/** The HTTP method that worked for a read, by path. */
	readonly methods: BoundedMap<string, HttpMethod>;
	/** The first read of a path, under way: those that come meanwhile learn from it. Never rejects. */
	readonly firstReads: Map<string, Promise<void>>;
}

export interface FailedLogin {
	failure: Failure;
	/** Asking again before its time is up is useless; else one try is left to each run. */
	isFinal: boolean;
	/** Milliseconds since the epoch: from then on the failure says nothing any more. */
	until: number;
}

/**
 * The one memory of the transport that outlives a run: sessions that are being made, logins that failed
 * and methods that work. The key is a fingerprint of everything that makes an account
 * (`StoredAccount.sessionAccount`), so an edited credential starts afresh.
 */
const accounts = new BoundedMap<string, AccountMemory>(MOST_ACCOUNTS);

export function memoryOf(sessionAccount: string): AccountMemory {
	const known = accounts.get(sessionAccount);
	if (known) return known;
	const memory: AccountMemory = {
		methods: new BoundedMap(MOST_PATHS),
		firstReads: new Map(),
	};
	accounts.set(sessionAccount, memory);
	return memory;
}
