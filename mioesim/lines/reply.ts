import { isSessionFailure, settle, type Failure, type Settled } from '../codes/failure';

/** Results of this folder until it throws its failures, too. */
export type Reply<T = unknown> = Settled<T>;
export { isSessionFailure, settle };

export function succeeded<T>(data: T): Reply<T> {
	return { ok: true, data };
}

export function failed<T = never>(failure: Failure): Reply<T> {
	return { ok: false, failure };
}

export function dataOf<T>(reply: Reply<T>): T {
	if (reply.ok) return reply.data;
	throw reply.failure;
}
