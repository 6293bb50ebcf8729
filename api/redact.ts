/** Text of the API goes into errors only after it has been through here. */

import { decodings, type Decoding } from './decodings';

/** Longest text that comes out. */
const MAX_LENGTH = 500;

/** Of longer text only the beginning is looked at: what an attacker sends costs a bounded time. */
const READ_LENGTH = 4000;

/** Read on for what begins before that point and ends behind it, e.g. a secret, encoded twice. */
const OVERLAP = 2000;

/**
 * What no error shows, whatever account it is of. No pattern may take more than a bounded number of
 * steps at any place of the text.
 */
const patterns: ReadonlyArray<readonly [RegExp, string]> = [
	// With and without the prefix (api/shapes/activationCode.ts).
	[/LPA:\s?1?\$[^\s"'<>]*/gi, '[LPA string]'],
	[/(?<![\w$.-])1\$[a-z0-9.:-]{1,253}\$[^\s"'<>]*/gi, '[LPA string]'],
	[/\b\d{1,20}-[0-9A-F]{32}/gi, '[token]'],
	[/[0-9A-F]{32,}/gi, '[signature]'],
	// In groups, too. An order number has capitals before its digits; no ICCID of theirs has.
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
 * activation codes and ICCIDs, also where they come percent-encoded (twice, too), as JSON or as HTML.
 * Long text is cut.
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

/** The text with labels in the places of what is hidden; of what overlaps, the first one's. */
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
