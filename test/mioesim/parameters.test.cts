import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { signRequest } from '../../dist/credentials/signedRequest';
import { toWire } from '../../dist/mioesim/wire/parameters';

const key = {
	token: 'T',
	secretKey: 'secret',
	signatureStyle: 'raw' as const,
	baseUrl: 'https://bpm.mioesim.com',
};

it('everything becomes trimmed text, and empty values are left out', () => {
	expect(
		toWire({
			a: ' 1 ',
			b: 2,
			c: true,
			d: false,
			e: [' x ', 3],
			f: '',
			g: null,
			h: undefined,
			i: [],
		}),
	).toEqual({ a: '1', b: '2', c: '1', d: '0', e: 'x,3' });
});

it('unpaired surrogates are replaced, also in names and lists; pairs stay', () => {
	const wire = toWire({ remark: 'a\ud800b', 'n\udc00': 1, list: ['\udc00', '🙂'] });
	expect(wire).toEqual({ remark: 'a\ufffdb', 'n\ufffd': '1', list: '\ufffd,🙂' });
});

it('a parameter named __proto__ is sent like any other', () => {
	const wire = toWire(
		JSON.parse('{ "__proto__": 1, "constructor": 2, "toString": 3 }') as Record<string, number>,
	);
	expect(Object.entries(wire)).toEqual([
		['__proto__', '1'],
		['constructor', '2'],
		['toString', '3'],
	]);
});

it.each([
	['an object', { a: { b: 1 } }, "'a' is not a plain value"],
	['an object in a list', { a: [1, { b: 1 }] }, "'a' is not a plain value"],
	['nothing in a list', { a: ['1', null] }, "'a' is not a plain value"],
	['a list in a list', { a: [[1]] }, "'a' is not a plain value"],
	[
		'a number that has lost digits',
		{ a: 89852022410000123456 },
		"'a' is a number with too many digits",
	],
	['no number', { a: Number.NaN }, "'a' is a number with too many digits"],
	['too much', { a: 'x'.repeat(300_000) }, "'a' is too long"],
])('%s is refused by name', (_, parameters, message) => {
	expect(() => toWire(parameters as never)).toThrow(message);
});

it('any text is signed as it is sent, in either style', () => {
	const remark = fc.string({ unit: 'binary', maxLength: 40 });
	const halves = fc.constantFrom('\ud800', '\udc00x', 'x\udbff', '🙂\ud83d');
	fc.assert(
		fc.property(
			fc.oneof(remark, halves),
			fc.constantFrom('raw' as const, 'encoded' as const),
			(text, signatureStyle) => {
				const { body } = signRequest(
					{ method: 'POST', url: 'https://bpm.mioesim.com/x', body: { remark: text } },
					{ ...key, signatureStyle },
				);
				const { sign, ...sent } = Object.fromEntries(
					new URLSearchParams(body as unknown as string),
				);
				const joined = Object.keys(sent)
					.sort()
					.map((name) => `${name}=${sent[name]}`)
					.join('');
				const encoded = (value: string) =>
					encodeURIComponent(value).replace(
						/[!'()*]/g,
						(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
					);
				const md5 = (value: string) => createHash('md5').update(value).digest('hex');
				const expected =
					signatureStyle === 'raw'
						? md5(`${joined}secret`)
						: md5(encoded(`${joined}secret`)).toUpperCase();
				expect(sign).toBe(expected);
			},
		),
	);
});

describe('what is sent', () => {
	const longest = 'x'.repeat(250_000);
	it.each<[string, unknown, string]>([
		['the longest text', longest, longest],
		['the largest number', 2 ** 53 - 1, '9007199254740991'],
		['the smallest number', -(2 ** 53) + 1, '-9007199254740991'],
		['any whole number of an exact type', 10n ** 20n, '100000000000000000000'],
		['a list with switches', [true, false], '1,0'],
	])('%s', (_, value, sent) => {
		expect(toWire({ value } as never)).toEqual({ value: sent });
	});

	it.each<[unknown, string]>([
		[`${longest}x`, "'a\ufffd' is too long. It has 250001 characters; the limit is 250000"],
		[
			2 ** 53,
			"'a\ufffd' is a number with too many digits. The number has lost its last digits. Turn it into text at its source",
		],
		[-(2 ** 53), "'a\ufffd' is a number with too many digits"],
		[Infinity, "'a\ufffd' is a number with too many digits"],
		[
			{},
			"'a\ufffd' is not a plain value. A parameter may be text, a number, a boolean or a list of them",
		],
	])('is nothing else, and the error says what is allowed', (value, message) => {
		expect(() => toWire({ 'a\ud800': value } as never)).toThrow(message);
	});
});
