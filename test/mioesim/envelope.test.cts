import fc from 'fast-check';
import { isSuccess, readEnvelope } from '../../dist/mioesim/wire/envelope';

const readable: [what: string, body: unknown, code: string, data: unknown][] = [
	['a number', { code: 0, message: 'success', data: [] }, '0', []],
	['text', { code: '0', data: { a: 1 } }, '0', { a: 1 }],
	['text to be parsed', '{"code":0,"message":"ok","data":1}', '0', 1],
	['text after a byte order mark', '\uFEFF {"code":"-1","message":"过期"}', '-1', null],
	['no data', { code: -3, message: 'no' }, '-3', null],
	['an empty text for data', { code: 4, message: 'no', data: '' }, '4', ''],
];
it.each(readable)('reads a code that is %s', (_, body, code, data) => {
	expect(readEnvelope(body)).toMatchObject({ envelope: { code, data } });
});

it.each([
	['nothing', undefined, 'an empty reply'],
	['null', null, 'an empty reply'],
	['no text', '', 'an empty reply'],
	['blanks', ' \n', 'an empty reply'],
	['a page', ' <!DOCTYPE html><html>', 'an HTML page'],
	['cut JSON', '{"code":0,"da', 'JSON that is cut off or broken'],
	[
		'JSON of too many levels',
		`{"code":0,"data":${'['.repeat(300)}${']'.repeat(300)}}`,
		'JSON that has too many levels or values',
	],
	[
		'JSON of too many values',
		`{"code":0,"data":[${'7,'.repeat(1_100_000)}7]}`,
		'JSON that has too many levels or values',
	],
	['a word', 'OK', 'JSON that is cut off or broken'],
	['JSON text', '"0"', 'a reply without a code'],
	['a list', [{ code: 0 }], 'a reply without a code'],
	['a number', 0, 'a reply without a code'],
	['no code', { data: {} }, 'a reply without a code'],
	['an empty code', { code: ' ' }, 'a reply without a code'],
	['a code of another type', { code: true }, 'a reply without a code'],
	['JSON null', 'null', 'an empty reply'],
])('%s is unreadable', (_, body, why) => expect(readEnvelope(body)).toEqual({ unreadable: why }));

it('has one success code for login and another for everything else', () => {
	const verdicts = ['0', '1', '-1', '00', '0.0'].map((code) => {
		const envelope = { code, message: null, data: null };
		return [isSuccess(envelope), isSuccess(envelope, true)];
	});
	expect(verdicts).toEqual([
		[true, false],
		[false, true],
		[false, false],
		[false, false],
		[false, false],
	]);
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
			expect(isSuccess(reading.envelope)).toBe(said === '0');
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

it('a field named undefined is not the code', () => {
	expect(readEnvelope({ undefined: 0 })).toHaveProperty('unreadable');
});

describe('the fields of a reply', () => {
	it('are found in upper and lower case, the exact spelling first', () => {
		expect(readEnvelope({ CODE: 7, Msg: 'no', DATA: [1] })).toEqual({
			envelope: { code: '7', message: 'no', data: [1] },
		});
		expect(readEnvelope({ Code: 7, code: 0 })).toMatchObject({ envelope: { code: '0' } });
		expect(readEnvelope({ code: 0, msg: 'second', message: 'first' })).toMatchObject({
			envelope: { message: 'first' },
		});
		expect(readEnvelope({ code: 0 })).toEqual({
			envelope: { code: '0', message: null, data: null },
		});
	});

	it('are searched for among the first hundred', () => {
		const others = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, index]));
		expect(readEnvelope({ ...others(99), code: 0 })).toHaveProperty('envelope');
		expect(readEnvelope({ ...others(100), code: 0 })).toHaveProperty('unreadable');
	});
});

it.each([
	[{ status: 405, error: 'Method Not Allowed' }, 405],
	[{ status: '404', error: 'Not Found' }, 404],
	[{ status: 405 }, undefined],
	[{ status: 405, error: ' ' }, undefined],
	[{ status: 'x', error: 'Not Found' }, undefined],
])('the answer %j of a web framework has a status', (body, frameworkStatus) => {
	expect(readEnvelope(body)).toEqual({
		unreadable: 'a reply without a code',
		...(frameworkStatus === undefined ? {} : { frameworkStatus }),
	});
});

it('an envelope that was encoded as text twice is not one', () => {
	expect(readEnvelope(JSON.stringify('{"code":0}'))).toEqual({
		unreadable: 'a reply without a code',
	});
	expect(readEnvelope('{"code":0}\uFEFF')).toHaveProperty('envelope');
	expect(readEnvelope('7\uFEFF{"code":0}')).toHaveProperty('unreadable');
});
