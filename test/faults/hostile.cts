import fc from 'fast-check';

/** Values that nobody intends, but that other nodes, expressions and customers produce. */

const TEXTS = [
	...[
		'',
		' ',
		'null',
		'undefined',
		'NaN',
		'none',
		'N/A',
		'[object Object]',
		'#REF!',
		'--',
		'SHOP-',
	],
	...['-1', '0', '-1001', '1e3', '0x10', '1,5', '2.0', ' 2 ', '2 pcs', 'SHOP-undefined', '#1001'],
	...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\u0000', 'a\u0000b', '\ud800'],
	...['\u202ereversed', 'a\r\nb', "' OR 1=1 --", '<script>', '../../etc', '%00', '{{ $json.id }}'],
	...['https://example.com/', '//example.com', 'file:///etc/passwd', 'NA-17', 'a b 7'],
	...['2026-02-31', '31.12.2026', '05/06/2031', '13/06/2031', '2031-02-30', '2020-01-01'],
	...['2031-05-06T00:00:00+11:00', 'TRUE', 'yes', 'off', 'Off', 'maybe', 'ja-JP', 'German'],
	...['Antarctica', 'card', 'order', 'cards', 'physical', 'nathan@example.com', 'a@b.co, c@d.co'],
	...['ICCID: 8985 2022 4100 0012 3456', '８９３４０００００００００１'],
	'😀'.repeat(40),
	'x'.repeat(100_000),
	'9'.repeat(400),
];

/** Expressions that return other than plain values, or fail. */
const EXPRESSIONS = [
	...['={{ undefined }}', '={{ $json.nothing.deep }}', '={{ broken', '={{ NaN }}', '={{ 1/0 }}'],
	...['={{ new Date(NaN) }}', '={{ new Date("2026-01-31") }}', '={{ $now }}', '={{ [] }}', '='],
	...['={{ {} }}', '={{ () => 1 }}', '={{ /x/ }}', '={{ 10n }}', '={{ [1, [2]] }}'],
	...['={{ [null] }}', '={{ $json }}', '={{ $input }}', '={{ DateTime.fromISO("x") }}'],
	...['={{ Symbol.iterator }}', '{{ }}'],
];

const PLAIN = [
	...[null, true, false, 0, -0, 1, 2, -1, 1.5, 12.5, 45, 441, 1e21, 2 ** 53, Number.MAX_VALUE],
	...[5e-324, 89852022410000123456],
];

const LISTS = [
	...[[], {}, [null], { iccid: 1 }, ['8934000000001', {}]],
	['8934000000001', { iccid: '8934000000002' }],
];

/** In an item, where an expression reads it. */
export const inItems = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom<unknown>(...TEXTS) },
	{ weight: 2, arbitrary: fc.constantFrom<unknown>(...PLAIN, ...LISTS) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
	{ weight: 1, arbitrary: fc.integer() },
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2, noUnicodeString: false }) },
);

/** In the field itself. */
export const literals = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...EXPRESSIONS) },
	{ weight: 2, arbitrary: inItems.filter((value) => !String(value).startsWith('=')) },
	{
		weight: 1,
		arbitrary: fc.record({ __rl: fc.constant(true), mode: fc.string(), value: fc.jsonValue() }),
	},
);
