import fc from 'fast-check';

import { readJson } from '../../dist/mioesim/wire/json';

const parseReply = (json: string) => readJson(json).value;

it.each([
	['{"iccid":89480101985113430001}', { iccid: '89480101985113430001' }],
	['{"iccid":8948010198511343000}', { iccid: '8948010198511343000' }],
	[
		'[ 9007199254740991, 9007199254740992, -9007199254740993 ]',
		[9007199254740991, '9007199254740992', '-9007199254740993'],
	],
	['89480101985113430001', '89480101985113430001'],
	[
		'{"a":"89480101985113430001","b":"\\"89480101985113430001"}',
		{ a: '89480101985113430001', b: '"89480101985113430001' },
	],
	['{"89480101985113430001":1}', { '89480101985113430001': 1 }],
	[
		'[1.23456789012345678901,0.12345678901234567,1e20,12345678901234567890e2,0,-0]',
		['1.23456789012345678901', '0.12345678901234567', 1e20, 1.2345678901234568e21, 0, -0],
	],
	['{"text":"a\\\\","n":12345678901234567890}', { text: 'a\\', n: '12345678901234567890' }],
])('reads %s digit by digit', (json, value) => expect(parseReply(json)).toEqual(value));

it('reads everything else as JSON.parse does', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
			const json = JSON.stringify(value, null, indent);
			const isSafe = !/\d{16}/.test(json) && !json.includes('__proto__');
			fc.pre(isSafe);
			expect(parseReply(json)).toEqual(JSON.parse(json));
		}),
	);
});

it('returns every whole number unchanged, whatever surrounds it', () => {
	fc.assert(
		fc.property(fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.string(), (number, text) => {
			const json = `{"t":${JSON.stringify(text)},"n":[${number}],"e":${JSON.stringify(`${text}"`)}}`;
			const read = parseReply(json) as { t: string; n: unknown[]; e: string };
			expect([read.t, String(read.n[0]), read.e]).toEqual([text, String(number), `${text}"`]);
		}),
	);
});

it.each([
	['{"premark":"APN: plus\n1. Activate\t\u0001"}', { premark: 'APN: plus\n1. Activate\t\u0001' }],
	['{\n\t"a\r": ["\\"\n", 89480101985113430001]\n}', { 'a\r': ['"\n', '89480101985113430001'] }],
])('reads control characters inside texts: %j', (json, value) => {
	expect(parseReply(json)).toEqual(value);
});

it.each('|{|{"a":|[1,]|nope|{"a":12345678901234567890|[1 2]|-|01|--9007199254740993'.split('|'))(
	'%j is not JSON',
	(json) => expect(parseReply(json)).toBeUndefined(),
);

it.each(['{"__proto__":{"x":1},"a":1}', '{"\\u005f_proto__":{"x":1},"a":1}'])(
	'leaves out a key that would change copies of the object: %s',
	(json) => {
		const copy = Object.assign({}, parseReply(json)) as { x?: number };
		expect(copy).toEqual({ a: 1 });
		expect(copy.x).toBeUndefined();
	},
);

it.each([
	['[1E-12345678901234567, 1e+12345678901234567]', [0, Infinity]],
	['[0.1234567890123456789E5,2]', [12345.678901234567, 2]],
	['[1.50,12345678901234567890]', [1.5, '12345678901234567890']],
	['[-12345678901234567890,-9007199254740991]', ['-12345678901234567890', -9007199254740991]],
	['[9007199254740990,1234567890123456]', [9007199254740990, 1234567890123456]],
	['{"a":[12345678901234567890,{"b":12345678901234567891}]}', null],
])('reads the numbers of %s', (json, value) => {
	const expected = value ?? { a: ['12345678901234567890', { b: '12345678901234567891' }] };
	expect(parseReply(json)).toEqual(expected);
});

const beyond = { unreadable: 'JSON that has too many levels or values' };

it('counts the open levels, not those that are closed', () => {
	const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
	expect(readJson(nested(100))).toHaveProperty('value');
	expect(readJson(nested(101))).toEqual(beyond);
	expect(readJson('{"a":'.repeat(100) + '1' + '}'.repeat(100))).toHaveProperty('value');
	expect(readJson('{"a":'.repeat(101))).toEqual(beyond);
	expect(readJson(`[${'[],{},'.repeat(300)}[]]`)).toHaveProperty('value');
});

it('counts the values', () => {
	expect(readJson(`[${'1,'.repeat(1_000_000)}1]`)).toHaveProperty('value');
	expect(readJson(`[${'1,'.repeat(1_000_001)}1]`)).toEqual(beyond);
	// In text they are not values.
	expect(readJson(JSON.stringify('{},'.repeat(1_100_000)))).toHaveProperty('value');
	expect(readJson('[1,')).toEqual({ unreadable: 'JSON that is cut off or broken' });
});
