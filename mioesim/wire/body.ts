import type { Unreadable } from '../codes/failure';
import { DAY_MS } from '../dates';
import { record, text } from '../values';

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

export type BodyReading = { content: unknown } | { unreadable: Unreadable };

/**
 * The body of an API reply, as text in the charset that its `Content-Type` names.
 *
 * @throws what broke the connection
 */
export async function readBody({
	body,
	headers,
}: Omit<HttpReply, 'statusCode'>): Promise<BodyReading> {
	if (!isStream(body)) return { content: body };
	return await readBytes(body, LARGEST_REPLY_BYTES).then(
		(bytes): BodyReading =>
			bytes === null
				? { unreadable: 'a reply of more than 16 MB' }
				: { content: decoded(bytes, headers) },
		async (error: unknown): Promise<BodyReading> =>
			isDecompression(error)
				? { unreadable: 'a reply that cannot be decompressed' }
				: await Promise.reject(error),
	);
}

/** Java servers name ISO-8859-1 where nobody has chosen a charset, and send UTF-8. */
const unchosen = /^(?:iso-?8859-1|latin-?1|us-ascii|windows-1252)$/i;

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

function isStream(body: unknown): body is ByteStream {
	return body !== null && typeof body === 'object' && Symbol.asyncIterator in body;
}

/** Codes of zlib and of its Brotli: `Z_DATA_ERROR`, `ERR__ERROR_FORMAT_PADDING_1`. */
function isDecompression(error: unknown): boolean {
	return /^Z_|^ERR__|BROTLI|ZSTD/.test(String(record(error).code));
}

/** Nobody waits longer: a date in the year 9999 must not become a timer that no program can set. */
const LONGEST_MS = DAY_MS;

/**
 * How long a server asks to wait, in milliseconds. `Retry-After` is in seconds or a date (RFC 9110,
 * section 10.2.3).
 *
 * @param now milliseconds since the epoch
 */
export function retryAfter(
	headers: Readonly<Record<string, unknown>>,
	now: number,
): number | undefined {
	const value = String(text(headers['retry-after']));
	const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
	return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_MS);
}
