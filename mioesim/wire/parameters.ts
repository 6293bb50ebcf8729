/** What is sent, and how it is signed: every value is text, and empty values are left out. */

import { hash } from 'node:crypto';

import { inputFailure } from '../codes/failures';

/** A value from an operation, before it becomes text. */
export type ParameterValue =
	| string
	| number
	| boolean
	| null
	| undefined
	| ReadonlyArray<string | number>;

export type Parameters = Record<string, ParameterValue>;

/** Parameters as they are signed and sent: trimmed, non-empty text. */
export type WireParameters = Record<string, string>;

/** A thousand ICCIDs take a tenth of it. */
const LONGEST_VALUE = 250_000;

/** An unpaired surrogate: it can't be sent, and the two signature styles treat it differently. */
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Trims once, for the request and the signature alike. Booleans are sent as `1`/`0`, lists joined by
 * commas, empty and null values not at all (docs/api.md, section 3). This is the only place where values
 * become the text that is signed and sent.
 *
 * @throws {Failure} for values that have no text (an object, a number that has lost its last digits) or
 *   too much
 */
export function toWire(parameters: Parameters): WireParameters {
	// Not by assignment: a parameter may be named `__proto__`.
	return Object.fromEntries(
		Object.entries(parameters)
			.map(([name, value]): [string, string] => [wellFormed(name), toText(value, name)])
			.filter(([, content]) => content !== ''),
	);
}

function toText(value: ParameterValue, name: string): string {
	if (value === null || value === undefined) return '';
	if (!Array.isArray(value)) return entryText(value, name);
	const entries = value.map((entry: unknown) => entryText(entry, name));
	return entries.filter(Boolean).join(',');
}

function entryText(value: unknown, name: string): string {
	switch (typeof value) {
		case 'boolean':
			return value ? '1' : '0';
		case 'string':
			if (value.length <= LONGEST_VALUE) return wellFormed(value).trim();
			throw inputFailure(
				`'${wellFormed(name)}' is too long`,
				`It has ${value.length} characters; the limit is ${LONGEST_VALUE}`,
			);
		case 'number':
			return exactNumber(value, wellFormed(name));
		case 'bigint':
			return String(value);
		default:
			throw inputFailure(
				`'${wellFormed(name)}' is not a plain value`,
				'A parameter may be text, a number, a boolean or a list of them',
			);
	}
}

/** @throws {Failure} for a number that has lost its last digits: two IDs would become one */
export function exactNumber(value: number, name: string): string {
	if (Number.isFinite(value) && Math.abs(value) < 2 ** 53) return String(value);
	throw inputFailure(
		`'${name}' is a number with too many digits`,
		'The number has lost its last digits. Turn it into text at its source',
	);
}

function wellFormed(content: string): string {
	// UTF-8 has no half characters: each one becomes U+FFFD.
	return LONE_SURROGATE.test(content) ? Buffer.from(content).toString() : content;
}

/**
 * The parameters as a form. A server reads what is beyond ASCII as its own charset unless it is told another
 * (docs/api.md, section 1).
 */
export function formOf(parameters: WireParameters) {
	const body = new URLSearchParams(parameters).toString();
	const isAscii = Object.values(parameters).every((content) => /^\p{ASCII}*$/u.test(content));
	const charset = isAscii ? '' : '; charset=UTF-8';
	return { headers: { 'content-type': `application/x-www-form-urlencoded${charset}` }, body };
}

/**
 * The two documented ways to sign; they never give the same digest (docs/api.md, section 3). `raw`: MD5
 * of the text as it is, lowercase. `encoded`: MD5 of the percent-encoded text, uppercase.
 */
export type SignatureStyle = 'raw' | 'encoded';

export const signatureStyles: readonly SignatureStyle[] = ['raw', 'encoded'];

/** RFC 3986: `encodeURIComponent` doesn't encode `! ' ( ) *`. */
function percentEncode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/**
 * The signature for the given parameters.
 *
 * @param parameters what is sent, already trimmed; a `sign` among them is ignored
 * @param secretKey appended to the joined parameters without a separator
 * @returns 32 hexadecimal digits
 */
export function sign(
	parameters: WireParameters,
	secretKey: string,
	style: SignatureStyle = 'raw',
): string {
	const text =
		Object.entries(parameters)
			.filter(([key, value]) => key !== 'sign' && value !== '')
			// By UTF-16 code unit, so case-sensitive: `sTime` comes before `status`.
			.sort(([left], [right]) => (left < right ? -1 : 1))
			.map(([key, value]) => `${key}=${value}`)
			.join('') + secretKey;
	return style === 'raw' ? hash('md5', text) : hash('md5', percentEncode(text)).toUpperCase();
}
