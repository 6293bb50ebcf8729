import type { Unreadable } from '../codes/failure';
import { record } from '../values';

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
 * The body of an API reply, as text.
 *
 * @throws what broke the connection
 */
export async function readBody(body: unknown): Promise<BodyReading> {
	if (!isStream(body)) return { content: body };
	return await readBytes(body, LARGEST_REPLY_BYTES).then(
		(bytes): BodyReading =>
			bytes === null
				? { unreadable: 'a reply of more than 16 MB' }
				: { content: bytes.toString('utf8') },
		async (error: unknown): Promise<BodyReading> =>
			isDecompression(error)
				? { unreadable: 'a reply that cannot be decompressed' }
				: await Promise.reject(error),
	);
}

function isStream(body: unknown): body is ByteStream {
	return body !== null && typeof body === 'object' && Symbol.asyncIterator in body;
}

/** Codes of zlib and of its Brotli: `Z_DATA_ERROR`, `ERR__ERROR_FORMAT_PADDING_1`. */
function isDecompression(error: unknown): boolean {
	return /^Z_|^ERR__|BROTLI|ZSTD/.test(String(record(error).code));
}
