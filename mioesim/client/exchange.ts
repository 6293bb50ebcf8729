import { isDocumented } from '../codes/errorCodes';
import { Failure, settle } from '../codes/failure';
import {
	apiFailure,
	httpFailure,
	mayHaveRun,
	networkFailure,
	quoting,
	replyFailure,
	unexpectedFailure,
} from '../codes/failures';
import { readReply } from '../shapes/replies';
import { texts } from '../values';
import { readBody, retryAfter, type HttpReply } from '../wire/body';
import type { Endpoint, EndpointKey, EndpointKind, HttpMethod } from '../wire/endpoints';
import { isSuccess, readEnvelope, refusesMethod, type Reading } from '../wire/envelope';
import { takeFailure } from './hooks';
import type { AccountMemory } from './memory';
import { networkCause } from '../codes/networkTexts';
import type { Credential, Port, Unsigned } from './port';
import { within } from './stop';

/** One call before the credential signs it. */
export interface Outgoing extends Unsigned {
	/** For error texts; an API Request has none. */
	key: EndpointKey | null;
	kind: EndpointKind;
	timeoutMs: number;
}

/** The server wants another HTTP method for this read; the call did not run. */
export class MethodRefused extends Failure {}

/**
 * Sends one call, once.
 *
 * A reply that arrives slowly is cut off in the end. When the run is stopped, a running purchase is not:
 * writes ignore the stop button.
 *
 * @param credential with a live token
 * @param heard is given the headers of the reply
 * @returns the data of the reply
 * @throws {Failure}
 */
export async function exchange(
	port: Port,
	outgoing: Outgoing,
	credential: Credential,
	heard: (headers: HttpReply['headers']) => void,
): Promise<unknown> {
	const { key, kind, timeoutMs } = outgoing;
	const { password, secretKey, token, phoneNumber } = credential;
	const { iccid, iccids } = outgoing.parameters;
	const secrets = [password, secretKey, token, phoneNumber, iccid, ...texts(iccids)];
	// A copy for each call: a hook leaves its failure there, and calls side by side must not mix theirs.
	const data = { ...credential };
	const stop = kind === 'read' ? port.stop : undefined;
	const { reply, body } = await within(port.timeout(timeoutMs), stop, async (end) => {
		try {
			const sent = await port.send(outgoing, data, { timeoutMs, end });
			return { reply: sent, body: await readBody(sent) };
		} catch (error) {
			const cause = end.aborted ? 'ETIMEDOUT' : networkCause(error);
			const broken =
				cause === null ? unexpectedFailure(error, key, secrets) : networkFailure(cause, key);
			throw takeFailure(data) ?? broken;
		} finally {
			// The host has logged in by itself: calls that come later must not do so again.
			if (data.token !== token) Object.assign(credential, data);
		}
	});
	heard(reply.headers);
	if ('unreadable' in body) throw replyFailure(body.unreadable, key).with({ retryable: false });
	return dataOf(readEnvelope(body.content), outgoing, {
		status: reply.statusCode,
		wait: retryAfter(reply.headers, port.now()),
		secrets,
	});
}

interface Circumstances {
	/** The HTTP status. */
	status: number;
	/** Milliseconds that the server asks to wait. */
	wait: number | undefined;
	secrets: readonly unknown[];
}

/**
 * The envelope takes precedence over the HTTP status (docs/api.md, section 1). Data is checked against
 * what the endpoint must return.
 *
 * @throws {Failure}
 */
function dataOf(reading: Reading, { key, kind }: Outgoing, circumstances: Circumstances): unknown {
	const { status } = circumstances;
	if (kind === 'read' && refusesMethod(status, reading)) {
		throw new MethodRefused(failureOf(reading, key, circumstances).details);
	}
	if ('envelope' in reading && isSuccess(reading.envelope)) {
		return readReply(key, reading.envelope.data);
	}
	throw failureOf(reading, key, circumstances);
}

function failureOf(
	reading: Reading,
	key: EndpointKey | null,
	{ status, wait, secrets }: Circumstances,
): Failure {
	const isOk = status >= 200 && status <= 299;
	if ('unreadable' in reading) {
		const failure = isOk ? replyFailure(reading.unreadable, key) : httpFailure(status, key, wait);
		return quoting(failure, reading.words, secrets);
	}
	const failure = apiFailure(reading.envelope, key, secrets);
	if (isOk || isDocumented(reading.envelope.code)) return failure;
	// An undocumented code says no more about the call than the status does.
	return failure.with({
		httpStatus: status,
		retryAfterMs: wait,
		retryable: status === 429 || mayHaveRun(status),
		outcome: mayHaveRun(status) ? 'unknown' : 'notExecuted',
	});
}

/**
 * Sends a call with the HTTP method that this server accepts. A read starts with what worked last for
 * this account and path, and is sent once with the other method if the server doesn't accept this one
 * (docs/api.md, section 1). A write is sent as requested, once.
 */
export async function byWorkingMethod<T>(
	{ kind, method, path }: Endpoint,
	memory: AccountMemory,
	send: (method: HttpMethod) => Promise<T>,
): Promise<T> {
	if (kind !== 'read') return await send(method);
	// Only one call pays for finding out.
	const earlier = memory.running.get(path);
	if (earlier && !memory.methods.get(path)) await earlier;
	const first = memory.methods.get(path) ?? method;
	const sending = sendEitherWay(first, async (by) => {
		const data = await send(by);
		memory.methods.set(path, by);
		return data;
	});
	const done = sending.then(
		() => undefined,
		() => undefined,
	);
	memory.running.set(path, done);
	try {
		return await sending;
	} finally {
		memory.running.delete(path);
	}
}

async function sendEitherWay<T>(
	first: HttpMethod,
	send: (method: HttpMethod) => Promise<T>,
): Promise<T> {
	const result = await settle(send(first));
	if (result.ok) return result.data;
	const { failure } = result;
	if (!(failure instanceof MethodRefused)) throw failure;
	const other = await settle(send(first === 'POST' ? 'GET' : 'POST'));
	if (other.ok) return other.data;
	// If both are refused, the first answer is more useful: it is for the documented call.
	throw other.failure instanceof MethodRefused ? failure : other.failure;
}
