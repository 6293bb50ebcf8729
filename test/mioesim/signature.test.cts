import { createHash } from 'node:crypto';

import fc from 'fast-check';
import {
	sign,
	type SignatureStyle,
	toWire,
	type ParameterValue,
} from '../../dist/mioesim/wire/parameters';
import { SECRET, vectors, type Vector } from './vectors.cts';

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

describe('parameters on the wire', () => {
	it.each<[string, ParameterValue, string]>([
		['text is trimmed', ' a b ', 'a b'],
		['a number', 441, '441'],
		['zero is not empty', 0, '0'],
		['true', true, '1'],
		['false', false, '0'],
		['a list', ['8985', ' 8986 ', ''], '8985,8986'],
		['an ICCID of 20 digits', '89852022410000123456', '89852022410000123456'],
	])('%s', (_, value, expected) => expect(toWire({ value })).toEqual({ value: expected }));

	it.each<[ParameterValue]>([[null], [undefined], [''], ['  '], [[]], [['', ' ']]])(
		'%j is left out',
		(value) => expect(toWire({ value })).toEqual({}),
	);
});
