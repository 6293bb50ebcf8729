/** The API's times are in GMT+8 unless they tell a zone (docs/api.md, section 7). */

import { number, record, type JsonRecord } from './values';

export const DAY_MS = 24 * 60 * 60 * 1000;

const MINUTE_MS = 60 * 1000;
const OFFSET_MS = 8 * 60 * MINUTE_MS;

/** JavaScript's calendar ends here, less the offset. */
const LATEST_MS = 8.64e15 - OFFSET_MS;

/** Below this, milliseconds since the epoch would be in 1973: such a number counts seconds. */
const LEAST_MS = 1e11;

/** Longer text is not a date and is not searched for one. */
const LONGEST_DATE = 64;

/** No plan is older. Years before it are what databases and programs store for "no date". */
const FIRST_YEAR = 2000;

/** What people and programs write for "no date". */
const NO_DATE =
	/^(?:[-–—/.:\s0]*|n\/?a|nil|none|null|undefined|never|false|not (?:yet )?(?:activated|started|used)(?: yet)?|in-?active|permanent|永久|长期|[未待无暂][一-龥]{0,4})$/i;

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** Hours ahead of UTC; CST is China's. */
const zones: Readonly<Record<string, number>> = {
	...{ Z: 0, GMT: 0, UTC: 0, CST: 8, HKT: 8, SGT: 8, BJT: 8, 'BEIJING TIME': 8 },
	...{ 'CHINA STANDARD TIME': 8, 'ASIA/SHANGHAI': 8, 'ASIA/HONG_KONG': 8, 'ASIA/SINGAPORE': 8 },
};

const TIME =
	'(?:(?:[T ,]{1,3}| at )(?<hour>\\d{1,2}):(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:[.,:]\\d{1,9})?)?:? ?(?:(?<half>[AP])\\.?M\\.?)?)';
/** What follows an offset in words is its name. */
const ZONE = `(?:(?: ?\\(?(?:GMT|UTC)? ?(?<ahead>[+-]\\d{1,2})(?::?(?<more>[0-5]\\d))?\\)?| ?[[(]?(?<zone>${Object.keys(zones).join('|')})[\\])]?)(?: ?[[(]?[^\\])\\d]{1,40}[\\])]?)?)?`;
const END = `${TIME}?${ZONE}$`;
const GAP = '[-/. ]{1,3}';

/** Each takes a bounded time, because the text is short and the parts of a pattern exclude each other. */
const forms = [
	`^(?<year>\\d{4})${GAP}(?<month>\\d{1,2}|[a-z]{3,9})${GAP}(?<day>\\d{1,2})${END}`,
	`^(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})(?:[T ]?(?<hour>\\d{2})(?<minute>\\d{2})(?:(?<second>\\d{2})(?:\\d{3})?)?)?${ZONE}$`,
	`^(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})${TIME}${ZONE}$`,
	`^(?<month>\\d{1,2}|[a-z]{3,9})(?<gap>${GAP})(?<day>\\d{1,2})[-/., ]{1,3}(?<year>\\d{4})${END}`,
	`^(?<day>\\d{1,2})${GAP}(?<month>[a-z]{3,9})[-/., ]{1,3}(?<year>\\d{4})${END}`,
	`^(?<month>[a-z]{3,9}) (?<day>\\d{1,2})${TIME}${ZONE} (?<year>\\d{4})$`,
].map((form) => new RegExp(form, 'i'));

/** The time in milliseconds since the epoch, or a calendar day without one. Null: no date is told. */
type Reading = { instant: number; isDay: boolean } | 'unreadable' | null;

/**
 * The only reader of the API's dates. It knows text in any usual order and language of a server, seconds
 * and milliseconds, and what Java and .NET make of a date in JSON.
 *
 * @returns null when no date is told; `unreadable` for anything else that is not a date
 */
