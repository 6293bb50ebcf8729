import { createHash } from 'node:crypto';

import { inputFailure } from '../codes/failures';
import { signatureStyles, type SignatureStyle } from '../wire/signature';
import { number, text } from '../values';

const DEFAULT_BASE_URL = 'https://bpm.mioesim.com';

/** The fields of a credential. */
export interface StoredAccount {
	phoneNumber: string;
	password: string;
	secretKey: string;
	/** Distribution partner for physical SIM cards, or null. */
	dpId: string | null;
	/** Without a slash at the end. */
	baseUrl: string;
	signatureStyle: SignatureStyle | undefined;
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
	return {
		phoneNumber,
		password,
		secretKey,
		dpId: text(credentials.dpId),
		baseUrl,
		signatureStyle: signatureStyles.find((style) => style === credentials.signatureStyle),
		sessionAccount: fingerprint(phoneNumber, password, secretKey, baseUrl),
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

/** The maximum length of an address. */
const LONGEST_ADDRESS = 1000;

/**
 * The address that every call begins with, without a slash at the end.
 *
 * @throws {Failure} for parts that would be sent with every call, or reduce all calls to one path
 */
function readBaseUrl(content: string): string {
	if (!isAddress(content)) {
		throw baseUrlFailure('is not a web address');
	}
	if (content.includes('@')) {
		throw baseUrlFailure(
			'contains a user name or a password',
			'MIOeSIM logs in with the fields above. ',
		);
	}
	// The parsed address doesn't show an empty query or fragment, as in http://host/?.
	if (content.includes('?')) {
		throw baseUrlFailure('contains a query', 'The node adds a path and its parameters. ');
	}
	if (content.includes('#')) {
		throw baseUrlFailure('contains a fragment', 'The node adds a path and its parameters. ');
	}
	let end = content.length;
	while (content[end - 1] === '/') end--;
	return content.slice(0, end);
}

/** The parser silently repairs white space, backslashes and a third slash. */
function isAddress(content: string): boolean {
	if (content.length > LONGEST_ADDRESS || /[\s\\\p{Cc}]/u.test(content)) return false;
	return /^https?:\/\/[^/]/i.test(content) && URL.canParse(content);
}

function baseUrlFailure(what: string, why = '') {
	return inputFailure(
		`'Base URL' in the MIOeSIM credential ${what}`,
		`${why}Enter an address such as ${DEFAULT_BASE_URL}`,
	);
}

function fingerprint(...parts: string[]): string {
	return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
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
