import { quoted, refuse } from './refusal';
import { readText } from './text';

/** The longest address that email can be sent to (RFC 5321). */
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL = 64;

/** Letters of any language, digits and the characters that RFC 5322 allows without quotation marks. */
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/**
 * Whether the text is one address such as `nathan@example.com`, without a name before it. Runs in linear
 * time.
 */
export function isEmailAddress(content: string): boolean {
	if (content.length > LONGEST_ADDRESS) return false;
	const at = content.indexOf('@');
	const local = content.slice(0, at);
	if (at < 1 || at > LONGEST_LOCAL || !LOCAL.test(local)) return false;
	if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
	const labels = content.slice(at + 1).split('.');
	const top = labels[labels.length - 1];
	return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d*$/.test(top);
}

/** @throws {Failure} when the value is not one email address */
export function readEmail(value: unknown, label: string): string {
	const content = readText(value, label);
	if (isEmailAddress(content)) return content;
	const isSeveral = content.indexOf('@') !== content.lastIndexOf('@') && /[,;\s]/.test(content);
	if (isSeveral) {
		return refuse(
			`'${label}' must be one email address`,
			'Enter one address such as nathan@example.com. For several customers pass one item for each',
		);
	}
	return refuse(
		`'${label}' is not an email address`,
		`Enter one address such as nathan@example.com, without a name or brackets around it. The value for this item is ${quoted(content)}`,
	);
}
