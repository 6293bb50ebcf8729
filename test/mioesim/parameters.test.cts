import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { signRequest } from '../../dist/credentials/signedRequest';
import { formOf, sign, toWire, type SignatureStyle } from '../../dist/mioesim/wire/parameters';
import { isSigned } from '../../tools/simulator/signature.cts';
import { SECRET, vectors, type Vector } from './vectors.cts';

const key = {
	token: 'T',
	secretKey: 'secret',
	signatureStyle: 'raw' as const,
	baseUrl: 'https://bpm.mioesim.com',
};

it('everything becomes trimmed text, and empty values are left out', () => {
	const wire = toWire({ a: ' 1 ', b: 2, c: true, d: false, e: [' x ', 3], f: 0 });
	expect(wire).toEqual({ a: '1', b: '2', c: '1', d: '0', e: 'x,3', f: '0' });
	expect(toWire({ a: '', b: null, c: undefined, d: [], e: ' ', f: ['', ' '] })).toEqual({});
});

it('unpaired surrogates are replaced, also in names and lists; pairs stay', () => {
	const wire = toWire({ remark: 'a\ud800b', 'n\udc00': 1, list: ['\udc00', '🙂'] });
	expect(wire).toEqual({ remark: 'a\ufffdb', 'n\ufffd': '1', list: '\ufffd,🙂' });
});

it('a parameter named __proto__ is sent like any other', () => {
	const given = JSON.parse('{ "__proto__": 1, "toString": 3 }') as Record<string, number>;
	expect(Object.entries(toWire(given)).join(' ')).toBe('__proto__,1 toString,3');
});

it.each([
	['an object in a list', [1, { b: 1 }]],
	['nothing in a list', ['1', null]],
	['a list in a list', [[1]]],
])('%s is refused by name', (_, a) => {
	expect(() => toWire({ a } as never)).toThrow("'a' is not a plain value");
});

it.each([
	[{ a: 'x', b: '~' }, '', 'a=x&b=%7E'],
	[{ a: 'x', b: 'x试' }, '; charset=UTF-8', 'a=x&b=x%E8%AF%95'],
	[{ a: '试x', b: 'x' }, '; charset=UTF-8', 'a=%E8%AF%95x&b=x'],
])('the form of %j names its charset if a server needs it: %j', (wire, charset, body) => {
	const headers = { 'content-type': `application/x-www-form-urlencoded${charset}` };
	expect(formOf(wire)).toEqual({ headers, body });
});

it('any text is signed as it is sent, in either style', () => {
	const halves = fc.constantFrom('\ud800', '\udc00x', 'x\udbff', '🙂\ud83d');
	const remark = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), halves);
	const style = fc.constantFrom<SignatureStyle[]>('raw', 'encoded');
	fc.assert(
		fc.property(remark, style, (text, signatureStyle) => {
			const request = { method: 'POST', url: `${key.baseUrl}/x`, body: { remark: text } };
			const { body } = signRequest(request, { ...key, signatureStyle });
			const sent = new URLSearchParams(body as unknown as string);
			expect(isSigned(new Map(sent), key.secretKey, [signatureStyle])).toBe(true);
		}),
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

it('sorts by code unit: upper case before lower case', () => {
	// MD5 of "B=1a=2secret", by hand.
	const expected = createHash('md5').update('B=1a=2secret').digest('hex');
	expect(sign({ a: '2', B: '1' }, 'secret')).toBe(expected);
});
