/** Text of the API goes into errors only after it has been through here. */

const MAX_LENGTH = 500;

const patterns: ReadonlyArray<[RegExp, string]> = [
	[/LPA(?::|%3A)1?(?:\$|%24)[^\s"'<>]*/gi, '[LPA string]'],
	[/\d+-[0-9A-F]{32}/gi, '[token]'],
	[/[0-9A-F]{32}/gi, '[signature]'],
	// An order number has capitals before its digits.
	[/(?<!\d|\b[A-Z]{1,4})\d{13,20}(?!\d)/g, '[ICCID]'],
];

/**
 * Removes what an error must not show: the given secrets, tokens, signatures, LPA strings and
 * ICCIDs. Long text is cut.
 *
 * @param secrets values of the credential; empty ones are ignored
 */
export function redact(content: string, secrets: readonly string[] = []): string {
	let clean = content;
	for (const secret of secrets) {
		if (secret.length > 0) clean = clean.split(secret).join('[secret]');
	}
	for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
	return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}
