import { endpoints } from './endpoints';
import { isSuccess, readEnvelope } from './envelope';
import { readExpiry, readToken } from './loginReply';
import { signatureWrong } from '../codes/errorCodes';
import { apiFailure, httpFailure, replyFailure } from '../codes/failures';
import { Failure } from '../codes/failure';
import { toWire, type WireParameters } from './parameters';
import { sign, signatureStyles, type SignatureStyle } from './signature';

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

export interface LoginReply {
	status: number;
	/** As text, or parsed. */
	body: unknown;
	/** How long the server asks to wait, in milliseconds. */
	retryAfterMs?: number;
}

/**
 * Sends a form to the login endpoint.
 *
 * @throws {Failure} when there is no reply, or the reply is too large
 */
export type PostForm = (path: string, form: WireParameters) => Promise<LoginReply>;

/**
 * Logs in: first with the known signature style and, if the signature is refused, once with the other
 * one. A new login kills the previous token, so call this only when a token is needed.
 *
 * @throws {Failure} of type `login` when MIOeSIM refuses, otherwise `http`, `network` or `reply`. Nothing
 *   else was sent before the login, so the outcome is always `notExecuted`
 */
export async function login(account: Account, post: PostForm, now: number): Promise<Session> {
	const first = account.signatureStyle ?? 'raw';
	const styles = [first, ...signatureStyles.filter((style) => style !== first)];
	let refusal: Failure | undefined;
	for (const signatureStyle of styles) {
		const answer = await logInWith(signatureStyle, account, post, now);
		if (!(answer instanceof Failure)) return answer;
		refusal = answer.with({ outcome: 'notExecuted' });
		if (String(refusal.details.code) !== signatureWrong) break;
	}
	throw refusal;
}

async function logInWith(
	signatureStyle: SignatureStyle,
	account: Account,
	post: PostForm,
	now: number,
): Promise<Session | Failure> {
	const form = toWire({ phonenumber: account.phoneNumber, password: account.password });
	form.sign = sign(form, account.secretKey.trim(), signatureStyle);
	const { status, body, retryAfterMs } = await post(endpoints.login.path, form);
	const reading = readEnvelope(body);
	// The envelope takes precedence over the HTTP status (docs/api.md, section 1).
	if ('unreadable' in reading) {
		const isOk = status >= 200 && status <= 299;
		return isOk
			? replyFailure(reading.unreadable, 'login')
			: httpFailure(status, 'login', retryAfterMs);
	}
	const { envelope } = reading;
	const token = readToken(envelope, body);
	if (token !== null) return { token, signatureStyle, sessionExpiresAt: readExpiry(body, now) };
	if (isSuccess(envelope, true)) return replyFailure('a login without a token', 'login');
	const { password, secretKey, phoneNumber } = account;
	const failure = apiFailure(envelope, 'login', [password, secretKey, phoneNumber]);
	return isWrongPair(failure) && !/^\d+$/.test(phoneNumber) ? withPhoneHint(failure) : failure;
}

/** On login, -1 means that phone number and password do not match (docs/api.md, section 2). */
function isWrongPair({ details }: Failure): boolean {
	return String(details.code) === '-1';
}

function withPhoneHint(failure: Failure): Failure {
	const hint = 'Enter the phone number with digits only: no spaces, no country code such as +86';
	return failure.with({ resolution: `${failure.details.resolution}. ${hint}` });
}
