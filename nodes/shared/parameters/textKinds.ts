import { readCode, readId } from './id';
import { plain, quoted, readText, refuse, withoutMarks } from './text';

/** Digits only: to anything else, the API replies with a leaked Java exception. */
export const NUMERIC_ID = /^[1-9]\d{0,14}$/;

/** The ID of a destination, a package or a distribution partner. */
export function readNumericId(value: unknown, label: string): string {
	const content = plain(readText(value, label)).replace(/\.0$/, '');
	if (NUMERIC_ID.test(content)) return content;
	return refuse(
		`'${label}' must be a number`,
		`${quoted(content)} is not a MIOeSIM ID. Choose an entry from the list, or enter the number that Get Many shows`,
	);
}

/** MIOeSIM's order number, e.g. `EP20240124000013`, as people copy it: in any case, with blanks or a `#`. */
export function readOrderNumber(value: unknown, label: string): string {
	const content = plain(readCode(value, label)).replace(/^#\s*|[\s,;.]+$/g, '');
	const joined = content.replace(/[\s-]/g, '');
	return /^[a-z]{1,4}\d+$/i.test(joined) ? joined.toUpperCase() : content;
}

const UNSAFE_NAMES = ['__proto__', 'constructor', 'prototype'];

/** Whether a JavaScript object can't hold a field with this name. */
export function isUnsafeName(name: string): boolean {
	return UNSAFE_NAMES.includes(name);
}

/** The name of a field in an item. */
export function readFieldName(value: unknown, label: string): string {
	const content = readCode(value, label);
	if (!isUnsafeName(content)) return content;
	return refuse(
		`'${label}' cannot be ${quoted(content)}`,
		'JavaScript reserves this name. Choose another one',
	);
}

/** The longest address that email can be sent to (RFC 5321). */
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL = 64;

/**
 * Letters of any language, digits and the characters that RFC 5322 allows without quotation marks. Dots
 * may stand anywhere: Japanese carriers have given out such addresses for years.
 */
const LOCAL = /^(?:[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+|"[^"\\\p{Cc}]+")$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
const IP_LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[\da-f:.]{2,45})\]$/i;

/** Full-width letters and signs, and the full stops of East Asian keyboards. */
const WIDE = /[\uFF01-\uFF5E。｡]/g;

/**
 * Whether the text is one address such as `nathan@example.com`, without a name before it. Runs in linear
 * time.
 */
export function isEmailAddress(content: string): boolean {
	if (content.length > LONGEST_ADDRESS) return false;
	const at = content.lastIndexOf('@');
	if (at < 1 || at > LONGEST_LOCAL || !LOCAL.test(content.slice(0, at))) return false;
	const domain = content.slice(at + 1);
	const labels = domain.split('.');
	const isName = labels.length > 1 && labels.every((label) => LABEL.test(label));
	return IP_LITERAL.test(domain) || (isName && !/^\d*$/.test(labels[labels.length - 1]));
}

/** The address in `Jane <jane@example.com>`, `mailto:jane@example.com?subject=x` and what else is copied. */
function addressIn(content: string): string {
	return content
		.replace(/^[^<>]{0,254}<([^<>]+)>[\s,;.]*$/, '$1')
		.replace(/^\[[^[\]]*\]\((mailto:[^()]+)\)$/i, '$1')
		.replace(/\s\([^()]*\)$/, '')
		.replace(/^mailto:([^?|]*).*$/is, '$1')
		.replace(/^['"‘“(]+|['"’”),;.、\s]+$/g, '');
}

/** @throws {Failure} when the value is not one email address */
export function readEmail(value: unknown, label: string): string {
	const content = withoutMarks(readText(value, label)).replace(WIDE, plain).replace(/。/g, '.');
	if (isEmailAddress(content)) return content;
	const address = content.length > 3 * LONGEST_ADDRESS ? '' : addressIn(content);
	if (isEmailAddress(address)) return address;
	const isSeveral = content.indexOf('@') !== content.lastIndexOf('@') && /[,;\s]/.test(content);
	if (isSeveral) {
		return refuse(
			`'${label}' must be one email address`,
			'Enter one address such as nathan@example.com. For several customers pass one item for each',
		);
	}
	return refuse(
		`'${label}' is not an email address`,
		`Enter one address such as nathan@example.com. The value for this item is ${quoted(content)}`,
	);
}

/** What a text field may contain, by the name that its description declares in `typeOptions.textKind`. */
export const textReaders = {
	plain: readText,
	id: readId,
	code: readCode,
	numericId: readNumericId,
	orderNumber: readOrderNumber,
	email: readEmail,
	fieldName: readFieldName,
};

export type TextKind = keyof typeof textReaders;
