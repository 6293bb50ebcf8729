/**
 * The number of a SIM card (ICCID): 13 to 20 digits (docs/api.md, section 5). It is always text, because
 * a number would lose the last digits.
 */

/** Longer text is not an ICCID, whatever surrounds its digits. */
const LONGEST = 100;

/** Labels that people write before the number. An order number also has letters before its digits. */
const LABEL =
	/^(?:(?:e?sim|card|iccids?|number|no|nr|卡号|卡號)(?=[^a-z]|$)[\s.:#=_-]*){1,4}|^iccid/i;

/** Separators between the digits: white space, zero-width characters, dashes of any length. */
const SEPARATORS = /[\s\u200B-\u200D\u2060\uFEFF\u2010-\u2015\u2212_-]+/g;

const DIGITS = /^[0-9]{13,20}$/;

/**
 * Reads an ICCID as people and systems write it: with spaces, dashes, a label, quotation marks,
 * full-width digits, or the `F` that fills the last byte on the card.
 *
 * @returns the digits alone, or null when they are not an ICCID. A number beyond 2^53 has already lost
 *   digits, so it is not one
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

/**
 * Text in which the API sends an ICCID. Text that is not an ICCID stays unchanged, so that a person can
 * look at it.
 */
export function iccidOf(value: unknown): string | null {
	const iccid = readIccid(value);
	if (iccid !== null || typeof value !== 'string') return iccid;
	return value.trim() || null;
}

/** Whether two spellings mean the same card. */
export function isSameIccid(left: unknown, right: unknown): boolean {
	const iccid = readIccid(left);
	return iccid !== null && iccid === readIccid(right);
}
