/** Times of the API are GMT+8 wherever a zone is known (docs/api.md, section 7). */

export const DAY_MS = 24 * 60 * 60 * 1000;

const OFFSET_MS = 8 * 60 * 60 * 1000;

/** The calendar of JavaScript ends here, less the offset. */
const LATEST_MS = 8.64e15 - OFFSET_MS;

const pad = (value: string | number) => String(value).padStart(2, '0');

/**
 * `2024-01-24 08:09:10.0`, `2024-01-24(GMT+8)`, `2024/01/24`, `01/24/2024`: the pieces of a date,
 * with the time where there is one.
 */
const yearFirst =
	/^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?\s*(?:\(?(?:GMT|UTC)?\s*\+0?8(?::?00)?\)?)?$/i;
const monthFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * A time of the API as ISO 8601 with `+08:00`. Text that is no date a program can read is handed
 * on as it came: a person may still understand it.
 */
export function toIso(value: unknown): string | null {
	if (typeof value === 'number') return Math.abs(value) <= LATEST_MS ? fromInstant(value) : null;
	if (typeof value !== 'string') return null;
	const content = value.trim();
	if (content === '') return null;
	const match = yearFirst.exec(content);
	if (match) {
		const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
		return `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}+08:00`;
	}
	const american = monthFirst.exec(content);
	if (american) {
		const [, month, day, year] = american;
		return `${year}-${pad(month)}-${pad(day)}T00:00:00+08:00`;
	}
	return content;
}

/** The instant, in milliseconds since the epoch, as ISO 8601 with `+08:00`. */
export function fromInstant(instant: number): string {
	return new Date(instant + OFFSET_MS).toISOString().replace(/\.\d{3}Z$/, '+08:00');
}

/** The instant of a time as `toIso` gives it, in milliseconds since the epoch, or null. */
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

/**
 * The calendar day, in GMT+8, that a user means.
 *
 * A date without a zone is taken as it is written: whoever picks 31 January wants 31 January,
 * wherever they sit. One with a zone is an instant, and falls on the day it has in GMT+8.
 *
 * @returns null when the text is not a date
 */
export function toCalendarDate(value: string): CalendarDate | null {
	const content = value.trim();
	const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:$|[T ])/.exec(content);
	const zoned = /[T ].*(?:Z|[+-]\d{2}:?\d{2})$/i.test(content);
	if (match && !zoned) return validDate(Number(match[1]), Number(match[2]), Number(match[3]));
	const american = monthFirst.exec(content);
	if (american) return validDate(Number(american[3]), Number(american[1]), Number(american[2]));
	const instant = zoned ? Date.parse(content) : Number.NaN;
	return Number.isNaN(instant) ? null : dayOf(instant);
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

/** `MM/dd/yyyy`, as orders want their start date. */
export function monthFirstDate({ year, month, day }: CalendarDate): string {
	return `${pad(month)}/${pad(day)}/${year}`;
}

/** `yyyy-MM-dd`, as queryOrder wants its dates. */
export function dashedDate({ year, month, day }: CalendarDate): string {
	return `${year}-${pad(month)}-${pad(day)}`;
}

/** `yyyy/MM/dd-yyyy/MM/dd`, as queryEsimOrder wants its ranges. */
export function dateRange(from: CalendarDate, to: CalendarDate): string {
	const slashed = (date: CalendarDate) => dashedDate(date).replace(/-/g, '/');
	return `${slashed(from)}-${slashed(to)}`;
}
