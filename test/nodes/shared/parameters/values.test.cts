import { readChoice, readChoices } from '../../../../dist/nodes/shared/parameters/choice';
import { isEmailAddress, readEmail } from '../../../../dist/nodes/shared/parameters/email';
import { readIccids } from '../../../../dist/nodes/shared/parameters/iccid';
import { readLanguageTag } from '../../../../dist/nodes/shared/parameters/language';
import { readDecimal, readInteger } from '../../../../dist/nodes/shared/parameters/number';
import { readPercentages } from '../../../../dist/nodes/shared/parameters/percentages';
import { readSwitch } from '../../../../dist/nodes/shared/parameters/switch';

describe('switches', () => {
	it.each([true, 1, '1', 'true', 'TRUE', 'True', 'yes', 'Yes', 'on', 'ON', ' on '])(
		'%j is on',
		(value) => {
			expect(readSwitch(value, 'Send Email')).toBe(true);
		},
	);
	it.each([false, 0, '0', 'false', 'FALSE', 'no', 'No', 'off', 'OFF', -0])('%j is off', (value) => {
		expect(readSwitch(value, 'Send Email')).toBe(false);
	});
	it.each([['maybe'], ['y'], [2], [-1], ['null'], [{}], [[true]], ['truee'], [Number.NaN], ['ja']])(
		'%j is refused',
		(value) => {
			expect(() => readSwitch(value, 'Send Email')).toThrow("'Send Email' must be true or false");
		},
	);
});

describe('numbers', () => {
	const bounds = { minimum: 1, maximum: 100 };
	it.each([
		[2, 2],
		['2', 2],
		['2.0', 2],
		[' 2 ', 2],
		[2.0, 2],
		['100', 100],
		['007', 7],
	])('%j is %d', (value, number) => {
		expect(readInteger(value, 'Count', bounds)).toBe(number);
	});
	it.each<unknown[]>([
		...[
			['2 pcs'],
			['1e3'],
			['0x10'],
			['2,5'],
			['1,000'],
			[2.5],
			['2.5'],
			[0],
			[101],
			[-1],
			['two'],
			[true],
		],
		...[
			[[2]],
			[{}],
			[Number.NaN],
			[Number.POSITIVE_INFINITY],
			['9'.repeat(400)],
			['+-2'],
			['２'],
			[null],
		],
	])('%j is refused', (value) => {
		expect(() => readInteger(value, 'Count', bounds)).toThrow(
			"'Count' must be a whole number from 1 to 100",
		);
	});
	it('a field without declared bounds has none', () => {
		expect(() => readInteger(0, 'Count', { minimum: 1, maximum: Infinity })).toThrow(
			"'Count' must be a whole number of at least 1",
		);
	});
	it.each([
		[12.5, 12.5],
		['12.50', 12.5],
		['0.01', 0.01],
	])('a price of %j', (value, number) => {
		expect(readDecimal(value, 'Highest Price', { minimum: 0.01, maximum: Infinity })).toBe(number);
	});
	it.each([[0], ['12,50'], ['$12'], ['12 USD'], ['1e3'], [-1], ['.5']])(
		'not a price: %j',
		(value) => {
			expect(() =>
				readDecimal(value, 'Highest Price', { minimum: 0.01, maximum: Infinity }),
			).toThrow("'Highest Price' must be a number of at least 0.01");
		},
	);
});

describe('percentages', () => {
	it.each([
		['80', [80]],
		['95, 50,80%', [50, 80, 95]],
		['50%;80%', [50, 80]],
		[80, [80]],
		[
			[50, '80 %'],
			[50, 80],
		],
		['80, 80', [80]],
		['99.5', [99.5]],
		['1', [1]],
	])('%j is %j', (value, shares) => {
		expect(readPercentages(value, 'Thresholds')).toEqual(shares);
	});
	it.each([['0.8'], [0.8], [[50, 0.8]], ['50, 0.8']])(
		'%j is a fraction instead of a percentage',
		(value) => {
			expect(() => readPercentages(value, 'Thresholds')).toThrow(
				"'Thresholds' must be 1 percent or more, but is 0.8",
			);
		},
	);
	it('the hint says what to enter', () => {
		try {
			readPercentages(0.07, 'Thresholds');
		} catch (error) {
			expect((error as { details: { resolution: string } }).details.resolution).toBe(
				'For 7 percent, enter 7',
			);
		}
		expect.assertions(1);
	});
	it.each([['0'], ['101'], ['eighty'], ['-5'], ['1e1'], [[{}]], ['50,,80'], [[50, null]], [true]])(
		'%j is refused',
		(value) => {
			expect(() => readPercentages(value, 'Thresholds')).toThrow(/^'Thresholds' /);
		},
	);
});

