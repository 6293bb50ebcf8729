import {
	login,
	readExpiry,
	readToken,
	TOKEN_LIFE_MS,
	type PostForm,
} from '../../dist/mioesim/wire/login';
import { sign, type SignatureStyle } from '../../dist/mioesim/wire/parameters';
import { readEnvelope } from '../../dist/mioesim/wire/reply';
import { SECRET, token } from './vectors.cts';
import type { Failure } from '../../dist/mioesim/codes/failure';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const MINUTE = 60_000;
const account = { phoneNumber: '13800000000', password: 'mypassword', secretKey: SECRET };

/** Returns one body after another, and records what was sent. */
function poster(...bodies: unknown[]) {
	const sent: Record<string, string>[] = [];
	const post: PostForm = async (path, form) => {
		sent.push({ path, ...form });
		const next = bodies.shift();
		const { status = 200, body = next } = next as { status?: number; body?: unknown };
		return await Promise.resolve({ status, reading: readEnvelope(body) });
	};
	return { sent, post };
}
const ok = (data = {}) => ({ code: 1, message: 'ok', data: { token, ...data } });
const logIn = async (post: PostForm, style?: SignatureStyle) =>
	await login({ ...account, signatureStyle: style }, post, NOW);
const refusalOf = async (work: Promise<unknown>) =>
	(await work.catch((error: unknown) => error)) as Failure;

it('signs phone number and password, raw first', async () => {
	const { sent, post } = poster(ok(), ok({ expiresIn: 3600 }));
	const session = { token, signatureStyle: 'raw', sessionExpiresAt: NOW + TOKEN_LIFE_MS };
	expect(await logIn(post)).toEqual(session);
	const form = { phonenumber: '13800000000', password: 'mypassword' };
	const signed = { path: '/api_order/login', ...form, sign: sign(form, SECRET) };
	expect(sent).toEqual([signed]);
	// White space around the key is not part of it.
	const spaced = await login({ ...account, secretKey: ` ${SECRET}\n` }, post, NOW);
	expect(spaced.sessionExpiresAt).toBe(NOW + 60 * MINUTE);
	expect(sent).toEqual([signed, signed]);
});

it.each<[SignatureStyle | undefined, SignatureStyle]>([
	[undefined, 'encoded'],
	['encoded', 'raw'],
])('tries the other style once when %s is refused', async (style, accepted) => {
	const { sent, post } = poster({ code: '-30' }, ok());
	expect((await logIn(post, style)).signatureStyle).toBe(accepted);
	expect(sent).toHaveLength(2);
});

it.each([
	[-30, 2],
	[-1, 1],
	[-2, 1],
	[-3, 1],
	[0, 1],
	['0', 1],
	[777, 1],
])('a refusal with code %j ends it after %i attempts', async (code, attempts) => {
	const refused = { code, message: `no, mypassword and ${SECRET}` };
	const { sent, post } = poster(refused, refused, ok());
	const { details, message } = await refusalOf(logIn(post));
	expect(details).toMatchObject({ type: 'login', code: Number(code), endpoint: 'login' });
	expect(JSON.stringify([message, details])).not.toMatch(/mypassword|qwerty/);
	expect(sent).toHaveLength(attempts);
});

it.each<[string, unknown, string]>([
	['a page', '<html>', 'reply'],
	['no token', { code: 1, data: {} }, 'reply'],
	['no data', { code: 1 }, 'reply'],
	['a redirect', { status: 302, body: '' }, 'http'],
	['a server error', { status: 502, body: '' }, 'http'],
])('%s is not a login, and nothing was ordered', async (_, answer, type) => {
	const { details } = await refusalOf(logIn(poster(answer).post));
	expect(details).toMatchObject({ type, outcome: 'notExecuted', endpoint: 'login' });
});

/** The failure of a login with this answer. */
const refusedWith = async (changes: Partial<typeof account>, ...answers: unknown[]) =>
	(await refusalOf(login({ ...account, ...changes }, poster(...answers).post, NOW))).details;

