/** A string, a number or a sign of JSON that is known to be valid. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]/g;

/** A double keeps this many decimal digits for certain. */
const EXACT_DIGITS = 15;

export interface ScannedObject {
	/** Names of the outermost object in the order of the text; one that comes twice comes twice. */
	names: string[];
	/** The first name whose number a program cannot hold; null when there is none. */
	roundedIn: string | null;
}

/**
 * What parsing JSON loses without a word: names that come twice, and the last digits of numbers.
 *
 * @param json an object, valid
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
