import { createHash } from 'node:crypto';

import type { WireParameters } from './parameters';

/**
 * The two documented ways to sign; they never give the same digest (docs/api.md, section 3). `raw`: MD5
 * of the text as it is, lowercase. `encoded`: MD5 of the percent-encoded text, uppercase.
 */
export type SignatureStyle = 'raw' | 'encoded';

export const signatureStyles: readonly SignatureStyle[] = ['raw', 'encoded'];

/** RFC 3986: `encodeURIComponent` doesn't encode `! ' ( ) *`. */
function percentEncode(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** Ascending by UTF-16 code unit, so case-sensitive: `sTime` comes before `status`. */
function byKey([left]: [string, string], [right]: [string, string]): number {
	return left < right ? -1 : 1;
}

/**
 * The signature for the given parameters.
 *
 * @param parameters what is sent, already trimmed; a `sign` among them is ignored
 * @param secretKey appended to the joined parameters without a separator
 * @returns 32 hexadecimal digits
 */
export function sign(
	parameters: WireParameters,
	secretKey: string,
	style: SignatureStyle = 'raw',
): string {
	const text =
		Object.entries(parameters)
			.filter(([key, value]) => key !== 'sign' && value !== '')
			.sort(byKey)
			.map(([key, value]) => `${key}=${value}`)
			.join('') + secretKey;
	const md5 = (content: string) => createHash('md5').update(content).digest('hex');
	return style === 'raw' ? md5(text) : md5(percentEncode(text)).toUpperCase();
}
