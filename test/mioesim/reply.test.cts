import fc from 'fast-check';

import { Failure } from '../../dist/mioesim/codes/failure';
import {
	dataOf,
	failureOf,
	MethodRefused,
	readBytes,
	readEnvelope,
	receive,
	refusesMethod,
	retryAfter,
	type Reply,
} from '../../dist/mioesim/wire/reply';

/** A reply that arrives in pieces, and may break off. */
async function* pieces(...given: Array<Uint8Array | Error>): AsyncGenerator<Uint8Array> {
	for (const piece of given) {
		await Promise.resolve();
		if (piece instanceof Error) throw piece;
		yield piece;
	}
}

const NOW = Date.parse('2026-01-31T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

const bytes = (content: string) => Buffer.from(content);
const read = async (body: unknown, type?: string) =>
	await receive({ statusCode: 200, headers: { 'content-type': type }, body }, NOW);
/** The data of a reply, or why there is none. */
const dataIn = ({ reading }: Reply) =>
	'envelope' in reading ? reading.envelope.data : reading.unreadable;

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
	const [start, end] = ['{"code":0,"data":"', '"}'];

	it.each([
		[`${start}x${end}`, 'x'],
		[{ code: 0, data: 'x' }, 'x'],
		[null, 'an empty reply'],
	])('that n8n has already read stays as it is: %j', async (body, said) =>
		expect(dataIn(await read(body))).toBe(said),
	);

	it('that arrives is read as UTF-8, even if a character is split in two', async () => {
		const [first, ...rest] = bytes('测试');
		const stream = pieces(bytes(start), Buffer.from([first]), Buffer.from(rest), bytes(end));
		expect(dataIn(await read(stream))).toBe('测试');
	});

	it('is limited to 16 MB', async () => {
		const megabyte = Buffer.alloc(1024 * 1024, 'x');
		const full = [bytes(start), ...Array.from({ length: 15 }, () => megabyte), bytes(end)];
		expect(dataIn(await read(pieces(...full)))).toHaveLength(15 * 1024 * 1024);
		const tooMuch = await read(pieces(...full, megabyte));
		expect(dataIn(tooMuch)).toBe('a reply of more than 16 MB');
	});

	it.each(['Z_DATA_ERROR', 'ERR__ERROR_FORMAT_PADDING_1', 'ERR_BROTLI_X', 'X_ZSTD_Y'])(
		'that cannot be decompressed is reported as such: %s',
		async (code) => {
			const broken = Object.assign(new Error('x'), { code });
			const said = dataIn(await read(pieces(bytes('a'), broken)));
			expect(said).toBe('a reply that cannot be decompressed');
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
		['application/json; charset = GBK', 'b2e2cad4'],
		['text/html;charset=iso-8859-15', 'a4', '€'],
		['text/plain; charset=big5', 'b4fab8d5', '測試'],
		['application/json; charset=utf-8', 'e6b58be8af95'],
		// What Java servers name where nobody has chosen a charset.
		['text/html;charset=ISO-8859-1', 'e6b58be8af95'],
		['text/html;charset=iso8859-1', 'e6b58be8af95'],
		['text/html;charset=latin1', 'e6b58be8af95'],
		['text/html;charset=x-unheard-of', 'e6b58be8af95'],
		['text/html;charset=', 'e6b58be8af95'],
		[undefined, 'e6b58be8af95'],
	])('is read in the charset that it names: %s', async (type, hex, said = '测试') => {
		const stream = pieces(bytes(start), Buffer.from(hex, 'hex'), bytes(end));
		expect(dataIn(await read(stream, type))).toBe(said);
	});
});