it('records how long the server asks to wait, and that a login needs a token', async () => {
	const post: PostForm = async () =>
		await Promise.resolve({ status: 429, reading: readEnvelope(''), retryAfterMs: 7 });
	const { details } = await refusalOf(logIn(post));
	expect(details).toMatchObject({ httpStatus: 429, retryAfterMs: 7 });
	expect((await refusedWith({}, { code: 1, data: {} })).meaning).toBe(
		'MIOeSIM answered with a login without a token',
	);
});

it('after the second signature style, the second answer counts', async () => {
	expect(await refusedWith({}, { code: -30 }, { code: -1 })).toMatchObject({ code: -1 });
	expect(await refusedWith({}, { code: -30 }, '<html>')).toMatchObject({
		type: 'reply',
		outcome: 'notExecuted',
	});
});

it('shows neither password, key nor phone number in MIOeSIM’s message', async () => {
	const message = `mypassword ${SECRET} 13800000000 x`;
	const { apiMessage } = await refusedWith({}, { code: -1, message });
	expect(apiMessage).toBe('[secret] [secret] [secret] x');
});

it.each([
	['+8613800000000', -1, true],
	['138 0000', -1, true],
	['13800000000x', -1, true],
	['x13800000000', -1, true],
	['13800000000', -1, false],
	['+8613800000000', -2, false],
])(
	'phone number %s refused with %i: explains how to enter it: %p',
	async (phoneNumber, code, says) => {
		const { resolution } = await refusedWith({ phoneNumber }, { code });
		const hint =
			'. Enter the phone number with digits only: no spaces, no country code such as +86';
		expect(resolution.endsWith(hint)).toBe(says);
		expect(resolution).toContain("'Phone Number' and 'Password' in the MIOeSIM credential");
	},
);

it.each<[changes: Partial<typeof account>, code: number, names: string[]]>([
	[{ password: 'my\u200bpassword' }, -1, ['Password']],
	[{ password: 'my\u00a0password' }, -1, ['Password']],
	[{ password: 'my\u2028password', secretKey: 'a\u2029b' }, -1, ['Password', 'Secret Key']],
	[{ secretKey: 'a\u0007b' }, -30, ['Secret Key']],
	[{ secretKey: 'a\u3164b', phoneNumber: '+86 138' }, -30, ['Secret Key']],
	[{ password: ' my password\n' }, -1, []],
	[{ password: 'my\u200bpassword' }, -2, []],
])('of %j, refused with %i, %j contain an invisible character', async (changes, code, names) => {
	const { resolution } = await refusedWith(changes, { code }, { code });
	const said = [
		...resolution.matchAll(/'([\w ]+)' in the MIOeSIM credential contains an invisible/g),
	];
	expect(said.map(([, name]) => name)).toEqual(names);
	expect(resolution.includes('digits only')).toBe(false);
	expect(resolution).not.toMatch(/\. $|Stryker/);
});

function tokenOf(body: unknown): string | null {
	const reading = readEnvelope(body);
	return 'envelope' in reading ? readToken(reading.envelope) : null;
}
function expiryOf(body: object): number {
	const reading = readEnvelope(body);
	return 'envelope' in reading ? readExpiry(reading.envelope, NOW) : 0;
}

it.each([
	{ code: 1, data: { token } },
	{ code: '1', data: { Token: token } },
	{ code: 0, data: { TOKEN: token } },
	{ CODE: '0', DATA: { TOKEN: token } },
	{ Code: 1, Data: { access_token: token } },
	{ code: 1, data: { accessToken: token } },
	{ code: 1, data: token },
	{ code: 0, data: ` ${token} ` },
	{ code: 1, token },
	{ code: 1, data: {}, token },
	{ code: 1, data: { user: { token } } },
	{ code: 1, data: null, result: { token } },
])('finds the token in %j', (body) => {
	expect(tokenOf(body)).toBe(token);
	expect(tokenOf(JSON.stringify(body))).toBe(token);
});

it.each([
	{ code: -1, data: { token } },
	{ code: 500, data: token },
	{ data: { token } },
	{ code: 1, data: 'success' },
	{ code: 1, data: '登录成功' },
	{ code: 1, data: '<html>12345678</html>' },
	{ code: 1, data: 'please try again at 10:30' },
	{ code: 1, data: { token: '' } },
	{ code: 1, data: { token: 'no token for you' } },
	{ code: 1, data: { token: null } },
	{ code: 1, data: { tokenType: 'bearer' } },
	{ code: 1, data: [token] },
])('finds no token in %j', (body) => expect(tokenOf(body)).toBeNull());

