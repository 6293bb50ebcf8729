import { readActivationCode, type ActivationCode } from '../../../mioesim/shapes/activationCode';
import { readIccid } from '../../../mioesim/shapes/card';
import { parseJson, record } from '../../../mioesim/values';
import { entriesOf, plain, refuse } from './text';

/** An ICCID may contain spaces, so only these reliably separate two ICCIDs. */
const SEPARATOR = /(?:[,;|\n、，；]|\/(?=\s?\d))\s{0,9}|\s(?:and|und|et|y|e|&|\+|和)\s/i;

/** Longer text is not an ICCID, whatever surrounds its digits. */
const LONGEST = 200;

/** Anything may stand before a number that begins as the SIM cards of all providers do. */
const BEFORE =
	/^(?:[^\d]{0,60}|\d{1,3}[.):]\s[^\d]{0,60}|[^\d]{1,60}\d{1,3}\s?[.):=\s]\s?)(?=89(?:[\s.-]{0,3}\d){16})/;

const INSTALL_LINK = /^\s{0,9}https:\/\/[^\s]{1,300}[?&#]carddata=([^&#\s]+)/i;

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

/** A list as JSON text, e.g. from an AI agent. Plain numbers are kept as text: they may be too long. */
function ofJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const content = value.trim();
	if (/^(?:\[\s*)?\{/.test(content)) return parseJson(content) ?? content;
	return content.startsWith('[') && content.endsWith(']') ? content.slice(1, -1) : content;
}

function iccidsOfEntry(entry: unknown, label: string): string[] {
	const fields = record(entry);
	const content = 'iccid' in fields ? fields.iccid : entry;
	const iccid = ofText(content);
	if (iccid !== null) return [iccid];
	// Two whole ICCIDs are longer than the longest one, so the space between them is a separator.
	const words: unknown[] = typeof content === 'string' ? content.trim().split(/\s+/) : [content];
	if (words.every((word) => ofText(word) !== null))
		return words.flatMap((word) => ofText(word) ?? []);
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
	if (typeof content !== 'string' || content.length > LONGEST) return readIccid(content);
	const number = plain(content)
		.replace(BEFORE, '')
		.replace(/\s?\([^()]*\)$|[\s.)\]]+$/g, '')
		.replace(/(?<=\d)[.\s](?=\d)/g, '');
	return readIccid(number);
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
	return (
		lpaOf(value) ??
		refuse(
			`'${label}' does not contain an eSIM activation code`,
			'An activation code looks like LPA:1$address$matching ID. Order > Create and Order > Get return it in the field lpa; Order > Get Many does not',
		)
	);
}
