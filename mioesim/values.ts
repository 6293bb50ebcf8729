/** Lenient readers: the API sends the same thing as text in one place and as a number in another. */

export type Json = string | number | boolean | null | undefined | Json[] | JsonRecord;
export interface JsonRecord {
	[key: string]: Json;
}

/** The value as an object; anything else becomes an empty one. */
export function record(value: unknown): JsonRecord {
	return value !== null && typeof value === 'object' && !Array.isArray(value)
		? (value as JsonRecord)
		: {};
}

/** The value as a list: null is an empty list, a single object a list of one. */
export function list(value: unknown): Json[] {
	if (Array.isArray(value)) return value as Json[];
	return value !== null && typeof value === 'object' ? [value as JsonRecord] : [];
}

/** Every object in the value; other entries are skipped. */
export function records(value: unknown): JsonRecord[] {
	return list(value)
		.filter((entry) => entry !== null && typeof entry === 'object' && !Array.isArray(entry))
		.map(record);
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

/** True for `true`, `1`, `'1'` and `'true'`; false for their opposites; otherwise null. */
export function flag(value: unknown): boolean | null {
	if (value === true || value === 1 || value === '1' || value === 'true') return true;
	if (value === false || value === 0 || value === '0' || value === 'false') return false;
	return null;
}

/** Every non-empty text in a list, or in text separated by commas. */
export function texts(value: unknown): string[] {
	const entries = typeof value === 'string' ? value.split(',') : list(value);
	return entries.map(text).filter((entry): entry is string => entry !== null);
}

/** Parsed JSON; undefined for invalid JSON. The parser's own message would quote the text. */
export function parseJson(content: string): unknown {
	try {
		return JSON.parse(content);
	} catch {
		return undefined;
	}
}
