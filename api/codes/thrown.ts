import type { Failure } from './failure';

/**
 * What the credential's hooks threw, by the credential data that n8n handed them.
 *
 * n8n wraps whatever a hook throws, and n8n 1.x keeps nothing of it but the message. The data object
 * is the one thing that both sides of n8n hold, so the failure crosses with it.
 */
const failures = new WeakMap<object, Failure>();

/** Keeps the failure for the caller of n8n. */
export function keepFailure(credentials: object, failure: Failure): void {
	failures.set(credentials, failure);
}

/** The failure that a hook threw for this data since the last call, if any. */
export function takeFailure(credentials: object): Failure | undefined {
	const failure = failures.get(credentials);
	failures.delete(credentials);
	return failure;
}
