/** Nobody types more; each word is looked for in every entry. */
const LONGEST_QUERY = 200;

/** Words that people write in two ways. */
const SPELLINGS: ReadonlyArray<[RegExp, string]> = [
	[/\p{M}/gu, ''],
	[/[$€£]|\busd\b/g, ' '],
	[/(\d),(?=\d)/g, '$1.'],
	[/\bday ?pass(es)?\b/g, 'daypass'],
	[/\bdays\b/g, 'day'],
	[/(\d)-?days?\b/g, '$1day'],
	[/(\d)\s{1,3}(gb?|mb?|tb?|d(?:ay?)?)(?![a-z])/g, '$1$2'],
];

/** Text as words: `5 GB` and `5gb` are one, and so are `30 days` and `30day`. */
function wordsOf(text: string): string[] {
	const plain = SPELLINGS.reduce(
		(spelled, [pattern, by]) => spelled.replace(pattern, by),
		text.normalize('NFKD').toLowerCase(),
	);
	return plain.split(/[^\p{L}\p{N}.?]+/u).filter(Boolean);
}

/**
 * Whether a list entry is what somebody types: every word begins a word of the entry, or stands within
 * its text. A number has to begin one: `5gb` is not `15gb`.
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
