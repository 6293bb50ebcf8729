import type { Failure } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { DAY_MS, dashedDate, dayOf, validDate, type CalendarDate } from '../../../mioesim/dates';
import { once, record } from '../../../mioesim/values';
import { isBlank, plain, quoted, refuse } from './text';

/** Longer text is not a date, whatever time and time zone follow the day. */
const LONGEST_DATE = 100;

/** MIOeSIM is younger than the first, and sells nothing for later than the second. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;

const MINUTE_MS = 60_000;
const CHINA_OFFSET_MINUTES = 480;

const CLOCK =
	'(?:[01]?\\d|2[0-4])[:.][0-5]\\d(?:[:.][0-5]\\d(?:[.,]\\d{1,9})?)?(?:\\s?[ap]\\.?m\\.?|\\sUhr)?';
const ZONE =
	'\\s?(?:Z|\\(?(?:GMT|UTC)?\\s?(?:[+-]\\d{1,2}(?::?\\d{2})?)?\\)?)(?:\\s[A-Z]{2,5})?(?:\\s?\\([^()]{1,50}\\))?(?:\\[[\\w/+-]{1,40}\\])?';

/** A time and its zone after the day, or the zone alone. */
const AFTER_DAY = new RegExp(
	`(?:(?:T|,?\\s{1,3}(?:at |um |à )?)${CLOCK}(?:${ZONE})?|\\s?\\((?:GMT|UTC)[+-]\\d{1,2}\\))$`,
	'i',
);
const CLOCK_BETWEEN = new RegExp(`\\s${CLOCK}(?:\\s[A-Z]{2,5})?(?=\\s)`, 'i');

