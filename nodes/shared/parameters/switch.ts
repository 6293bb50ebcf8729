import { quoted, refuse } from './refusal';

const WORDS: Readonly<Record<'on' | 'off', readonly string[]>> = {
	on: ['true', '1', 'yes', 'on'],
	off: ['false', '0', 'no', 'off'],
};

/**
 * Reads a switch as people, spreadsheets and forms write it, in any case.
 *
 * @throws {Failure} for any other value: a misread switch emails a customer or buys twice
 */
export function readSwitch(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	if (typeof value === 'number' || typeof value === 'string') {
		const word = String(value).trim().toLowerCase();
		if (WORDS.on.includes(word)) return true;
		if (WORDS.off.includes(word)) return false;
	}
	return refuse(
		`'${label}' must be true or false`,
		`The expression in '${label}' returns ${quoted(value)} for this item. You can also use yes and no, on and off, or 1 and 0`,
	);
}
