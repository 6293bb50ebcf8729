import { readEnvelope } from '../../dist/mioesim/wire/envelope';
import { readExpiry, readToken, TOKEN_LIFE_MS } from '../../dist/mioesim/wire/login';
import { token } from './vectors.cts';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const MINUTE = 60_000;

function tokenOf(body: unknown): string | null {
	const reading = readEnvelope(body);
	return 'envelope' in reading ? readToken(reading.envelope, body) : null;
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
const names = ['expire', 'expiresIn', 'expires_in', 'EXPIRE_TIME', 'expiredAt', 'tokenExpiry'];
const places = [
	['in data', (field: object) => ({ code: 1, data: { token, ...field } })],
	['beside data', (field: object) => ({ code: 1, data: { token }, ...field })],
	['one level down', (field: object) => ({ code: 1, data: { token, session: field } })],
] as const;

it.each(places)('accepts an end %s, in each form, under each name', (_, put) => {
	for (const [, value] of values) {
		for (const name of names) {
			expect(readExpiry(put({ [name]: value }), NOW)).toBe(NOW + 90 * MINUTE);
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
	{ xexpires: 3600 },
])('assumes two hours for %j', (field) => {
	expect(readExpiry({ code: 1, data: { token, ...field } }, NOW)).toBe(NOW + TOKEN_LIFE_MS);
});

it.each(['loginToken', 'user_token', 'LOGIN_TOKEN', 'userToken'])('%s is a token', (name) => {
	expect(tokenOf({ code: 1, data: { [name]: token } })).toBe(token);
});

it.each(['refreshToken', 'token2', 'tokens', 'mytoken', 'access__token'])(
	'%s is not the token',
	(name) => {
		expect(tokenOf({ code: 1, data: { [name]: token } })).toBeNull();
	},
);

it('a token has at most 512 characters, and as data itself at least eight, with a digit', () => {
	const long = `7${'x'.repeat(511)}`;
	expect(tokenOf({ code: 1, data: { token: long } })).toBe(long);
	expect(tokenOf({ code: 1, data: long })).toBe(long);
	expect(tokenOf({ code: 1, data: { token: `${long}x` } })).toBeNull();
	expect(tokenOf({ code: 1, data: `${long}x` })).toBeNull();
	expect(tokenOf({ code: 1, data: { token: 'x' } })).toBe('x');
	expect(tokenOf({ code: 1, data: 'abcdefg7' })).toBe('abcdefg7');
	expect(tokenOf({ code: 1, data: '7bcdefgh' })).toBe('7bcdefgh');
	expect(tokenOf({ code: 1, data: 'abcdef7' })).toBeNull();
	expect(tokenOf({ code: 1, data: 'abcdefgh' })).toBeNull();
});

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
	const of = (seconds: number) => (readExpiry({ expire: seconds }, NOW) - NOW) / 1000;
	expect([899, 900, 604_800, 604_801].map(of)).toEqual([7200, 900, 604_800, 7200]);
	const week = 7 * 24 * 60 * MINUTE;
	expect(readExpiry({ expire: NOW + week }, NOW)).toBe(NOW + week);
	expect(readExpiry({ expire: 'soon', expiresIn: 3600 }, NOW)).toBe(NOW + 3_600_000);
	expect(readExpiry('{"code":1,"expire":3600}', NOW)).toBe(NOW + 3_600_000);
	expect(readExpiry('no JSON', NOW)).toBe(NOW + TOKEN_LIFE_MS);
});
