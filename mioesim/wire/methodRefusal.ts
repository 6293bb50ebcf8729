import { isDocumented } from '../codes/errorCodes';
import type { Reading } from './envelope';

/** A message is short; only this much of it is searched. */
const MOST_CHARACTERS = 500;

/** Statuses of a server that has nothing at this path for this method. */
const methodStatuses: readonly number[] = [404, 405, 501];

/** `Request method 'POST' is not supported`, `Method Not Allowed`, `HTTP method GET is not supported by this URL`. */
const english = [/\bmethods?\b/i, /\bnot (?:supported|allowed)\b|\bunsupported\b/i] as const;

/** `请求方式不支持`, `不支持'POST'请求`, `不支持的请求方法`, `只支持GET`. */
const chinese = [
	/不支持|不允许|仅支持|只支持|只能|错误/,
	/请求方[法式]|\b(?:GET|POST)\b/i,
] as const;

function saysSo(message: string): boolean {
	const start = message.slice(0, MOST_CHARACTERS);
	return [english, chinese].some((words) => words.every((word) => word.test(start)));
}

/**
 * Whether the answer means "not by this method", so that a read is worth sending the other way
 * (docs/api.md, section 1): an envelope whose message says so, whatever its code; HTTP 405, or 404 as a
 * page; a framework's JSON with that status.
 *
 * @param status of HTTP
 */
export function refusesMethod(status: number, reading: Reading): boolean {
	if ('envelope' in reading) {
		const { code, message } = reading.envelope;
		if (message !== null && saysSo(message)) return true;
		return !isDocumented(code) && (status === 405 || code === '405');
	}
	return methodStatuses.includes(status) || reading.frameworkStatus === 405;
}
