/** What came back: the body of a reply, its envelope, and the failure that it means. */

import { isDocumented } from '../codes/errorCodes';
import { Failure } from '../codes/failure';
import { apiFailure, httpFailure, replyFailure } from '../codes/failures';
import { DAY_MS } from '../dates';
import { redact } from '../redact';
import { number, record, text, type Json, type JsonRecord } from '../values';
import { readJson } from './json';

/**
 * Maximum bytes of a decompressed reply. The whole catalogue takes less than a tenth of it. A server that
 * sends more is faulty, and must not use up the memory.
 */
const LARGEST_REPLY_BYTES = 16 * 1024 * 1024;

/** A reply while it arrives. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A reply of the HTTP layer whose body is still arriving. */
export interface HttpReply {
	statusCode: number;
	headers: Record<string, unknown>;
	/** A stream, unless something in between has read it already. */
	body: unknown;
}

/** `{ code, message, data }`, the form of every proper reply (docs/api.md, section 4). */
export interface Envelope {
	/** As text: the API sends some as numbers. */
	code: string;
	message: string | null;
	data: unknown;
	whole: JsonRecord;
}

export type Reading =
	| { envelope: Envelope }
	| {
			unreadable: string;
			/** The HTTP status that a web framework repeats in its JSON, e.g. 405. */
			frameworkStatus?: number;
			/** What JSON without a code says, e.g. a proxy's `{"message":"quota exceeded"}`. */
			words?: string;
	  };

/** A reply that has arrived. */
export interface Reply {
	status: number;
	reading: Reading;
	/** How long the server asks to wait, in milliseconds. */
	retryAfterMs?: number;
	/** The server's clock, as its `Date` header says it. */
	date?: string | null;
}

/**
 * Reads a reply up to the size limit.
 *
 * @param now milliseconds since the epoch
 * @throws what broke the connection
 */
export async function receive(reply: HttpReply, now: number): Promise<Reply> {
	const { statusCode, headers } = reply;
	return {
		status: statusCode,
		reading: await readBody(reply),
		retryAfterMs: retryAfter(headers, now),
		date: text(headers.date),
	};
}

/**
 * Reads up to the limit, whatever length the server announces. Leaving the loop closes the stream.
 *
 * @returns null when there is more
 * @throws whatever breaks the stream
 */
export async function readBytes(stream: ByteStream, most: number): Promise<Buffer | null> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > most) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

async function readBody({ body, headers }: HttpReply): Promise<Reading> {
	if (!(Symbol.asyncIterator in Object(body))) return readEnvelope(body);
	const reading = readBytes(body as ByteStream, LARGEST_REPLY_BYTES).then((bytes): Reading => {
		if (bytes === null) return { unreadable: 'a reply of more than 16 MB' };
		return readEnvelope(decoded(bytes, headers));
	});
	return await reading.catch(async (error: unknown): Promise<Reading> => {
		// Codes of zlib and of its Brotli: `Z_DATA_ERROR`, `ERR__ERROR_FORMAT_PADDING_1`.
		const isCompression = /^Z_|^ERR__|BROTLI|ZSTD/.test(String(record(error).code));
		if (!isCompression) return await Promise.reject(error);
		return { unreadable: 'a reply that cannot be decompressed' };
	});
}

/** Java servers name ISO-8859-1 where nobody has chosen a charset, and send UTF-8. */
const unchosen = /(?:iso-?8859-1|latin-?1|us-ascii|windows-1252)$/i;

/** As text in the charset that the `Content-Type` names. */
function decoded(bytes: Buffer, headers: HttpReply['headers']): string {
	const type = String(headers['content-type']);
	const [, name = 'utf-8'] = /charset\s*=\s*["']?([\w.:-]+)/i.exec(type) ?? [];
	try {
		return new TextDecoder(unchosen.test(name) ? 'utf-8' : name).decode(bytes);
	} catch {
		// A name that nobody knows.
		return bytes.toString();
	}
}

/**
 * How long a server asks to wait, in milliseconds: at most a day, because a date in the year 9999 must not
 * become a timer that no program can set. `Retry-After` is in seconds or a date (RFC 9110, section 10.2.3).
 *
 * @param now milliseconds since the epoch
 */
export function retryAfter(headers: HttpReply['headers'], now: number): number | undefined {
	const value = String(text(headers['retry-after']));
	const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
	return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), DAY_MS);
}

