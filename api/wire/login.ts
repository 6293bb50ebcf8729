import { toInstant, toIso } from '../dates';
import { endpoints } from './endpoints';
import { isSuccess, readEnvelope } from './envelope';
import { signatureWrong } from '../codes/errorCodes';
import { apiFailure, httpFailure, replyFailure } from '../codes/failures';
import { Failure } from '../codes/failure';
import { toWire, type WireParameters } from './parameters';
import { sign, signatureStyles, type SignatureStyle } from './signature';
import { number, record, text } from '../values';

/** A token lives two hours (docs/api.md, section 2). */
export const TOKEN_LIFE_MS = 2 * 60 * 60 * 1000;

export interface Account {
	phoneNumber: string;
	password: string;
	secretKey: string;
	/** The style that worked last; it is tried first. */
	signatureStyle?: SignatureStyle;
}

export interface Session {
	token: string;
	/** Milliseconds since the epoch. */
	sessionExpiresAt: number;
	signatureStyle: SignatureStyle;
}

/**
 * Sends a form to the login endpoint.
 *
 * @returns status and body, whatever the status
 * @throws {Failure} when there is no reply
 */
export type PostForm = (
	path: string,
	form: WireParameters,
) => Promise<{ status: number; body: unknown }>;

/**
 * Logs in: with the known signature style first and, when the signature is refused, once with the
 * other one. A new login kills the token before it, so call this only when a token is needed.
 *
 * @throws {Failure} of type `login` when MIOeSIM refuses, otherwise `http`, `network` or `reply`
 */
export async function login(account: Account, post: PostForm, now: number): Promise<Session> {
	const first = account.signatureStyle ?? 'raw';
	const styles = [first, ...signatureStyles.filter((style) => style !== first)];
	let refusal: Failure | undefined;
	for (const signatureStyle of styles) {
		const answer = await attempt(account, post, signatureStyle, now);
		if (!(answer instanceof Failure)) return answer;
		refusal = answer;
		if (String(refusal.details.code) !== signatureWrong) break;
	}
	throw refusal;
}

async function attempt(
	account: Account,
	post: PostForm,
	signatureStyle: SignatureStyle,
	now: number,
): Promise<Session | Failure> {
	const form = toWire({ phonenumber: account.phoneNumber, password: account.password });
	form.sign = sign(form, account.secretKey.trim(), signatureStyle);
	const { status, body } = await post(endpoints.login.path, form);
	// Before the login nothing else was sent: whatever happened to it, no order was placed.
	if (status < 200 || status > 299)
		throw httpFailure(status, 'login').with({ outcome: 'notExecuted' });
	const reading = readEnvelope(body);
	if ('unreadable' in reading) {
		throw replyFailure(reading.unreadable, 'login').with({ outcome: 'notExecuted' });
	}
	const { envelope } = reading;
	if (!isSuccess(envelope, true)) {
		return apiFailure(envelope, 'login', [
			account.password,
			account.secretKey,
			account.phoneNumber,
		]);
	}
	const data = record(envelope.data);
	const token = text(data.token);
	if (token === null) {
		throw replyFailure('a login without a token', 'login').with({ outcome: 'notExecuted' });
	}
	return { token, signatureStyle, sessionExpiresAt: readExpiry(data, now) };
}

/**
 * The error-codes page speaks of an expiry value in the login reply, but no page shows its name or
 * unit (guess): one that names a time between half an hour and a day ahead is believed. A nearer one is
 * taken for a misreading: it would cause a login for every call.
 */
function readExpiry(data: Record<string, unknown>, now: number): number {
	const soonest = now + 30 * 60 * 1000;
	const latest = now + 24 * 60 * 60 * 1000;
	for (const [name, value] of Object.entries(data)) {
		if (!/expir/i.test(name)) continue;
		const amount = number(value);
		const candidates =
			amount === null
				? [toInstant(toIso(value)) ?? 0]
				: [amount, amount * 1000, now + amount * 1000, now + amount];
		const plausible = candidates.find((at) => at >= soonest && at <= latest);
		if (plausible !== undefined) return plausible;
	}
	return now + TOKEN_LIFE_MS;
}
