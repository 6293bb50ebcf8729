import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
} from 'n8n-workflow';

import type { Endpoint, EndpointKey } from '../api/wire/endpoints';
import { isSuccess, readEnvelope } from '../api/wire/envelope';
import { apiFailure, httpFailure, networkFailure, replyFailure } from '../api/codes/failures';
import { networkCause } from '../api/wire/networkCause';
import { readReply } from '../api/shapes/replies';
import type { WireParameters } from '../api/wire/parameters';
import { takeFailure } from '../api/codes/thrown';
import { text } from '../api/values';
import { cancelSignal, CREDENTIAL, type ApiContext } from './context';

/** One call as it goes out, before the credential signs it. */
export interface Outgoing {
	/** For error texts; a free call of `apiRequest` has none. */
	key: EndpointKey | null;
	endpoint: Endpoint;
	url: string;
	parameters: WireParameters;
	timeoutMs: number;
}

interface FullResponse {
	body: unknown;
	headers: Record<string, unknown>;
	statusCode: number;
}

/**
 * Longest time that a login takes before a call: two styles of signature, half a minute each
 * (credentials/MioEsimApi.credentials.ts).
 */
const LOGIN_MS = 60_000;

/**
 * The context that n8n sends for. n8n takes the signal that ends a request from it, and this one does
 * two things that n8n's own does not:
 * - a purchase in flight is not torn off when the execution is stopped: writes know no stop button;
 * - a reply that trickles in has an end. n8n's time-out starts anew with every byte.
 */
function callerOf(context: ApiContext, endpoint: Endpoint, lastsMs: number): IAllExecuteFunctions {
	const stop = endpoint.kind === 'read' ? cancelSignal(context) : undefined;
	const end = AbortSignal.timeout(lastsMs);
	return {
		helpers: context.helpers,
		logger: context.logger,
		getNode: () => context.getNode(),
		getCredentials: async (type: string) => await context.getCredentials(type),
		getExecutionCancelSignal: () => (stop ? AbortSignal.any([stop, end]) : end),
	} as unknown as IAllExecuteFunctions;
}

/** `Retry-After` in milliseconds: it comes in seconds or as a date. */
function retryAfter(headers: Record<string, unknown>, now: number): number | undefined {
	const value = text(headers['retry-after']);
	if (value === null) return undefined;
	const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/**
 * Sends one call, once, through n8n's `httpRequestWithAuthentication`.
 *
 * @param credentials decrypted; when its `token` is empty n8n logs in first, stores the session and
 *   writes it into this object
 * @returns the envelope's `data`, checked for what the endpoint owes
 * @throws {Failure} whatever goes wrong
 */
export async function exchange(
	context: ApiContext,
	outgoing: Outgoing,
	credentials: ICredentialDataDecryptedObject,
	now: number,
): Promise<unknown> {
	const { key, endpoint, url, parameters, timeoutMs } = outgoing;
	const options: IHttpRequestOptions = {
		method: endpoint.method,
		url,
		timeout: timeoutMs,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		...(endpoint.method === 'GET' ? { qs: parameters } : { body: { ...parameters } }),
	};
	const lastsMs = timeoutMs + (credentials.token === '' ? LOGIN_MS : 0);
	let response: FullResponse;
	try {
		response = (await context.helpers.httpRequestWithAuthentication.call(
			callerOf(context, endpoint, lastsMs),
			CREDENTIAL,
			options,
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credentials } },
		)) as FullResponse;
	} catch (error) {
		throw takeFailure(credentials) ?? networkFailure(networkCause(error), key);
	}
	const { statusCode, headers, body } = response;
	if (statusCode < 200 || statusCode > 299)
		throw httpFailure(statusCode, key, retryAfter(headers, now));
	const reading = readEnvelope(body);
	if ('unreadable' in reading) throw replyFailure(reading.unreadable, key);
	if (isSuccess(reading.envelope)) return readReply(key, reading.envelope.data);
	const { password, secretKey, token, phoneNumber } = credentials;
	const secrets = [password, secretKey, token, phoneNumber].map(String);
	throw apiFailure(reading.envelope, key, secrets);
}
