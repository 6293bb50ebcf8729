import { randomBytes } from 'node:crypto';
import { HOUR } from './time.cts';

/**
 * A reseller's account. Everything may be changed while the simulator runs.
 *
 * @typedef {object} Account
 * @property {number} id the number before the dash of its tokens
 * @property {string} phoneNumber
 * @property {string} password
 * @property {string} secretKey
 * @property {number} balance USD
 * @property {boolean} apiPermission false: login answers -3
 * @property {boolean} detailEnabled false: getESIMDetail answers 400109
 * @property {boolean} ipWhitelisted false: getESIMDetail answers 400108
 * @property {import('./signature').Style[]} styles signatures accepted
 * @property {boolean} getRefused true: reads by GET are answered with HTTP 405, by form POST served
 * @property {Record<string, unknown>} loginData more to put into the data of a login
 * @property {string | null} token the one live token
 * @property {number} tokenIssuedAt ms
 * @property {number} logins successful ones by callers of the API
 */

export const TOKEN_LIFE = 2 * HOUR;
const FIRST_ID = 29281;

/** @type {Omit<Account, 'id' | 'token' | 'tokenIssuedAt' | 'logins'>} */
const DEFAULTS = {
	phoneNumber: '13800000000',
	password: 'mypassword',
	secretKey: '1234567890qwertyuiopasdfghjklzxc',
	balance: 1_000_000,
	apiPermission: true,
	detailEnabled: true,
	ipWhitelisted: true,
	styles: ['raw', 'encoded'],
	getRefused: false,
	loginData: {},
};

/**
 * @param {Partial<Account>} settings
 * @param {number} index
 * @returns {Account}
 */
export function createAccount(settings, index) {
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
 * A new token; the one before is dead from here on.
 *
 * @param {Account} account
 * @param {number} now ms
 * @returns {string}
 */
export function issueToken(account, now) {
	account.token = `${account.id}-${randomBytes(16).toString('hex').toUpperCase()}`;
	account.tokenIssuedAt = now;
	return account.token;
}

/**
 * @param {Account} account
 * @param {string | undefined} token
 * @param {number} now ms
 * @returns {boolean}
 */
export const isLive = (account, token, now) =>
	token !== undefined && token === account.token && now - account.tokenIssuedAt < TOKEN_LIFE;

/**
 * Whose token this is, dead or alive: the signature is checked before the token is.
 *
 * @param {readonly Account[]} accounts
 * @param {string | undefined} token
 * @returns {Account} the first account for a token that is nobody's
 */
export function ownerOf(accounts, token) {
	const id = Number((token ?? '').split('-')[0]);
	return accounts.find((account) => account.id === id) ?? accounts[0];
}
