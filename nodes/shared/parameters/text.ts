import { refuse } from './refusal';

/** The longest text that is read: no field of this package needs more. */
export const LONGEST_TEXT = 10_000;

/** Nothing, or white space only. */
export function isBlank(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	return typeof value === 'string' && value.trim() === '';
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

function exactNumber(value: number, label: string): string {
	if (Number.isFinite(value) && Math.abs(value) < 2 ** 53) return String(value);
	return refuse(
		`'${label}' is a number with too many digits`,
		'The number has lost its last digits. Turn it into text at its source',
	);
}
