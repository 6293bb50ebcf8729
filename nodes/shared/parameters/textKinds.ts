import { readActivationCode, type ActivationCode } from '../../../mioesim/shapes/activationCode';
import { readIccid as iccidIn } from '../../../mioesim/shapes/card';
import { parseJson, record } from '../../../mioesim/values';
import { readCode, readId } from './id';
import { entriesOf, plain, quoted, readNumericId, readText, refuse, withoutMarks } from './text';

/** MIOeSIM's order number, e.g. `EP20240124000013`, as people copy it: in any case, with blanks or a `#`. */
export function readOrderNumber(value: unknown, label: string): string {
	const content = plain(readCode(value, label)).replace(/^#\s*|[\s,;.]+$/g, '');
	const joined = content.replace(/[\s-]/g, '');
	return /^[a-z]{1,4}\d+$/i.test(joined) ? joined.toUpperCase() : content;
}

/** Names of fields that a JavaScript object can't hold. */
export const UNSAFE_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** The name of a field in an item. */
export function readFieldName(value: unknown, label: string): string {
	const content = readCode(value, label);
	if (!UNSAFE_NAMES.includes(content)) return content;
	return refuse(
		`'${label}' cannot be ${quoted(content)}`,
		'JavaScript reserves this name. Choose another one',
	);
}

/** The longest address that email can be sent to (RFC 5321). */
const LONGEST_ADDRESS = 254;

/**
 * Letters of any language, digits and the characters that RFC 5322 allows without quotation marks. Dots
 * may stand anywhere: Japanese carriers have given out such addresses for years.
 */
const LOCAL = /[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}|"[^"\\\p{Cc}]{1,62}"/u.source;
const LABEL = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?/u.source;
const IP_LITERAL = /\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[\da-f:.]{2,45})\]/.source;
const ADDRESS = new RegExp(
	`^(?:${LOCAL})@(?:(?:${LABEL}\\.)+(?!\\d+$)${LABEL}|${IP_LITERAL})$`,
	'iu',
);

/** Full-width letters and signs, and the full stops of East Asian keyboards. */
const WIDE = /[\uFF01-\uFF5E。｡]/g;

/** Whether the text is one address such as `nathan@example.com`, without a name before it. */
export function isEmailAddress(content: string): boolean {
	return content.length <= LONGEST_ADDRESS && ADDRESS.test(content);
}

/** The address in `Jane <jane@example.com>`, `mailto:jane@example.com?subject=x` and what else is copied. */
function addressIn(content: string): string {
	return content
		.replace(/^[^<>]*<([^<>]+)>[\s,;.]*$/, '$1')
		.replace(/\[[^[\]]*\]\((mailto:[^()]+)\)$/i, '$1')
		.replace(/\s\([^()]*\)$/, '')
		.replace(/^mailto:([^?|]*).*/is, '$1')
		.replace(/^['"‘“(]+|(?<!['"’”),;.、\s])['"’”),;.、\s]+$/g, '');
}

/** @throws {Failure} when the value is not one email address */
export function readEmail(value: unknown, label: string): string {
	const content = withoutMarks(readText(value, label)).replace(WIDE, plain).replace(/。/g, '.');
	const address = [content, addressIn(content)].find(isEmailAddress);
	if (address !== undefined) return address;
	const isSeveral = content.indexOf('@') !== content.lastIndexOf('@') && /[,;\s]/.test(content);
	const [meaning, more] = isSeveral
		? ['must be one email address', 'For several customers pass one item for each']
		: ['is not an email address', `The value for this item is ${quoted(content)}`];
	return refuse(`'${label}' ${meaning}`, `Enter one address such as nathan@example.com. ${more}`);
}

/** An ICCID may contain spaces, so only these reliably separate two ICCIDs. */
const SEPARATOR = /(?:[,;|\n、，；]|\/(?=\s?\d))\s{0,9}|\s(?:and|und|et|y|e|&|\+|和)\s/i;