export function readDate(value: unknown): Reading {
	if (value === null || value === undefined || value === false) return null;
	if (typeof value === 'object') return fromParts(value);
	if (typeof value === 'number') return fromText(String(value));
	if (typeof value !== 'string') return 'unreadable';
	const content = value.trim();
	return content.length > LONGEST_DATE ? 'unreadable' : fromText(plain(content));
}

/** One spelling for what means the same: Chinese units, weekdays, ordinals, wide characters. */
function plain(content: string): string {
	return content
		.normalize('NFKC')
		.replace(/(?:星期|周)[一二三四五六日天]/, '')
		.replace(/[年月]/g, '-')
		.replace(/[时時点點分]/g, ':')
		.replace(/[日号號秒]/g, ' ')
		.replace(
			/(上午|下午) ?([\d:]{4,8})/,
			(_, half, time) => `${time} ${half === '上午' ? 'AM' : 'PM'}`,
		)
		.replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[., ]{1,3}/i, '')
		.replace(/(\d)(?:st|nd|rd|th)\b/i, '$1')
		.replace(/\s+/g, ' ')
		.trim();
}

function fromText(content: string): Reading {
	if (NO_DATE.test(content)) return null;
	const dotNet = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/.exec(content.replace(/\\/g, ''));
	const form = forms.map((each) => each.exec(content)).find((match) => match !== null);
	if (form?.groups) return fromGroups(form.groups);
	const amount = Number(dotNet ? dotNet[1] : content);
	const instant = Math.abs(amount) < LEAST_MS ? amount * 1000 : amount;
	if (instant <= DAY_MS) return null;
	// NaN is in no range.
	const isPlausible = instant >= Date.UTC(FIRST_YEAR) && instant <= LATEST_MS;
	return isPlausible ? { instant, isDay: false } : 'unreadable';
}

function fromGroups(groups: Readonly<Record<string, string | undefined>>): Reading {
	const { year, gap, hour, minute = 0, second = 0, half, ahead, more = '0', zone } = groups;
	const days = [groups.month ?? '', groups.day ?? ''];
	// 31.01.2027, and 31/01/2027 because there is no month 31.
	if (gap?.includes('.') || (gap !== undefined && Number(days[0]) > 12)) days.reverse();
	const named = MONTHS.indexOf(days[0].slice(0, 3).toLowerCase()) / 3 + 1;
	const month = /^\d/.test(days[0]) ? Number(days[0]) : named;
	const noon = /p/i.test(half ?? '') ? 12 : 0;
	const hours = half === undefined ? Number(hour ?? 0) : (Number(hour) % 12) + noon;
	const hoursAhead = ahead === undefined ? zones[(zone ?? 'CST').toUpperCase()] : Number(ahead);
	// +8, +0800, -03:30
	const minutesAhead = hoursAhead * 60 + Number((ahead ?? '').slice(0, 1) + more);
	const parts = [Number(year), month, Number(days[1]), hours, Number(minute), Number(second)];
	return fromNumbers(parts, hour === undefined, minutesAhead * MINUTE_MS);
}

/** @param parts year, month (from 1), day; hours, minutes, seconds, which are 0 if left out */
function fromNumbers(parts: Array<number | null>, isDay: boolean, offset = OFFSET_MS): Reading {
	if (parts.length < 3 || !parts.every(Number.isSafeInteger)) return 'unreadable';
	const [year, month, day, hours = 0, minutes = 0, seconds = 0] = parts as number[];
	if (year < FIRST_YEAR) return null;
	const isTime = hours <= 24 && minutes <= 59 && seconds <= 60;
	if (!isTime || year > 9999 || validDate(year, month, day) === null) return 'unreadable';
	return { instant: Date.UTC(year, month - 1, day, hours, minutes, seconds) - offset, isDay };
}

/**
 * A date in JSON as libraries write it: `[2026,3,21,11,3,7]` and `{year, monthValue, dayOfMonth, …}`
 * (java.time), `{year: 126, month: 2, date, hours, …, time}` (java.util.Date), `{year, month: 2,
 * dayOfMonth, hourOfDay, …}` (Calendar), `{date: {…}, time: {…}}` and `{seconds, nanos}` (Gson).
 */