const values = [
	['seconds', 90 * 60],
	['seconds as text', '5400'],
	['a moment', NOW + 90 * MINUTE],
	['a moment in seconds', (NOW + 90 * MINUTE) / 1000],
	['ISO 8601', '2026-01-31T11:30:00.000Z'],
	['a date of GMT+8', '2026-01-31 19:30:00'],
] as const;
const names = ['expire', 'expiresIn', 'expires_in', 'EXPIRETIME', 'expiresAt', 'Expires'];
const places = [
	['in data', (field: object) => ({ code: 1, data: { token, ...field } })],
	['beside data', (field: object) => ({ code: 1, data: { token }, ...field })],
	['one level down', (field: object) => ({ code: 1, data: { token, session: field } })],
] as const;

it.each(places)('accepts an end %s, in each form, under each name', (_, put) => {
	for (const [, value] of values) {
		for (const name of names) {
			expect(expiryOf(put({ [name]: value }))).toBe(NOW + 90 * MINUTE);
		}
	}
});

it.each([
	{},
	{ expire: null },
	{ expire: true },
	{ expire: 'soon' },
	{ expire: 0 },
	{ expire: -3600 },
	{ expire: 60 },
	{ expiresIn: 90 * MINUTE },
	{ expireTime: NOW - 1 },
	{ expireTime: '2020-01-01' },
	{ expireTime: '9999-12-31' },
	{ level: 5400 },
	{ createTime: NOW + 90 * MINUTE },
	{ expirePolicy: 3600 },
])('assumes two hours for %j', (field) => {
	expect(expiryOf({ code: 1, data: { token, ...field } })).toBe(NOW + TOKEN_LIFE_MS);
});

it.each([
	...['loginToken', 'user_token', 'LOGIN_TOKEN', 'userToken'].map((name) => [name, token]),
	...['refreshToken', 'token2', 'tokens', 'mytoken', 'access__token'].map((name) => [name, null]),
])('in the field %s, the token is %p', (name, found) => {
	expect(tokenOf({ code: 1, data: { [String(name)]: token } })).toBe(found);
});

const long = `7${'x'.repeat(511)}`;
it.each<[data: string | object, found: string | null]>([
	[{ token: long }, long],
	[long, long],
	[{ token: `${long}x` }, null],
	[`${long}x`, null],
	[{ token: 'x' }, 'x'],
	['abcdefg7', 'abcdefg7'],
	['7bcdefgh', '7bcdefgh'],
	['abcdef7', null],
	['abcdefgh', null],
])(
	'a token has at most 512 characters, and alone at least eight, with a digit: %j',
	(data, found) => {
		expect(tokenOf({ code: 1, data })).toBe(found);
	},
);

it.each(['a b', '<b>', '"x"', 'x\u0001', '测试', ' a b ', 'x,y'])(
	'%j is markup or words, not a token',
	(value) => {
		expect(tokenOf({ code: 1, data: { token: value } })).toBeNull();
		expect(tokenOf({ code: 1, data: `${value}12345678` })).toBeNull();
		expect(tokenOf({ code: 1, data: `12345678${value}` })).toBeNull();
	},
);

it('the first place that has one counts: in data, beside it, one level down', () => {
	const other = token.replace('2', '3');
	expect(tokenOf({ code: 1, data: { token }, token: other })).toBe(token);
	expect(tokenOf({ code: 1, data: { user: { token: other } }, token })).toBe(token);
	expect(tokenOf({ code: 1, data: { token: '', userToken: token } })).toBe(token);
});

it('an end is accepted between 15 minutes and a week', () => {
	const of = (seconds: number) => (expiryOf({ code: 1, expire: seconds }) - NOW) / 1000;
	expect([899, 900, 604_800, 604_801].map(of)).toEqual([7200, 900, 604_800, 7200]);
	const week = 7 * 24 * 60 * MINUTE;
	expect(expiryOf({ code: 1, expire: NOW + week })).toBe(NOW + week);
	expect(expiryOf({ code: 1, expire: 'soon', expiresIn: 3600 })).toBe(NOW + 3_600_000);
});
