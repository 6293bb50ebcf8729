import { issueToken } from '../accounts.cts';
import type { Login } from '../login-replies.cts';
import { takes } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { isSigned } from '../signature.cts';
import { endpoint, type Call } from './endpoint.cts';

/**
 * The codes of login have their own meaning: -1 is a wrong phone number or password, -3 no permission.
 */
function login({ sim, parameters }: Call): Login {
	sim.counters.loginAttempts++;
	const phoneNumber = parameters.get('phonenumber');
	const password = parameters.get('password');
	if (!phoneNumber || !password) {
		throw new Refusal(CODES.MISSING, 'phonenumber or password is empty');
	}
	const account = sim.accounts.find((each) => each.phoneNumber === phoneNumber);
	if (account === undefined) throw new Refusal(CODES.TOKEN, '用户名或密码错误');
	if (!isSigned(parameters, account.secretKey, account.styles)) {
		throw new Refusal(CODES.SIGNATURE);
	}
	if (account.password !== password) throw new Refusal(CODES.TOKEN, '用户名或密码错误');
	if (!account.apiPermission) throw new Refusal(CODES.FAILED, 'no API permission');
	sim.counters.logins++;
	account.logins++;
	const at = sim.clock.now();
	return { token: issueToken(account, at), extra: account.loginData, at };
}

export const endpoints = [
	endpoint(
		'session POST login',
		'number null en',
		takes('phonenumber! text, password! text'),
		login,
	),
];
