import fc from 'fast-check';
import * as values from '../../dist/mioesim/values';

/** By name, whatever else the module exports. */
const readers = values as Record<string, (value: unknown) => unknown>;

it.each<[string, unknown, unknown]>([
	['text', ' a ', 'a'],
	['text', 12, '12'],
	['text', ' ', null],
	['text', true, null],
	['text', {}, null],
	['number', '12.50', 12.5],
	['number', 0, 0],
	['number', '', null],
	['number', 'a lot', null],
	['number', Infinity, null],
	['decimal', '1,024,000.5', 1024000.5],
	['decimal', '1.024.000,5', 1024000.5],
	['decimal', '1,50', 1.5],
	['decimal', '1.024', 1.024],
	['decimal', '1,250', 1250],
	['decimal', '1,2345', 1.2345],
	['decimal', '1,02,500', null],
	['decimal', -1, null],
	['decimal', {}, null],
	...['$1.50', '1.50 USD', 'US$1.5', '1,50', 1.5, 'usd 1.5'].map(
		(price): [string, unknown, number] => ['dollars', price, 1.5],
	),
	...['€1.50', '1.50 CNY', 'HK$1.50', 'free', '', null].map((price): [string, unknown, null] => [
		'dollars',
		price,
		null,
	]),
	['flag', '1', true],
	['flag', 'true', true],
	['flag', 0, false],
	['flag', 'false', false],
	['flag', 2, null],
	['flag', null, null],
	['list', null, []],
	['list', [1, null], [1, null]],
	['list', { a: 1 }, [{ a: 1 }]],
	['list', 'text', []],
	['records', [1, null, { a: 1 }], [{ a: 1 }]],
	['record', [1], {}],
	['record', null, {}],
	['texts', '1, 2,,3 ', ['1', '2', '3']],
	['texts', [1, '', null, 'b'], ['1', 'b']],
	['texts', null, []],
])('%s of %j is %j', (reader, given, expected) => expect(readers[reader](given)).toEqual(expected));

it('never throws', () => {
	fc.assert(
		fc.property(fc.constantFrom(...Object.keys(values)), fc.anything(), (reader, given) => {
			expect(() => readers[reader](given)).not.toThrow();
		}),
	);
});
