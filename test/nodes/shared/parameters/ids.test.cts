import fc from 'fast-check';
import {
	isUnsafeName,
	readCode,
	readFieldName,
	readId,
	readNumericId,
	whyInvalidId,
} from '../../../../dist/nodes/shared/parameters/id';

const label = 'External Order ID';

describe('an ID', () => {
	it.each([
		...['#1001', 'SHOP-00012', 'NA-17', 'a b 7', 'N-1', '1001', 'A', '7', 'none-such', 'Nancy-1'],
		...['SHOP-none', 'annulled-7', 'nullable', 'NULLARBOR-1', 'nano-17', 'Fernando', 'banana 3'],
		...['gid://shopify/Order/450789469', '113-1234567-1234567', 'EP20240124000013', '订单-17'],
		...['order_01HZX3K5J8', 'cs_test_a1b2c3', '#1001.1', 'Bestellung Nr. 12', 'R&D-7', 'a+b@c.de'],
		...['-NqXo9dkeZ8AbCdE1f2G', 'V1StGXR8_Z5jdHi6B-my', 'x3Fg7Kp2LmQ9rT5vB8nZ_', '12e34'],
		...['(SHOP) 12', '"12"', "O'Brien-7", 'naïve-7', '２０２６-１'],
	])('%j', (id) => {
		expect(readId(id, label)).toBe(id);
	});

	it('exact numbers become text, and white space around an ID is removed', () => {
		expect(readId(1001, label)).toBe('1001');
		expect(readId(10n ** 19n, label)).toBe('10000000000000000000');
		expect(readId(' SHOP-1\n', label)).toBe('SHOP-1');
	});
});

describe('not an ID', () => {
	const EMPTY_FIELD = 'comes from an empty field';
	const EMPTY_PART = 'has an empty part';
	const SHEET = 'is the result of a failed spreadsheet formula';
	const UNSEEN = 'contains invisible characters';
	const UNRESOLVED = 'contains an unresolved expression';
	const OBJECT = 'contains an object or a date instead of text';
	const cases: Array<[string, string[]]> = [
		[
			EMPTY_FIELD,
			[
				...['undefined', 'null', 'NaN', 'none', 'N/A', 'UNDEFINED', 'Null', 'nan', 'None', 'n/a'],
				...[
					'SHOP-undefined',
					'null-7',
					'SHOP-NaN',
					'SHOP undefined',
					'undefined_12',
					'#null',
					'SHOP#NULL',
				],
				...[
					'SHOP-undefined-1',
					'a/null/b',
					'SHOPundefined',
					'null7',
					'nan:1',
					'"null"',
					'(none)',
					'[undefined]',
				],
				...[
					'Infinity',
					'-Infinity',
					'nil',
					'true',
					'false',
					'Order undefined of 3',
					'gid://shopify/Order/null',
				],
			],
		],
		[
			OBJECT,
			[
				'[object Object]',
				'SHOP-[object Object]',
				'[object Promise]',
				'Invalid Date',
				'X Invalid DateTime',
			],
		],
		[
			SHEET,
			[
				...[
					'#N/A',
					'#REF!',
					'#VALUE!',
					'#DIV/0!',
					'#NAME?',
					'#NULL!',
					'#NUM!',
					'#SPILL!',
					'#CALC!',
					'#n/a',
				],
				...[
					'#GETTING_DATA',
					'#FIELD!',
					'#ERROR!',
					'SHOP-#REF!',
					'#N/A-12',
					'#BEZUG!',
					'#NV',
					'#¿NOMBRE?',
					'#####',
				],
				...['Err:502', '#N/D'],
			],
		],
		[
			EMPTY_PART,
			[
				'SHOP-',
				'-1001',
				'SHOP-#',
				'_1',
				'1_',
				'SHOP–',
				'a/',
				'SHOP--12',
				'a__b',
				'a- -b',
				'#-12',
				'A ()',
				'SHOP -',
				'gid://shopify/Order/',
				'SHOP:',
				'.12',
				'1,',
			],
		],
		['contains no letter or digit', ['--', '-', '#', '...', '""', '🙂']],
		[
			UNRESOLVED,
			[
				'{{ $json.id }}',
				'SHOP-{{ id }}',
				'{{',
				'${id}',
				'=A2',
				'$json.id',
				"$('Shop').item",
				'<%= id %>',
				'{% x %}',
			],
		],
		[
			UNSEEN,
			[
				'SHOP\u00001',
				'a\tb',
				'a\nb',
				'SHOP\u200b1',
				'\ud8001',
				'1\udc00',
				'a\u2028b',
				'\u202e12',
				'SHOP-\ufffd1',
			],
		],
		[
			'is a number that a spreadsheet has rounded',
			['8.98520224E+19', '1,5e+20', '1E+19', '4.5E12'],
		],
		['is longer than 255 characters', ['x'.repeat(256)]],
	];
	it.each(cases.flatMap(([why, values]) => values.map((value) => [value, why])))(
		'%j: it %s',
		(value, why) => {
			expect(whyInvalidId(value)).toBe(why);
			expect(() => readId(value, label)).toThrow(`'External Order ID' ${why}`);
		},
	);

	it.each([[{}], [['1']], [true], [() => 1]])('%p, which is not text', (value) => {
		expect(() => readId(value, label)).toThrow("'External Order ID' must be text or a number");
	});

	it.each([[89852022410000123456], [Number.NaN], [Number.POSITIVE_INFINITY], [-(2 ** 53)]])(
		'%d, which has lost its last digits',
		(value) => {
			expect(() => readId(value, label)).toThrow('is a number with too many digits');
		},
	);
});

