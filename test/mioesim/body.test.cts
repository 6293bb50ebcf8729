import { readBody, readBytes, type ByteStream } from '../../dist/mioesim/wire/body';

/** A reply that arrives in pieces, and may break off. */
async function* pieces(...given: Array<Uint8Array | Error>): AsyncGenerator<Uint8Array> {
	for (const piece of given) {
		await Promise.resolve();
		if (piece instanceof Error) throw piece;
		yield piece;
	}
}

const bytes = (content: string) => Buffer.from(content);

describe('bytes', () => {
	it('are put together, up to the limit', async () => {
		const stream = pieces(bytes('ab'), bytes(''), bytes('cde'));
		expect(String(await readBytes(stream, 5))).toBe('abcde');
		expect(await readBytes(pieces(bytes('abc'), bytes('def')), 5)).toBeNull();
		expect(await readBytes(pieces(), 5)).toHaveLength(0);
	});

	it('are not read beyond it', async () => {
		let isClosed = false;
		async function* endless(): AsyncGenerator<Uint8Array> {
			try {
				for (;;) yield await Promise.resolve(bytes('x'));
			} finally {
				isClosed = true;
			}
		}
		expect(await readBytes(endless(), 100)).toBeNull();
		expect(isClosed).toBe(true);
	});
});

describe('a body', () => {
	it.each([null, undefined, '', '{}', 7, { code: 0 }, [1]])(
		'that n8n has already read stays as it is: %j',
		async (body) => {
			expect(await readBody(body)).toEqual({ content: body });
		},
	);

	it('that arrives is read as UTF-8, even if a character is split in two', async () => {
		const [first, ...rest] = bytes('测试');
		const stream = pieces(Buffer.from([first]), Buffer.from(rest));
		expect(await readBody(stream)).toEqual({ content: '测试' });
	});

	it('is limited to 16 MB', async () => {
		const megabyte = Buffer.alloc(1024 * 1024, 'x');
		const full = Array.from({ length: 16 }, () => megabyte);
		const { content } = (await readBody(pieces(...full))) as { content: string };
		expect(content).toHaveLength(16 * 1024 * 1024);
		expect(await readBody(pieces(...full, bytes('x')))).toEqual({
			unreadable: 'a reply of more than 16 MB',
		});
	});

	it.each(['Z_DATA_ERROR', 'ERR__ERROR_FORMAT_PADDING_1', 'ERR_BROTLI_X', 'X_ZSTD_Y'])(
		'that cannot be decompressed is reported as such: %s',
		async (code) => {
			const broken = Object.assign(new Error('x'), { code });
			expect(await readBody(pieces(bytes('a'), broken))).toEqual({
				unreadable: 'a reply that cannot be decompressed',
			});
		},
	);

	it.each(['ECONNRESET', 'EZ_', 'X_ERR__', undefined])(
		'whose connection breaks with %s was not received',
		async (code) => {
			const broken = Object.assign(new Error('x'), { code });
			await expect(readBody(pieces(bytes('a'), broken) as ByteStream)).rejects.toBe(broken);
		},
	);
});
