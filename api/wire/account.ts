import { createHash } from 'node:crypto';

import { inputFailure } from '../codes/failures';
import { signatureStyles, type SignatureStyle } from './signature';
import { number, text } from '../values';

export const DEFAULT_BASE_URL = 'https://bpm.mioesim.com';

/** A credential, read. */
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
	 * Fingerprint of account, password, key and address. n8n keeps a stored token when a user edits
	 * the credential: without this the next order would be bought with the account before.
	 */
	sessionAccount: string;
}

/**
 * Reads a credential's fields.
 *
 * @throws {Failure} of type `input` that names the field which is empty or no address
 */
export function readAccount(credentials: Readonly<Record<string, unknown>>): StoredAccount {
	const phoneNumber = required(credentials.phoneNumber, 'Phone Number');
	const baseUrl = (text(credentials.baseUrl) ?? DEFAULT_BASE_URL).replace(/\/+$/, '');
	if (!isWebAddress(baseUrl)) {
		throw inputFailure(
			"'Base URL' in the MIOeSIM credential is no web address",
			`Enter an address such as ${DEFAULT_BASE_URL}`,
		);
	}
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

function isWebAddress(content: string): boolean {
	try {
		const { protocol, search, hash } = new URL(content);
		return /^https?:$/.test(protocol) && search === '' && hash === '';
	} catch {
		return false;
	}
}

function fingerprint(...parts: string[]): string {
	return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/**
 * Whether the stored token can be used: there is one, it was issued to the account as it is now,
 * and its end is further away than `marginMs`.
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
	const end = number(credentials.sessionExpiresAt);
	return end !== null && end - marginMs > now;
}
