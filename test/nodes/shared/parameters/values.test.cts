import type { INode, INodeProperties } from 'n8n-workflow';

import { clock } from '../../../../dist/nodes/shared/port';
import { dayOf, monthFirstDate } from '../../../../dist/mioesim/dates';
import { readChoice, readLanguageTag } from '../../../../dist/nodes/shared/parameters/choice';
import { readBegin, readDay } from '../../../../dist/nodes/shared/parameters/day';
import { fieldsOf } from '../../../../dist/nodes/shared/parameters/fields';
import { readDecimal, readPercentages } from '../../../../dist/nodes/shared/parameters/number';
import { readLpa } from '../../../../dist/nodes/shared/parameters/textKinds';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';
import moreValues from '../../../fixtures/moreValues.json';
import values from '../../../fixtures/values.json';
import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';

/**
 * Values as shops, forms, sheets and people make them, with what a user expects. `values.json` comes from
 * people who use the node; `moreValues.json` is our own, in the same format.
 */
interface Case {
	value: unknown;
	verdict: string;
	note?: string;
	sent?: unknown;
}

interface Kind {
	field: Partial<INodeProperties>;
	read: (reader: ParameterReader) => unknown;
}

const text = (textKind: string): Kind => ({
	field: { typeOptions: { textKind } },
	read: (reader) => reader.text('it'),
});

const kinds: Record<string, Kind> = {
	ids: text('id'),
	codes: text('code'),
	numericIds: {
		field: { name: 'skuId', typeOptions: { textKind: 'numericId' } },
		read: (reader) => reader.text('skuId'),
	},
	orderNumbers: text('orderNumber'),
	emails: text('email'),
	counts: {
		field: { typeOptions: { minValue: 1 } },
		read: (reader) => String(reader.integer('it')),
	},
	prices: {
		field: { displayName: 'Highest Price', typeOptions: { minValue: 0.01 } },
		read: (reader) => reader.optional('it', readDecimal),
	},
	days: {
		field: { typeOptions: { minValue: 1, maxValue: 30 } },
		read: (reader) => reader.optional('it', readDecimal),
	},
	fieldNames: text('fieldName'),
	percents: { field: {}, read: (reader) => reader.required('it', readPercentages) },
	flags: { field: { default: false }, read: (reader) => reader.flag('it') },
	choices: {
		field: {
			type: 'options',
			options: [
				{ name: 'Paid', value: 0 },
				{ name: 'Cancelled', value: 2 },
				{ name: 'North America', value: 'NA' },
			],
		},
		read: (reader) => reader.choice('it'),
	},
	dates: {
		field: {},
		read: (reader) => {
			const { day, refusal } = reader.required('it', readBegin);
			if (refusal) throw refusal;
			return day;
		},
	},
	iccids: { field: {}, read: (reader) => reader.iccid('it') },
	iccidLists: { field: {}, read: (reader) => reader.iccids('it').join() },
	languages: {
		field: {
			options: [
				{ name: 'Chinese', value: 'zh-CN' },
				{ name: 'English', value: 'en-US' },
			],
		},
		read: (reader) => reader.optional('it', readLanguageTag),
	},
};

const LABEL = 'Such and Such';

function read({ field, read: readWith }: Kind, value: unknown): unknown {
	const declared = { displayName: LABEL, name: 'it', type: 'string', default: '', ...field };
	const node = { type: 'mioEsim', parameters: { [declared.name]: '={{ $json.x }}' } };
	const source = { node: node as unknown as INode, get: () => value };
	return readWith(new ParameterReader(source, fieldsOf([declared as INodeProperties])));
}

const rows = [values as Record<string, Case[]>, moreValues as Record<string, Case[]>].flatMap(
	(corpus) =>
		Object.entries(corpus)
			.filter(([kind]) => kind !== 'dateExpressions')
			.flatMap(([kind, cases]) => cases.map((each): [string, Case] => [kind, each])),
);

describe('a value', () => {
	const { now } = clock;
	beforeAll(() => {
		clock.now = () => Date.parse('2026-11-28T12:00:00Z');
	});
	afterAll(() => {
		clock.now = now;
	});

	it.each(rows)('of %s, %j', (kind, { value, verdict, sent }) => {
		let given: unknown;
		let refusal: string | null = null;
		try {
			given = read(kinds[kind], value);
		} catch (error) {
			refusal = (error as Error).message;
		}
		if (verdict.startsWith('accept')) expect(refusal).toBeNull();
		if (verdict === 'refuse') expect({ given, refusal }).toMatchObject({ given: undefined });
		if (refusal !== null) expect(refusal).toContain(`'${kinds[kind].field.displayName ?? LABEL}' `);
		if (sent !== undefined) expect(given).toEqual(sent);
	});
});

