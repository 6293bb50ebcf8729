import { quoted, refuse } from './refusal';
import { readText } from './text';

/**
 * IDs from the user's systems. Two items with equal IDs are one purchase, so a placeholder left by a
 * missing field must never count as an ID: the second customer would get the first customer's eSIM.
 */

/** How long an ID may be for MIOeSIM is unknown; no shop uses longer ones. */
const LONGEST_ID = 255;

/** What programs write for "nothing", besides the words below. */
const NOTHING = ['none', 'n/a', 'nil', 'infinity', '-infinity', 'true', 'false'];

/** Invisible characters: control characters, zero-width characters, unpaired surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u;

/** Spreadsheet cells whose formula failed, in the languages that write them with `#`. */
const SHEET_ERROR =
	/#(?:N\/[AD]|[¡¿]?(?:REF|VALUE|DIV\/0|NAME|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|EXTERNAL|PYTHON|UNKNOWN|ERROR)[!?]|DIV\/0|GETTING_DATA)/i;
const WHOLE_SHEET_ERROR = /^(?:#NV|#[¡¿]?[\p{L}/0]{1,20}[!?]|#{2,}|Err:\d{3})$/iu;

/** A spreadsheet's notation for long numbers, which keeps only the digits it shows. */
const ROUNDED = /^\d{1,3}(?:[.,]\d{1,20}e\+?|e\+)\d{1,3}$/i;

const UNRESOLVED = /\{\{|\}\}|\$\{|\{%|<%|^=|^\$(?:json|input|node|item|vars?|\()/;

/** A separate word, whatever letters and digits surround it; digits count as a boundary. */
const WORD_WITHIN = /undefined|(?<!\p{L})null(?!\p{L})|(?<![\p{L}\p{N}])nan(?![\p{L}\p{N}])/iu;

const PRINTED_OBJECT = /\[object [\p{L}]{1,40}\]|invalid date/iu;

/** Separators between the parts of an ID. `#` may come before the first part. */
const SEPARATOR = '[-_/\\\\:.,;|&~@\\u2010-\\u2015\\u2212]';
const EMPTY_PART = new RegExp(
	`^#?\\s?${SEPARATOR}|(?:${SEPARATOR}|#)$|(?<!:)([-_/:.,;|])\\s?\\1|\\(\\s?\\)|\\[\\s?\\]|\\{\\s?\\}`,
);

/**
 * A randomly generated ID may begin and end with anything: a Firebase push ID (20 characters), a nanoid
 * (21), a UUID in base64url (22). A part of a template is seldom that long, and never alternates as often
 * between lower case, upper case and digits.
 */
const RANDOM = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w-]{20,22}$/;
const FEWEST_CHANGES = 8;

function isRandom(value: string): boolean {
	if (!RANDOM.test(value)) return false;
	const runs = [...value.matchAll(/[a-z]+|[A-Z]+|\d+/g)];
	return runs.length > FEWEST_CHANGES;
}

/** The reason why the text identifies nothing; null when it may. */
function whyNotAName(value: string): string | null {
	if (UNSEEN.test(value)) return 'contains invisible characters';
	if (UNRESOLVED.test(value)) return 'contains an unresolved expression';
	if (PRINTED_OBJECT.test(value)) return 'contains an object or a date instead of text';
	if (SHEET_ERROR.test(value) || WHOLE_SHEET_ERROR.test(value)) {
		return 'is the result of a failed spreadsheet formula';
	}
	if (ROUNDED.test(value)) return 'is a number that a spreadsheet has rounded';
	const bare = value.replace(/^["'([{<\s]{1,9}/, '').replace(/["')\]}>\s]{1,9}$/, '');
	if (NOTHING.includes(bare.toLowerCase()) || WORD_WITHIN.test(value)) {
		return 'comes from an empty field';
	}
	return null;
}

/**
 * @returns the reason why the text is not an ID, as the end of a sentence that begins with the
 *   parameter's name; null when it is one
 */
export function whyInvalidId(value: string): string | null {
	if (value.length > LONGEST_ID) return `is longer than ${LONGEST_ID} characters`;
	const why = whyNotAName(value);
	if (why !== null) return why;
	if (!/[\p{L}\p{N}]/u.test(value)) return 'contains no letter or digit';
	if (EMPTY_PART.test(value) && !isRandom(value)) return 'has an empty part';
	return null;
}

/** @throws {Failure} when the value is not an ID */
export function readId(value: unknown, label: string): string {
	return checked(readText(value, label), label, whyInvalidId);
}

/** A code or the beginning of an ID: follows the rules for an ID, except that its parts may be empty. */
export function readCode(value: unknown, label: string): string {
	return checked(readText(value, label), label, (content) =>
		content.length > LONGEST_ID ? `is longer than ${LONGEST_ID} characters` : whyNotAName(content),
	);
}

function checked(content: string, label: string, why: (content: string) => string | null): string {
	const reason = why(content);
	if (reason === null) return content;
	return refuse(
		`'${label}' ${reason}`,
		`The value for this item is ${quoted(content)}. Check the expression in '${label}', and the field that it reads`,
	);
}

/** Digits only: to anything else, the API replies with a leaked Java exception. */
export const NUMERIC_ID = /^[1-9]\d{0,14}$/;

/** The ID of a destination, a package or a distribution partner. */
export function readNumericId(value: unknown, label: string): string {
	const content = readText(value, label);
	if (NUMERIC_ID.test(content)) return content;
	return refuse(
		`'${label}' must be a number`,
		`${quoted(content)} is not a MIOeSIM ID. Choose an entry from the list, or enter the number that Get Many shows`,
	);
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
