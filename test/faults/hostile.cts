import fc from 'fast-check';

/** Values that nobody intends, but that other nodes, expressions and customers produce. */

const TEXTS = [
	...['', ' ', 'null', 'undefined', 'NaN', '[object Object]', '-1', '0', '1e3', '0x10', '1,5'],
	...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\u0000', 'a\u0000b', '\ud800'],
	...['\u202ereversed', 'a\r\nb', "' OR 1=1 --", '<script>', '../../etc', '%00', '=', '{{ }}'],
	...['https://example.com/', '//example.com', 'file:///etc/passwd', '2026-02-31', '31.12.2026'],
	'😀'.repeat(40),
	'x'.repeat(100_000),
	'9'.repeat(400),
];

/** Expressions that return other than plain values, or fail. */
const EXPRESSIONS = [
	...['={{ undefined }}', '={{ $json.nothing.deep }}', '={{ broken', '={{ NaN }}', '={{ 1/0 }}'],
	...['={{ new Date(NaN) }}', '={{ new Date("2026-01-31") }}', '={{ $now }}', '={{ [] }}'],
	...[
		'={{ {} }}',
		'={{ () => 1 }}',
		'={{ /x/ }}',
		'={{ 10n }}',
		'={{ [1, [2]] }}',
		'={{ [null] }}',
	],
	...['={{ $json }}', '={{ $input }}', '={{ DateTime.fromISO("x") }}', '={{ Symbol.iterator }}'],
];

const NUMBERS = [0, -0, -1, 1.5, 1e21, 2 ** 53, Number.MAX_VALUE, 5e-324, 89852022410000123456];

export const hostile = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
	{ weight: 3, arbitrary: fc.constantFrom(...EXPRESSIONS) },
	{ weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
	{ weight: 1, arbitrary: fc.constantFrom(null, true, false) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary' }).map((text) => text.replace(/^=/, '')) },
	{ weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
	{ weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2, noUnicodeString: false }) },
	{
		weight: 1,
		arbitrary: fc.record({ __rl: fc.constant(true), mode: fc.string(), value: fc.jsonValue() }),
	},
);
