import type { Failure } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { DAY_MS, dayOf, validDate } from '../../../mioesim/dates';
import { once, record, text, told } from '../../../mioesim/values';
import { clock } from '../port';
import { plain, quoted, refuse } from './text';

/** Longer text is not a date, whatever time and time zone follow the day. */
const LONGEST_DATE = 100;

/** MIOeSIM is younger than the first, and sells nothing for later than the second. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;

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
const OFFSET = /[\d.]\s?(?:GMT|UTC)?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)/;

/** `2031-05-06`, `2031/5/6`, `2031. 5. 6.`, `2031年5月6日`. */
const YEAR_FIRST =
	/^\d{4}(?:([-/.])\s?\d{1,2}\1\s?\d{1,2}\.?|\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]?)$/;

/** `20310506`, also with the time behind it. */
const DIGITS_ONLY = /^(\d{4})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?$/;

/** `13/06/2031` and `06/13/2031`: only a number above 12 shows which one is the day, or dots do. */
const YEAR_LAST = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})$/;

/** What .NET makes of a moment in JSON, in milliseconds. */
const JSON_DATE = /^\/Date\((\d{1,15})[^()]{0,5}\)\/$/;

/** Fields in which other programs put the day of a date. */
const DAY_FIELDS = 'date start startDate dateTime $date iso value seconds _seconds'.split(' ');

/**
 * The calendar day as written: a user who picks 31 January wants 31 January, wherever they are. A time
 * zone after the day doesn't move it. A number is a moment (seconds or milliseconds since 1970), a day in a
 * spreadsheet, or the digits of a date.
 *
 * @param value also a date from an expression (Luxon), from code (JavaScript) or from another program
 * @throws {Failure} when it is not a day, or could mean two days
 */
export function readDay(value: unknown, label: string): string {
	const content = writtenDate(value);
	const isShort = content !== null && content.length <= LONGEST_DATE;
	const day = isShort ? dayIn(plain(content), label) : null;
	if (day !== null) return day;
	return refuse(
		`'${label}' is not a date`,
		`Enter a date such as 2026-01-31. Dates are in GMT+8. The value for this item is ${quoted(content ?? value)}`,
	);
}

/**
 * The day on which something begins, and why it can't be chosen: it is over in GMT+8. Now is today in
 * GMT+8, also where the calendar of the date's own zone still shows yesterday.
 */
export function readBegin(value: unknown, label: string): { day: string; refusal: Failure | null } {
	const written = readDay(value, label);
	const today = dayOf(clock.now());
	const [, zone = '+08:00'] = OFFSET.exec(String(writtenDate(value))) ?? [];
	// Eight o'clock there is as far from midnight in UTC as GMT+8, the zone of `dayOf`, is from there.
	const there = dayOf(clock.now() - Date.parse(`1970-01-01T08:00${zone}`));
	const day = written === there && written < today ? today : written;
	const meaning = `'${label}' is in the past`;
	const resolution = `${day} is over in GMT+8, where it is ${today} now. Enter that day or a later one`;
	return { day, refusal: day < today ? inputFailure(meaning, resolution) : null };
}

/** The date as text; null for anything that is none. */
function writtenDate(value: unknown): string | null {
	if (value === null || typeof value !== 'object') return text(value);
	if (value instanceof Date) {
		// A moment without a time zone. Midnight on this server means a day; any other has its day in GMT+8.
		return value.getHours() + value.getMinutes() + value.getSeconds() > 0
			? dayOf(value.getTime())
			: validDate(value.getFullYear(), value.getMonth() + 1, value.getDate());
	}
	if ('toISO' in value && typeof value.toISO === 'function') return text(value.toISO());
	return told(record(value), ...DAY_FIELDS);
}

function dayIn(content: string, label: string): string | null {
	const written = content.replace(AFTER_DAY, '').trim().replace(DIGITS_ONLY, '$1-$2-$3');
	const first = YEAR_FIRST.test(written) ? checkedDay(...written.split(/\D+/)) : null;
	const amount = content.replace(JSON_DATE, '$1').replace(',', '.');
	if (first !== null || /^\d+(?:\.\d+)?$/.test(amount)) return first ?? dayOfNumber(Number(amount));
	const last = YEAR_LAST.exec(written);
	if (!last) return namedDay(written);
	const [, left, by, right, year] = last;
	const dayFirst = checkedDay(year, right, left);
	const monthFirst = by === '.' ? null : checkedDay(year, left, right);
	if (dayFirst === null || monthFirst === null || dayFirst === monthFirst) {
		return dayFirst ?? monthFirst;
	}
	return refuse(
		`'${label}' may mean two days: ${monthFirst} or ${dayFirst}`,
		`${quoted(content)} has the month first in some countries and the day first in others. Enter the year first, such as ${monthFirst}`,
	);
}

/** Null for a day that the month doesn't have, or a year that nobody means. */
function checkedDay(...parts: Array<string | number>): string | null {
	const [year, month, day] = parts.map(Number);
	return year < FIRST_YEAR || year > LAST_YEAR ? null : validDate(year, month, day);
}

/** A spreadsheet counts the days from here. */
const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);

function dayOfNumber(amount: number): string | null {
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

const STYLES = (['long', 'short'] as const).flatMap((month) => [
	{ month },
	{ month, day: 'numeric' } as const,
]);

/** Month names, alone and beside a day. Words that stand with several months are none of them: 0. */
const monthNames = once(() => {
	const names = new Map<string, number>();
	for (const locale of LOCALES) {
		for (const style of STYLES) {
			const options = { ...style, timeZone: 'UTC' };
			const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, options);
			for (let month = 1; month <= 12; month++) {
				for (const word of wordsOf(plain(format.format(Date.UTC(2026, month - 1, 15))))) {
					names.set(word, (names.get(word) ?? month) === month ? month : 0);
				}
			}
		}
	}
	return names;
});

function wordsOf(content: string): string[] {
	return [...content.toLowerCase().matchAll(/\p{L}[\p{L}\p{M}]*/gu)].map(String);
}

/** The most words of a date beside its numbers: `On Sunday, the 31st of January 2027`. */
const MOST_WORDS = 6;

/** `31 January 2027`, `January 31st, 2027`, `Sun Jan 31 00:00:00 CST 2027`, `31. Januar 2027`. */
function namedDay(content: string): string | null {
	const written = content.replace(CLOCK_BETWEEN, '');
	const words = wordsOf(written);
	if (words.length > MOST_WORDS) return null;
	const names = monthNames();
	const numbers = [...written.matchAll(/\d+/g)].map(Number).sort((left, right) => left - right);
	const [day = 0, year = 0, ...more] = numbers;
	const [month = 0, ...others] = new Set(words.flatMap((word) => names.get(word) || []));
	return more.length + others.length > 0 ? null : checkedDay(year, month, day);
}
