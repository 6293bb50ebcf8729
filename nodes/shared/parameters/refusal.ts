import { inputFailure } from '../../../api/codes/failures';
import { redact } from '../../../api/redact';

/** Enough of a value to recognize it. */
const LONGEST_QUOTE = 60;

/** Characters that are invisible or break a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Rejects a parameter before anything is sent.
 *
 * @param meaning what is wrong; names the parameter as the user sees it, e.g. `'Count' must be …`
 * @param resolution how to go on
 * @throws {Failure} always, of type `input`
 */
export function refuse(meaning: string, resolution: string): never {
	throw inputFailure(meaning, resolution);
}

/** A value for an error text: in quotation marks, shortened, without anything an error must not show. */
export function quoted(value: unknown): string {
	const content = typeof value === 'string' ? value : kindOf(value);
	const cut = content.slice(0, LONGEST_QUOTE * 2).replace(UNSEEN, '\uFFFD');
	const safe = redact(cut);
	return safe.length > LONGEST_QUOTE ? `"${safe.slice(0, LONGEST_QUOTE)}…"` : `"${safe}"`;
}

/** The kind of a value that is not text. */
function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value !== null && typeof value === 'object') return 'an object';
	return typeof value === 'function' ? 'a function' : String(value);
}