/** Longer text is not an ICCID, whatever surrounds its digits. */
const LONGEST_ICCID = 200;

/** Anything may stand before a number that begins as the SIM cards of all providers do. */
const BEFORE =
	/^(?:[^\d]{0,60}|\d{1,3}[.):]\s[^\d]{0,60}|[^\d]{1,60}\d{1,3}\s?[.):=\s]\s?)(?=89(?:[\s.-]{0,3}\d){16})/;

const INSTALL_LINK = /https:\/\/[^\s]{1,300}[?&#]carddata=([^&#\s]+)/i;

/**
 * Reads ICCIDs from a list or from text. Entries may be objects with an `iccid` field, such as the cards
 * of an order.
 *
 * @returns at least one, in the given order; duplicates are kept
 * @throws {Failure} when one of them can't be read: the others alone are not what the user meant
 */
export function readIccids(value: unknown, label: string): string[] {
	return entriesOf(ofJson(value), label, SEPARATOR).flatMap((entry) => iccidsOfEntry(entry, label));
}

/** One ICCID, which may be there several times. */
export function readIccid(value: unknown, label: string): string {
	const [iccid, ...others] = new Set(readIccids(value, label));
	if (others.length === 0) return iccid;
	return refuse(
		`'${label}' must be one ICCID`,
		'Pass one item for each card: split the list before this node',
	);
}

/** Objects as JSON text, e.g. from an AI agent. Other lists are read as text: their numbers may be too long. */
function ofJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const objects = value.includes('{') ? parseJson(value) : null;
	return objects ?? value.trim().replace(/^\[(.*)\]$/s, '$1');
}

function iccidsOfEntry(entry: unknown, label: string): string[] {
	const fields = record(entry);
	const content = 'iccid' in fields ? fields.iccid : entry;
	const iccid = ofText(content);
	if (iccid !== null) return [iccid];
	// Two whole ICCIDs are longer than the longest one, so the space between them is a separator.
	const words: unknown[] = typeof content === 'string' ? content.trim().split(/\s+/) : [content];
	const isRead = words.every((word) => ofText(word) !== null);
	if (isRead) return words.flatMap((word) => ofText(word) ?? []);
	if (lpaOf(content) !== null) {
		return refuse(
			`'${label}' contains an activation code instead of an ICCID`,
			'An ICCID is the number of the card, 18 to 20 digits. Order > Create and Order > Get return it in the field iccid',
		);
	}
	const isRounded = typeof content === 'number' && !Number.isSafeInteger(content);
	return refuse(
		`'${label}' must contain ICCIDs of 13 to 20 digits`,
		isRounded
			? 'The ICCID came as a number and has lost its last digits. Turn it into text at its source'
			: 'Remove other characters and empty entries. Separate several ICCIDs with commas',
	);
}

function ofText(content: unknown): string | null {
	if (typeof content !== 'string' || content.length > LONGEST_ICCID) return iccidIn(content);
	const number = plain(content)
		.replace(BEFORE, '')
		.replace(/\s?\([^()]*\)$|[\s.)\]]+$/g, '')
		.replace(/(?<=\d)[.\s](?=\d)/g, '');
	return iccidIn(number);
}

function lpaOf(value: unknown): ActivationCode | null {
	if (typeof value !== 'string') return null;
	return readActivationCode(INSTALL_LINK.exec(value.slice(0, 4000))?.[1] ?? value);
}

/**
 * The activation code of an eSIM, also from its install link for iPhone or Android.
 *
 * @throws {Failure} without the value, which installs the eSIM
 */
export function readLpa(value: unknown, label: string): ActivationCode {
	const code = lpaOf(value);
	if (code !== null) return code;
	return refuse(
		`'${label}' does not contain an eSIM activation code`,
		'An activation code looks like LPA:1$address$matching ID. Order > Create and Order > Get return it in the field lpa; Order > Get Many does not',
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
