import type { INodeProperties } from 'n8n-workflow';

import type { Failure } from '../../../../dist/mioesim/codes/failure';
import { dashedDate } from '../../../../dist/mioesim/dates';
import { choiceOf, readChoice, readChoices } from '../../../../dist/nodes/shared/parameters/choice';
import { readDay, refusePast } from '../../../../dist/nodes/shared/parameters/day';
import { isEmailAddress, readEmail } from '../../../../dist/nodes/shared/parameters/email';
import { extraOf, fieldsOf } from '../../../../dist/nodes/shared/parameters/fields';
import { readIccids } from '../../../../dist/nodes/shared/parameters/iccid';
import { readLanguageTag } from '../../../../dist/nodes/shared/parameters/language';
import { entriesOf } from '../../../../dist/nodes/shared/parameters/list';
import {
	boundsOf,
	readDecimal,
	readInteger,
} from '../../../../dist/nodes/shared/parameters/number';
import { readPercentages } from '../../../../dist/nodes/shared/parameters/percentages';
import { quoted } from '../../../../dist/nodes/shared/parameters/refusal';
import { readSwitch } from '../../../../dist/nodes/shared/parameters/switch';
import { isBlank, readText } from '../../../../dist/nodes/shared/parameters/text';

/** The limits of each reader, and what the user is told to do. */

/** What the user reads when a value is refused. */
function refusal(read: () => unknown): string {
	try {
		return `accepted: ${JSON.stringify(read())}`;
	} catch (error) {
		return (error as Failure).message;
	}
}

const fieldOf = (more: Partial<INodeProperties>): INodeProperties => ({
	displayName: 'Status',
	name: 'status',
	type: 'options',
	default: '',
	...more,
});

describe('text', () => {
	it.each([undefined, null, '', ' \n\t'])('%j is blank', (value) => {
		expect(isBlank(value)).toBe(true);
	});
	it.each([0, false, 'x', [], {}])('%j is not', (value) => expect(isBlank(value)).toBe(false));

	it('has at most 10,000 characters', () => {
		expect(readText('x'.repeat(10_000), 'Remark')).toHaveLength(10_000);
		expect(refusal(() => readText('x'.repeat(10_001), 'Remark'))).toBe(
			"'Remark' is too long. It has 10001 characters; the limit is 10000. Check the expression in 'Remark'",
		);
	});

	it('may be a number that has lost no digits', () => {
		expect(readText(2 ** 53 - 1, 'Remark')).toBe('9007199254740991');
		expect(readText(-(2 ** 53) + 1, 'Remark')).toBe('-9007199254740991');
		expect(readText(0.1, 'Remark')).toBe('0.1');
		for (const value of [2 ** 53, -(2 ** 53), Infinity, NaN]) {
			expect(refusal(() => readText(value, 'Remark'))).toBe(
				"'Remark' is a number with too many digits. The number has lost its last digits. Turn it into text at its source",
			);
		}
	});

	it('may be nothing else', () => {
		for (const value of [true, {}, ['x'], null]) {
			expect(refusal(() => readText(value, 'Remark'))).toBe(
				"'Remark' must be text or a number. Check the expression in 'Remark': for this item it returns something else",
			);
		}
	});
});

describe('a quotation', () => {
	it.each([
		['x', '"x"'],
		['x'.repeat(60), `"${'x'.repeat(60)}"`],
		['x'.repeat(61), `"${'x'.repeat(60)}…"`],
		[7, '"7"'],
		[null, '"null"'],
		[undefined, '"undefined"'],
		[['x'], '"a list"'],
		[{ x: 1 }, '"an object"'],
		[() => 1, '"a function"'],
		['a\u0000\n\u200b\u2028\u2029\ud800', `"a${'\ufffd'.repeat(6)}"`],
		['LPA:1$rsp.example$CODE', '"[LPA string]"'],
		[`${'x'.repeat(50)} 89852022410000123456`, `"${'x'.repeat(50)} [ICCID]"`],
	])('of %j is %s', (value, quotation) => expect(quoted(value)).toBe(quotation));
});

