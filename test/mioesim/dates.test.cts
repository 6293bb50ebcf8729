import fc from 'fast-check';
import * as dates from '../../dist/mioesim/dates';

const NOON = '2026-03-21T11:03:07+08:00';
const MINUTE = '2026-03-21T11:03:00+08:00';
const DAY = '2026-03-21T00:00:00+08:00';
const MS = Date.parse(NOON);
const numbers = { hours: 11, minutes: 3, seconds: 7 };

/** Texts between bars. */
const of = (spellings: string): unknown[] => spellings.trim().split(/\s*\|\s*/);

it.each<[string | null, unknown[]]>([
	[
		NOON,
		[
			...of(`
				2026-03-21 11:03:07.0 | 2026/3/21 11:03:07 | 2026.03.21 11:3:7 | 2026-03-21 11:03:07,123
				| 2026-03-21T11:03:07+08:00 | 2026-03-21T03:03:07.000+0000 | 2026-03-21T03:03:07Z
				| 2026-03-21T11:03:07+08:00[Asia/Shanghai] | 2026-03-21T11:03:07[Asia/Shanghai]
				| 2026-03-20T23:03:07-04:00 | 2026-03-21 11:03:07 (GMT+08:00) | 2026-03-21 03:03:07 UTC
				| 20260321110307 | 20260321110307000 | 20260321T030307Z | 20260321 11:03:07 | 20260321 110307
				| March 21, 2026 at 11:03:07 AM
				| 2026年3月21日 11时03分07秒 | 2026年03月21日11时3分7秒 | 2026-3-21 上午11:03:07
				| Mar 21, 2026 11:03:07 AM | Mar 21, 2026, 11:03:07\u202fAM | 21-Mar-2026 11:03:07
				| Sat Mar 21 11:03:07 CST 2026 | Sat, 21 Mar 2026 03:03:07 GMT | Sat Mar 21 11:03:07 2026
				| Sat Mar 21 2026 11:03:07 GMT+0800 (China Standard Time) | 03/21/2026 11:03:07
				| 2026-03-21 11:03:07 +0800 CST | 2026-03-21 11:03:07 (Beijing Time)`),
			...[20260321110307, MS, MS / 1000, String(MS), String(MS / 1000)],
			...[
				`/Date(${MS}+0800)/`,
				`\\/Date(${MS})\\/`,
				{ time: MS },
				{ seconds: MS / 1000, nanos: 0 },
			],
			[2026, 3, 21, 11, 3, 7],
			[2026, 3, 21, 11, 3, 7, 123000000],
			{ ...numbers, date: 21, day: 6, month: 2, year: 126, timezoneOffset: -480 },
			{ ...numbers, date: 21, day: 6, month: 2, year: 126, time: MS },
			{ year: 2026, monthValue: 3, month: 'MARCH', dayOfMonth: 21, hour: 11, minute: 3, second: 7 },
			{ year: 2026, month: 2, dayOfMonth: 21, hourOfDay: 11, minute: 3, second: 7 },
			{ date: { year: 2026, month: 3, day: 21 }, time: { hour: 11, minute: 3, second: 7 } },
		],
	],
	[
		MINUTE,
		[...of('2026-03-21 11:03 | 202603211103 | 2026年3月21日 11时03分'), [2026, 3, 21, 11, 3]],
	],
	[
		DAY,
		[
			...of(`
				2026-03-21 | 2026/3/21 | 2026.03.21 | 20260321 | 2026年3月21日 星期六 | 2026-03-21(GMT+8)
				| 2026-03-21 (GMT+8) | 2026-03-21+08:00 | 2026-3-21 12:00 am | 03/21/2026 | 21/03/2026
				| 21.03.2026 | Mar 21, 2026 | 21 March 2026 | Saturday, March 21st, 2026`),
			20260321,
			[2026, 3, 21],
			{ year: 2026, monthValue: 3, dayOfMonth: 21 },
			{ year: 126, month: 2, date: 21, day: 6 },
		],
	],
	[
		'2026-03-21T13:05:00+08:00',
		of('2026年3月21日 下午1时05分 | 3/21/2026 1:05 PM | Mar 21 2026 1:05 p.m.'),
	],
	[
		null,
		[
			...of(`
				| - | -- | 0 | null | NULL | none | N/A | undefined | 未激活 | 待激活 | 无 | not activated | --:-- | 永久
				| 0000-00-00 00:00:00 | 0000-00-00 | 0001-01-01T00:00:00 | 1900-01-01 | 1970-01-01 08:00:00
				| 1899-12-30 00:00:00 | Thu Jan 01 08:00:00 CST 1970 | 19700101080000
				| /Date(-62135596800000)/ | -62135596800000`),
			...[null, undefined, false, 0, -28800000, [], {}, { time: 0 }, { time: null }],
			...[[1970, 1, 1, 8, 0], { year: 70, month: 0, date: 1 }, { year: 0, month: 0, date: 0 }],
		],
	],
	[
		'unreadable',
		[
			...of(`
				2026-13-45 | 2026-02-30 | 2026-03-21 99:00 | 20261345 | when it suits | Foo 21, 2026 | 2026-03
				| 2026-03-21T11:03:07[Europe/Paris] | 2026-03-21 11:03:07 XYZ | 30 days | ${'x'.repeat(99)}`),
			...[
				true,
				1e20,
				Number.NaN,
				12345678901234567000,
				[2026],
				['a', 'b'],
				{ a: 1 },
				{ year: 'x' },
			],
		],
	],
])('%s: every spelling', (expected, spellings) => {
	for (const spelling of spellings) {
		const time = dates.readDate(spelling);
		const read = time === 'unreadable' ? time : dates.toIso(spelling);
		expect([spelling, read]).toEqual([spelling, expected]);
		if (read === 'unreadable') expect(dates.toIso(spelling)).toBeNull();
	}
});

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
		fc.property(fc.integer({ min: 1e12, max: 4e12 }), (instant) => {
			const iso = dates.fromInstant(instant);
			expect(dates.toInstant(iso)).toBe(Math.floor(instant / 1000) * 1000);
			expect(dates.toIso(iso)).toBe(iso);
		}),
	);
});

it('writes days as each endpoint wants them', () => {
	const day = dates.dayOf(Date.parse('2026-01-31T16:00:00Z'));
	expect(dates.monthFirstDate(day)).toBe('02/01/2026');
	expect(day).toBe('2026-02-01');
	expect(dates.dateRange('2025-12-09', day)).toBe('2025/12/09-2026/02/01');
});
