/** A text as it is, or with its escapes resolved, and the way back to the original. */
export interface Decoding {
	content: string;
	/** The position of each character in the original text, plus one entry for the end. */
	origins: ArrayLike<number>;
}

const letters: Readonly<Record<string, string>> = {
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: '\u00A0',
};

/** Escapes that mean the character itself, such as `\"`, are not in the table. */
const named = (name: string) => letters[name.toLowerCase()] ?? name;

const fromCode = (digits: string, radix: number) => {
	const code = Number.parseInt(digits, radix);
	return code <= 0x10ffff ? String.fromCodePoint(code) : '';
};

interface Escaping {
	escape: RegExp;
	characterOf(escape: string): string;
}

/** Each kind on its own: an escape in one may be plain text in another. */
const escapings: readonly Escaping[] = [
	{
		// One character in UTF-8.
		escape:
			/%[0-7][0-9A-F]|%[CD][0-9A-F]%[89AB][0-9A-F]|%E[0-9A-F](?:%[89AB][0-9A-F]){2}|%F[0-7](?:%[89AB][0-9A-F]){3}/gi,
		characterOf: (escape) => {
			try {
				return decodeURIComponent(escape);
			} catch {
				return escape;
			}
		},
	},
	{
		// JSON
		escape: /\\u[0-9A-F]{4}|\\["\\/bfnrt]/gi,
		characterOf: (escape) =>
			escape.length > 2 ? fromCode(escape.slice(2), 16) : named(escape.slice(1)),
	},
	{
		// HTML
		escape: /&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9A-F]{1,5});/gi,
		characterOf: (escape) => {
			const name = escape.slice(1, -1);
			if (!name.startsWith('#')) return named(name);
			return /^#x/i.test(name) ? fromCode(name.slice(2), 16) : fromCode(name.slice(1), 10);
		},
	},
];

/**
 * The text itself, the text with one kind of escapes resolved, and with two: a text may be part of a
 * link, and the link part of JSON.
 */
export function decodings(content: string): Decoding[] {
	const origins = Array.from({ length: content.length + 1 }, (_, index) => index);
	const itself = { content, origins };
	const once = decodedOnce(itself);
	return [itself, ...once, ...once.flatMap(decodedOnce)];
}

function decodedOnce(decoding: Decoding): Decoding[] {
	return escapings
		.map((escaping) => decoded(decoding, escaping))
		.filter(({ content }) => content !== decoding.content);
}

function decoded({ content, origins }: Decoding, { escape, characterOf }: Escaping): Decoding {
	const pieces: string[] = [];
	const starts: number[] = [];
	let done = 0;
	const keep = (until: number) => {
		pieces.push(content.slice(done, until));
		for (; done < until; done++) starts.push(origins[done]);
	};
	for (const { 0: escaped, index } of content.matchAll(escape)) {
		keep(index);
		const character = characterOf(escaped);
		pieces.push(character);
		for (let unit = 0; unit < character.length; unit++) starts.push(origins[index]);
		done = index + escaped.length;
	}
	keep(content.length);
	starts.push(origins[content.length]);
	return { content: pieces.join(''), origins: starts };
}
