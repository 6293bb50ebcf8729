import { inputFailure } from '../../../mioesim/codes/failures';
import { redact } from '../../../mioesim/redact';

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
	const safe = redact(shown(value)).replace(UNSEEN, '\uFFFD');
	return safe.length > LONGEST_QUOTE ? `"${safe.slice(0, LONGEST_QUOTE)}…"` : `"${safe}"`;
}

/** Text and numbers as they are, and the kind of anything else. */
function shown(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value !== null && typeof value === 'object') return 'an object';
	return typeof value === 'function' ? 'a function' : String(value);
}
