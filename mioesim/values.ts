/** Lenient readers: the API sends the same thing as text in one place and as a number in another. */

export type Json = string | number | boolean | null | undefined | Json[] | JsonRecord;
export interface JsonRecord {
	[key: string]: Json;
}

export function isObject(value: unknown): value is JsonRecord {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value as an object; anything else becomes an empty one. */
export function record(value: unknown): JsonRecord {
	return isObject(value) ? value : {};
}

/** The value as a list: null is an empty list, a single object a list of one. */
export function list(value: unknown): Json[] {
	if (Array.isArray(value)) return value as Json[];
	return isObject(value) ? [value] : [];
}

/** Every object in the value; other entries are skipped. */
export function records(value: unknown): JsonRecord[] {
	return list(value).filter(isObject);
}

/** The first list that has entries: one list has several names (docs/api.md, section 7). */
export function firstList(source: JsonRecord, ...names: string[]): JsonRecord[] {
	return names.map((name) => records(source[name])).find(({ length }) => length > 0) ?? [];
}

/** Non-empty trimmed text, or null. */
export function text(value: unknown): string | null {
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	return String(value).trim() || null;
}

/** The largest number has 309 digits; longer text is not parsed. */
const LONGEST_NUMBER = 400;

/** A finite number from a number or numeric text, or null. */
export function number(value: unknown): number | null {
	const content = text(value);
	if (content === null || content.length > LONGEST_NUMBER) return null;
	const parsed = Number(content);
	return Number.isFinite(parsed) ? parsed : null;
}

/** `1,024.5`, `1.024,5`, `1,50`: a comma or point before three digits separates thousands. */
const GROUPED = /^[1-9]\d{0,2}(?:([,.])\d{3})(?:\1\d{3}){0,4}(?!\1)(?:[.,]\d{1,9})?$/;

/** A number from 0 as people write it, or null. A single point is always a decimal point. */
export function decimal(value: unknown): number | null {
	const plain = number(value);
	if (plain !== null) return plain < 0 ? null : plain;
	const content = text(value) ?? '';
	if (content.length > 30 || !/^\d[\d.,]*$/.test(content)) return null;
	const separator = GROUPED.exec(content)?.[1];
	const digits = separator === undefined ? content : content.split(separator).join('');
	return number(digits.replace(',', '.'));
}

const DOLLARS = /^(?:US\s?\$|\$|USD)?\s?([\d.,]{1,30})\s?(?:US\s?\$|\$|USD)?$/i;

/** US dollars from a number, or text with a unit: `$1.50`, `1.50 USD`. Null for another currency. */
export function dollars(value: unknown): number | null {
	return decimal(DOLLARS.exec(text(value) ?? '')?.[1] ?? value);
}

/** What says nothing where an id, a number or an email is due: words for nothing, and masked values. */
const SAYS_NOTHING = /^(?:0|null|undefined|none|n\/a|-+)$|[*•＊]{2}/i;

/**
 * The first field that tells something: one concept has several spellings (docs/api.md, section 7), and
 * more than one of them may be there.
 */
export function told(source: JsonRecord, ...names: string[]): string | null {
	const values = names.map((name) => text(source[name]));
	return values.find((value) => value !== null && !SAYS_NOTHING.test(value.slice(0, 300))) ?? null;
}

/** True for `true`, `1`, `'1'` and `'true'`; false for their opposites; otherwise null. */
export function flag(value: unknown): boolean | null {
	if (value === true || value === 1 || value === '1' || value === 'true') return true;
	if (value === false || value === 0 || value === '0' || value === 'false') return false;
	return null;
}

/** Every non-empty text in a list, or in text separated by commas. */
export function texts(value: unknown): string[] {
	const entries = typeof value === 'string' ? value.split(',') : list(value);
	return entries.flatMap((entry) => text(entry) ?? []);
}

/** Made once, when first asked for. */
export function once<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

/** Text without percent-encoding; text with incorrect encoding stays unchanged. */
export function percentDecoded(content: string): string {
	try {
		return decodeURIComponent(content);
	} catch {
		return content;
	}
}

/** Parsed JSON; undefined for invalid JSON. The parser's own message would quote the text. */
export function parseJson(content: string): unknown {
	try {
		return JSON.parse(content);
	} catch {
		return undefined;
	}
}
