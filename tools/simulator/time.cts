/** MIOeSIM writes and reads every time in GMT+8, whatever the machine's time zone. */

export const HOUR = 3600_000;
export const DAY = 24 * HOUR;
const ZONE = 8 * HOUR;

/** @returns `2024-01-24T10:00:00.000Z`, with the digits in GMT+8 */
const shifted = (ms: number): string => new Date(ms + ZONE).toISOString();

/** @returns `2024-01-24` */
export const toDate = (ms: number): string => shifted(ms).slice(0, 10);

/** @returns `20240124` */
export const toCompactDate = (ms: number): string => toDate(ms).replaceAll('-', '');

/** @returns `2024-01-24 10:00:00` */
export const toDateTime = (ms: number): string => shifted(ms).slice(0, 19).replace('T', ' ');

/** @returns `2024-01-24 10:00:00.0`, as java.sql.Timestamp prints it */
export const toTimestamp = (ms: number): string => `${toDateTime(ms)}.0`;

/**
 * The first moment of a day in the GMT+8 calendar; null for a day that doesn't exist.
 *
 * @returns ms
 */
function startOfDay(year: string, month: string, day: string): number | null {
	const iso = `${year}-${month}-${day}`;
	const midnight = Date.parse(`${iso}T00:00:00Z`);
	if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(iso)) return null;
	return midnight - ZONE;
}

/**
 * @param text `yyyy-MM-dd`
 * @returns ms
 */
export function parseDate(text: string): number | null {
	const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	return found && startOfDay(found[1], found[2], found[3]);
}

/**
 * @param text `MM/dd/yyyy`
 * @returns ms
 */
export function parseAmericanDate(text: string): number | null {
	const found = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
	return found && startOfDay(found[3], found[1], found[2]);
}

/**
 * A range of days, both ends included.
 *
 * @param text `yyyy/MM/dd-yyyy/MM/dd`
 * @returns ms; `until` is the first moment after it
 */
export function parseRange(text: string): { from: number; until: number } | null {
	const found = /^(\d{4})\/(\d{2})\/(\d{2})-(\d{4})\/(\d{2})\/(\d{2})$/.exec(text);
	if (!found) return null;
	const from = startOfDay(found[1], found[2], found[3]);
	const last = startOfDay(found[4], found[5], found[6]);
	if (from === null || last === null || last < from) return null;
	return { from, until: last + DAY };
}
