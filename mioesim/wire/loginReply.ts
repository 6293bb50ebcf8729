import { toInstant, toIso } from '../dates';
import { number, record, text, type Json, type JsonRecord } from '../values';
import { field, isSuccess, type Envelope } from './envelope';
import { parseReply } from './json';

/** A token lives two hours (docs/api.md, section 2). */
export const TOKEN_LIFE_MS = 2 * 60 * 60 * 1000;

const MINUTE_MS = 60 * 1000;

/**
 * An expiry is believed within these limits. A nearer one is taken for a misreading: tokens are replaced
 * ten minutes early, so it would cause a login for every call.
 */
const SHORTEST_LIFE_MS = 15 * MINUTE_MS;
const LONGEST_LIFE_MS = 7 * 24 * 60 * MINUTE_MS;

const tokenName = /^(?:access|login|user)?_?token$/i;
const expiryName = /expir|^exp$|^exp_|ttl|valid|deadline|lifetime|^life$|overdue|end_?time/i;

/** No spaces, no markup; the documented shape is `29281-` and 32 hexadecimal digits. */
const tokenShape = /^[\w.~+/=:-]{1,512}$/;

/** As `data` itself, a token must not be confused with a word such as `success`. */
const bareTokenShape = /^(?=.*\d)[\w.~+/=:-]{8,512}$/;

/**
 * The token of a login reply: under any spelling of its name, in `data`, beside it or one level down, or
 * `data` itself (docs/api.md, section 2). The code is `1`, or `0` if there is a token.
 *
 * @param body the whole reply, as text or parsed
 * @returns null when there is none
 */
export function readToken(envelope: Envelope, body: unknown): string | null {
	if (!isSuccess(envelope, true) && !isSuccess(envelope)) return null;
	const bare = text(envelope.data);
	if (bare !== null && bareTokenShape.test(bare)) return bare;
	for (const source of sourcesOf(body)) {
		for (const [name, value] of Object.entries(source)) {
			const token = tokenName.test(name) ? text(value) : null;
			if (token !== null && tokenShape.test(token)) return token;
		}
	}
	return null;
}

/**
 * When the token expires, in milliseconds since the epoch. The error-codes page mentions an expiry value,
 * but no page shows its name or unit (guess): a plausible time is believed, under any similar name;
 * otherwise a token lives two hours.
 *
 * @param now milliseconds since the epoch
 */
export function readExpiry(body: unknown, now: number): number {
	for (const source of sourcesOf(body)) {
		for (const [name, value] of Object.entries(source)) {
			if (!expiryName.test(name)) continue;
			const life = livesOf(value, now).find(isPlausible);
			if (life !== undefined) return now + life;
		}
	}
	return now + TOKEN_LIFE_MS;
}

/** Where a value may be: in `data`, beside it, one level down. */
function sourcesOf(body: unknown): JsonRecord[] {
	const whole = record(typeof body === 'string' ? parseReply(body) : body);
	const data = record(field(whole, 'data'));
	return [data, whole, ...Object.values(data).map(record), ...Object.values(whole).map(record)];
}

/**
 * The possible meanings of the value, in milliseconds from now: seconds, milliseconds, a moment in
 * either, a date. No number has two that are plausible.
 */
function livesOf(value: Json, now: number): number[] {
	const amount = number(value);
	if (amount === null) return [(toInstant(toIso(value)) ?? 0) - now];
	return [amount * 1000, amount, amount - now, amount * 1000 - now];
}

function isPlausible(life: number): boolean {
	return life >= SHORTEST_LIFE_MS && life <= LONGEST_LIFE_MS;
}
