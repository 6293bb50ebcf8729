import { inputFailure } from '../../../mioesim/codes/failures';
import { redact } from '../../../mioesim/redact';
import { isObject } from '../../../mioesim/values';
import { exactNumber } from '../../../mioesim/wire/parameters';

/** The longest text that is read: no field of this package needs more. */
const LONGEST_TEXT = 10_000;

/** Enough of a value to recognize it. */
const LONGEST_QUOTE = 60;

/** The maximum number of entries for one item, and the length of a list as text. */
const MOST_ENTRIES = 10_000;
const LONGEST_LIST = 250_000;

/** Characters that are invisible or break a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Invisible characters that copying leaves behind: soft hyphens, zero-width spaces, direction marks. The
 * two joiners are not among them, because Persian and Hindi spell with them.
 */
const MARKS = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/**
 * Rejects a parameter before anything is sent.
 *
 * @param meaning names the parameter as the user sees it, e.g. `'Count' must be …`
 * @throws {Failure} always, of type `input`
 */
export function refuse(meaning: string, resolution: string): never {
	throw inputFailure(meaning, resolution);
}

/** A value for an error text: in quotation marks, shortened, without anything an error must not show. */
export function quoted(value: unknown): string {
	const safe = redact(shown(value)).replace(UNSEEN, '\uFFFD');
	return safe.length > LONGEST_QUOTE ? `"${safe.slice(0, LONGEST_QUOTE)}…"` : `"${safe}"`;
}

/** Text and numbers as they are, and the kind of anything else. */
function shown(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'function') return 'a function';
	return isObject(value) ? 'an object' : String(value);
}

/** Nothing, or white space only. */
export function isBlank(value: unknown): boolean {
	const content = value ?? '';
	return typeof content === 'string' && withoutMarks(content) === '';
}

/** Text without white space at its ends and invisible marks anywhere. */
export function withoutMarks(content: string): string {
	return content.replace(MARKS, '').trim();
}

/**
 * Text whose spelling carries no meaning, such as a number or a date: full-width characters and the digits
 * of all scripts become ASCII.
 */
export function plain(content: string): string {
	return withoutMarks(content.normalize('NFKC')).replace(/(?![0-9])\p{Nd}/gu, asciiDigit);
}

/** In Unicode, the ten digits of a script follow each other. */
function asciiDigit(digit: string): string {
	const code = digit.codePointAt(0) ?? 0;
	let zero = code;
	while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
	return String((code - zero) % 10);
}

/**
 * Text, or a number as text, trimmed. Anything else must not pass for an empty field: an External Order
 * ID that arrives as a list would leave the order unprotected.
 *
 * @throws {Failure} for a number that has lost its last digits: two IDs would become one
 */
export function readText(value: unknown, label: string): string {
	if (typeof value === 'number') return exactNumber(value, label);
	if (typeof value === 'bigint') return String(value);
	if (typeof value !== 'string') {
		return refuse(
			`'${label}' must be text or a number`,
			`Check the expression in '${label}': for this item it returns something else`,
		);
	}
	if (value.length <= LONGEST_TEXT) return value.trim();
	return refuse(
		`'${label}' is too long`,
		`It has ${value.length} characters; the limit is ${LONGEST_TEXT}. Check the expression in '${label}'`,
	);
}

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

/**
 * Reads the entries of a list, or of text. A separator at the end of text is ignored.
 *
 * @param value not an empty list
 * @returns at least one entry
 * @throws {Failure} when an entry is empty: a list that has lost an entry must not be used
 */
export function entriesOf(value: unknown, label: string, separator: RegExp): unknown[] {
	const isText = typeof value === 'string';
	const isLong = isText && value.length > LONGEST_LIST;
	const isSplit = isText && !isLong;
	const entries: unknown[] = isSplit ? value.split(separator, MOST_ENTRIES + 2) : [value].flat();
	while (isSplit && entries.length > 1 && isBlank(entries.at(-1))) entries.pop();
	if (isLong || entries.length > MOST_ENTRIES) {
		return refuse(
			`'${label}' has too many entries`,
			`The limit is ${MOST_ENTRIES}. Split the list before this node`,
		);
	}
	if (!entries.some(isBlank)) return entries;
	return refuse(
		`'${label}' has an empty entry`,
		`No entry may be empty. Check the expression in '${label}', and remove extra commas`,
	);
}