function fromParts(value: object): Reading {
	if (Object.values(value).every((part) => part === null)) return null;
	if (Array.isArray(value)) return fromNumbers(value.slice(0, 6).map(number), value.length < 4);
	const told = value as JsonRecord;
	const { year, monthValue, month, dayOfMonth, date, day, hour, hourOfDay, hours, ...rest } = {
		...told,
		...record(told.date),
		...record(told.time),
	};
	const whole = [told.time, rest.epochSecond, rest.$date, year === undefined && rest.seconds];
	const moment = whole.find((each) => typeof each === 'number' || typeof each === 'string');
	if (moment !== undefined) return readDate(moment);
	const isOld = (number(year) ?? 0) < 1900;
	const isFromZero = monthValue === undefined && (isOld || hourOfDay !== undefined);
	const clock = hour ?? hourOfDay ?? hours;
	const parts = [
		Number(number(year)) + (isOld ? 1900 : 0),
		Number(number(monthValue ?? month)) + (isFromZero ? 1 : 0),
		number(dayOfMonth ?? (typeof date === 'number' ? date : day)),
		number(clock ?? 0),
		number(rest.minute ?? rest.minutes ?? 0),
		number(rest.second ?? rest.seconds ?? 0),
	];
	return number(year) === null ? 'unreadable' : fromNumbers(parts, clock === undefined);
}

/**
 * The instant of a date, in milliseconds since the epoch.
 *
 * @param rest what is added to a day without a time, in milliseconds
 * @returns null when none is told, or it is not a date
 */
export function toInstant(value: unknown, rest = 0): number | null {
	const time = readDate(value);
	return time === null || time === 'unreadable' ? null : time.instant + (time.isDay ? rest : 0);
}

/**
 * A time from the API as ISO 8601 with `+08:00`.
 *
 * @param rest as for `toInstant`
 * @returns null when none is told, or it is not a date
 */
export function toIso(value: unknown, rest = 0): string | null {
	const instant = toInstant(value, rest);
	return instant === null ? null : fromInstant(instant);
}

/**
 * The moment when a plan ends, in milliseconds since the epoch; the only reader for it. A day without a
 * time ends when that day ends in GMT+8.
 */
export function endOf(value: unknown): number | null {
	return toInstant(value, DAY_MS);
}

/**
 * The end of a plan, or of the time to start it, as ISO 8601 with `+08:00`. For a day without a time it
 * is the last second, so that it shows the day that MIOeSIM shows.
 */
export function toEndIso(value: unknown): string | null {
	return toIso(value, DAY_MS - 1000);
}

/** The instant, in milliseconds since the epoch, as ISO 8601 with `+08:00`. */
export function fromInstant(instant: number): string {
	return new Date(instant + OFFSET_MS).toISOString().replace(/\.\d{3}Z$/, '+08:00');
}

/** The calendar day of an instant (milliseconds since the epoch) in GMT+8: `yyyy-MM-dd`, as all days are. */
export function dayOf(instant: number): string {
	return fromInstant(instant).slice(0, 10);
}

/** The calendar day; null for one that the month doesn't have. */
export function validDate(year: number, month: number, day: number): string | null {
	const date = new Date(Date.UTC(year, month - 1, day));
	const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return isDay ? date.toISOString().slice(0, 10) : null;
}

/** `MM/dd/yyyy`, the format of an order's start date. */
export function monthFirstDate(day: string): string {
	return day.replace(/^(\d+)-(\d+)-(\d+)$/, '$2/$3/$1');
}

/** `yyyy/MM/dd-yyyy/MM/dd`, the format of queryEsimOrder's ranges. */
export function dateRange(...days: [from: string, to: string]): string {
	return days.map((day) => day.replace(/-/g, '/')).join('-');
}
