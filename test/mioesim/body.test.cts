import { readBody, readBytes, retryAfter } from '../../dist/mioesim/wire/body';

/** A reply that arrives in pieces, and may break off. */
async function* pieces(...given: Array<Uint8Array | Error>): AsyncGenerator<Uint8Array> {
	for (const piece of given) {
		await Promise.resolve();
		if (piece instanceof Error) throw piece;
		yield piece;
	}
}

const bytes = (content: string) => Buffer.from(content);
const read = async (body: unknown, type?: string) =>
	await readBody({ body, headers: { 'content-type': type } });

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
			expect(await read(body)).toEqual({ content: body });
		},
	);

	it('that arrives is read as UTF-8, even if a character is split in two', async () => {
		const [first, ...rest] = bytes('测试');
		const stream = pieces(Buffer.from([first]), Buffer.from(rest));
		expect(await read(stream)).toEqual({ content: '测试' });
	});

	it('is limited to 16 MB', async () => {
		const megabyte = Buffer.alloc(1024 * 1024, 'x');
		const full = Array.from({ length: 16 }, () => megabyte);
		const { content } = (await read(pieces(...full))) as { content: string };
		expect(content).toHaveLength(16 * 1024 * 1024);
		expect(await read(pieces(...full, bytes('x')))).toEqual({
			unreadable: 'a reply of more than 16 MB',
		});
	});

	it.each(['Z_DATA_ERROR', 'ERR__ERROR_FORMAT_PADDING_1', 'ERR_BROTLI_X', 'X_ZSTD_Y'])(
		'that cannot be decompressed is reported as such: %s',
		async (code) => {
			const broken = Object.assign(new Error('x'), { code });
			expect(await read(pieces(bytes('a'), broken))).toEqual({
				unreadable: 'a reply that cannot be decompressed',
			});
		},
	);

	it.each(['ECONNRESET', 'EZ_', 'X_ERR__', undefined])(
		'whose connection breaks with %s was not received',
		async (code) => {
			const broken = Object.assign(new Error('x'), { code });
			await expect(read(pieces(bytes('a'), broken))).rejects.toBe(broken);
		},
	);

	it.each([
		['application/json;charset=GBK', 'b2e2cad4'],
		['text/html; Charset="gb18030"', 'b2e2cad4'],
		['text/plain; charset=big5', 'b4fab8d5', '測試'],
		['application/json;charset=UTF-16LE', '4b6dd58b'],
		['application/json; charset=utf-8', 'e6b58be8af95'],
		// What Java servers name where nobody has chosen a charset.
		['text/html;charset=ISO-8859-1', 'e6b58be8af95'],
		['text/html;charset=x-unheard-of', 'e6b58be8af95'],
		['text/html;charset=', 'e6b58be8af95'],
		[undefined, 'e6b58be8af95'],
	])('is read in the charset that it names: %s', async (type, hex, said = '测试') => {
		expect(await read(pieces(Buffer.from(hex, 'hex')), type)).toEqual({ content: said });
	});
});

const NOW = Date.parse('2026-01-31T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

it.each([
	['7', 7000],
	[' 7 ', 7000],
	['0', 0],
	['3600', 3_600_000],
	['Sat, 31 Jan 2026 10:00:30 GMT', 30_000],
	['Sat, 31 Jan 2026 09:00:00 GMT', 0],
	['Wed, 21 Oct 9999 07:28:00 GMT', DAY],
	['99999999999999999999', DAY],
	['9'.repeat(40), DAY],
	['soon', undefined],
	['', undefined],
	[undefined, undefined],
])('reads %j', (value, wait) => {
	expect(retryAfter({ 'retry-after': value }, NOW)).toBe(wait);
});

it.each(['1.5', '7 s', 's7', '-'])('ignores %j, which is not a number', (value) => {
	const wait = retryAfter({ 'retry-after': value }, NOW);
	expect(wait === undefined || wait === 0).toBe(true);
});

it('reads a value that is already a number, and no other header', () => {
	expect(retryAfter({ 'retry-after': 7 }, NOW)).toBe(7000);
	expect(retryAfter({ 'retry-later': '7' }, NOW)).toBeUndefined();
});
