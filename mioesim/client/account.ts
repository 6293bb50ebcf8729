import { hash } from 'node:crypto';

import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { number, text } from '../values';
import type { HttpMethod } from '../wire/endpoints';
import type { Account, Session } from '../wire/login';
import { signatureStyles } from '../wire/parameters';
import { BoundedMap } from './bounds';

const DEFAULT_BASE_URL = 'https://bpm.mioesim.com';

/** The fields of a credential. */
export interface StoredAccount extends Account {
	/** Distribution partner for physical SIM cards, or null. */
	dpId: string | null;
	/** Without a slash at the end. */
	baseUrl: string;
	/**
	 * Fingerprint of account, password, key and address. A host keeps a stored token when a user edits the
	 * credential: without this, the next order would be bought with the previous account.
	 */
	sessionAccount: string;
}

/**
 * Reads a credential's fields.
 *
 * @throws {Failure} of type `input` that names the field which is empty or not an address
 */
export function readAccount(credentials: Readonly<Record<string, unknown>>): StoredAccount {
	const phoneNumber = required(credentials.phoneNumber, 'Phone Number');
	const baseUrl = readBaseUrl(text(credentials.baseUrl) ?? DEFAULT_BASE_URL);
	const password = required(credentials.password, 'Password');
	const secretKey = required(credentials.secretKey, 'Secret Key');
	const whole = [phoneNumber, password, secretKey, baseUrl];
	return {
		phoneNumber,
		password,
		secretKey,
		dpId: text(credentials.dpId),
		baseUrl,
		signatureStyle: signatureStyles.find((style) => style === credentials.signatureStyle),
		sessionAccount: hash('sha256', whole.join('\n')).slice(0, 16),
	};
}

function required(value: unknown, field: string): string {
	const content = text(value);
	if (content !== null) return content;
	throw inputFailure(
		`'${field}' in the MIOeSIM credential is empty`,
		`Open the credential and fill in '${field}'`,
	);
}

/** The parser silently repairs white space, backslashes and a third slash. */
const ADDRESS = /^https?:\/\/(?!\/)[^\s\\\p{Cc}]{1,993}$/iu;

const NO_ADDRESS = ['is not a web address', ''];
const ADDED = 'The node adds a path and its parameters. ';

/**
 * Signs that an address must not contain. The parsed one doesn't show an empty query or fragment, as in
 * `http://host/?`.
 */
const faults = [
	['contains a user name or a password', 'MIOeSIM logs in with the fields above. ', '@'],
	['contains a query', ADDED, '?'],
	['contains a fragment', ADDED, '#'],
];

/**
 * The address that every call begins with, without a slash at the end.
 *
 * @throws {Failure} for parts that would be sent with every call, or reduce all calls to one path
 */
function readBaseUrl(content: string): string {
	const isAddress = ADDRESS.test(content) && URL.canParse(content);
	const fault = isAddress ? faults.find(([, , sign]) => content.includes(sign)) : NO_ADDRESS;
	if (fault === undefined) return content.replace(/\/+$/, '');
	const [what, why] = fault;
	throw inputFailure(
		`'Base URL' in the MIOeSIM credential ${what}`,
		`${why}Enter an address such as ${DEFAULT_BASE_URL}`,
	);
}

/**
 * Whether the stored token can be used: it exists, was issued to the account as it is now, and lasts
 * longer than `marginMs`.
 *
 * @param now milliseconds since the epoch
 */
export function hasLiveSession(
	credentials: Readonly<Record<string, unknown>>,
	account: StoredAccount,
	now: number,
	marginMs = 0,
): boolean {
	if (text(credentials.token) === null) return false;
	if (text(credentials.sessionAccount) !== account.sessionAccount) return false;
	return (number(credentials.sessionExpiresAt) ?? 0) - marginMs > now;
}

/** What a credential's hooks leave for each other, and for the code that called the host. */
interface HookNotes {
	/** What a hook threw. */
	failure?: Failure;
	/** The credential test is running. */
	isTest?: true;
	/** What the last login for this very object has obtained. */
	session?: Session;
	/** During the test: the HTTP method that this server accepts for reads. */
	method?: HttpMethod;
}

const notes = new WeakMap<object, HookNotes>();

/**
 * The notes on the credential data that the host passes to a hook. The host wraps whatever a hook throws,
 * and some versions keep only the message: the data object is the one thing that both sides hold. They are
 * never stored, and never copied with the data.
 */
export function notesOf(credentials: object): HookNotes {
	const made = notes.get(credentials) ?? {};
	notes.set(credentials, made);
	return made;
}

/** Maximum number of accounts that one process remembers. A dropped one is learned again. */
const MOST_ACCOUNTS = 200;

/** Paths of one account; API Request may use any. */
const MOST_PATHS = 200;

/** What this process knows about one account, across all runs. */
export interface AccountMemory {
	/**
	 * The last login that failed. Whoever asked before `until`, in milliseconds since the epoch, need not try
	 * again.
	 */
	failed?: { failure: Failure; until: number };
	/** The HTTP method that worked for a read, by path. */
	readonly methods: BoundedMap<string, HttpMethod>;
}

/**
 * The transport's only memory that outlives a run. The key is `StoredAccount.sessionAccount`, so an edited
 * credential starts afresh.
 */
const accounts = new BoundedMap<string, AccountMemory>(MOST_ACCOUNTS);

export function memoryOf(sessionAccount: string): AccountMemory {
	const memory = accounts.get(sessionAccount) ?? { methods: new BoundedMap(MOST_PATHS) };
	accounts.set(sessionAccount, memory);
	return memory;
}