describe('a switch', () => {
	it('is refused, with the allowed values', () => {
		expect(refusal(() => readSwitch('perhaps', 'Simplify'))).toBe(
			"'Simplify' must be true or false. The expression in 'Simplify' returns \"perhaps\" for this item. You can also use yes and no, on and off, or 1 and 0",
		);
		expect(readSwitch(`${' '.repeat(17)}yes`, 'Simplify')).toBe(true);
		// Text far behind counts, too.
		expect(refusal(() => readSwitch(`yes${' '.repeat(30)}x`, 'Simplify'))).toContain('must be');
		expect(refusal(() => readSwitch(['on'], 'Simplify'))).toContain('returns "a list"');
	});
});

describe('a number', () => {
	const any = { minimum: -Infinity, maximum: Infinity };
	it('is refused, with its limits', () => {
		const text = (bounds: Partial<typeof any>, read = readInteger) =>
			refusal(() => read('x', 'Count', { ...any, ...bounds })).split('. ')[0];
		expect(text({})).toBe("'Count' must be a whole number");
		expect(text({ maximum: 5 })).toBe("'Count' must be a whole number of at most 5");
		expect(text({ minimum: 1 })).toBe("'Count' must be a whole number of at least 1");
		expect(text({ minimum: 1, maximum: 5 })).toBe("'Count' must be a whole number from 1 to 5");
		expect(text({}, readDecimal)).toBe("'Count' must be a number");
		expect(refusal(() => readDecimal('x', 'Price', any))).toBe(
			"'Price' must be a number. The value for this item is \"x\". Change 'Price' or the expression in it",
		);
		expect(refusal(() => readInteger(1.5, 'Count', any))).toContain(
			'The value for this item is "1.5"',
		);
	});

	it('may be as small or as large as its field allows', () => {
		const { minimum, maximum } = boundsOf(
			fieldOf({ type: 'number', typeOptions: { minValue: -2, maxValue: 3 } }),
		);
		const accepted = (value: unknown) => {
			try {
				return readInteger(value, 'Count', { minimum, maximum });
			} catch {
				return null;
			}
		};
		expect([-3, -2, 0, 3, 4].map(accepted)).toEqual([null, -2, 0, 3, null]);
		expect(['-2', '03', '3.00', '3.', '.3', '-'].map(accepted)).toEqual([
			-2,
			3,
			3,
			null,
			null,
			null,
		]);
		expect(boundsOf(fieldOf({}))).toEqual(any);
		expect(boundsOf(undefined)).toEqual(any);
	});

	it('has at most 16 digits, and none that it would lose', () => {
		const whole = (value: unknown) => refusal(() => readInteger(value, 'Count', any));
		expect(whole('9007199254740991')).toBe('accepted: 9007199254740991');
		expect(whole('0000000000000007')).toBe('accepted: 7');
		expect(whole('00000000000000007')).toContain('must be a whole number');
		expect(whole('9007199254740993')).toContain('must be a whole number');
		expect(whole(2 ** 53)).toContain('must be a whole number');
		const decimal = (value: unknown) => refusal(() => readDecimal(value, 'Price', any));
		expect(decimal('-1.5')).toBe('accepted: -1.5');
		expect(decimal(`1.${'5'.repeat(16)}`)).toContain('accepted: 1.5');
		expect(decimal(`1.${'5'.repeat(17)}`)).toContain('must be a number');
		expect(decimal(`1${'0'.repeat(16)}`)).toContain('must be a number');
		expect(decimal('7')).toBe('accepted: 7');
		for (const value of ['x1', '1x', '1.x', '1.5.5', Infinity, NaN, '', true]) {
			expect(decimal(value)).toContain('must be a number');
			expect(whole(value)).toContain('must be a whole number');
		}
	});
});

describe('percentages', () => {
	const read = (value: unknown) => refusal(() => readPercentages(value, 'Thresholds'));
	it.each([
		['100', [100]],
		['1;100.0', [1, 100]],
		['099 %', [99]],
		['10.123456789', [10.123456789]],
		[
			[100, 20, 3],
			[3, 20, 100],
		],
	])('%j is %j', (value, shares) => {
		expect(readPercentages(value, 'Thresholds')).toEqual(shares);
	});

	it.each(['0', '100.1', '1000', 'x5', '5x', '5 %%', '5  %', '5.', '1.1234567890', '5 5'])(
		'%s is not a percentage, and the error shows what is',
		(value) => {
			expect(read(value)).toBe(
				`'Thresholds' must be percentages from 1 to 100. Separate several with commas, such as 50, 80. "${value}" is not one`,
			);
		},
	);

	it.each([
		['0.8', '80'],
		['0.999', '99.9'],
		['0.000000001', '1e-7'],
		['0.07', '7'],
	])('%s is a fraction, and the error gives the percentage', (value, percent) => {
		expect(read(value)).toBe(
			`'Thresholds' must be 1 percent or more, but is ${value}. For ${percent} percent, enter ${percent}`,
		);
	});
});

