import { DAY_MS } from '../dates';
import { text } from '../values';

/** Nobody waits longer: a date in the year 9999 must not become a timer that no program can set. */
const LONGEST_MS = DAY_MS;

/**
 * How long a server asks to wait, in milliseconds. `Retry-After` is in seconds or a date (RFC 9110,
 * section 10.2.3).
 *
 * @param now milliseconds since the epoch
 */
export function retryAfter(
	headers: Readonly<Record<string, unknown>>,
	now: number,
): number | undefined {
	const value = String(text(headers['retry-after']));
	const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
	return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_MS);
}