describe('choices', () => {
	const field = {
		displayName: 'Status',
		name: 'status',
		type: 'options' as const,
		default: 0,
		options: [
			{ name: 'Paid', value: 0 },
			{ name: 'Cancelled', value: 2 },
		],
	};
	it.each([
		[0, 0],
		['0', 0],
		[' 2 ', 2],
	])('%j is %j', (value, choice) => {
		expect(readChoice(value, 'Status', field)).toBe(choice);
	});
	it.each([['Paid'], [1], ['00'], [true], [{}], [[0]], ['']])('%j is not an option', (value) => {
		expect(() => readChoice(value, 'Status', field)).toThrow(/^'Status' does not offer/);
	});
	it.each([
		[
			[0, 2],
			[0, 2],
		],
		['0,2', [0, 2]],
		[[0, '0'], [0]],
		[2, [2]],
	])('several options: %j', (value, choices) => {
		expect(readChoices(value, 'Status', field)).toEqual(choices);
	});
	it.each([[[0, 9]], ['0,'], [[0, null]], [[{}]]])(
		'all are refused if one is unreadable: %j',
		(value) => {
			expect(() => readChoices(value, 'Status', field)).toThrow(/^'Status' /);
		},
	);
});

describe('language tags', () => {
	it.each([
		['ja-JP', 'ja-JP'],
		['EN-us', 'en-US'],
		['en_US', 'en-US'],
		['zh-hant-tw', 'zh-Hant-TW'],
		['fil', 'fil'],
		['es-419', 'es-419'],
		['no', 'no'],
		['DE', 'de'],
	])('%s is %s', (value, tag) => expect(readLanguageTag(value, 'PDF Language')).toBe(tag));
	it.each([
		'German',
		'english',
		'en-',
		'e',
		'en US',
		'null',
		'NaN',
		'yes',
		'off',
		'n/a',
		'en-yes1',
		'日本語',
		'undefined',
		'en-USA1',
		'1',
	])('%j is refused', (value) => {
		expect(() => readLanguageTag(value, 'PDF Language')).toThrow(
			"'PDF Language' must be a language tag",
		);
	});
});

describe('email addresses', () => {
	it.each([
		'nathan@example.com',
		"a.b+c_d'e@mail.example.org",
		'x@b.co',
		'用户@例子.公司',
		'a@xn--fsq.com',
		'A@EXAMPLE.COM',
	])('%s', (value) => {
		expect(readEmail(` ${value} `, 'Email')).toBe(value);
	});
	it.each([
		...[
			'nathan',
			'@example.com',
			'nathan@',
			'nathan@example',
			'a@b@example.com',
			'a b@example.com',
			'a@.com',
			'a@b..com',
		],
		...[
			'.a@example.com',
			'a.@example.com',
			'a..b@example.com',
			'a@-b.com',
			'a@b-.com',
			'a@127.0.0.1',
			'mailto:a@example.com',
		],
		...[
			'Nathan <nathan@example.com>',
			'<nathan@example.com>',
			'"a b"@example.com',
			'a@example.com.',
			'a@exa mple.com',
			'null',
		],
		...[
			'a\u0000@example.com',
			'a@example.com\u200b',
			'\ud800@example.com',
			`${'a'.repeat(65)}@example.com`,
			`a@${'b.'.repeat(130)}com`,
		],
	])('%j is refused', (value) => {
		expect(isEmailAddress(value)).toBe(false);
		expect(() => readEmail(value, 'Email')).toThrow("'Email' is not an email address");
	});
	it.each([
		'a@example.com, b@example.com',
		'a@example.com;b@example.com',
		'a@example.com b@example.com',
	])('%s are several', (value) => {
		expect(() => readEmail(value, 'Email')).toThrow("'Email' must be one email address");
	});
	it.each([[1], [['a@example.com']], [{}], [true]])('%j is refused', (value) => {
		expect(() => readEmail(value, 'Email')).toThrow(/^'Email' /);
	});
});

describe('ICCIDs', () => {
	const [one, two] = ['89852022410000123456', '89852022410000123457'];
	it.each([
		[one, [one]],
		[`${one}, ${two}`, [one, two]],
		[`${one}\n${two}\n`, [one, two]],
		[`${one} ${two}`, [one, two]],
		[`ICCID: ${one};${two}F`, [one, two]],
		['8985 2022 4100 0012 3456, 8985-2022-4100-0012-3457', [one, two]],
		[
			[one, { iccid: two, status: 0 }],
			[one, two],
		],
		[{ iccid: one }, [one]],
		[`["${one}","${two}"]`, [one, two]],
		[8934000000001, ['8934000000001']],
		[`${one},${one}`, [one, one]],
	])('%j', (value, iccids) => {
		expect(readIccids(value, 'ICCIDs')).toEqual(iccids);
	});
	it.each<unknown[]>([
		...[
			[[one, { card: two }]],
			[[one, null]],
			[[one, '']],
			[`${one},`],
			[`${one},,${two}`],
			[[one, [two]]],
			[[{}]],
		],
		...[
			['none'],
			[`${one} and ${two}`],
			[`${one}-${two}`],
			[true],
			[{ iccid: null }],
			[[one, {}]],
			['123456789012'],
		],
	])('%j: all are read, or all are refused', (value) => {
		expect(() => readIccids(value, 'ICCIDs')).toThrow(
			/^'ICCIDs' (must contain ICCIDs|has an empty entry)/,
		);
	});
	it.each([[Number(one)], [[Number(one)]], [[two, { iccid: Number(one) }]]])(
		'%j has lost its last digits',
		(value) => {
			expect(() => readIccids(value, 'ICCIDs')).toThrow(
				"'ICCIDs' must contain ICCIDs of 13 to 20 digits",
			);
		},
	);
});
