import fc from 'fast-check';
import { dashedDate } from '../../../../dist/mioesim/dates';
import { readDay, refusePast } from '../../../../dist/nodes/shared/parameters/day';

const label = 'Begin Date';

it.each([
	['2026-01-31', '2026-01-31'],
	[' 2026/1/31 ', '2026-01-31'],
	['2026.01.31', '2026-01-31'],
	['2026-01-31T23:30:00', '2026-01-31'],
	['2026-01-31 23:30', '2026-01-31'],
	['2026-01-31T00:00:00.000+11:00', '2026-01-31'],
	['2026-01-31T23:30:00Z', '2026-01-31'],
	['2026-01-31T23:30:00.000-05:00', '2026-01-31'],
	['2026-01-31T00:30:00+0900', '2026-01-31'],
	['2026-01-31T00:00:00+11:00[Australia/Sydney]', '2026-01-31'],
	['2026-01-31 10:00 GMT+8', '2026-01-31'],
	['2026-01-31(GMT+8)', '2026-01-31'],
	['01/31/2026', '2026-01-31'],
	['31/01/2026', '2026-01-31'],
	['31.1.2026', '2026-01-31'],
	['13/06/2031', '2031-06-13'],
	['06/13/2031 10:00 PM', '2031-06-13'],
	['05/05/2031', '2031-05-05'],
	['2028-02-29', '2028-02-29'],
	[{ toISO: () => '2031-05-06T00:00:00.000+10:00' }, '2031-05-06'],
	[new Date('2026-01-30T16:30:00Z'), '2026-01-31'],
	[new Date(2026, 0, 31), '2026-01-31'],
])('%p is the day %s', (given, expected) => {
	expect(dashedDate(readDay(given, label))).toBe(expected);
});

it.each([
	...[
		'2026-02-30',
		'2026-02-29',
		'2026-13-01',
		'2026-00-10',
		'32/01/2026',
		'13/13/2031',
		'00/05/2031',
		'tomorrow',
	],
	...[
		'20260131',
		'31/01/26',
		'2026-1',
		'1999-12-31',
		'9999-01-01',
		'2026-01-31T25:00',
		'2026-01-31 foo',
		'2026-01/31',
	],
	...[
		'2026-01-31T',
		'0x7ea-01-31',
		'２０２６-０１-３１',
		'2026-01-31\u0000',
		'2026-01-31, 2026-02-01',
	],
])('%j is not a date', (given) => {
	expect(() => readDay(given, label)).toThrow("'Begin Date' is not a date");
});

it.each([
	[1769817600000],
	[46053],
	[true],
	[['2026-01-31']],
	[{}],
	[new Date(Number.NaN)],
	[{ toISO: () => null }],
])('%p is not a date', (given) => {
	expect(() => readDay(given, label)).toThrow("'Begin Date' is not a date");
});

it.each(['05/06/2031', '5.6.2031', '05-06-2031', '05/06/2031 10:00'])(
	'%s is refused with both readings',
	(given) => {
		expect(() => readDay(given, label)).toThrow(
			"'Begin Date' may mean two days: 2031-05-06 or 2031-06-05",
		);
	},
);

it('a past day is refused, today is not', () => {
	const today = { year: 2031, month: 5, day: 6 };
	expect(() => refusePast({ ...today, day: 5 }, today, label)).toThrow(
		"'Begin Date' is in the past",
	);
	expect(() => refusePast(today, today, label)).not.toThrow();
});

it('any day with any time and zone is read as the day that is written', () => {
	const zones = fc.constantFrom('', 'Z', '+11:00', '-12:00', '+14:00', '+08');
	const times = fc.date({
		min: new Date('2000-01-01'),
		max: new Date('2199-12-31'),
		noInvalidDate: true,
	});
	fc.assert(
		fc.property(times, zones, (date, zone) => {
			const written = date.toISOString().slice(0, -1) + zone;
			expect(dashedDate(readDay(written, label))).toBe(written.slice(0, 10));
		}),
	);
});
