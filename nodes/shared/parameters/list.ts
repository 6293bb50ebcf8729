import { refuse } from './refusal';
import { isBlank } from './text';

/** The maximum number of entries for one item. */
const MOST_ENTRIES = 10_000;

/** The text of a list may be longer than other text, but not unlimited. */
const LONGEST_LIST = 250_000;

/**
 * Reads the entries of a list, or of text.
 *
 * @param separator one character between the entries of text
 * @returns at least one entry
 * @throws {Failure} when an entry is empty: a list that has lost an entry must not be used
 */
export function entriesOf(value: unknown, label: string, separator: RegExp): unknown[] {
	const isLong = typeof value === 'string' && value.length > LONGEST_LIST;
	const entries = isLong ? null : split(value, separator);
	if (entries === null || entries.length > MOST_ENTRIES) {
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

function split(value: unknown, separator: RegExp): unknown[] {
	if (Array.isArray(value)) return value as unknown[];
	return typeof value === 'string' ? value.trim().split(separator, MOST_ENTRIES + 1) : [value];
}