it.each<[value: unknown, wait: number | undefined]>([
	['7', 7000],
	[' 7 ', 7000],
	['0', 0],
	['3600', 3_600_000],
	['Sat, 31 Jan 2026 10:00:30 GMT', 30_000],
	['Sat, 31 Jan 2026 09:00:00 GMT', 0],
	['Wed, 21 Oct 9999 07:28:00 GMT', DAY],
	['99999999999999999999', DAY],
	['9'.repeat(40), DAY],
	[7, 7000],
	...['soon', '', undefined, '7 s', 's7'].map((value): [unknown, undefined] => [value, undefined]),
])('a server that says to come back after %j is asked after %j ms', (value, wait) => {
	expect(retryAfter({ 'retry-after': value, 'retry-later': '7' }, NOW)).toBe(wait);
});

it.each<[what: string, body: unknown, code: string, data: unknown]>([
	['a number', { code: 0, message: 'success', data: [] }, '0', []],
	['text', { code: '0', data: { a: 1 } }, '0', { a: 1 }],
	['text to be parsed', '{"code":0,"message":"ok","data":1}', '0', 1],
	['text after a byte order mark', '\uFEFF {"code":"-1","message":"过期"}', '-1', null],
	['no data', { code: -3, message: 'no' }, '-3', null],
	['an empty text for data', { code: 4, message: 'no', data: '' }, '4', ''],
	['text before a byte order mark', '{"code":0}\uFEFF', '0', null],
])('reads a code that is %s', (_, body, code, data) => {
	expect(readEnvelope(body)).toMatchObject({ envelope: { code, data } });
});

it.each([
	['nothing', undefined, 'an empty reply'],
	['null', null, 'an empty reply'],
	['no text', '', 'an empty reply'],
	['blanks', ' \n', 'an empty reply'],
	['a page', ' <!DOCTYPE html><html>', 'an HTML page'],
	['cut JSON', '{"code":0,"da', 'JSON that is cut off or broken'],
	['a word', 'OK', 'JSON that is cut off or broken'],
	['JSON text', '"0"', 'a reply without a code'],
	['an envelope that was encoded twice', '"{\\"code\\":0}"', 'a reply without a code'],
	['a number before an envelope', '7\uFEFF{"code":0}', 'JSON that is cut off or broken'],
	['a field named undefined', { undefined: 0 }, 'a reply without a code'],
	['a list', [{ code: 0 }], 'a reply without a code'],
	['a number', 0, 'a reply without a code'],
	['no code', { data: {} }, 'a reply without a code'],
	['an empty code', { code: ' ' }, 'a reply without a code'],
	['a code of another type', { code: true }, 'a reply without a code'],
	['JSON null', 'null', 'an empty reply'],
])('%s is unreadable', (_, body, why) => expect(readEnvelope(body)).toEqual({ unreadable: why }));

it.each(['1', '-1', '00', '0.0'])('%s is not the code of a success', (code) => {
	const reply = { status: 200, reading: readEnvelope({ code, data: 7 }) };
	expect(() => dataOf(reply, 'getSkus', true, [])).toThrow(Failure);
	const success = { status: 500, reading: readEnvelope({ code: '0', data: 7 }) };
	expect(dataOf(success, 'getSkus', true, [])).toBe(7);
});

it.each<[status: number, body: unknown, details: object]>([
	[199, '', { type: 'http' }],
	[200, '', { type: 'reply' }],
	[299, '', { type: 'reply' }],
	[300, '', { type: 'http' }],
	[200, { code: 777 }, { code: 777, httpStatus: undefined, outcome: 'notExecuted' }],
	[429, { code: 777 }, { code: 777, httpStatus: 429, retryAfterMs: 7, retryable: true }],
	[500, { code: 777 }, { code: 777, httpStatus: 500, outcome: 'unknown' }],
	[500, { code: -8 }, { code: -8, httpStatus: undefined, outcome: 'notExecuted' }],
	[502, { msg: 'no S3CRET' }, { type: 'http', apiMessage: 'no [secret]' }],
])('status %d with %j means %j', (status, body, details) => {
	const reply = { status, reading: readEnvelope(body), retryAfterMs: 7 };
	const told = failureOf(reply, 'addEsimOrder', ['S3CRET']).details;
	expect({ httpStatus: undefined, ...told }).toMatchObject(details);
});