describe('a list', () => {
	it('has at most 10,000 entries', () => {
		const entries = (count: number) => entriesOf(Array(count).fill('x'), 'ICCIDs', /,/);
		expect(entries(10_000)).toHaveLength(10_000);
		const tooMany =
			"'ICCIDs' has too many entries. The limit is 10000. Split the list before this node";
		expect(refusal(() => entries(10_001))).toBe(tooMany);
		const written = (count: number) => entriesOf(Array(count).fill('x').join(','), 'ICCIDs', /,/);
		expect(written(10_000)).toHaveLength(10_000);
		expect(refusal(() => written(10_001))).toBe(tooMany);
		expect(entriesOf('x'.repeat(250_000), 'ICCIDs', /,/)).toHaveLength(1);
		expect(refusal(() => entriesOf('x'.repeat(250_001), 'ICCIDs', /,/))).toBe(tooMany);
	});

	it('has no empty entry', () => {
		for (const value of ['a,', ',a', 'a,,b', ['a', ''], ['a', null], '', null]) {
			expect(refusal(() => entriesOf(value, 'ICCIDs', /,/))).toBe(
				"'ICCIDs' has an empty entry. No entry may be empty. Check the expression in 'ICCIDs', and remove extra commas",
			);
		}
	});

	it('may be text, a list, or one value', () => {
		expect(entriesOf(' a, b ', 'ICCIDs', /,/)).toEqual(['a', ' b']);
		expect(entriesOf(['a, b', 7], 'ICCIDs', /,/)).toEqual(['a, b', 7]);
		expect(entriesOf(7, 'ICCIDs', /,/)).toEqual([7]);
	});
});

describe('a choice', () => {
	const field = fieldOf({
		options: [
			{ name: 'All', value: '' },
			{ name: 'Paid', value: 0 },
			{ name: 'Asia', value: 'Asia' },
			{ displayName: 'No choice', name: 'none', values: [] },
		],
	});
	it('is refused, with the options', () => {
		expect(refusal(() => readChoice('x', 'Status', field))).toBe(
			'\'Status\' does not offer "x". Choose from the list, or use an expression that returns one of: 0 (Paid), Asia',
		);
		expect(refusal(() => readChoice('x', 'Status', undefined))).toContain('returns one of: ');
	});

	it('is refused, with twelve of many options', () => {
		const many = (count: number) =>
			fieldOf({
				options: Array.from({ length: count }, (_, index) => ({
					name: `${index}`,
					value: `${index}`,
				})),
			});
		const twelve = '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11';
		expect(refusal(() => readChoice('x', 'Status', many(12)))).toMatch(new RegExp(`: ${twelve}$`));
		expect(refusal(() => readChoice('x', 'Status', many(13)))).toMatch(
			new RegExp(`: ${twelve}, …$`),
		);
	});

	it('is text or a number, and each value of a list once', () => {
		expect(choiceOf(field, 'Asia')).toBe('Asia');
		expect(choiceOf(field, ' 0 ')).toBe(0);
		expect(choiceOf(field, '')).toBe('');
		expect(choiceOf(fieldOf({ options: [{ name: 'On', value: true }] }), true)).toBeUndefined();
		expect(choiceOf(field, ['Asia'])).toBeUndefined();
		expect(readChoices('Asia;0,Asia', 'Status', field)).toEqual(['Asia', 0]);
	});
});

