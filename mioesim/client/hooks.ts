import type { Failure } from '../codes/failure';

/**
 * The key of a failure on the credential data that the host passes to a hook.
 *
 * The host wraps whatever a hook throws, and some versions keep only the message. The data object is the
 * one thing that both sides hold, so the failure travels with it. It is never stored, because a symbol is
 * not JSON.
 */
const FAILURE = Symbol('failure of a credential hook');

interface Carrier {
	[FAILURE]?: Failure;
}

/** Keeps the failure for the code that called the host. */
export function keepFailure(credentials: Carrier, failure: Failure): void {
	Object.defineProperty(credentials, FAILURE, { value: failure, configurable: true });
}

/** The failure that a hook threw for this data since the last call, if any. */
export function takeFailure(credentials: Carrier): Failure | undefined {
	const failure = credentials[FAILURE];
	delete credentials[FAILURE];
	return failure;
}

/** Marks on requests that the credential's hook reads and removes. They are never sent. */

/** A call that is only made to log in: the host does so before it calls `authenticate`. */
export const LOGIN_ONLY_HEADER = 'x-mioesim-login-only';

/** The credential test, which must prove the login. */
export const TEST_HEADER = 'x-credential-test';
