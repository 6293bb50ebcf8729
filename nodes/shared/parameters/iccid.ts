import { readIccid } from '../../../mioesim/shapes/iccid';
import { record } from '../../../mioesim/values';
import { entriesOf } from './list';
import { refuse } from './refusal';

/** An ICCID may contain spaces, so only these characters reliably separate two ICCIDs. */
const SEPARATOR = /[,;|\n]/;

/**
 * Reads ICCIDs from a list or from text. Entries may be objects with an `iccid` field, such as the cards
 * of an order.
 *
 * @returns at least one, in the given order; duplicates are kept
 * @throws {Failure} when one of them can't be read: the others alone are not what the user meant
 */
export function readIccids(value: unknown, label: string): string[] {
	return entriesOf(withoutBrackets(value), label, SEPARATOR).flatMap((entry) =>
		iccidsOfEntry(entry, label),
	);
}

/** A list as JSON text, e.g. from an AI agent. */
function withoutBrackets(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const content = value.trim();
	return content.startsWith('[') && content.endsWith(']') ? content.slice(1, -1) : content;
}

function iccidsOfEntry(entry: unknown, label: string): string[] {
	const fields = record(entry);
	const content = 'iccid' in fields ? fields.iccid : entry;
	const iccid = readIccid(content);
	if (iccid !== null) return [iccid];
	// Two whole ICCIDs are longer than the longest one, so the space between them is a separator.
	const pieces = typeof content === 'string' ? content.trim().split(/\s+/).map(readIccid) : [null];
	if (pieces.every((piece) => piece !== null)) return pieces;
	const isRounded = typeof content === 'number' && !Number.isSafeInteger(content);
	return refuse(
		`'${label}' must contain ICCIDs of 13 to 20 digits`,
		isRounded
			? 'The ICCID came as a number and has lost its last digits. Turn it into text at its source'
			: 'Remove other characters and empty entries. Separate several ICCIDs with commas',
	);
}
