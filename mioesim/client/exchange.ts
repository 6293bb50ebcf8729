import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { isDocumented } from '../codes/errorCodes';
import {
	apiFailure,
	httpFailure,
	mayHaveRun,
	networkFailure,
	replyFailure,
	unexpectedFailure,
} from '../codes/failures';
import { readReply } from '../shapes/replies';
import { takeFailure } from './carriedFailure';
import { text } from '../values';
import { readBody, type BodyReading, type HttpReply } from '../wire/body';
import type { EndpointKey, EndpointKind, HttpMethod } from '../wire/endpoints';
import { isSuccess, readEnvelope, type Reading } from '../wire/envelope';
import { refusesMethod } from '../wire/methodRefusal';
import { networkCause } from './networkCause';
import type { WireParameters } from '../wire/parameters';
import { retryAfter } from '../wire/retryAfter';
import { clock } from './clock';
import { cancelSignal, CREDENTIAL, withSignal, type ApiContext } from './context';
import { failed, settle, type Reply } from './reply';

/** One call before the credential signs it. */
export interface Outgoing {
	/** For error texts; an API Request has none. */
	key: EndpointKey | null;
	method: HttpMethod;
	kind: EndpointKind;
	url: string;
	parameters: WireParameters;
	timeoutMs: number;
}

/** The result of one call. */
export interface Exchange {
	reply: Reply;
	/** The server wants another HTTP method; the call did not run. */
	isMethodRefused?: boolean;
	/** The server's clock, from its `Date` header. */
	serverDate?: string | null;
}

/**
 * The signal that ends a request. n8n takes it from the context, and this one does two things that n8n's
 * own doesn't:
 * - when the execution is stopped, a running purchase is not cut off: writes ignore the stop button;
 * - a reply that arrives slowly is cut off in the end. n8n's time-out restarts with every byte.
 */
function endOf(context: ApiContext, { kind, timeoutMs }: Outgoing): AbortSignal {
	const end = clock.timeout(timeoutMs);
	const stop = kind === 'read' ? cancelSignal(context) : undefined;
	return stop ? AbortSignal.any([stop, end]) : end;
}

/**
 * Sends one call, once, through n8n's `httpRequestWithAuthentication`.
 *
 * The reply is read as a stream: n8n itself sets no size limit, and its JSON parser loses digits of an
 * ICCID.
 *
 * @param credentials decrypted, with a live token
 */
export async function exchange(
	context: ApiContext,
	outgoing: Outgoing,
	credentials: ICredentialDataDecryptedObject,
): Promise<Exchange> {
	const { key, method, url, parameters, timeoutMs } = outgoing;
	const { password, secretKey, token, phoneNumber } = credentials;
	const secrets = [password, secretKey, token, phoneNumber].map(String);
	const options: IHttpRequestOptions = {
		method,
		url,
		timeout: timeoutMs,
		encoding: 'stream',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		...(method === 'GET' ? { qs: parameters } : { body: { ...parameters } }),
	};
	const end = endOf(context, outgoing);
	// A copy for each call: a hook leaves its failure there, and calls side by side must not mix theirs.
	const data = { ...credentials };
	let response: HttpReply;
	let body: BodyReading;
	try {
		response = (await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, end),
			CREDENTIAL,
			options,
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data } },
		)) as HttpReply;
		body = await readBody(response.body);
	} catch (error) {
		const cause = end.aborted ? 'ETIMEDOUT' : networkCause(error);
		const broken =
			cause === null ? unexpectedFailure(error, key, secrets) : networkFailure(cause, key);
		const failure = takeFailure(data) ?? broken;
		return { reply: failed(failure) };
	} finally {
		// n8n has logged in by itself: calls that come later must not do so again.
		if (data.token !== token) Object.assign(credentials, data);
	}
	const { statusCode: status, headers } = response;
	const serverDate = text(headers.date);
	if ('unreadable' in body) {
		const failure = replyFailure(body.unreadable, key).with({ retryable: false });
		return { reply: failed(failure), serverDate };
	}
	const reading = readEnvelope(body.content);
	const wait = retryAfter(headers, clock.now());
	const isMethodRefused = refusesMethod(status, reading);
	const reply = await replyOf(reading, key, { status, wait, secrets });
	return { reply, isMethodRefused, serverDate };
}

interface Circumstances {
	/** The HTTP status. */
	status: number;
	/** Milliseconds that the server asks to wait. */
	wait: number | undefined;
	secrets: string[];
}

/**
 * The envelope takes precedence over the HTTP status (docs/api.md, section 1). Data is checked against
 * what the endpoint must return.
 */
async function replyOf(
	reading: Reading,
	key: EndpointKey | null,
	{ status, wait, secrets }: Circumstances,
): Promise<Reply> {
	const isOk = status >= 200 && status <= 299;
	if ('unreadable' in reading) {
		return failed(isOk ? replyFailure(reading.unreadable, key) : httpFailure(status, key, wait));
	}
	const { envelope } = reading;
	if (isSuccess(envelope)) {
		return await settle(Promise.resolve().then(() => readReply(key, envelope.data)));
	}
	const failure = apiFailure(envelope, key, secrets);
	if (isOk || isDocumented(envelope.code)) return failed(failure);
	// An undocumented code says no more about the call than the status does.
	return failed(
		failure.with({
			httpStatus: status,
			retryAfterMs: wait,
			retryable: status === 429 || mayHaveRun(status),
			outcome: mayHaveRun(status) ? 'unknown' : 'notExecuted',
		}),
	);
}