describe('a day', () => {
	const read = (value: unknown) =>
		refusal(() => dashedDate(readDay(value, 'Begin Date'))).replace('accepted: ', '');
	it.each([
		['2000-01-01', '"2000-01-01"'],
		['2199-12-31', '"2199-12-31"'],
		['12/13/2031', '"2031-12-13"'],
		['13/12/2031', '"2031-12-13"'],
		['12/12/2031', '"2031-12-12"'],
		[`2026-01-31${' '.repeat(50)}`, '"2026-01-31"'],
		['2026-01-31T24:00', '"2026-01-31"'],
		['2026-01-31 9:05 pm', '"2026-01-31"'],
		['2026-01-31T09:05:59,123 (UTC+8)', '"2026-01-31"'],
		['2026-01-31 (gmt-12)', '"2026-01-31"'],
		[new Date('2026-01-30T17:17:00Z'), '"2026-01-31"'],
		[new Date('2026-01-30T16:30:46Z'), '"2026-01-31"'],
		[new Date(2026, 11, 1), '"2026-12-01"'],
	])('%p is %s', (value, day) => expect(read(value)).toBe(day));

	it.each([
		...['2200-01-01', '1999-12-31', '2026-04-31', `2026-01-31${' '.repeat(51)}`, 'x2026-01-31'],
		...['2026-01-31x', '2026-01-31T09', '2026-01-31T09:60', '2026-01-31 31', '31/13/2026'],
		...['00/13/2031', '13/00/2031', '2026-01-31 (GMT+8', '2026-01-31T9:5', '2026-01-31T09:05:5'],
	])('%s is not a date, and the error shows one', (value) => {
		expect(read(value)).toBe(
			`'Begin Date' is not a date. Enter a date such as 2026-01-31. Dates are in GMT+8. The value for this item is ${quoted(value.length > 60 ? value : value.trim())}`,
		);
	});

	it.each([
		[{ toISO: 'x' }, 'an object'],
		[{ toISO: () => ' ' }, 'an object'],
		[{ toISO: () => 7 }, 'an object'],
		[null, 'null'],
		[7, '7'],
	])('%p is not a date either', (value, shown) => {
		expect(read(value)).toContain(`The value for this item is "${shown}"`);
	});

	it('with two meanings is refused with both, and with how to write it', () => {
		expect(read('05/06/2031')).toBe(
			'\'Begin Date\' may mean two days: 2031-05-06 or 2031-06-05. "05/06/2031" has the month first in some countries and the day first in others. Enter the year first, such as 2031-05-06',
		);
		expect(read('12/11/2031')).toContain('may mean two days: 2031-12-11 or 2031-11-12');
		expect(read('05/12/2031')).toContain('may mean two days: 2031-05-12 or 2031-12-05');
	});

	it('at midnight on the server is that day, wherever the server is', () => {
		const midnightInTokyo = Object.assign(new Date('2026-01-30T15:00:00Z'), {
			getHours: () => 0,
			getMinutes: () => 0,
			getSeconds: () => 0,
			getFullYear: () => 2026,
			getMonth: () => 0,
			getDate: () => 31,
		});
		expect(read(midnightInTokyo)).toBe('"2026-01-31"');
	});

	it('in the past is refused, with today’s date', () => {
		const today = { year: 2031, month: 5, day: 6 };
		expect(refusal(() => refusePast({ ...today, year: 2030, day: 7 }, today, 'Begin Date'))).toBe(
			"'Begin Date' is in the past. 2030-05-07 is over in GMT+8, where it is 2031-05-06 now. Enter that day or a later one",
		);
	});
});

