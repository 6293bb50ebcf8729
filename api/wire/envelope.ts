import { record, text } from '../values';

/** `{ code, message, data }`, as every reply should be (docs/api.md, section 4). */
export interface Envelope {
	/** Always text: the API sends a number in places and text in others. */
	code: string;
	message: string | null;
	data: unknown;
}

/** What a value is, in words that end the sentence "MIOeSIM answered with …". */
export type Kind = 'nothing' | 'text' | 'a number' | 'true or false' | 'a list' | 'an object';

/** Why a reply cannot be read, in words that end the same sentence. */
export type Unreadable =
	| `${Kind} instead of ${'a list' | 'an object' | 'yes or no'}`
	| 'something else than asked for'
	| 'a list of something else than asked for'
	| 'a list without its entries'
	| 'data that is nested too deep'
	| 'an empty reply'
	| 'an HTML page'
	| 'JSON that is cut off or broken'
	| 'a reply without a code'
	| 'a login without a token'
	| 'an order without a number'
	| 'no link to a PDF'
	| 'too many redirects'
	| 'a link that is no web address'
	| 'a file that is no PDF'
	| 'a PDF of more than 20 MB'
	| 'another order than the one asked for'
	| 'a list of orders that cannot be read';

export type Reading = { envelope: Envelope } | { unreadable: Unreadable };

/**
 * Reads a reply leniently. What is not an object with a code is unreadable, and never a success.
 *
 * @param body the reply as the HTTP layer hands it over: parsed JSON or text
 */
export function readEnvelope(body: unknown): Reading {
	if (body === null || body === undefined) return { unreadable: 'an empty reply' };
	if (typeof body === 'string') return readText(body);
	const { code, message, data } = record(body);
	const codeText = text(code);
	if (codeText === null) return { unreadable: 'a reply without a code' };
	return { envelope: { code: codeText, message: text(message), data: data ?? null } };
}

function readText(body: string): Reading {
	const content = body.replace(/^\uFEFF/, '').trim();
	if (content === '') return { unreadable: 'an empty reply' };
	if (content.startsWith('<')) return { unreadable: 'an HTML page' };
	try {
		const parsed: unknown = JSON.parse(content);
		return typeof parsed === 'string'
			? { unreadable: 'a reply without a code' }
			: readEnvelope(parsed);
	} catch {
		return { unreadable: 'JSON that is cut off or broken' };
	}
}

/** Success is `1` on login and `0` everywhere else. */
export function isSuccess({ code }: Envelope, isLogin = false): boolean {
	return code === (isLogin ? '1' : '0');
}