it("a shop's ID is accepted, whatever its prefix and number", () => {
	const part = fc
		.stringMatching(/^[A-Z]{1,6}[0-9]{1,9}$/)
		.filter((text) => !text.startsWith('NULL'));
	const id = fc.tuple(
		fc.constantFrom('', '#'),
		fc.array(part, { minLength: 1, maxLength: 4 }),
		fc.constantFrom('-', '_', '/', ' ', '.', ':'),
	);
	fc.assert(
		fc.property(id, ([before, parts, separator]) => {
			expect(whyInvalidId(before + parts.join(separator))).toBeNull();
		}),
	);
});

it('a template with one empty, undefined or null part is never accepted', () => {
	const part = fc.stringMatching(/^[A-Z0-9]{1,9}$/);
	const nothing = fc.constantFrom('', 'undefined', 'null', 'NaN', '[object Object]', '#REF!');
	const separator = fc.constantFrom('-', '_', '/', ':', '.');
	fc.assert(
		fc.property(
			fc.array(part, { minLength: 1, maxLength: 3 }),
			nothing,
			fc.nat(3),
			separator,
			(parts, gap, at, by) => {
				const filled = [...parts.slice(0, at), gap, ...parts.slice(at)];
				expect(whyInvalidId(filled.join(by))).not.toBeNull();
			},
		),
	);
});

describe('codes and ID prefixes', () => {
	it.each(['SHOP-', '-', '40-0-3-1-G', '40-?-3-1-G', 'JP--1', '#'])(
		'%j may have an empty part',
		(code) => {
			expect(readCode(code, 'API Code')).toBe(code);
		},
	);
	it.each(['undefined', 'JP-null', '#N/A', '{{ code }}', '[object Object]', 'a\u0000'])(
		'%j is refused',
		(code) => {
			expect(() => readCode(code, 'API Code')).toThrow(/^'API Code' /);
		},
	);
});

it('the quoted value shows no ICCID, no activation code and no line break', () => {
	try {
		readId('SHOP-undefined\u0000 LPA:1$rsp.example$SECRET 89852022410000123456', label);
	} catch (error) {
		const { resolution } = (error as { details: { resolution: string } }).details;
		expect(resolution).toContain('SHOP-undefined\ufffd');
		expect(resolution).not.toMatch(/SECRET|8985|\u0000/);
	}
	expect.assertions(2);
});

describe('numeric IDs from MIOeSIM', () => {
	it.each([
		[45, '45'],
		[' 441 ', '441'],
		['1', '1'],
	])('%j is %s', (given, id) => {
		expect(readNumericId(given, 'Package')).toBe(id);
	});
	it.each([
		['JP-1'],
		['0'],
		[0],
		[-1],
		[1.5],
		['1e3'],
		['0x10'],
		['4 5'],
		['45,46'],
		['1'.repeat(16)],
	])('%j is refused', (given) => {
		expect(() => readNumericId(given, 'Package')).toThrow("'Package' must be a number");
	});
});

it.each(['__proto__', 'constructor', 'prototype'])('an item field cannot be named %s', (name) => {
	expect(() => readFieldName(name, 'Put Output File in Field')).toThrow(
		/^'Put Output File in Field' cannot be/,
	);
});

