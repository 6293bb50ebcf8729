import { Failure } from '../api/codes/failure';

/**
 * What a call gave: its data, or the failure that stands in the data's place. Callers decide; nothing
 * is thrown but what is none of theirs, e.g. `Cancelled`.
 */
export type Reply<T = unknown> = { ok: true; data: T } | { ok: false; failure: Failure };

export function succeeded<T>(data: T): Reply<T> {
	return { ok: true, data };
}

export function failed<T = never>(failure: Failure): Reply<T> {
	return { ok: false, failure };
}

/**
 * The data of a reply, for callers to whom a failure is the end.
 *
 * @throws {Failure} the reply's own
 */
export function dataOf<T>(reply: Reply<T>): T {
	if (reply.ok) return reply.data;
	throw reply.failure;
}

/**
 * What a piece of work gave that throws its failures, e.g. because it reads replies as well as asking for
 * them. Whatever else is thrown passes through.
 */
export async function settle<T>(work: Promise<T>): Promise<Reply<T>> {
	return await work.then(succeeded, async (error: unknown) =>
		error instanceof Failure ? failed<T>(error) : await Promise.reject(error),
	);
}
