/**
 * The number of a SIM card (ICCID): 13 to 20 digits (docs/api.md, section 5). It is text everywhere:
 * as a number it would lose its last digits.
 */

/** Longer text is not an ICCID, whatever stands around its digits. */
const LONGEST = 100;

/** What people write before the number. An order number has letters before its digits as well. */
const LABEL =
	/^(?:(?:e?sim|card|iccids?|number|no|nr|卡号|卡號)(?=[^a-z]|$)[\s.:#=_-]*){1,4}|^iccid/i;

/** Between the digits: white space, signs without width, dashes of every length. */
const SEPARATORS = /[\s\u200B-\u200D\u2060\uFEFF\u2010-\u2015\u2212_-]+/g;

const DIGITS = /^[0-9]{13,20}$/;

/**
 * Reads an ICCID as people and systems write it: with spaces, dashes, a label, quotation marks,
 * full-width digits or the `F` that fills up its last byte on the card.
 *
 * @returns the digits alone, or null when what is left is not an ICCID. A number beyond 2^53 has lost
 *   digits already, so it is none
 */
export function readIccid(value: unknown): string | null {
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) && DIGITS.test(String(value)) ? String(value) : null;
	}
	if (typeof value !== 'string' || value.length > LONGEST) return null;
	const digits = value
		.normalize('NFKC')
		.trim()
		.replace(/^["'`’‘“”]+|["'`’‘“”]+$/g, '')
		.trim()
		.replace(LABEL, '')
		.replace(SEPARATORS, '')
		.replace(/f{1,7}$/i, '');
	return DIGITS.test(digits) ? digits : null;
}

/** Text as the API tells an ICCID; what is none stays as it came, for a person to look at. */
export function iccidOf(value: unknown): string | null {
	const iccid = readIccid(value);
	if (iccid !== null || typeof value !== 'string') return iccid;
	return value.trim() || null;
}

/** Whether two spellings are of one card. */
export function isSameIccid(left: unknown, right: unknown): boolean {
	const iccid = readIccid(left);
	return iccid !== null && iccid === readIccid(right);
}
