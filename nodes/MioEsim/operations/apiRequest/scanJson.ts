/** A string, a number or a punctuation mark in valid JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]/g;

/** A double reliably keeps this many decimal digits. */
const EXACT_DIGITS = 15;

export interface ScannedObject {
	/** Names of the outermost object in text order, including duplicates. */
	names: string[];
	/** The first name whose number exceeds a double's precision; null when there is none. */
	roundedIn: string | null;
}

/**
 * What JSON.parse silently loses: duplicate names, and the last digits of long numbers.
 *
 * @param json a valid JSON object
 */
export function scanObject(json: string): ScannedObject {
	const names: string[] = [];
	let roundedIn: string | null = null;
	let depth = 0;
	let previous = '';
	for (const [token] of json.matchAll(TOKEN)) {
		if (token === '{' || token === '[') depth++;
		else if (token === '}' || token === ']') depth--;
		else if (token === ':' && depth === 1) names.push(JSON.parse(previous) as string);
		else if (isRounded(token)) roundedIn ??= names[names.length - 1];
		previous = token;
	}
	return { names, roundedIn };
}

function isRounded(token: string): boolean {
	if (!/^[-\d]/.test(token)) return false;
	const [digits] = token.split(/e/i);
	const significant = digits.replace(/\D/g, '').replace(/^0+/, '');
	return significant.length > EXACT_DIGITS && String(Number(token)) !== token;
}
