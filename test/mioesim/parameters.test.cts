import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { signRequest } from '../../dist/credentials/signedRequest';
import { sign, toWire, type SignatureStyle } from '../../dist/mioesim/wire/parameters';
import { SECRET, vectors, type Vector } from './vectors.cts';

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
	expect(toWire({ zero: 0, blank: ' ', blanks: ['', ' '] })).toEqual({ zero: '0' });
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
	['an object in a list', { a: [1, { b: 1 }] }, "'a' is not a plain value"],
	['nothing in a list', { a: ['1', null] }, "'a' is not a plain value"],
	['a list in a list', { a: [[1]] }, "'a' is not a plain value"],
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
				const { sign: signature, ...sent } = Object.fromEntries(
					new URLSearchParams(body as unknown as string),
				);
				const joined = Object.keys(sent)
					.sort()
					.map((name) => `${name}=${sent[name]}`)
					.join('');
				const encoded = (value: string) =>
					encodeURIComponent(value).replace(
						/[!'()*]/g,
						(each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
					);
				const md5 = (value: string) => createHash('md5').update(value).digest('hex');
				const expected =
					signatureStyle === 'raw'
						? md5(`${joined}secret`)
						: md5(encoded(`${joined}secret`)).toUpperCase();
				expect(signature).toBe(expected);
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

const styles: [style: SignatureStyle, column: 1 | 2, format: RegExp][] = [
	['raw', 1, /^[0-9a-f]{32}$/],
	['encoded', 2, /^[0-9A-F]{32}$/],
];
const parameters = fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.string());
const secret = fc.string({ minLength: 1 });

describe.each(styles)('%s', (style, column, format) => {
	it.each(vectors.map((vector): [string, Vector] => [Object.keys(vector[0]).join(), vector]))(
		'signs %s as published',
		(_, vector) => expect(sign(vector[0], SECRET, style)).toBe(vector[column]),
	);

	it('does not depend on the order of the keys', () => {
		fc.assert(
			fc.property(parameters, secret, fc.infiniteStream(fc.nat()), (given, key, random) => {
				const weights = new Map(Object.keys(given).map((name) => [name, random.next().value]));
				const shuffled = Object.fromEntries(
					Object.entries(given).sort(([a], [b]) => weights.get(a) - weights.get(b)),
				);
				expect(sign(shuffled, key, style)).toBe(sign(given, key, style));
			}),
		);
	});

	it('leaves out empty values and the signature itself', () => {
		fc.assert(
			fc.property(parameters, secret, fc.string(), (given, key, old) => {
				const { sign: _, ...rest } = given;
				const more = { ...rest, sign: old, neverSent: '' };
				expect(sign(more, key, style)).toBe(sign(rest, key, style));
			}),
		);
	});

	it('depends on every value and on the secret', () => {
		fc.assert(
			fc.property(parameters, secret, (given, key) => {
				const digest = sign(given, key, style);
				expect(digest).toMatch(format);
				expect(sign(given, `${key}x`, style)).not.toBe(digest);
				expect(
					sign({ ...given, a: `${Object.hasOwn(given, 'a') ? given.a : ''}x` }, key, style),
				).not.toBe(digest);
			}),
		);
	});
});

it('never gives the same digest in both styles', () => {
	fc.assert(
		fc.property(parameters, secret, (given, key) => {
			const raw = sign(given, key, 'raw');
			expect(sign(given, key, 'encoded')).not.toBe(raw);
			expect(sign(given, key)).toBe(raw);
		}),
	);
});

it('sorts by code unit: upper case before lower case', () => {
	// MD5 of "B=1a=2secret", by hand.
	const expected = createHash('md5').update('B=1a=2secret').digest('hex');
	expect(sign({ a: '2', B: '1' }, 'secret')).toBe(expected);
});
