import { signatureWrong, tokenExpired } from '../codes/errorCodes';
import { Failure } from '../codes/failure';

/**
 * The result of a call: its data, or the failure in its place. Callers decide; only errors that are not
 * theirs are thrown, e.g. `Cancelled`.
 */
export type Reply<T = unknown> = { ok: true; data: T } | { ok: false; failure: Failure };

export function succeeded<T>(data: T): Reply<T> {
	return { ok: true, data };
}

export function failed<T = never>(failure: Failure): Reply<T> {
	return { ok: false, failure };
}

/**
 * The data of a reply, for callers that can't go on without it.
 *
 * @throws {Failure} the reply's own
 */
export function dataOf<T>(reply: Reply<T>): T {
	if (reply.ok) return reply.data;
	throw reply.failure;
}

/**
 * Turns work that throws its failures, e.g. because it also reads replies, into a Reply. Anything else
 * that is thrown passes through.
 */
export async function settle<T>(work: Promise<T>): Promise<Reply<T>> {
	return await work.then(succeeded, async (error: unknown) =>
		error instanceof Failure ? failed<T>(error) : await Promise.reject(error),
	);
}

/**
 * Whether there is no session to call with: the login failed, for whatever reason, or MIOeSIM refuses the
 * token or the signature although a new login was tried. Every other call of the run fails the same way.
 */
export function isSessionFailure({ details }: Failure): boolean {
	const code = String(details.code);
	return details.endpoint === 'login' || code === tokenExpired || code === signatureWrong;
}
