import { TOKEN_LIFE } from './accounts.cts';
import { HOUR, toDateTime } from './time.cts';
import type { Json } from './telling.cts';
import type { Expiry, ExpiryForm, Modes } from './modes.cts';

/** The reply to a login, in every form that it may have (docs/api.md, section 2). */

const CODES: Record<Modes['loginCode'], number | string> = {
	'1': 1,
	'0': 0,
	text1: '1',
	text0: '0',
};

const SECOND = 1000;
const ZONE = '+08:00';

const FORMS: Record<ExpiryForm, (end: number) => number | string> = {
	seconds: () => TOKEN_LIFE / SECOND,
	milliseconds: () => TOKEN_LIFE,
	moment: (end) => end,
	momentSeconds: (end) => Math.floor(end / SECOND),
	date: toDateTime,
	iso: (end) => `${new Date(end + 8 * HOUR).toISOString().slice(0, -1)}${ZONE}`,
};

export interface Login {
	token: string;
	/** further fields for `data` */
	extra: Json;
	/** when the token was issued, ms */
	at: number;
}

/** @returns the code of the envelope, and the whole envelope */
export function loginReply(login: Login, modes: Modes): { code: number | string; envelope: Json } {
	const code = CODES[modes.loginCode];
	const { token, extra } = login;
	const end = expiry(modes.expiry, login.at + TOKEN_LIFE);
	const inData: Json = {
		...extra,
		...(modes.loginToken === 'inData' ? { token } : {}),
		...(modes.loginToken === 'nested' ? { user: { token } } : {}),
		...(end?.place === 'data' ? end.field : {}),
		...(end?.place === 'nested' ? { session: end.field } : {}),
	};
	const envelope: Json = {
		code,
		message: 'success',
		data: modes.loginToken === 'asData' ? token : inData,
		...(modes.loginToken === 'beside' ? { token } : {}),
		...(end?.place === 'beside' ? end.field : {}),
	};
	return { code, envelope: recase(envelope, modes.loginKeys) };
}

function expiry(how: Expiry, end: number): { place: string; field: Json } | null {
	if (how === 'none') return null;
	const [key, place, form] = how.split(':') as [string, string, ExpiryForm];
	return { place, field: { [key]: FORMS[form](end) } };
}

const CASES: Record<Modes['loginKeys'], (key: string) => string> = {
	documented: (key) => key,
	lower: (key) => key.toLowerCase(),
	upper: (key) => key.toUpperCase(),
	title: (key) => key.charAt(0).toUpperCase() + key.slice(1),
};

/** The same, with all keys in another case. */
export function recase(json: Json, way: Modes['loginKeys']): Json {
	return Object.fromEntries(
		Object.entries(json).map(([key, value]) => [
			CASES[way](key),
			value !== null && typeof value === 'object' ? recase(value as Json, way) : value,
		]),
	);
}
