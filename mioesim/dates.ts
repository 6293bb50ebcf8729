/** The API's times are in GMT+8 wherever a zone is known (docs/api.md, section 7). */

export const DAY_MS = 24 * 60 * 60 * 1000;

const MINUTE_MS = 60 * 1000;
const OFFSET_MS = 8 * 60 * MINUTE_MS;

/** JavaScript's calendar ends here, less the offset. */
const LATEST_MS = 8.64e15 - OFFSET_MS;

const pad = (value: string | number) => String(value).padStart(2, '0');

/** Longer text is not a date and is not searched for one. */
const LONGEST_DATE = 40;

/**
 * `2024-01-24 08:09:10.0`, `2024-01-24(GMT+8)`, `2024/01/24`, `2024-01-24T08:09:10.000+0000`: the parts
 * of a date, with time and zone if present.
 */
const yearFirst =
	/^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?)?\s*(?:\(?(?:(?:GMT|UTC)\s?)?([+-]\d{1,2}):?([0-5]\d)?\)?|(Z|\(?(?:GMT|UTC)\)?))?$/i;
const monthFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** What databases store for "no date". */
const NO_DATE = /^0{4}[-/]0{1,2}[-/]0{1,2}/;

/** Below this, milliseconds since the epoch would be in 1973: such a number counts seconds. */
const LEAST_MS = 1e11;

interface ApiTime {
	/** Milliseconds since the epoch. */
	instant: number;
	/** A calendar day without a time. */
	isDay: boolean;
}

/** @returns null for text that is not a date */
function readTime(value: unknown): ApiTime | null {
	if (typeof value === 'number') return fromNumber(value);
	if (typeof value !== 'string' || value.length > LONGEST_DATE) return null;
	const content = value.trim();
	if (/^\d{10}(?:\d{3})?$/.test(content)) return fromNumber(Number(content));
	const american = monthFirst.exec(content);
	const pieces = american
		? ['', american[3], american[1], american[2]]
		: (yearFirst.exec(content) ?? []);
	const [, year, month, day, hour, minute, second, zoneHour, zoneMinute, zero] = pieces;
	if (year === undefined) return null;
	const date = validDate(Number(year), Number(month), Number(day));
	const time = [hour, minute, second].map((piece) => Number(piece ?? 0));
	if (date === null || time[0] > 24 || time[1] > 59 || time[2] > 60) return null;
	const ahead = Number(zoneHour) * 60 + Math.sign(Number(zoneHour)) * Number(zoneMinute ?? 0);
	const offset = zero !== undefined ? 0 : zoneHour === undefined ? OFFSET_MS : ahead * MINUTE_MS;
	const wall = Date.UTC(date.year, date.month - 1, date.day, time[0], time[1], time[2]);
	return { instant: wall - offset, isDay: hour === undefined };
}

/** @param value milliseconds or seconds since the epoch; 0 is how programs write "none" */
function fromNumber(value: number): ApiTime | null {
	if (value === 0) return null;
	const instant = Math.abs(value) < LEAST_MS ? value * 1000 : value;
	return Math.abs(instant) <= LATEST_MS ? { instant, isDay: false } : null;
}

/** Text that a person may still understand is returned unchanged. */
function orText(value: unknown, iso: string | null): string | null {
	if (iso !== null || typeof value !== 'string') return iso;
	const content = value.trim();
	return content === '' || NO_DATE.test(content) ? null : content;
}

/**
 * A time from the API as ISO 8601 with `+08:00`. Text that a program can't read as a date is returned
 * unchanged: a person may still understand it.
 */
export function toIso(value: unknown): string | null {
	const time = readTime(value);
	return orText(value, time && fromInstant(time.instant));
}

/**
 * The moment when a plan ends, in milliseconds since the epoch; the only reader for it. A day without a
 * time ends when that day ends in GMT+8.
 *
 * @returns null for text that is not a date
 */
export function endOf(value: unknown): number | null {
	const time = readTime(value);
	return time && time.instant + (time.isDay ? DAY_MS : 0);
}

/**
 * The end of a plan, or of the time to start it, as ISO 8601 with `+08:00`. For a day without a time it
 * is the last second, so that it shows the day that MIOeSIM shows.
 */
export function toEndIso(value: unknown): string | null {
	const time = readTime(value);
	return orText(value, time && fromInstant(time.instant + (time.isDay ? DAY_MS - 1000 : 0)));
}

/** The instant, in milliseconds since the epoch, as ISO 8601 with `+08:00`. */
export function fromInstant(instant: number): string {
	return new Date(instant + OFFSET_MS).toISOString().replace(/\.\d{3}Z$/, '+08:00');
}

/** The instant of a time from `toIso`, in milliseconds since the epoch, or null. */
export function toInstant(iso: string | null): number | null {
	if (iso === null) return null;
	const instant = Date.parse(iso);
	return Number.isNaN(instant) ? null : instant;
}

export interface CalendarDate {
	year: number;
	month: number;
	day: number;
}

/** The calendar day of an instant (milliseconds since the epoch) in GMT+8. */
export function dayOf(instant: number): CalendarDate {
	const local = new Date(instant + OFFSET_MS);
	return {
		year: local.getUTCFullYear(),
		month: local.getUTCMonth() + 1,
		day: local.getUTCDate(),
	};
}

function validDate(year: number, month: number, day: number): CalendarDate | null {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
		? { year, month, day }
		: null;
}

/** `MM/dd/yyyy`, the format of an order's start date. */
export function monthFirstDate({ year, month, day }: CalendarDate): string {
	return `${pad(month)}/${pad(day)}/${year}`;
}

/** `yyyy-MM-dd`, the format of queryOrder's dates. */
export function dashedDate({ year, month, day }: CalendarDate): string {
	return `${year}-${pad(month)}-${pad(day)}`;
}

/** `yyyy/MM/dd-yyyy/MM/dd`, the format of queryEsimOrder's ranges. */
export function dateRange(from: CalendarDate, to: CalendarDate): string {
	const slashed = (date: CalendarDate) => dashedDate(date).replace(/-/g, '/');
	return `${slashed(from)}-${slashed(to)}`;
}
