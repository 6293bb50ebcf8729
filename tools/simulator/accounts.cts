import { randomBytes } from 'node:crypto';
import { HOUR } from './time.cts';
import type { Style } from './signature.cts';

/** A reseller's account. Every field may be changed while the simulator runs. */
export interface Account {
	/** the number before the dash of its tokens */
	id: number;
	phoneNumber: string;
	password: string;
	secretKey: string;
	/** USD */
	balance: number;
	/** false: login answers -3 */
	apiPermission: boolean;
	/** false: getESIMDetail answers 400109 */
	detailEnabled: boolean;
	/** false: getESIMDetail answers 400108 */
	ipWhitelisted: boolean;
	/** signatures accepted */
	styles: Style[];
	/** further fields for the data of a login reply */
	loginData: Record<string, unknown>;
	/** the only live token */
	token: string | null;
	/** ms */
	tokenIssuedAt: number;
	/** successful ones by callers of the API */
	logins: number;
}

export const TOKEN_LIFE = 2 * HOUR;
const FIRST_ID = 29281;

const DEFAULTS: Omit<Account, 'id' | 'token' | 'tokenIssuedAt' | 'logins'> = {
	phoneNumber: '13800000000',
	password: 'mypassword',
	secretKey: '1234567890qwertyuiopasdfghjklzxc',
	balance: 1_000_000,
	apiPermission: true,
	detailEnabled: true,
	ipWhitelisted: true,
	styles: ['raw', 'encoded'],
	loginData: {},
};

export function createAccount(settings: Partial<Account>, index: number): Account {
	return {
		...DEFAULTS,
		phoneNumber: String(Number(DEFAULTS.phoneNumber) + index),
		styles: [...DEFAULTS.styles],
		id: FIRST_ID + index,
		...settings,
		token: null,
		tokenIssuedAt: 0,
		logins: 0,
	};
}

/**
 * Issues a new token, which ends the previous one.
 *
 * @param now ms
 */
export function issueToken(account: Account, now: number): string {
	account.token = `${account.id}-${randomBytes(16).toString('hex').toUpperCase()}`;
	account.tokenIssuedAt = now;
	return account.token;
}

/** @param now ms */
export const isLive = (account: Account, token: string | undefined, now: number): boolean =>
	token !== undefined && token === account.token && now - account.tokenIssuedAt < TOKEN_LIFE;

/**
 * The owner of this token, live or expired: the signature is checked before the token.
 *
 * @returns the first account for an unknown token
 */
export function ownerOf(accounts: readonly Account[], token: string | undefined): Account {
	const id = Number((token ?? '').split('-')[0]);
	return accounts.find((account) => account.id === id) ?? accounts[0];
}
