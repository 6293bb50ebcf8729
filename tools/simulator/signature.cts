import { createHash } from 'node:crypto';

export type Style = 'raw' | 'encoded';

/** @returns lowercase hex of the UTF-8 text */
const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/** RFC 3986: encodeURIComponent, plus the five characters it doesn't encode. */
const percentEncode = (text: string) =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

/**
 * The text to hash, without the secret: every parameter with a value except `sign`, in ordinal order of
 * the names, without separators.
 */
export function textToSign(parameters: ReadonlyMap<string, string>): string {
	const names = [];
	for (const [name, value] of parameters) {
		if (name !== 'sign' && value !== '') names.push(name);
	}
	names.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
	let text = '';
	for (const name of names) text += `${name}=${parameters.get(name) ?? ''}`;
	return text;
}

/** @param style raw: lowercase hex of the text; encoded: uppercase hex of the encoded text */
export function sign(
	parameters: ReadonlyMap<string, string>,
	secretKey: string,
	style: Style = 'raw',
): string {
	const text = textToSign(parameters) + secretKey;
	return style === 'raw' ? md5(text) : md5(percentEncode(text)).toUpperCase();
}

/**
 * @param parameters including `sign`
 * @param styles that are accepted
 */
export function isSigned(
	parameters: ReadonlyMap<string, string>,
	secretKey: string,
	styles: readonly Style[],
): boolean {
	const given = parameters.get('sign');
	return styles.some((style) => given === sign(parameters, secretKey, style));
}
