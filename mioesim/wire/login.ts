import { endpoints } from './endpoints';
import { signatureWrong } from '../codes/errorCodes';
import { replyFailure } from '../codes/failures';
import { Failure } from '../codes/failure';
import { DAY_MS, toInstant } from '../dates';
import { number, record, text, type Json, type JsonRecord } from '../values';
import {
	sign,
	signatureStyles,
	toWire,
	type SignatureStyle,
	type WireParameters,
} from './parameters';
import { failureOf, field, type Envelope, type Reply } from './reply';

/** A token lives two hours (docs/api.md, section 2). */
export const TOKEN_LIFE_MS = 2 * 60 * 60 * 1000;

/**
 * An expiry is believed within these limits. A nearer one is taken for a misreading: tokens are replaced
 * ten minutes early, so it would cause a login for every call.
 */
const SHORTEST_LIFE_MS = 15 * 60 * 1000;
const LONGEST_LIFE_MS = 7 * DAY_MS;

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

/** On login: phone number and password do not match (docs/api.md, section 2). */
const wrongPair = '-1';

/**
 * Sends a form to the login endpoint.
 *
 * @throws {Failure} when there is no reply
 */
export type PostForm = (path: string, form: WireParameters) => Promise<Reply>;

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
		const form = toWire({ phonenumber: account.phoneNumber, password: account.password });
		form.sign = sign(form, account.secretKey.trim(), signatureStyle);
		const answer = sessionIn(await post(endpoints.login.path, form), account, now);
		if (!(answer instanceof Failure)) return { ...answer, signatureStyle };
		refusal = answer.with({ outcome: 'notExecuted' });
		if (String(refusal.details.code) !== signatureWrong) break;
	}
	throw refusal;
}

function sessionIn(reply: Reply, account: Account, now: number) {
	const { reading } = reply;
	if ('envelope' in reading) {
		const { envelope } = reading;
		const token = readToken(envelope);
		if (token !== null) return { token, sessionExpiresAt: readExpiry(envelope, now) };
		if (envelope.code === success) return replyFailure('a login without a token', 'login');
	}
	const { password, secretKey, phoneNumber } = account;
	const failure = failureOf(reply, 'login', [password, secretKey, phoneNumber]);
	const { resolution } = failure.details;
	return failure.with({ resolution: [resolution, ...hintsFor(failure, account)].join('. ') });
}

/** What else may be wrong with the fields of the credential that this refusal is about. */
function hintsFor({ details }: Failure, account: Account): string[] {
	const code = String(details.code);
	if (code !== wrongPair && code !== signatureWrong) return [];
	const hints = fieldsWithHidden(account).map(
		(name) =>
			`'${name}' in the MIOeSIM credential contains an invisible character. Delete the field and type it, or paste it as plain text`,
	);
	if (code === wrongPair && !/^\d+$/.test(account.phoneNumber)) {
		hints.push('Enter the phone number with digits only: no spaces, no country code such as +86');
	}
	return hints;
}

/** Format and control characters, line ends, blanks that are no spaces, fillers, variation selectors. */
const HIDDEN = /\p{Cf}|\p{Cc}|\p{Zl}|\p{Zp}|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/u;

/**
 * Names of the fields of a credential that contain characters which nobody sees, usually pasted along.
 * MIOeSIM refuses such a key or password, and both look right. Spaces at the ends do no harm.
 */
export function fieldsWithHidden({ password, secretKey }: Account): string[] {
	const fields = { Password: password, 'Secret Key': secretKey };
	return Object.entries(fields).flatMap(([name, value]) => (HIDDEN.test(value.trim()) ? name : []));
}

/** The code of a successful login; everywhere else, 0 says so. */
const success = '1';

const tokenName = /^(?:access|login|user)?_?token$/i;

/** No spaces, no markup; the documented shape is `29281-` and 32 hexadecimal digits. */
const tokenShape = /^[\w.~+/=:-]{1,512}$/;

/** As `data` itself, a token must not be confused with a word such as `success`. */
const bareTokenShape = /^(?=.*\d)[\w.~+/=:-]{8,512}$/;

/**
 * The token of a login reply: under any spelling of its name, in `data`, beside it or one level down, or
 * `data` itself (docs/api.md, section 2). The code is `1`, or `0` if there is a token.
 *
 * @returns null when there is none
 */
export function readToken(envelope: Envelope): string | null {
	if (envelope.code !== success && envelope.code !== '0') return null;
	const bare = text(envelope.data);
	if (bare !== null && bareTokenShape.test(bare)) return bare;
	const found = sourcesOf(envelope)
		.flatMap((source) => Object.entries(source))
		.find(([name, value]) => tokenName.test(name) && tokenShape.test(text(value) ?? ''));
	return found ? text(found[1]) : null;
}

/** Names of the end of a token, in any case. */
const expiryNames = ['expiresIn', 'expires_in', 'expireTime', 'expiresAt', 'expire', 'expires'];

/**
 * When the token expires, in milliseconds since the epoch. The error-codes page mentions an expiry value,
 * but no page shows its name or unit (guess): without a plausible one, a token lives two hours.
 *
 * @param now milliseconds since the epoch
 */
export function readExpiry(envelope: Envelope, now: number): number {
	const life = sourcesOf(envelope)
		.flatMap((source) => expiryNames.map((name) => lifeOf(field(source, name), now)))
		.find((each) => each >= SHORTEST_LIFE_MS && each <= LONGEST_LIFE_MS);
	return now + (life ?? TOKEN_LIFE_MS);
}

/** Milliseconds from now. A number as large as a moment, in seconds or milliseconds, is one. */
function lifeOf(value: Json, now: number): number {
	const amount = number(value);
	if (amount === null) return (toInstant(value) ?? 0) - now;
	if (amount > 1e12) return amount - now;
	return amount > 1e9 ? amount * 1000 - now : amount * 1000;
}

/** Where a value may be: in `data`, beside it, one level down. */
function sourcesOf({ whole, data: content }: Envelope): JsonRecord[] {
	const data = record(content);
	return [data, whole, ...Object.values(data).map(record), ...Object.values(whole).map(record)];
}