it('a reply that must not be read once more says so, whatever its status', () => {
	const reply = { status: 500, reading: { unreadable: 'a reply of more than 16 MB' } as const };
	const failure = failureOf(reply, 'getSkus', []).details;
	expect(failure).toMatchObject({ type: 'reply', retryable: false });
});

it('a write that the server wants by another method is a plain failure', () => {
	const reply = { status: 405, reading: readEnvelope('<html>') };
	expect(() => dataOf(reply, 'getSkus', true, [])).toThrow(MethodRefused);
	expect(() => dataOf(reply, 'addEsimOrder', false, [])).not.toThrow(MethodRefused);
	const accepted = readEnvelope({ code: 0, message: 'Method not allowed', data: 'EP1' });
	expect(dataOf({ status: 200, reading: accepted }, 'addEsimOrder', false, [])).toBe('EP1');
});

it('never throws, and accepts no success without its code', () => {
	const body = fc.oneof(
		fc.anything(),
		fc.json(),
		fc.string(),
		fc.object({ key: fc.constant('code') }),
	);
	fc.assert(
		fc.property(body, (given) => {
			const reading = readEnvelope(given);
			if ('unreadable' in reading) return;
			let parsed = given as { code?: unknown };
			if (typeof given === 'string')
				parsed = JSON.parse(given.replace(/^\uFEFF/, '')) as typeof parsed;
			const said = String(parsed.code).trim();
			expect(reading.envelope.code).toBe(said);
		}),
		{ numRuns: 1000 },
	);
});

it('does not take a truncated reply for a success', () => {
	const whole = JSON.stringify({ code: 0, message: 'success', data: { orderNum: 'EP1', n: [1] } });
	for (let length = 0; length < whole.length; length++) {
		expect(readEnvelope(whole.slice(0, length))).toHaveProperty('unreadable');
	}
});

describe('the fields of a reply', () => {
	it.each([
		[
			{ CODE: 7, Msg: 'no', DATA: [1] },
			{ code: '7', message: 'no', data: [1] },
		],
		[{ Code: 7, code: 0 }, { code: '0' }],
		[{ code: 0, msg: 'second', message: 'first' }, { message: 'first' }],
		[{ code: 0 }, { code: '0', message: null, data: null }],
	])('are found in %j, the exact spelling first', (body, envelope) => {
		expect(readEnvelope(body)).toMatchObject({ envelope });
	});

	it('are searched for among the first hundred', () => {
		const others = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, index]));
		expect(readEnvelope({ ...others(99), code: 0 })).toHaveProperty('envelope');
		expect(readEnvelope({ ...others(100), code: 0 })).toHaveProperty('unreadable');
	});
});

it.each([
	[{ message: 'quota' }, 'quota'],
	[{ Msg: ' quota ' }, 'quota'],
	[{ title: 'quota' }, 'quota'],
	[{ title: 'Too Many', reason: 'quota' }, 'quota'],
	[{ error: 'quota', status: 429 }, 'quota'],
	[{ error: { code: 'X', message: 'quota' } }, 'quota'],
	[{ error: 'invalid_token', error_description: 'quota' }, 'quota'],
	[{ title: 'Too Many', detail: 'quota' }, 'quota'],
	[{ data: { message: 'no' } }, undefined],
	[{ message: ['no'] }, undefined],
])('%j, which has no code, keeps its words', (body, words) => {
	expect(readEnvelope(JSON.stringify(body))).toMatchObject({
		unreadable: 'a reply without a code',
	});
	const reading = readEnvelope(body) as { words?: string };
	expect(reading.words).toBe(words);
});

