import fc from 'fast-check';
import * as dates from '../../dist/mioesim/dates';

it.each([
	['2024-12-01 08:09:10.0', '2024-12-01T08:09:10+08:00'],
	['2024-12-01 08:09', '2024-12-01T08:09:00+08:00'],
	['2024-01-24(GMT+8)', '2024-01-24T00:00:00+08:00'],
	['2024-01-24 (GMT+8)', '2024-01-24T00:00:00+08:00'],
	['2024-01-24', '2024-01-24T00:00:00+08:00'],
	['2024/1/4', '2024-01-04T00:00:00+08:00'],
	['01/24/2024', '2024-01-24T00:00:00+08:00'],
	[' 2024-01-24T08:09:10+08:00 ', '2024-01-24T08:09:10+08:00'],
	[Date.parse('2026-01-31T20:00:00Z'), '2026-02-01T04:00:00+08:00'],
	['2024-01-24T00:09:10.000+0000', '2024-01-24T08:09:10+08:00'],
	['2024-01-24T00:09:10Z', '2024-01-24T08:09:10+08:00'],
	['2024-01-24 08:09:10 (GMT+08:00)', '2024-01-24T08:09:10+08:00'],
	['2024-01-23T20:09:10-04:00', '2024-01-24T08:09:10+08:00'],
	['1706054950000', '2024-01-24T08:09:10+08:00'],
	[1706054950, '2024-01-24T08:09:10+08:00'],
	[0, null],
	['0000-00-00 00:00:00', null],
	['2024-13-45', '2024-13-45'],
	['2024-01-24 99:00', '2024-01-24 99:00'],
	['when it suits', 'when it suits'],
	['', null],
	[null, null],
	[true, null],
	[1e20, null],
	[Number.NaN, null],
])('%j comes out as %j', (given, expected) => expect(dates.toIso(given)).toBe(expected));

it.each([
	['2024-01-24', '2024-01-25T00:00:00+08:00', '2024-01-24T23:59:59+08:00'],
	['01/24/2024', '2024-01-25T00:00:00+08:00', '2024-01-24T23:59:59+08:00'],
	['2024-01-24(GMT+8)', '2024-01-25T00:00:00+08:00', '2024-01-24T23:59:59+08:00'],
	['2024-12-31', '2025-01-01T00:00:00+08:00', '2024-12-31T23:59:59+08:00'],
	['2024-01-24 08:09:10.0', '2024-01-24T08:09:10+08:00', '2024-01-24T08:09:10+08:00'],
	[1706054950000, '2024-01-24T08:09:10+08:00', '2024-01-24T08:09:10+08:00'],
])('a plan that ends on %j is over at %s, and shows %s', (given, over, shown) => {
	expect(dates.endOf(given)).toBe(Date.parse(over));
	expect(dates.toEndIso(given)).toBe(shown);
});

it.each([['when it suits'], [''], [null], [{}]])('finds no end in %j', (given) =>
	expect(dates.endOf(given)).toBeNull(),
);

it('never throws, and reads its own output back unchanged', () => {
	const value = fc.oneof(
		fc.anything(),
		fc.double(),
		fc.integer(),
		fc.string(),
		fc.date().map(String),
	);
	fc.assert(
		fc.property(value, (given) => {
			const iso = dates.toIso(given);
			expect(iso === null || typeof iso === 'string').toBe(true);
			expect(() => dates.toInstant(iso)).not.toThrow();
		}),
	);
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 4e12 }), (instant) => {
			const iso = dates.fromInstant(instant);
			expect(dates.toInstant(iso)).toBe(Math.floor(instant / 1000) * 1000);
			expect(dates.toIso(iso)).toBe(iso);
		}),
	);
});

it('writes days as each endpoint wants them', () => {
	const day = dates.dayOf(Date.parse('2026-01-31T16:00:00Z'));
	expect(dates.monthFirstDate(day)).toBe('02/01/2026');
	expect(dates.dashedDate(day)).toBe('2026-02-01');
	expect(dates.dateRange({ year: 2025, month: 12, day: 9 }, day)).toBe('2025/12/09-2026/02/01');
});
