import { isSessionFailure, settle, type Failure } from '../codes/failure';
import type { EndpointKind } from '../wire/endpoints';
import type { Port } from './port';

/** Pauses before the second and the third try of a call that may be repeated, in milliseconds. */
const RETRY_PAUSES_MS = [300, 1500];

/** A server that asks to wait longer than this is not waited for. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Repeats what may be repeated.
 *
 * @throws {Failure} the last one
 * @throws {Cancelled} when the run is stopped during a pause
 */
export async function withRetries<T>(
	port: Port,
	kind: EndpointKind,
	send: () => Promise<T>,
): Promise<T> {
	for (let tries = 1; ; tries++) {
		const result = await settle(send());
		if (result.ok) return result.data;
		const wait = pauseBefore(tries, result.failure, kind, port);
		if (wait === null) throw result.failure;
		await port.pause(wait);
	}
}

/** How long to wait before another try, in milliseconds; null when there must be none. */
function pauseBefore(
	tries: number,
	failure: Failure,
	kind: EndpointKind,
	{ random }: Port,
): number | null {
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
	return kind === 'read' && details.retryable && isPassing ? pause * (0.5 + random()) : null;
}
