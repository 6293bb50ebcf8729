import type { Failure } from '../codes/failure';

/**
 * The key of a failure on the credential data that n8n passes to a hook.
 *
 * n8n wraps whatever a hook throws, and n8n 1.x keeps only the message. The data object is the one thing
 * that both sides of n8n hold, so the failure travels with it. n8n never stores it, because a symbol is
 * not JSON.
 */
const FAILURE = Symbol('failure of a credential hook');

interface Carrier {
	[FAILURE]?: Failure;
}

/** Keeps the failure for the code that called n8n. */
export function keepFailure(credentials: Carrier, failure: Failure): void {
	Object.defineProperty(credentials, FAILURE, { value: failure, configurable: true });
}

/** The failure that a hook threw for this data since the last call, if any. */
export function takeFailure(credentials: Carrier): Failure | undefined {
	const failure = credentials[FAILURE];
	delete credentials[FAILURE];
	return failure;
}