/** What is wrong and what to do, for one value of each sort: kind, value as JSON, message. */
const refusals = String.raw`
ids | true | must be text or a number. Check the expression in <it>: for this item it returns something else
ids | 9007199254740992 | is a number with too many digits. The number has lost its last digits. Turn it into text at its source
ids | "null" | comes from an empty field. The value for this item is "null". Check the expression in <it>, and the field that it reads
ids | "SHOP-" | has an empty part
ids | "--" | contains no letter or digit
ids | "{id}" | contains a placeholder that was not filled in
ids | "a\nb" | contains a line break or another control character
ids | "\ud800" | contains a broken character
ids | "#REF!" | is the result of a failed spreadsheet formula
ids | "SHOP-null" | comes from an empty field
ids | "NA" | comes from an empty field
ids | "1.2E+11" | is a number that a spreadsheet has rounded
ids | "[object Object]" | contains an object or a date instead of text
numericIds | "x1" | must be a number. "x1" is not a MIOeSIM ID. Choose an entry from the list, or enter the number that Get Many shows
fieldNames | "__proto__" | cannot be "__proto__". JavaScript reserves this name. Choose another one
counts | 0 | must be a whole number of at least 1. The value for this item is "0". Change <it> or the expression in it
counts | true | must be a whole number of at least 1
counts | "1.000" | may mean two numbers: 1000 or 1. "1.000" is read in one way in some countries and in the other in the rest. Enter 1000 or 1
days | 31 | must be a number from 1 to 30. The value for this item is "31". Change <it> or the expression in it
prices | "1,250" | may mean two numbers: 1250 or 1.25. "1,250" is read in one way in some countries and in the other in the rest. Enter 1250 or 1.25
percents | 0.07 | must be 1 percent or more, but is 0.07. For 7 percent, enter 7
percents | "99,5" | may mean two things: 99.5, or 99 and 5. Enter 99.5 with a point, or separate two percentages with a semicolon
percents | 0 | must be percentages from 1 to 100. Separate several with commas, such as 50, 80. "0" is not one
percents | 101 | must be percentages from 1 to 100
percents | "x" | must be percentages from 1 to 100. Separate several with commas, such as 50, 80. "x" is not one
percents | "5,,6" | has an empty entry. No entry may be empty. Check the expression in <it>, and remove extra commas
flags | [true, false] | must be true or false. The expression in <it> returns "a list" for this item. You can also use yes and no, on and off, or 1 and 0
choices | {} | does not offer "an object". Choose from the list, or use an expression that returns one of: 0 (Paid), 2 (Cancelled), NA (North America)
languages | "x" | must be a language tag. Choose a language from the list, or enter a tag such as ja-JP. The value for this item is "x"
dates | "5/6/2031" | may mean two days: 2031-05-06 or 2031-06-05. "5/6/2031" has the month first in some countries and the day first in others. Enter the year first, such as 2031-05-06
dates | "2020-01-01" | is in the past. 2020-01-01 is over in GMT+8, where it is 20
dates | true | is not a date. Enter a date such as 2026-01-31. Dates are in GMT+8. The value for this item is "true"
dates | "x" | is not a date. Enter a date such as 2026-01-31. Dates are in GMT+8. The value for this item is "x"
dates | "1999-12-31" | is not a date
dates | "2000-01-01" | is in the past
dates | 36526 | is in the past
dates | 109575 | is not a date
emails | "x" | is not an email address. Enter one address such as nathan@example.com. The value for this item is "x"
emails | "a@b@c.co" | is not an email address
emails | "jane x@example.com" | is not an email address
emails | "a@b.co, c@d.co" | must be one email address. Enter one address such as nathan@example.com. For several customers pass one item for each
iccids | "x" | must contain ICCIDs of 13 to 20 digits. Remove other characters and empty entries. Separate several ICCIDs with commas
iccids | 89852022410000120000 | must contain ICCIDs of 13 to 20 digits. The ICCID came as a number and has lost its last digits. Turn it into text at its source
iccids | "LPA:1$a.co$B" | contains an activation code instead of an ICCID. An ICCID is the number of the card, 18 to 20 digits. Order > Create and Order > Get return it in the field iccid
`
	.trim()
	.split('\n')
	.map((row) => row.split(' | '))
	.map(([kind, value, message]): [string, unknown, string] => [kind, JSON.parse(value), message]);

it.each<[string, unknown, string]>([
	...refusals,
	[
		'ids',
		'x'.repeat(10_001),
		'is too long. It has 10001 characters; the limit is 10000. Check the expression in <it>',
	],
	[
		'ids',
		'x'.repeat(256),
		`is longer than 255 characters. The value for this item is "${'x'.repeat(60)}…". Check`,
	],
	['emails', 'x'.repeat(60), `The value for this item is "${'x'.repeat(60)}"`],
	...[Array(10_001).fill('x'), 'x'.repeat(250_001)].map((value): [string, unknown, string] => [
		'iccidLists',
		value,
		'has too many entries. The limit is 10000. Split the list before this node',
	]),
])('%s of %p: the message says what to do', (kind, value, message) => {
	const label = `'${kinds[kind].field.displayName ?? LABEL}'`;
	expect(() => read(kinds[kind], value)).toThrow(message.replace('<it>', label));
	expect(() => read(kinds[kind], value)).toThrow(label);
});

