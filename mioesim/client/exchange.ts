import { isSessionFailure, settle } from '../codes/failure';
import { networkFailure, noReplyFailure } from '../codes/failures';
import { timedOut } from '../codes/networkTexts';
import { readReply } from '../shapes/replies';
import { texts } from '../values';
import type { Endpoint, EndpointKey, EndpointKind, HttpMethod } from '../wire/endpoints';
import { dataOf, MethodRefused, receive, type Reply } from '../wire/reply';
import { notesOf, type AccountMemory } from './account';
import { within } from './bounds';
import type { Credential, Port, Unsigned } from './port';

/** One call before the credential signs it. */
export interface Outgoing extends Unsigned {
	/** For error texts; an API Request has none. */
	key: EndpointKey | null;
	kind: EndpointKind;
	timeoutMs: number;
}

/**
 * Sends one call, once.
 *
 * A reply that arrives slowly is cut off in the end. When the run is stopped, a running purchase is not:
 * writes ignore the stop button.
 *
 * @param credential with a live token
 * @param heard is given the reply
 * @returns the data of the reply, checked against what the endpoint must return
 * @throws {Failure}
 */
export async function exchange(
	port: Port,
	outgoing: Outgoing,
	credential: Credential,
	heard: (reply: Reply) => void,
): Promise<unknown> {
	const { key, kind, timeoutMs } = outgoing;
	const { password, secretKey, token, phoneNumber } = credential;
	const { iccid, iccids } = outgoing.parameters;
	const secrets = [password, secretKey, token, phoneNumber, iccid, ...texts(iccids)];
	// A copy for each call: a hook leaves its failure there, and calls side by side must not mix theirs.
	const data = { ...credential };
	const stop = kind === 'read' ? port.stop : undefined;
	const reply = await within(port.timeout(timeoutMs), stop, async (end) => {
		try {
			return await receive(await port.send(outgoing, data, { timeoutMs, end }), port.now());
		} catch (error) {
			const isLate = end.aborted;
			const broken = isLate ? networkFailure(timedOut, key) : noReplyFailure(error, key, secrets);
			throw notesOf(data).failure ?? broken;
		} finally {
			// The host has logged in by itself: calls that come later must not do so again.
			if (data.token !== token) Object.assign(credential, data);
		}
	});
	heard(reply);
	return readReply(key, dataOf(reply, key, kind === 'read', secrets));
}

/**
 * Sends a call with the HTTP method that this server accepts. A read starts with what worked last for
 * this account and path, and is sent once with the other method if the server doesn't accept this one
 * (docs/api.md, section 1). A write is sent as requested, once.
 */
export async function byWorkingMethod<T>(
	{ kind, method, path }: Endpoint,
	{ methods }: AccountMemory,
	send: (method: HttpMethod) => Promise<T>,
): Promise<T> {
	if (kind !== 'read') return await send(method);
	const sendBy = async (by: HttpMethod) => {
		const data = await send(by);
		methods.set(path, by);
		return data;
	};
	const first = methods.get(path) ?? method;
	return await sendBy(first).catch(async (refusal: unknown) => {
		if (!(refusal instanceof MethodRefused)) throw refusal;
		return await sendBy(first === 'POST' ? 'GET' : 'POST').catch((error: unknown) => {
			// If both are refused, the first answer is more useful: it is for the documented call.
			throw error instanceof MethodRefused ? refusal : error;
		});
	});
}

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
	for (const pause of RETRY_PAUSES_MS) {
		const result = await settle(send());
		if (result.ok) return result.data;
		const { httpStatus, retryable, retryAfterMs, type } = result.failure.details;
		const isBusy = httpStatus === 429;
		// A refusal that may pass later doesn't pass in a second.
		const isPassing = kind === 'read' && retryable && (httpStatus !== undefined || type !== 'api');
		const wait = (isBusy ? retryAfterMs : undefined) ?? pause * (0.5 + port.random());
		// The session has its own tries: a failure there applies to the whole run.
		const isFinal = isSessionFailure(result.failure) || wait > LONGEST_WAIT_MS;
		if (isFinal || !(isBusy || isPassing)) throw result.failure;
		await port.pause(wait);
	}
	return await send();
}
