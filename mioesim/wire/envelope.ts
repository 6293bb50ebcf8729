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

/** A web framework's own answer: `{ timestamp, status, error, path }`. */
function withoutCode({ status, error }: JsonRecord): Reading {
	const unreadable = 'a reply without a code';
	const frameworkStatus = text(error) === null ? null : number(status);
	return frameworkStatus === null ? { unreadable } : { unreadable, frameworkStatus };
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
