import { login, type PostForm } from '../../dist/mioesim/wire/login';
import { TOKEN_LIFE_MS } from '../../dist/mioesim/wire/login';
import { sign, type SignatureStyle } from '../../dist/mioesim/wire/signature';
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
		return await Promise.resolve({ status, body });
	};
	return { sent, post };
}
const ok = (data = {}) => ({ code: 1, message: 'ok', data: { token, ...data } });
const logIn = async (post: PostForm, style?: SignatureStyle) =>
	await login({ ...account, signatureStyle: style }, post, NOW);

it('signs phone number and password, raw first', async () => {
	const { sent, post } = poster(ok());
	expect(await logIn(post)).toEqual({
		token,
		signatureStyle: 'raw',
		sessionExpiresAt: NOW + TOKEN_LIFE_MS,
	});
	const form = { phonenumber: '13800000000', password: 'mypassword' };
	expect(sent).toEqual([{ path: '/api_order/login', ...form, sign: sign(form, SECRET) }]);
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
	const failure = (await logIn(post).catch((error: unknown) => error)) as Failure;
	expect(failure.details).toMatchObject({ type: 'login', code: Number(code), endpoint: 'login' });
	expect(JSON.stringify([failure.message, failure.details])).not.toMatch(/mypassword|qwerty/);
	expect(sent).toHaveLength(attempts);
});

it.each<[string, unknown, string]>([
	['a page', '<html>', 'reply'],
	['no token', { code: 1, data: {} }, 'reply'],
	['no data', { code: 1 }, 'reply'],
	['a redirect', { status: 302, body: '' }, 'http'],
	['a server error', { status: 502, body: '' }, 'http'],
])('%s is not a login, and nothing was ordered', async (_, answer, type) => {
	const failure = (await logIn(poster(answer).post).catch((error: unknown) => error)) as Failure;
	expect(failure.details).toMatchObject({ type, outcome: 'notExecuted', endpoint: 'login' });
});

describe('the end of the session', () => {
	const at = (ms: number) => new Date(NOW + ms);
	it.each<[string, object, number]>([
		['seconds from now', { expiresIn: 3600 }, 60],
		['seconds from now, as text', { expire_in: '7200' }, 120],
		['an instant in milliseconds', { expireTime: NOW + 90 * MINUTE }, 90],
		['an instant in seconds', { expireTime: (NOW + 90 * MINUTE) / 1000 }, 90],
		['ISO 8601', { expiration: at(60 * MINUTE).toISOString() }, 60],
		['a time of GMT+8', { expireTime: '2026-01-31 19:30:00' }, 90],
	])('is read from %s', async (_, data, minutes) => {
		const { sessionExpiresAt } = await logIn(poster(ok(data)).post);
		expect(sessionExpiresAt).toBe(NOW + minutes * MINUTE);
	});

	it.each<[string, object]>([
		['minutes', { expire: 120 }],
		['a past time', { expireTime: '2025-01-31 18:30:00' }],
		['words', { expires: 'soon' }],
		['null', { expires: null }],
		['another name', { validUntil: NOW + MINUTE }],
		['days', { expiresIn: 10 * 86_400 }],
	])('is assumed to be two hours away with %s', async (_, data) => {
		const { sessionExpiresAt } = await logIn(poster(ok(data)).post);
		expect(sessionExpiresAt).toBe(NOW + TOKEN_LIFE_MS);
	});
});

/** The failure of a login with this answer. */
async function refusedWith(
	changes: Partial<typeof account>,
	...answers: unknown[]
): Promise<Failure['details']> {
	const { post } = poster(...answers);
	const error = await login({ ...account, ...changes }, post, NOW).catch(
		(thrown: unknown) => thrown as Failure,
	);
	return (error as Failure).details;
}

it.each([
	[199, 'http'],
	[200, 'reply'],
	[299, 'reply'],
	[300, 'http'],
])('a reply that cannot be read, with HTTP %i, is a failure of type %s', async (status, type) => {
	expect(await refusedWith({}, { status, body: '' })).toMatchObject({ type });
});

it('records how long the server asks to wait, and that a login needs a token', async () => {
	const post: PostForm = async () =>
		await Promise.resolve({ status: 429, body: '', retryAfterMs: 7 });
	const failure = (await logIn(post).catch((error: unknown) => error)) as Failure;
	expect(failure.details).toMatchObject({ httpStatus: 429, retryAfterMs: 7 });
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

it('signs with the key without white space around it', async () => {
	const { sent, post } = poster(ok());
	await login({ ...account, secretKey: ` ${SECRET}\n` }, post, NOW);
	expect(sent[0].sign).toBe(sign({ phonenumber: '13800000000', password: 'mypassword' }, SECRET));
});

it('shows neither password, key nor phone number in MIOeSIM’s message', async () => {
	const message = `mypassword ${SECRET} 13800000000 x`;
	expect((await refusedWith({}, { code: -1, message })).apiMessage).toBe(
		'[secret] [secret] [secret] x',
	);
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
