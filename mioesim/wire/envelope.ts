import { isDocumented } from '../codes/errorCodes';
import type { Unreadable } from '../codes/failure';
import { number, record, text, type Json, type JsonRecord } from '../values';
import { readJson } from './json';

/** `{ code, message, data }`, the form of every proper reply (docs/api.md, section 4). */
export interface Envelope {
	/** Always text: the API sends some codes as numbers and some as text. */
	code: string;
	message: string | null;
	data: unknown;
}

export type Reading =
	| { envelope: Envelope }
	| {
			unreadable: Unreadable;
			/** The HTTP status that a web framework repeats in its JSON, e.g. 405. */
			frameworkStatus?: number;
			/** What JSON without a code says, e.g. a proxy's `{"message":"quota exceeded"}`. */
			words?: string;
	  };

/**
 * Reads a reply leniently: `message` may be spelled `msg`, and keys may have any case. Anything but an
 * object with a code is unreadable, and never a success.
 *
 * @param body the reply from the HTTP layer: text, or JSON that is already parsed
 */
export function readEnvelope(body: unknown): Reading {
	if (body === null || body === undefined) return { unreadable: 'an empty reply' };
	if (typeof body === 'string') return readText(body);
	const reply = record(body);
	const code = text(field(reply, 'code'));
	if (code === null) return withoutCode(reply);
	const message = text(field(reply, 'message') ?? field(reply, 'msg'));
	return { envelope: { code, message, data: field(reply, 'data') ?? null } };
}

/** An envelope has three fields. */
const MOST_FIELDS = 100;

/** The value under a name, in any case; the exact spelling comes first. */
export function field(source: JsonRecord, name: string): Json {
	const keys = Object.keys(source).slice(0, MOST_FIELDS);
	const lower = name.toLowerCase();
	const key = keys.includes(name) ? name : keys.find((each) => each.toLowerCase() === lower);
	return key === undefined ? undefined : source[key];
}

/** Names under which web frameworks and proxies say what is wrong, the clearest first. */
const wordNames = ['message', 'msg', 'error_description', 'detail', 'reason', 'error', 'title'];

/** A web framework's own answer, `{ timestamp, status, error, path }`, or a proxy's. */
function withoutCode(reply: JsonRecord): Reading {
	const inner = record(field(reply, 'error'));
	const words = [reply, inner]
		.flatMap((source) => wordNames.map((name) => text(field(source, name))))
		.find((each) => each !== null);
	const status = text(reply.error) === null ? null : number(reply.status);
	return {
		unreadable: 'a reply without a code',
		...(status === null ? {} : { frameworkStatus: status }),
		...(words ? { words } : {}),
	};
}

function readText(body: string): Reading {
	const content = body.trim();
	if (content === '') return { unreadable: 'an empty reply' };
	if (content.startsWith('<')) return { unreadable: 'an HTML page' };
	const reading = readJson(content);
	if ('isBeyond' in reading) {
		return {
			unreadable: reading.isBeyond
				? 'JSON that has too many levels or values'
				: 'JSON that is cut off or broken',
		};
	}
	const { value } = reading;
	return typeof value === 'string' ? { unreadable: 'a reply without a code' } : readEnvelope(value);
}

/** Success is `1` on login and `0` everywhere else. */
export function isSuccess({ code }: Envelope, isLogin = false): boolean {
	return code === (isLogin ? '1' : '0');
}

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
