import type { Failure } from '../codes/failure';
import type { EndpointKind } from '../wire/endpoints';
import { clock } from './clock';
import { cancelSignal, type ApiContext } from './context';
import { isSessionFailure, type Reply } from './reply';

/** Pauses before the second and the third try of a call that may be repeated, in milliseconds. */
const RETRY_PAUSES_MS = [300, 1500];

/** A server that asks to wait longer than this is not waited for. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Repeats what may be repeated.
 *
 * @throws {Cancelled} when the execution is stopped during a pause
 */
export async function withRetries<T>(
	context: ApiContext,
	kind: EndpointKind,
	send: () => Promise<Reply<T>>,
): Promise<Reply<T>> {
	const stop = cancelSignal(context);
	for (let tries = 1; ; tries++) {
		const reply = await send();
		if (reply.ok) return reply;
		const wait = pauseBefore(tries, reply.failure, kind);
		if (wait === null) return reply;
		await clock.pause(wait, stop);
	}
}

/** How long to wait before another try, in milliseconds; null when there must be none. */
function pauseBefore(tries: number, failure: Failure, kind: EndpointKind): number | null {
	const pause = RETRY_PAUSES_MS[tries - 1];
	// The session has its own tries: a failure there applies to the whole run.
	if (pause === undefined || isSessionFailure(failure)) return null;
	const { details } = failure;
	if (details.httpStatus === 429) {
		const wait = details.retryAfterMs ?? pause;
		return wait > LONGEST_WAIT_MS ? null : wait;
	}
	const isPassing =
		details.httpStatus !== undefined || details.type === 'network' || details.type === 'reply';
	const mayRepeat = kind === 'read' && details.retryable && isPassing;
	return mayRepeat ? pause * (0.5 + clock.random()) : null;
}
