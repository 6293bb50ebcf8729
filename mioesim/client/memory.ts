import type { Failure } from '../codes/failure';
import type { HttpMethod } from '../wire/endpoints';

/** A map that keeps only the given number of entries: those used last. */
export class BoundedMap<K, V> {
	private readonly entries = new Map<K, V>();

	constructor(private readonly most: number) {}

	get(key: K): V | undefined {
		const value = this.entries.get(key);
		if (value !== undefined) this.set(key, value);
		return value;
	}

	set(key: K, value: V): void {
		this.entries.delete(key);
		this.entries.set(key, value);
		if (this.entries.size <= this.most) return;
		const [oldest] = this.entries.keys();
		this.entries.delete(oldest);
	}

	delete(key: K): void {
		this.entries.delete(key);
	}
}

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