it.each([
	[{ status: 405, error: 'Method Not Allowed' }, 405],
	[{ status: '404', error: 'Not Found' }, 404],
	[{ status: 405 }, undefined],
	[{ status: 405, error: ' ' }, undefined],
	[{ status: 'x', error: 'Not Found' }, undefined],
])('the answer %j of a web framework has a status', (body, frameworkStatus) => {
	expect(readEnvelope(body)).toMatchObject({ unreadable: 'a reply without a code' });
	const reading = readEnvelope(body) as { frameworkStatus?: number };
	expect(reading.frameworkStatus).toBe(frameworkStatus);
});

describe('a refusal of the HTTP method', () => {
	const refuses = (status: number, body: unknown) =>
		refusesMethod({ status, reading: readEnvelope(body) });

	it.each([
		[405, '<html>'],
		[405, ''],
		[404, '<html>'],
		[501, ''],
		[405, { timestamp: 1, status: 405, error: 'Method Not Allowed', path: '/x' }],
		[200, { timestamp: 1, status: 405, error: 'Method Not Allowed', path: '/x' }],
		[200, { timestamp: 1, status: '405', error: 'Method Not Allowed', path: '/x' }],
		[404, { timestamp: 1, status: 404, error: 'Not Found', path: '/x' }],
		[200, { code: 500, message: "Request method 'POST' not supported" }],
		[200, { code: 500, msg: "Request method 'POST' is not supported" }],
		[200, { code: -1, message: 'Method Not Allowed' }],
		[200, { code: 0, message: 'HTTP method POST is not supported by this URL' }],
		[500, { code: '-3', message: 'unsupported request method' }],
		[200, { code: 500, message: '不支持POST请求' }],
		[200, { code: 500, message: "请求地址'/x'，不支持'POST'请求" }],
		[200, { code: 500, message: '请求方式不支持' }],
		[200, { code: 500, message: '不支持的请求方法' }],
		[200, { code: 500, message: '该接口只支持GET请求' }],
		[200, { code: 405, message: 'no' }],
		[405, { code: 500, message: null }],
		[405, { code: 777, message: 'no' }],
	])('by status %i and %j', (status, body) => expect(refuses(status, body)).toBe(true));

	it.each([
		[200, { code: -1, message: 'token expired' }],
		[405, { code: -1, message: 'token expired' }],
		[404, { code: -3, message: 'not found' }],
		[404, { code: 777, message: 'no' }],
		[200, { code: 0, message: 'success', data: [] }],
		[200, { code: 22, message: '非个人订单，不支持退款' }],
		[200, { code: 500, message: 'The plan is not supported' }],
		[403, '<html>'],
		[500, { timestamp: 1, status: 500, error: 'Internal Server Error', path: '/x' }],
		[200, { status: 405 }],
		[200, ''],
	])('not by status %i and %j', (status, body) => expect(refuses(status, body)).toBe(false));

	it.each([
		...'GET methods are not allowed|Unsupported method|this method: not supported|仅支持GET'.split(
			'|',
		),
		...'只能用POST|不允许 GET|请求方法错误|请求方法不支持|get 错误'.split('|'),
	])('%s is a refusal of the method, in any envelope', (message) => {
		expect(refuses(200, { code: 0, message })).toBe(true);
	});

	it.each([
		...'methodical, not supported|supported methods: none allowed|method unsupportedly'.split('|'),
		...[
			'GETTING 错误',
			'请求失败',
			'请求方',
			'不支持',
			'POST',
			`  ${'x'.repeat(500)} method not allowed`,
		],
	])('%s is not', (message) => {
		expect(refuses(200, { code: 0, message })).toBe(false);
	});

	it('reads a message to its 500th character', () => {
		const message = 'method not allowed';
		const at = (start: number) =>
			refuses(200, { code: 0, message: 'x '.repeat(start / 2) + message });
		expect(at(500 - message.length)).toBe(true);
		expect(at(500 - message.length + 2)).toBe(false);
	});
});
