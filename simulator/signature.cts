import { createHash } from 'node:crypto';

/** @typedef {'raw' | 'encoded'} Style */

/** @param {string} text @returns {string} lowercase hex of the UTF-8 text */
const md5 = (text) => createHash('md5').update(text, 'utf8').digest('hex');

/** RFC 3986: encodeURIComponent, plus the five characters it leaves bare. @param {string} text */
const percentEncode = (text) =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

/**
 * What is hashed, before the secret: every parameter that has a value, but `sign`, by ordinal order of
 * the names, with nothing between.
 *
 * @param {ReadonlyMap<string, string>} parameters
 * @returns {string}
 */
export function textToSign(parameters) {
	const names = [];
	for (const [name, value] of parameters) {
		if (name !== 'sign' && value !== '') names.push(name);
	}
	names.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
	let text = '';
	for (const name of names) text += `${name}=${parameters.get(name)}`;
	return text;
}

/**
 * @param {ReadonlyMap<string, string>} parameters
 * @param {string} secretKey
 * @param {Style} [style] raw: lowercase hex of the text; encoded: uppercase hex of the encoded text
 * @returns {string}
 */
export function sign(parameters, secretKey, style = 'raw') {
	const text = textToSign(parameters) + secretKey;
	return style === 'raw' ? md5(text) : md5(percentEncode(text)).toUpperCase();
}

/**
 * @param {ReadonlyMap<string, string>} parameters with `sign` among them
 * @param {string} secretKey
 * @param {readonly Style[]} styles those accepted
 * @returns {boolean}
 */
export function isSigned(parameters, secretKey, styles) {
	const given = parameters.get('sign');
	return styles.some((style) => given === sign(parameters, secretKey, style));
}
