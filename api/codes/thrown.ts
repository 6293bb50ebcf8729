import type { Failure } from './failure';

/**
 * Where a failure stands on the credential data that n8n handed to a hook.
 *
 * n8n wraps whatever a hook throws, and n8n 1.x keeps nothing of it but the message. The data object
 * is the one thing that both sides of n8n hold, so the failure crosses with it. n8n never stores it:
 * a symbol is not JSON.
 */
const FAILURE = Symbol('failure of a credential hook');

interface Carrier {
	[FAILURE]?: Failure;
}

/** Keeps the failure for the caller of n8n. */
export function keepFailure(credentials: Carrier, failure: Failure): void {
	Object.defineProperty(credentials, FAILURE, { value: failure, configurable: true });
}

/** The failure that a hook threw for this data since the last call, if any. */
export function takeFailure(credentials: Carrier): Failure | undefined {
	const failure = credentials[FAILURE];
	delete credentials[FAILURE];
	return failure;
}