/** The zone of a moment, such as `+08:00` or `Z`. */
const OFFSET = /[\d.]\s?(?:GMT|UTC)?(?:Z|([+-])(\d{2}):?(\d{2}))(?:\s?\(.*|\[.*)?$/;

/** `2031-05-06`, `2031/5/6`, `2031. 5. 6.`, `2031年5月6日`. */
const YEAR_FIRST =
	/^(\d{4})(?:([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?|\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?)$/;

/** `20310506`, also with the time behind it. */
const DIGITS_ONLY = /^(\d{4})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?$/;

/** `13/06/2031` and `06/13/2031`: only a number above 12 shows which one is the day, or dots do. */
const YEAR_LAST = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})$/;

/** Fields in which other programs put the day of a date. */
const DAY_FIELDS = ['date', 'start', 'startDate', 'dateTime', '$date', 'iso', 'value'];

/**
 * The calendar day as written: a user who picks 31 January wants 31 January, wherever they are. A time
 * zone after the day doesn't move it. A number is a moment (seconds or milliseconds since 1970), a day in a
 * spreadsheet, or the digits of a date.
 *
 * @param value also a date from an expression (Luxon), from code (JavaScript) or from another program
 * @throws {Failure} when it is not a day, or could mean two days
 */
export function readDay(value: unknown, label: string): CalendarDate {
	const content = writtenDate(value);
	const day =
		content === null || content.length > LONGEST_DATE ? null : dayIn(plain(content), label);
	if (day !== null) return day;
	return refuse(
		`'${label}' is not a date`,
		`Enter a date such as 2026-01-31. Dates are in GMT+8. The value for this item is ${quoted(content ?? value)}`,
	);
}

/**
 * The day on which something begins. Now is today in GMT+8, also where the calendar of the date's own zone
 * still shows yesterday.
 *
 * @param now milliseconds since the epoch
 */
export function readBeginDay(value: unknown, label: string, now: number): CalendarDate {
	const day = readDay(value, label);
	const [offset, sign, hours, minutes] = OFFSET.exec(writtenDate(value)?.trim() ?? '') ?? [];
	if (offset === undefined) return day;
	const ahead = Number(`${sign ?? '+'}1`) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
	const there = dayOf(now + (ahead - CHINA_OFFSET_MINUTES) * MINUTE_MS);
	const today = dayOf(now);
	return dashedDate(day) === dashedDate(there) && isBefore(day, today) ? today : day;
}

export function isBefore(day: CalendarDate, other: CalendarDate): boolean {
	return dashedDate(day) < dashedDate(other);
}

/** The date as text; null for anything that is none. */
function writtenDate(value: unknown): string | null {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : writtenDayOf(value);
	if (value === null || typeof value !== 'object') return null;
	if ('toISO' in value) {
		const iso: unknown = typeof value.toISO === 'function' ? value.toISO() : null;
		return typeof iso === 'string' && !isBlank(iso) ? iso : null;
	}
	const fields = record(value);
	const seconds = fields.seconds ?? fields._seconds;
	const field = DAY_FIELDS.map((name) => fields[name]).find((each) => !isBlank(each));
	const content = field ?? seconds;
	return typeof content === 'string' || typeof content === 'number' ? String(content) : null;
}

/**
 * A JavaScript date is a moment without a time zone. Midnight on this server means a day; any other
 * moment is on the day it has in GMT+8.
 */
function writtenDayOf(date: Date): string {
	const isMidnight = date.getHours() + date.getMinutes() + date.getSeconds() === 0;
	if (!isMidnight) return dashedDate(dayOf(date.getTime()));
	return dashedDate({ year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() });
}

function dayIn(content: string, label: string): CalendarDate | null {
	if (/^\d+(?:[.,]\d+)?$/.test(content)) return dayOfDigits(content);
	const [, milliseconds] = /^\/Date\((\d{1,15})[^()]{0,5}\)\/$/.exec(content) ?? [];
	if (milliseconds !== undefined) return dayOfDigits(milliseconds);
	const written = content.replace(AFTER_DAY, '').trim();
	const first = DIGITS_ONLY.exec(written) ?? YEAR_FIRST.exec(written);
	if (first) return checkedDay(...first.slice(1).filter((piece) => /^\d+$/.test(piece ?? '')));
	const last = YEAR_LAST.exec(written);
	if (!last) return namedDay(written);
	const [, left, by, right, year] = last;
	if (by === '.' || Number(left) > 12) return checkedDay(year, right, left);
	if (Number(right) > 12 || Number(left) === Number(right)) return checkedDay(year, left, right);
	const [monthFirst, dayFirst] = [checkedDay(year, left, right), checkedDay(year, right, left)];
	if (monthFirst === null || dayFirst === null) return null;
	return refuse(
		`'${label}' may mean two days: ${dashedDate(monthFirst)} or ${dashedDate(dayFirst)}`,
		`${quoted(content)} has the month first in some countries and the day first in others. Enter the year first, such as ${dashedDate(monthFirst)}`,
	);
}

/** Null for a day that the month doesn't have, or a year that nobody means. */
function checkedDay(...parts: Array<string | number>): CalendarDate | null {
	const [year, month, day] = parts.map(Number);
	return year < FIRST_YEAR || year > LAST_YEAR ? null : validDate(year, month, day);
}

/** A spreadsheet counts the days from here. */
const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);

function dayOfDigits(content: string): CalendarDate | null {
	const digits = DIGITS_ONLY.exec(content);
	const asDate = digits && checkedDay(...digits.slice(1));
	if (asDate) return asDate;
	const amount = Number(content.replace(',', '.'));
	const inSheet = SHEET_EPOCH_MS + Math.floor(amount) * DAY_MS;
	// The units are so far apart that a number is within these years in one of them only.
	const instant = [inSheet, amount * 1000, amount, amount / 1000].find(
		(each) => each >= Date.UTC(FIRST_YEAR) && each < Date.UTC(LAST_YEAR + 1),
	);
	return instant === undefined ? null : dayOf(instant);
}

/** Languages in which month names are read, all with the months of the Gregorian calendar. */
const LOCALES =
	'en en-GB de fr es it pt nl sv da nb fi pl cs ru uk tr id ro hu el bg th hi ar fa'.split(' ');

/** Month names, long and short, alone and beside a day; without those that mean two months. */
const monthNames = once(() => {
	const names = new Map<string, number>();
	for (const locale of LOCALES) {
		for (const month of ['long', 'short'] as const) {
			for (const day of ['numeric', undefined] as const) {
				const options = { month, day, timeZone: 'UTC' };
				const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, options);
				for (let number = 1; number <= 12; number++) {
					const parts = format.formatToParts(Date.UTC(2026, number - 1, 15));
					const name = parts.find(({ type }) => type === 'month')?.value ?? '';
					for (const key of wordsOf(plain(name)).filter((word) => !/^\d/.test(word))) {
						names.set(key, (names.get(key) ?? number) === number ? number : 0);
					}
				}
			}
		}
	}
	return names;
});

function wordsOf(content: string): string[] {
	return content.toLowerCase().match(/\p{L}[\p{L}\p{M}]*|\d+/gu) ?? [];
}

/** The most words of a date: `Sunday, the 31st of January 2027`. */
const MOST_WORDS = 8;

/** `31 January 2027`, `January 31st, 2027`, `Sun Jan 31 00:00:00 CST 2027`, `31. Januar 2027`. */
function namedDay(content: string): CalendarDate | null {
	const words = wordsOf(content.replace(CLOCK_BETWEEN, ' '));
	const numbers = words.filter((word) => /^\d/.test(word));
	const years = numbers.filter(({ length }) => length === 4);
	const days = numbers.filter(({ length }) => length <= 2);
	if (words.length > MOST_WORDS || years.length !== 1 || days.length !== 1) return null;
	const names = monthNames();
	const months = new Set(words.flatMap((word) => names.get(word) ?? []));
	const [month] = months;
	return numbers.length === 2 && months.size === 1 ? checkedDay(years[0], month, days[0]) : null;
}

/** @returns why the day can't be chosen; null unless it is before today, both in GMT+8 */
export function whyPast(day: CalendarDate, today: CalendarDate, label: string): Failure | null {
	if (!isBefore(day, today)) return null;
	return inputFailure(
		`'${label}' is in the past`,
		`${dashedDate(day)} is over in GMT+8, where it is ${dashedDate(today)} now. Enter that day or a later one`,
	);
}