it.each([
	[12, /one of: \w+ \(No\. 1\),.* \w+ \(No\. 11\), same$/],
	[13, /one of: \w+ \(No\. 1\),.* \w+ \(No\. 12\), …$/],
])('of %d values that a field offers, a message lists twelve at most', (count, said) => {
	const offered = Array.from({ length: count - 1 }, (_, at) => ({
		name: `No. ${at + 1}`,
		value: `v${at + 1}`,
	}));
	const options = [{ name: 'All', value: '' }, ...offered, { name: 'same', value: 'same' }];
	const field = { options } as INodeProperties;
	expect(() => readChoice('x', LABEL, field)).toThrow(said);
});

/** A moment of 30 January in GMT+8, and of 31 January at this time of day on a server further east. */
const further = (...[hours, minutes, seconds]: number[]) =>
	Object.assign(new Date('2027-01-30T11:00:00Z'), {
		getFullYear: () => 2027,
		getMonth: () => 0,
		getDate: () => 31,
		getHours: () => hours,
		getMinutes: () => minutes,
		getSeconds: () => seconds,
	});

it.each([
	[[0, 0, 0], 31],
	[[0, 0, 5], 30],
	[[0, 30, 0], 30],
	[[1, 1, 0], 30],
	[[0, 1, 1], 30],
])('only midnight on this server means its day: %j', (time, day) => {
	expect(readDay(further(...time), LABEL)).toBe(`2027-01-${day}`);
});

it.each([null, '', 5, undefined])('a date of Luxon whose text is %p is no day', (iso) => {
	expect(() => readDay({ toISO: () => iso }, LABEL)).toThrow(`'${LABEL}' is not a date`);
});

it.each([
	['2026-01-31T23:30:00+05:30', '2026-02-01'],
	['2026-01-31T13:00:00-05:00', '2026-02-01'],
	[' 2026-01-31T18:00:00Z ', '2026-02-01'],
	['2026-01-31 13:00:00 -05:00', '2026-02-01'],
	[{ toISO: () => '2026-01-31T18:00:00.000Z' }, '2026-02-01'],
	['2026-01-30T08:00:00.000-08:00', '2026-01-30'],
	['Sat Jan 31 2026 13:00:00 GMT-0500 (Eastern Standard Time)', '2026-02-01'],
	['2026-01-31T23:30:00+06:30', '2026-01-31'],
	['2026-01-31T23:30:00', '2026-01-31'],
	['2026-01-30T13:00:00-05:00', '2026-01-30'],
])('as 1 February begins in GMT+8, %s begins on %s', (value, day) => {
	const { now } = clock;
	clock.now = () => Date.parse('2026-01-31T18:00:00Z');
	expect(readBegin(value, LABEL).day).toBe(day);
	clock.now = now;
});

it.each([
	['LPA:1$rsp.example.com$ABC'],
	['https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$ABC'],
	[
		'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24rsp.example.com%24ABC&x=1',
	],
])('an activation code, also in its install link: %s', (value) => {
	expect(readLpa(value, LABEL).lpa).toBe('LPA:1$rsp.example.com$ABC');
	const other = value.replace('carddata', 'data').replace('LPA:1', '2');
	expect(() => readLpa(other, LABEL)).toThrow(
		`'${LABEL}' does not contain an eSIM activation code. An activation code looks like LPA:1$address$matching ID. Order > Create and Order > Get return it in the field lpa; Order > Get Many does not`,
	);
});

it('what is as long as it may be is read', () => {
	expect(read(text('plain'), 'x'.repeat(10_000))).toHaveLength(10_000);
	const list = '89852022410000123456,    '.repeat(10_000);
	expect(String(read(kinds.iccidLists, list)).split(',')).toHaveLength(10_000);
});

describe('a Begin Date from an expression', () => {
	const bench = useBench();
	beforeEach(() => bench.withSession());
	const begin = async (expression: string) => {
		const additionalFields = { beginDate: `={{ ${expression} }}` };
		await bench.run(createOrder(bench.sim.catalogue.oddities.plain, { additionalFields }));
		return bench.sentTo('addEsimOrder').map(({ beginDate }) => beginDate);
	};

	it.each(values.dateExpressions)('%j', async ({ value, sent }: Case) => {
		const [sentDay, ...more] = await begin(value as string);
		expect(more).toEqual([]);
		expect(sentDay).toMatch(/^\d\d\/\d\d\/20\d\d$/);
		if (sent !== undefined) expect(sentDay).toBe(monthFirstDate(String(sent)));
	});

	it.each(['$now', '$now.setZone("Pacific/Pago_Pago")', '$now.toISO()', 'new Date()', '$today'])(
		'%s is today in GMT+8',
		async (expression) => {
			const before = monthFirstDate(dayOf(Date.now()));
			const sent = await begin(expression);
			expect([before, monthFirstDate(dayOf(Date.now()))]).toContain(sent[0]);
		},
	);
});
