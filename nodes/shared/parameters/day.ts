import { dashedDate, dayOf, type CalendarDate } from '../../../mioesim/dates';
import { refuse, quoted } from './refusal';
import { isBlank } from './text';

/** Longer text is not a date, whatever time and time zone follow the day. */
const LONGEST_DATE = 60;

/** MIOeSIM is younger than the first, and sells nothing for later than the second. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;

const TIME =
	'(?:T|\\s{1,3})(?:[01]?\\d|2[0-4]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d{1,9})?)?(?:\\s?[ap]m)?';
const ZONE =
	'\\s?(?:Z|\\(?(?:GMT|UTC)?\\s?(?:[+-]\\d{1,2}(?::?\\d{2})?)?\\)?)(?:\\[[\\w/+-]{1,40}\\])?';
const REST = `(?:${TIME}(?:${ZONE})?|\\s?\\((?:GMT|UTC)[+-]\\d{1,2}\\))?`;

/** `2031-05-06`, `2031/5/6`, optionally with a time and a time zone. */
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${REST}$`, 'i');

/** `13/06/2031` and `06/13/2031`: only a number above 12 shows which one is the day. */
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${REST}$`, 'i');

/**
 * The calendar day as written: a user who picks 31 January wants 31 January, wherever they are. A time
 * zone after the day doesn't move it.
 *
 * @param value text, or a date from an expression (Luxon) or from code (JavaScript)
 * @throws {Failure} when it is not a day, or could mean two days
 */
export function readDay(value: unknown, label: string): CalendarDate {
	const content = isoOf(value) ?? value;
	if (typeof content !== 'string' || content.length > LONGEST_DATE)
		return refuseDay(label, content);
	const written = content.trim();
	const yearFirst = YEAR_FIRST.exec(written);
	if (yearFirst) return checked(label, written, yearFirst[1], yearFirst[3], yearFirst[4]);
	const yearLast = YEAR_LAST.exec(written);
	if (!yearLast) return refuseDay(label, content);
	const [, first, , second, last] = yearLast;
	if (Number(first) > 12) return checked(label, written, last, second, first);
	if (Number(second) > 12 || Number(first) === Number(second)) {
		return checked(label, written, last, first, second);
	}
	const asMonthFirst = dashedDate(checked(label, written, last, first, second));
	const asDayFirst = dashedDate(checked(label, written, last, second, first));
	return refuse(
		`'${label}' may mean two days: ${asMonthFirst} or ${asDayFirst}`,
		`${quoted(written)} has the month first in some countries and the day first in others. Enter the year first, such as ${asMonthFirst}`,
	);
}

function checked(
	label: string,
	written: string,
	yearText: string,
	monthText: string,
	dayText: string,
): CalendarDate {
	const [year, month, day] = [yearText, monthText, dayText].map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	// A day that the month doesn't have is in another month.
	if (date.getUTCMonth() === month - 1 && year >= FIRST_YEAR && year <= LAST_YEAR)
		return { year, month, day };
	return refuseDay(label, written);
}

function refuseDay(label: string, value: unknown): never {
	refuse(
		`'${label}' is not a date`,
		`Enter a date such as 2026-01-31. Dates are in GMT+8. The value for this item is ${quoted(value)}`,
	);
}

/** @throws {Failure} when the day is before today, both in GMT+8 */
export function refusePast(day: CalendarDate, today: CalendarDate, label: string): void {
	if (dashedDate(day) >= dashedDate(today)) return;
	refuse(
		`'${label}' is in the past`,
		`${dashedDate(day)} is over in GMT+8, where it is ${dashedDate(today)} now. Enter that day or a later one`,
	);
}

/** A Luxon or JavaScript date as text in its own time zone; null for anything else. */
function isoOf(value: unknown): string | null {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : writtenDayOf(value);
	if (value !== null && typeof value === 'object' && 'toISO' in value) {
		const iso: unknown = typeof value.toISO === 'function' ? value.toISO() : null;
		return typeof iso === 'string' && !isBlank(iso) ? iso : null;
	}
	return null;
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
