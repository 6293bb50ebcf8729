import { hasLiveSession, readAccount } from '../../dist/api/wire/account';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const stored = {
	phoneNumber: ' 13800000000 ',
	password: 'pw',
	secretKey: 'key',
	dpId: '',
	baseUrl: 'https://bpm.mioesim.com/',
};

it('reads a credential', () => {
	expect(readAccount(stored)).toMatchObject({
		phoneNumber: '13800000000',
		dpId: null,
		baseUrl: 'https://bpm.mioesim.com',
		signatureStyle: undefined,
	});
	expect(readAccount({ ...stored, baseUrl: 'http://h:8080/mio//' }).baseUrl).toBe(
		'http://h:8080/mio',
	);
	expect(readAccount({ ...stored, baseUrl: '' }).baseUrl).toBe('https://bpm.mioesim.com');
	expect(readAccount({ ...stored, signatureStyle: 'encoded' }).signatureStyle).toBe('encoded');
});

it.each([
	['phoneNumber', ' ', /'Phone Number'/],
	['password', '', /'Password'/],
	['secretKey', undefined, /'Secret Key'/],
	['baseUrl', 'bpm.mioesim.com', /'Base URL'/],
	['baseUrl', 'ftp://bpm.mioesim.com', /'Base URL'/],
	['baseUrl', 'https://bpm.mioesim.com?x=1', /'Base URL' .* contains a query/],
	['baseUrl', 'http://h/?', /'Base URL' .* contains a query/],
	['baseUrl', 'http://h/#', /'Base URL' .* contains a fragment/],
	['baseUrl', 'https://user:pass@bpm.mioesim.com', /'Base URL' .* contains a user name/],
	['baseUrl', 'https://@bpm.mioesim.com', /'Base URL' .* contains a user name/],
	['baseUrl', 'https:bpm.mioesim.com', /'Base URL' .* is not a web address/],
	['baseUrl', 'https://bpm.mio esim.com', /'Base URL' .* is not a web address/],
	['baseUrl', 'https:\\\\bpm.mioesim.com', /'Base URL' .* is not a web address/],
	['baseUrl', `https://h/${'x'.repeat(2000)}`, /'Base URL' .* is not a web address/],
])('names %s when it is %j', (field, value, message) =>
	expect(() => readAccount({ ...stored, [field]: value })).toThrow(message),
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