/**
 * Reads a reply leniently: `message` may be spelled `msg`, and keys may have any case. Anything but an
 * object with a code is unreadable, and never a success.
 *
 * @param body the reply from the HTTP layer: text, or JSON that is already parsed
 */
export function readEnvelope(body: unknown): Reading {
	if (body === null || body === undefined) return { unreadable: 'an empty reply' };
	if (typeof body === 'string') return readText(body);
	const whole = record(body);
	const code = text(field(whole, 'code'));
	if (code === null) return withoutCode(whole);
	const message = text(field(whole, 'message') ?? field(whole, 'msg'));
	return { envelope: { code, message, data: field(whole, 'data') ?? null, whole } };
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
	const status = text(reply.error) === null ? null : number(reply.status);
	const [words] = [reply, record(field(reply, 'error'))].flatMap((source) =>
		wordNames.flatMap((name) => text(field(source, name)) ?? []),
	);
	return { unreadable: 'a reply without a code', frameworkStatus: status ?? undefined, words };
}

function readText(body: string): Reading {
	const content = body.trim();
	if (content === '') return { unreadable: 'an empty reply' };
	if (content.startsWith('<')) return { unreadable: 'an HTML page' };
	const { value, unreadable } = readJson(content);
	if (unreadable !== undefined) return { unreadable };
	return typeof value === 'string' ? { unreadable: 'a reply without a code' } : readEnvelope(value);
}

/** A message is short; only this much of it is searched. */
const MOST_CHARACTERS = 500;

/** Both of a row: `Request method 'POST' is not supported`; `不支持'POST'请求`, `只支持GET`. */
const refusals = [
	[/\bmethods?\b/i, /\bnot (?:supported|allowed)\b|\bunsupported\b/i],
	[/不支持|不允许|仅支持|只支持|只能|错误/, /请求方[法式]|\b(?:GET|POST)\b/i],
];

function saysSo(message: string): boolean {
	const start = message.slice(0, MOST_CHARACTERS);
	return refusals.some((words) => words.every((word) => word.test(start)));
}

/**
 * Whether the answer means "not by this method", so that a read is worth sending the other way
 * (docs/api.md, section 1): an envelope whose message says so, whatever its code; HTTP 405, or 404 as a
 * page; a framework's JSON with that status.
 */
export function refusesMethod({ status, reading }: Reply): boolean {
	if ('envelope' in reading) {
		const { code, message } = reading.envelope;
		if (message !== null && saysSo(message)) return true;
		return !isDocumented(code) && (status === 405 || code === '405');
	}
	return [404, 405, 501].includes(status) || reading.frameworkStatus === 405;
}

/** The server wants another HTTP method for this read; the call did not run. */
export class MethodRefused extends Failure {}

/**
 * The data of a successful reply.
 *
 * @param endpoint for error texts; null for one that is not in the table
 * @param secrets values that no failure may show
 * @throws {Failure}
 * @throws {MethodRefused} of a read
 */
export function dataOf(
	reply: Reply,
	endpoint: string | null,
	isRead: boolean,
	secrets: readonly unknown[],
): unknown {
	const { reading } = reply;
	const isRefused = isRead && refusesMethod(reply);
	const isSuccess = 'envelope' in reading && reading.envelope.code === '0';
	if (isSuccess && !isRefused) return reading.envelope.data;
	const failure = failureOf(reply, endpoint, secrets);
	throw isRefused ? new MethodRefused(failure.details) : failure;
}

/**
 * What a reply that is not a success means. The envelope takes precedence over the HTTP status
 * (docs/api.md, section 1).
 */
export function failureOf(
	{ status, reading, retryAfterMs }: Reply,
	endpoint: string | null,
	secrets: readonly unknown[],
): Failure {
	const isOk = status >= 200 && status <= 299;
	const byStatus = httpFailure(status, endpoint, retryAfterMs);
	if ('unreadable' in reading) {
		const { unreadable, words } = reading;
		const byReading = replyFailure(unreadable, endpoint);
		// What must not be read once more is told as such, whatever the status.
		const failure = isOk || !byReading.details.retryable ? byReading : byStatus;
		return words === undefined ? failure : failure.with({ apiMessage: redact(words, secrets) });
	}
	const failure = apiFailure(reading.envelope, endpoint, secrets);
	if (isOk || isDocumented(reading.envelope.code)) return failure;
	// An undocumented code says no more about the call than the status does.
	const { httpStatus, retryable, outcome } = byStatus.details;
	return failure.with({ httpStatus, retryAfterMs, retryable, outcome });
}
