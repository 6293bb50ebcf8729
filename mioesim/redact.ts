/** Text from the API must pass through here before it goes into an error. */

import { decodings, type Decoding } from './decodings';

/** Maximum length of the result. */
const MAX_LENGTH = 500;

/** Only the beginning of longer text is searched, so that an attacker's text costs a bounded time. */
const READ_LENGTH = 4000;

/**
 * Extra length for a match that begins before that point and ends after it, e.g. a secret that is encoded
 * twice.
 */
const OVERLAP = 2000;

/**
 * What no error may show, whatever account it belongs to. No pattern may take more than a bounded number
 * of steps at any position.
 */
const patterns: ReadonlyArray<readonly [RegExp, string]> = [
	// With and without the prefix (api/shapes/activationCode.ts).
	[/LPA:\s?1?\$[^\s"'<>]*/gi, '[LPA string]'],
	[/(?<![\w$.-])1\$[a-z0-9.:-]{1,253}\$[^\s"'<>]*/gi, '[LPA string]'],
	[/\b\d{1,20}-[0-9A-F]{32}/gi, '[token]'],
	[/[0-9A-F]{32,}/gi, '[signature]'],
	// Also in groups. An order number has capitals before its digits; none of the providers' ICCIDs has.
	[/(?<!\d)(?:(?<!\b[A-Z]{1,4})|(?=89))\d(?:[\s\u2010-\u2015-]{0,2}\d){12,}/g, '[ICCID]'],
	// With the prefix of all SIM cards, whatever is between the groups: other numbers are kept.
	[/(?<!\d)8(?=\D{0,3}9)(?:[\s._/+,:\u200B-\u200D\u2010-\u2015-]{0,3}\d){12,}/g, '[ICCID]'],
];

/** Letters and digits as Chinese keyboards write them. */
const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

interface Hidden {
	from: number;
	to: number;
	label: string;
}

/**
 * Removes what an error must not show: the given secrets as they were sent, tokens, signatures,
 * activation codes and ICCIDs, also when percent-encoded (even twice), in JSON or in HTML. Long text is
 * shortened.
 *
 * @param secrets values of the credential; empty ones are ignored
 */
export function redact(content: string, secrets: readonly unknown[] = []): string {
	const known = secrets
		.filter((secret) => typeof secret === 'string' || typeof secret === 'number')
		.map((secret) => String(secret).trim())
		.filter((secret) => secret !== '');
	const shown = content.slice(0, READ_LENGTH);
	const read = content.slice(0, READ_LENGTH + OVERLAP + longest(known) * 6);
	const hidden = decodings(read).flatMap((decoding) => [
		...secretsIn(decoding, known),
		...patternsIn(decoding),
	]);
	const clean = without(shown, hidden);
	return clean.length > MAX_LENGTH || content.length > READ_LENGTH
		? `${clean.slice(0, MAX_LENGTH)}…`
		: clean;
}

function longest(secrets: readonly string[]): number {
	return Math.max(0, ...secrets.map(({ length }) => length));
}

function secretsIn({ content, origins }: Decoding, secrets: readonly string[]): Hidden[] {
	const hidden: Hidden[] = [];
	for (const secret of secrets) {
		// A form writes a space as a plus sign.
		for (const spelling of new Set([secret, secret.replace(/ /g, '+')])) {
			let at = content.indexOf(spelling);
			for (; at >= 0; at = content.indexOf(spelling, at + spelling.length)) {
				const to = origins[at + spelling.length];
				hidden.push({ from: origins[at], to, label: '[secret]' });
			}
		}
	}
	return hidden;
}

function patternsIn({ content, origins }: Decoding): Hidden[] {
	const narrow = content.replace(FULL_WIDTH, (wide) =>
		String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_OFFSET),
	);
	return patterns.flatMap(([pattern, label]) =>
		[...narrow.matchAll(pattern)].map(({ 0: match, index }) => ({
			from: origins[index],
			to: origins[index + match.length],
			label,
		})),
	);
}

/** The text with a label in place of everything hidden; where matches overlap, the first one's. */
function without(shown: string, hidden: Hidden[]): string {
	hidden.sort((left, right) => left.from - right.from || right.to - left.to);
	const pieces: string[] = [];
	let done = 0;
	for (const { from, to, label } of hidden) {
		if (from >= shown.length) break;
		if (from >= done) pieces.push(shown.slice(done, from), label);
		done = Math.max(done, to);
	}
	pieces.push(shown.slice(done));
	return pieces.join('');
}
