/** What goes over the wire: every value is text, and what is empty is left out. */

/** A value as an operation states it, before it is turned into text. */
export type ParameterValue =
	| string
	| number
	| boolean
	| null
	| undefined
	| ReadonlyArray<string | number>;

export type Parameters = Record<string, ParameterValue>;

/** Parameters as they are signed and sent: trimmed, non-empty text. */
export type WireParameters = Record<string, string>;

function toText(value: ParameterValue): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'boolean') return value ? '1' : '0';
	if (Array.isArray(value)) {
		return value
			.map((entry) => String(entry).trim())
			.filter(Boolean)
			.join(',');
	}
	return String(value).trim();
}

/**
 * Trims once, for the request and the signature alike; booleans travel as `1`/`0`, lists joined by
 * commas, empty and null values not at all (docs/api.md, section 3).
 */
export function toWire(parameters: Parameters): WireParameters {
	const wire: WireParameters = {};
	for (const [key, value] of Object.entries(parameters)) {
		const text = toText(value);
		if (text !== '') wire[key] = text;
	}
	return wire;
}
