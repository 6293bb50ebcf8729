/** More words than anyone types; each one is searched for in every entry. */
const LONGEST_QUERY = 200;

/** Words with two spellings. */
const SPELLINGS: ReadonlyArray<[RegExp, string]> = [
	[/\p{M}/gu, ''],
	[/[$€£]|\busd\b/g, ' '],
	[/(\d),(?=\d)/g, '$1.'],
	[/\bday ?pass(es)?\b/g, 'daypass'],
	[/\bdays\b/g, 'day'],
	[/(\d)-?days?\b/g, '$1day'],
	[/(\d)\s{1,3}(gb?|mb?|tb?|d(?:ay?)?)(?![a-z])/g, '$1$2'],
];

/** Text as words: `5 GB` equals `5gb`, and `30 days` equals `30day`. */
function wordsOf(text: string): string[] {
	const plain = SPELLINGS.reduce(
		(spelled, [pattern, by]) => spelled.replace(pattern, by),
		text.normalize('NFKD').toLowerCase(),
	);
	return plain.split(/[^\p{L}\p{N}.?]+/u).filter(Boolean);
}

/**
 * Whether a list entry matches what the user types: every word is the beginning of a word in the entry,
 * or occurs in its text. A number must be the beginning of a word: `5gb` doesn't match `15gb`.
 */
export function matcher(query: string | undefined): (text: string) => boolean {
	const wanted = wordsOf((query ?? '').slice(0, LONGEST_QUERY));
	return (text) => {
		const words = wordsOf(text);
		const within = words.join(' ');
		return wanted.every(
			(word) =>
				words.some((other) => other.startsWith(word)) ||
				(!/^\d/.test(word) && within.includes(word)),
		);
	};
}