describe('an email address', () => {
	const long = (length: number) =>
		`${'a'.repeat(64)}@${`${'b'.repeat(61)}.`.repeat(3)}${'c'.repeat(length - 251)}`;
	it('has at most 254 characters, 64 of them before the @', () => {
		expect(long(254)).toHaveLength(254);
		expect(isEmailAddress(long(254))).toBe(true);
		expect(isEmailAddress(long(255))).toBe(false);
		expect(isEmailAddress(`${'a'.repeat(64)}@example.com`)).toBe(true);
		expect(isEmailAddress(`a@${'b'.repeat(63)}.com`)).toBe(true);
		expect(isEmailAddress(`a@${'b'.repeat(64)}.com`)).toBe(false);
	});

	it.each(['é@example.com', '7@7.co', "!#$%&'*+/=?^_`{|}~-@example.com", 'a@b-c.co', 'a@é.नि'])(
		'%s is one',
		(value) => expect(isEmailAddress(value)).toBe(true),
	);

	it.each([
		'a@b.7',
		'a@b.77',
		'a@b_c.com',
		'a@b.c-',
		'a(b)@example.com',
		'example.com',
		'a.b.co',
		'\u093fa@b.\u093f',
		'a,b@c.co',
	])('%s is not', (value) => expect(isEmailAddress(value)).toBe(false));

	it('is refused, with a valid example', () => {
		expect(refusal(() => readEmail('x', 'Email'))).toBe(
			'\'Email\' is not an email address. Enter one address such as nathan@example.com, without a name or brackets around it. The value for this item is "x"',
		);
		expect(refusal(() => readEmail('a@b.co,c@d.co', 'Email'))).toBe(
			"'Email' must be one email address. Enter one address such as nathan@example.com. For several customers pass one item for each",
		);
		expect(refusal(() => readEmail('a,b@c.co', 'Email'))).toContain('is not an email address');
		expect(refusal(() => readEmail('a@b@c.co', 'Email'))).toContain('is not an email address');
	});
});

describe('a language', () => {
	it.each([
		['zh_HANT', 'zh-Hant'],
		['sr-cyrl-rs', 'sr-Cyrl-RS'],
		['JA', 'ja'],
		['pt-br', 'pt-BR'],
	])('%s is %s', (value, tag) => expect(readLanguageTag(value, 'Language')).toBe(tag));

	it.each([
		'ja-JPx',
		'ja-',
		'-ja',
		'ja-J',
		'ja-12',
		'ja-1234',
		'ja-abc',
		'NAN-US',
		'ja JP',
		'jaja',
	])('%s is not one, and the error shows one', (value) => {
		const text = `'Language' must be a language tag. Choose a language from the list, or enter a tag such as ja-JP. The value for this item is "${value}"`;
		expect(refusal(() => readLanguageTag(value, 'Language'))).toBe(text);
	});
});

describe('ICCIDs', () => {
	const [one, two] = ['89852022410000123456', '89852022410000123457'];
	const read = (value: unknown) => refusal(() => readIccids(value, 'ICCIDs'));
	it('are refused, with the reason', () => {
		expect(read('x')).toBe(
			"'ICCIDs' must contain ICCIDs of 13 to 20 digits. Remove other characters and empty entries. Separate several ICCIDs with commas",
		);
		expect(read(Number(one))).toBe(
			"'ICCIDs' must contain ICCIDs of 13 to 20 digits. The ICCID came as a number and has lost its last digits. Turn it into text at its source",
		);
		expect(read(7)).toContain('Remove other characters');
		expect(read({ iccid: one, card: 1 })).toContain('accepted');
	});

	it('may be separated in every usual way', () => {
		for (const by of [',', ';', '|', '\n', ' ', '  ', '\t']) {
			expect(readIccids(`${one}${by}${two}`, 'ICCIDs')).toEqual([one, two]);
		}
		expect(readIccids(` [${one}, ${two}] `, 'ICCIDs')).toEqual([one, two]);
		expect(readIccids([` ${one} ${two} `], 'ICCIDs')).toEqual([one, two]);
		for (const value of [`[${one}`, `${one}]`])
			expect(read(value)).toContain('must contain ICCIDs');
	});
});

describe('fields', () => {
	it('are those of the node and those in its collections', () => {
		const child = fieldOf({ name: 'remark', type: 'string' });
		const fields = fieldsOf([
			fieldOf({ name: 'filters', type: 'collection', options: [child] }),
			fieldOf({ name: 'empty', type: 'collection' }),
			fieldOf({ name: 'fixed', type: 'fixedCollection', options: [child] }),
			fieldOf({ options: [{ name: 'Paid', value: 0 }] }),
			fieldOf({ name: 'odd', type: 'collection', options: [{ name: 'x', value: 1 }] }),
		]);
		expect([...fields.keys()]).toEqual([
			'filters',
			'filters.remark',
			'empty',
			'fixed',
			'status',
			'odd',
		]);
		expect(fields.get('filters.remark')).toBe(child);
		expect(extraOf(undefined)).toEqual({});
		expect(extraOf(child)).toEqual({});
	});
});
