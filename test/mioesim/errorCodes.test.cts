import {
	errorCodes,
	loginErrorCodes,
	signatureWrong,
	tokenExpired,
} from '../../dist/mioesim/codes/errorCodes';
import { apiFailure } from '../../dist/mioesim/codes/failures';
import { documentedCodes } from './errorCodesPage.cts';

it('contains the codes of the page and no others', () => {
	const known = Object.keys(errorCodes).map(Number);
	const numerically = (left: number, right: number) => left - right;
	expect(known.sort(numerically)).toEqual(
		documentedCodes.map(({ code }) => code).sort(numerically),
	);
});

describe.each<[string, (code: number) => number | string]>([
	['as a number', (code: number) => code],
	['as text', String],
])('a code that comes %s', (_, spell) => {
	it.each(documentedCodes)('$code reads word for word as the page has it', (documented) => {
		const { code, meaning, resolution } = documented;
		const envelope = { code: String(spell(code)), message: '中文', data: null };
		const { details } = apiFailure(envelope, 'addEsimOrder');
		expect(details).toMatchObject({ code, meaning, resolution, type: 'api', apiMessage: '中文' });
		expect(details.outcome).toBe('notExecuted');
		expect(details.retryable).toBe([-1, 99].includes(code));
	});
});

it.each([
	['-1', 'Wrong phone number or password', /'Phone Number' and 'Password'/],
	['-2', 'Phone number or password is empty', /'Phone Number' and 'Password'/],
	['-3', 'The account has no API permission', /enable API access/],
	['-30', 'Signature is wrong', /Secret Key.*both documented signature styles/],
])('on login %s means something else', (code, meaning, resolution) => {
	const { details } = apiFailure({ code, message: null }, 'login');
	expect(details).toMatchObject({ meaning, type: 'login', retryable: false });
	expect(details.resolution).toMatch(resolution);
	expect(loginErrorCodes).toHaveProperty(code);
});

it.each<[string, number | string, string | null, RegExp]>([
	['1013', 1013, 'Insufficient account balance', /undocumented.*"Insufficient account balance"/s],
	['1014', 1014, '账户余额不足', /"账户余额不足" \(Insufficient balance\)/],
	['1015', 1015, '订单不存在', /"订单不存在" \(Data does not exist\)/],
	['1016', 1016, '龙', /says: "龙"\./],
	['E_42', 'E_42', null, /undocumented. MIOeSIM gave no explanation/],
])('an unknown code %s is said to be undocumented', (code, value, message, resolution) => {
	const { details } = apiFailure({ code, message }, null);
	expect(details).toMatchObject({
		code: value,
		meaning: `MIOeSIM refused the request with code ${code}`,
		apiMessage: message,
		retryable: false,
	});
	expect(details.resolution).toMatch(resolution);
});

it('finds no code under the names that every object inherits', () => {
	const { details } = apiFailure({ code: 'constructor', message: 'x' }, null);
	expect(details.meaning).toBe('MIOeSIM refused the request with code constructor');
});

it('knows the codes after which a call is sent again with a new session', () => {
	expect(errorCodes[tokenExpired].meaning).toBe('Token expired');
	expect(errorCodes[signatureWrong].meaning).toBe('Signature is wrong');
});
