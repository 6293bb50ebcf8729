import type { Failure } from '../codes/failure';
import type { HttpMethod } from '../wire/endpoints';
import { BoundedMap } from './boundedMap';

/** Maximum number of accounts that one process remembers. A dropped one is learned again. */
const MOST_ACCOUNTS = 200;

/** Paths of one account; API Request may use any. */
const MOST_PATHS = 200;

/** What this process knows about one account, across all runs. */
export interface AccountMemory {
	/** The running login: whoever needs a session meanwhile waits for it. Never rejects. */
	login?: Promise<Failure | undefined>;
	/** The last login failed. */
	failed?: FailedLogin;
	/** The HTTP method that worked for a read, by path. */
	readonly methods: BoundedMap<string, HttpMethod>;
	/** A running read of a path: others wait and learn from it while no method is known. Never rejects. */
	readonly running: Map<string, Promise<void>>;
}

export interface FailedLogin {
	failure: Failure;
	/** True: asking again before the time is up is useless. False: each run has one try left. */
	isFinal: boolean;
	/** Milliseconds since the epoch; after that, the failure no longer counts. */
	until: number;
}

/**
 * The transport's only memory that outlives a run: running logins, failed logins and methods that work.
 * The key is a fingerprint of everything that identifies an account (`StoredAccount.sessionAccount`), so
 * an edited credential starts afresh.
 */
const accounts = new BoundedMap<string, AccountMemory>(MOST_ACCOUNTS);

export function memoryOf(sessionAccount: string): AccountMemory {
	const known = accounts.get(sessionAccount);
	if (known) return known;
	const memory: AccountMemory = {
		methods: new BoundedMap(MOST_PATHS),
		running: new Map(),
	};
	accounts.set(sessionAccount, memory);
	return memory;
}
