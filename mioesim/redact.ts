/** Text from the API must pass through here before it goes into an error. */

import { percentDecoded } from './values';

/** Maximum length of the result. */
const MAX_LENGTH = 500;

/** Only the beginning of longer text is searched, so that an attacker's text costs a bounded time. */
const READ_LENGTH = 4000;

/** What follows it is searched, but never shown: a secret may be cut off at the end. */
const OVERLAP = 2000;

/**
 * What no error may show, whatever account it belongs to. No pattern may take more than a bounded number
 * of steps at any position.
 *
 * A number is taken for an ICCID if it begins with 89, the prefix of all SIM cards (ITU-T E.118), and has
 * 18 to 20 digits, or if the text calls it one. Other long numbers are shown: they are the user's own
 * ids. Callers pass the ICCIDs that they know as secrets.
 */
const patterns: ReadonlyArray<readonly [RegExp, string]> = [
	[/LPA\s{0,3}[:=-]\s{0,3}[^\s"'<>]*(?:\s{0,3}\$\s{0,3}[^\s"'<>]*){0,3}/gi, '[LPA string]'],
	// Without the prefix, or without the format as well.
	[
		/(?<![\w$.-])(?:1\s?\$\s?)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,9}(?::\d{1,5})?\s{0,3}\$\s{0,3}[^\s"'<>]*/gi,
		'[LPA string]',
	],
	[/\b\d{1,20}-[0-9A-F]{32}/gi, '[token]'],
	[/[0-9A-F]{32,}/gi, '[signature]'],
	// Whatever is between the groups.
	[
		/(?<!\d)8[\s._/+,:\u200B-\u200D\u2010-\u2015-]{0,3}9(?:[\s._/+,:\u200B-\u200D\u2010-\u2015-]{0,3}\d){16,18}(?!\d)/g,
		'[ICCID]',
	],
	[/(?<=(?:(?<!\[)iccids?|卡号)\D{0,12})\d(?:[\s\u2010-\u2015-]?\d){12,19}(?!\d)/gi, '[ICCID]'],
];

/**
 * Removes what an error must not show: the given secrets, tokens, signatures, activation codes and
 * ICCIDs. A text that shows one only when it is decoded (percent-encoding, JSON, HTML, full-width
 * characters, two of them at most) is hidden as a whole. Long text is shortened.
 *
 * @param secrets values of the credential; empty ones are ignored
 */
export function redact(content: string, secrets: readonly unknown[] = []): string {
	const hide = hider(secrets);
	const isLong = content.length > READ_LENGTH;
	const clean = hide(content.slice(0, READ_LENGTH + OVERLAP));
	// It may be part of a link, and the link part of JSON.
	const once = decodedOnce(clean);
	const decodings = [...once, ...once.flatMap(decodedOnce)];
	if (decodings.some((decoded) => hide(decoded) !== decoded)) {
		return '[hidden: contains a secret]';
	}
	const shown = isLong ? clean.slice(0, -OVERLAP) : clean;
	return isLong || shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)}…` : shown;
}

/** @returns puts a label in place of everything hidden */
function hider(secrets: readonly unknown[]): (content: string) => string {
	const known = secrets
		.filter((secret) => typeof secret === 'string' || typeof secret === 'number')
		.map((secret) => String(secret).trim())
		.filter((secret) => secret !== '')
		.sort((left, right) => right.length - left.length)
		.map(spellings);
	const all = known.length === 0 ? [] : [[new RegExp(known.join('|'), 'g'), '[secret]'] as const];
	return (content) =>
		[...all, ...patterns].reduce((text, [pattern, label]) => text.replace(pattern, label), content);
}

/** A phone number with any separators; in other text, a form writes a space as a plus sign. */
function spellings(secret: string): string {
	const digits = secret.replace(/\D/g, '');
	return digits.length >= 7 && /^[\d\s().+/-]+$/.test(secret)
		? [...digits].join('[\\s()./\\u2010-\\u2015-]{0,3}')
		: secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ /g, '[ +]');
}

type Letters = Readonly<Record<string, string>>;
const entities: Letters = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' };

/** Text without HTML's entities: those of its own signs, and those with a number. */
export function htmlDecoded(content: string): string {
	return content.replace(
		/&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,6}|x[0-9A-F]{1,5}));/gi,
		(_, name: string | undefined, code: string) =>
			name === undefined ? String.fromCodePoint(Number(`0${code}`)) : entities[name.toLowerCase()],
	);
}

/** One character in UTF-8. */
const PERCENT =
	/%[0-7][0-9A-F]|%[CD][0-9A-F]%[89AB][0-9A-F]|%E[0-9A-F](?:%[89AB][0-9A-F]){2}|%F[0-7](?:%[89AB][0-9A-F]){3}/gi;

/** Each kind on its own: an escape in one may be plain text in another. */
const decoders: ReadonlyArray<(content: string) => string> = [
	(content) => content.replace(PERCENT, percentDecoded),
	(content) =>
		content.replace(/\\u[0-9A-F]{4}|\\["\\/bfnrt]/gi, (escape) =>
			String(JSON.parse(`"${escape.toLowerCase()}"`)),
		),
	htmlDecoded,
	// Letters and digits as Chinese keyboards write them.
	(content) =>
		content.replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)),
];

function decodedOnce(content: string): string[] {
	return decoders.map((decode) => decode(content)).filter((decoded) => decoded !== content);
}
