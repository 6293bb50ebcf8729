import { hasLiveSession, readAccount } from '../../../dist/mioesim/client/account';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const stored = {
	phoneNumber: ' 13800000000 ',
	password: 'pw',
	secretKey: 'key',
	dpId: '',
	baseUrl: 'https://bpm.mioesim.com/',
};

it('reads a credential', () => {
	const account = readAccount(stored);
	expect(account).toEqual({
		...stored,
		phoneNumber: '13800000000',
		dpId: null,
		baseUrl: 'https://bpm.mioesim.com',
		sessionAccount: expect.any(String),
	});
	expect(readAccount({ ...stored, dpId: 7, signatureStyle: 'raw' })).toEqual({
		...account,
		dpId: '7',
		signatureStyle: 'raw',
	});
	expect(readAccount({ ...stored, signatureStyle: 'x' })).toEqual(account);
});

it.each([
	['phoneNumber', ' ', 'Phone Number'],
	['password', '', 'Password'],
	['secretKey', undefined, 'Secret Key'],
])('names %s when it is %j, with what to do', (field, value, name) =>
	expect(() => readAccount({ ...stored, [field]: value })).toThrow(
		`'${name}' in the MIOeSIM credential is empty. Open the credential and fill in '${name}'`,
	),
);

describe('a stored session', () => {
	const account = readAccount(stored);
	const { sessionAccount } = account;
	const session = { token: '1-A', sessionExpiresAt: NOW + 1000, sessionAccount };
	it.each([
		['is alive', {}, true],
		['is alive with an end stored as text', { sessionExpiresAt: String(NOW + 1000) }, true],
		['has no token', { token: '' }, false],
		['is over', { sessionExpiresAt: NOW }, false],
		['has no end', { sessionExpiresAt: '' }, false],
		['belongs to the previous account', { sessionAccount: 'other' }, false],
	])('%s', (_, changes, alive) =>
		expect(hasLiveSession({ ...stored, ...session, ...changes }, account, NOW)).toBe(alive),
	);
	it.each(['phoneNumber', 'password', 'secretKey'])('ends when %s is edited', (field) => {
		const edited = { ...stored, ...session, [field]: 'edited' };
		expect(hasLiveSession(edited, readAccount(edited), NOW)).toBe(false);
	});
	it('ends early by the given margin', () =>
		expect(hasLiveSession({ ...stored, ...session }, account, NOW, 1000)).toBe(false));
});

describe('the address', () => {
	const read = (baseUrl: unknown) => readAccount({ ...stored, baseUrl }).baseUrl;

	it.each([
		['HTTPS://bpm.mioesim.com', 'HTTPS://bpm.mioesim.com'],
		[' http://h/ ', 'http://h'],
		['http://127.0.0.1:8080///', 'http://127.0.0.1:8080'],
		['http://h:8080/mio//', 'http://h:8080/mio'],
		['', 'https://bpm.mioesim.com'],
		[undefined, 'https://bpm.mioesim.com'],
		[`http://h/${'x'.repeat(991)}`, `http://h/${'x'.repeat(991)}`],
	])('%j is read as %s', (given, address) => {
		expect(read(given)).toBe(address);
	});

	it.each([
		...['xhttps://h', 'https:/h', 'https://', 'https:///h', 'http://h\\x', 'http://h/\u0001'],
		...['bpm.mioesim.com', 'ftp://h', 'https:h', 'https:\\\\h', 'https://bpm.mio esim.com'],
		...['http://[h', 'http://h/a b', 'javascript:https://h', `http://h/${'x'.repeat(992)}`],
	])('%j is not one, and the error shows what one looks like', (baseUrl) => {
		expect(() => read(baseUrl)).toThrow(
			"'Base URL' in the MIOeSIM credential is not a web address. Enter an address such as https://bpm.mioesim.com",
		);
	});

	it.each([
		[
			'http://u:p@h',
			'contains a user name or a password. MIOeSIM logs in with the fields above. Enter an',
		],
		['https://@h', 'contains a user name or a password. '],
		['http://h/?', 'contains a query. '],
		['http://h/#', 'contains a fragment. '],
		['http://h?x', 'contains a query. The node adds a path and its parameters. Enter an address'],
		['http://h#x', 'contains a fragment. The node adds a path and its parameters. Enter an addr'],
	])('%s contains too much, and the error says why', (baseUrl, text) => {
		expect(() => read(baseUrl)).toThrow(text);
	});
});

describe('a fingerprint', () => {
	const of = (changes: Record<string, string>) =>
		readAccount({ ...stored, ...changes }).sessionAccount;

	it('is short, and reveals nothing that it is made from', () => {
		expect(of({})).toMatch(/^[0-9a-f]{16}$/);
	});

	it('differs for every account, password, key and address, wherever one of them ends', () => {
		const prints = [
			of({ phoneNumber: '1', password: '23' }),
			of({ phoneNumber: '12', password: '3' }),
			of({ password: 'a', secretKey: 'bc' }),
			of({ password: 'ab', secretKey: 'c' }),
			of({ baseUrl: 'http://h' }),
			of({}),
		];
		expect(new Set(prints).size).toBe(prints.length);
		expect(of({ dpId: '7', signatureStyle: 'raw' })).toBe(of({}));
	});
});