/** Why a text is not an ID; null if it may be one. */
describe.each<[string | null, string[]]>([
	[
		null,
		[
			// Words that only look empty.
			...['xnan', '1nan', 'nan1', 'énull', 'nullé', 'no"ne', 'no)ne', 'truest', 'x-true', 'nils'],
			// A spreadsheet error is the whole cell, or one of the well-known ones.
			...[
				'SHOP#NV',
				'#NV-17',
				'##7',
				'SHOP-#BEZUG!',
				'#BEZUG!-7',
				'Err:50',
				'xErr:502',
				'Err:5021',
			],
			...['#REF', '#N/X', '#BEZUG', 'a#/0'],
			// Only a whole value can be a rounded number.
			...['A8.9E+19', '1E+19x', '1234.5E+10', '1.5E', '1.5E+1234', '1e5', '1.5'],
			// Characters that only an expression begins with.
			...['a=b', 'x$json', '$5', 'US$ 7', '{x}', 'a{b', '5%', '<x>', '$jso'],
			...['x'.repeat(255), 'é', '７', 'object Object', '[object]', 'date invalid'],
			// Random IDs may end with anything.
			...['aB1cD2eF3gH4iJ5kL6m-', '-aB1cD2eF3gH4iJ5kL6mN', 'aB1cD2eF3abcdefghijk--'],
		],
	],
	[
		'comes from an empty field',
		[
			...['(none)', '"nil"', "'true'", '[false]', '{n/a}', '<None>', '( "none" )', '((none))'],
			...['«null»', '7null7', 'x-nan-x', '‐nan', 'UNDEFINED7', 'infinity', "'-Infinity'"],
		],
	],
	[
		'contains an unresolved expression',
		[
			...['}}', 'x}}', '$input.item', '$node["x"]', '$item', '$var', '$vars.x', '$(x)', 'x ${y}'],
			...['x {% y', 'x <% y', '=x', 'x {{'],
		],
	],
	[
		'is the result of a failed spreadsheet formula',
		[
			...['SHOP-#¡REF!', 'SHOP #N/D', 'x #DIV/0', 'x #div/0!', 'x #GETTING_DATA', 'x#NAME?'],
			...['x#SPILL!', 'x#CALC!', 'x#NUM!', 'x#VALUE!', 'x#FIELD!', 'x#BLOCKED!', 'x#CONNECT!'],
			...['x#BUSY!', 'x#EXTERNAL!', 'x#PYTHON!', 'x#UNKNOWN!', 'x#ERROR!', '#¡VALOR!', '#ДЕЛ/0!'],
			...['##', 'err:502', '#nv'],
		],
	],
	[
		'is a number that a spreadsheet has rounded',
		['1.5e3', '123.5E+10', '999,123e999', '1e+1', '8.9852022410000123456E+19'],
	],
	[
		'contains an object or a date instead of text',
		['x [object Map]', 'INVALID DATE', '[OBJECT Näme]'],
	],
	[
		'has an empty part',
		[
			// Not random: without one of the three kinds, too short, too long, too few changes.
			...['AB1CD2EF3GH4IJ5KL6M-', 'ab1cd2ef3gh4ij5kl6m-', 'aBcDeFgHiJkLmNoPqRs-'],
			...['aB1cD2eF3gH4iJ5kL6-', 'aB1cD2eF3gH4iJ5kL6mN7o-', 'aB1cD2eF3gH4iJ5kL6m/'],
			...[
				'aB1cD2eFFFFFFFFFFFF-',
				'abcdefghijklmnopqA1-',
				'ABCDEFGHIJKLMNOPQa1-',
				'12345678901234567aA-',
			],
			...['xx aB1cD2eF3gH4iJ5kL6m-', 'aB1cD2eF3gH4iJ5kL6m-\u00e9-'],
		],
	],
	['contains no letter or digit', ['!', '€', '()']],
	['is longer than 255 characters', ['7'.repeat(256)]],
])('why an ID is not one: %s', (why, values) => {
	it.each(values)('%s', (value) => expect(whyInvalidId(value)).toBe(why));
});

describe('a refusal says what to do', () => {
	const message = (read: () => unknown) => {
		try {
			read();
		} catch (error) {
			return (error as Error).message;
		}
		return 'accepted';
	};
	const check = "Check the expression in 'API Code', and the field that it reads";

	it('for an ID and a code, with what they are for this item', () => {
		expect(message(() => readId('null', 'API Code'))).toBe(
			`'API Code' comes from an empty field. The value for this item is "null". ${check}`,
		);
		expect(message(() => readCode('x'.repeat(256), 'API Code'))).toBe(
			`'API Code' is longer than 255 characters. The value for this item is "${'x'.repeat(60)}…". ${check}`,
		);
		expect(readCode('x'.repeat(255), 'API Code')).toHaveLength(255);
	});

	it('for an ID from MIOeSIM, which has at most 15 digits', () => {
		expect(readNumericId('1'.repeat(15), 'Package')).toHaveLength(15);
		expect(() => readNumericId('1'.repeat(16), 'Package')).toThrow('must be a number');
		for (const value of ['x1', '1x', '01']) {
			expect(message(() => readNumericId(value, 'Package'))).toBe(
				`'Package' must be a number. "${value}" is not a MIOeSIM ID. Choose an entry from the list, or enter the number that Get Many shows`,
			);
		}
	});

	it('for a name that no field can have', () => {
		expect(message(() => readFieldName('__proto__', 'Field'))).toBe(
			'\'Field\' cannot be "__proto__". JavaScript reserves this name. Choose another one',
		);
		expect(readFieldName('data', 'Field')).toBe('data');
		expect(['__proto__', 'constructor', 'prototype', 'proto'].map(isUnsafeName)).toEqual([
			true,
			true,
			true,
			false,
		]);
	});
});
