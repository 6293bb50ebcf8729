import { readEnvelope } from '../../dist/api/wire/envelope';
import { readExpiry, readToken, TOKEN_LIFE_MS } from '../../dist/api/wire/loginReply';
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
	['milliseconds', 90 * MINUTE],
	['a moment', NOW + 90 * MINUTE],
	['a moment in seconds', (NOW + 90 * MINUTE) / 1000],
	['ISO 8601', '2026-01-31T11:30:00.000Z'],
	['a date of GMT+8', '2026-01-31 19:30:00'],
] as const;
const names = [
	'expire',
	'expiresIn',
	'expires_in',
	'EXPIRE_TIME',
	'expiredAt',
	'tokenExpiry',
	'validUntil',
	'ttl',
];
const places = [
	['in data', (field: object) => ({ code: 1, data: { token, ...field } })],
	['beside data', (field: object) => ({ code: 1, data: { token }, ...field })],
	['one level down', (field: object) => ({ code: 1, data: { token, session: field } })],
] as const;
const cases = places.flatMap(([place, put]) =>
	values.flatMap(([form, value]) =>
		names.map((name) => [place, form, name, put({ [name]: value })] as const),
	),
);

it.each(cases)('accepts an end %s, as %s, named %s', (_, __, ___, body) => {
	expect(readExpiry(body, NOW)).toBe(NOW + 90 * MINUTE);
});

it.each([
	{},
	{ expire: null },
	{ expire: true },
	{ expire: 'soon' },
	{ expire: 0 },
	{ expire: -3600 },
	{ expire: 60 },
	{ expireTime: NOW - 1 },
	{ expireTime: '2020-01-01' },
	{ expireTime: '9999-12-31' },
	{ level: 5400 },
	{ createTime: NOW + 90 * MINUTE },
])('assumes two hours for %j', (field) => {
	expect(readExpiry({ code: 1, data: { token, ...field } }, NOW)).toBe(NOW + TOKEN_LIFE_MS);
});
