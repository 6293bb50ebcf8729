import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { readAccount, type StoredAccount } from '../mioesim/client/account';
import { readBody, retryAfter, type BodyReading, type HttpReply } from '../mioesim/wire/body';
import { endpoints, type HttpMethod } from '../mioesim/wire/endpoints';
import { signatureWrong } from '../mioesim/codes/errorCodes';
import { isSuccess, readEnvelope, refusesMethod, type Reading } from '../mioesim/wire/envelope';
import { Failure } from '../mioesim/codes/failure';
import {
	apiFailure,
	httpFailure,
	networkFailure,
	quoting,
	replyFailure,
} from '../mioesim/codes/failures';
import { formOf } from '../mioesim/wire/parameters';
import { login, type LoginReply, type PostForm, type Session } from '../mioesim/wire/login';
import { networkCause } from '../mioesim/codes/networkTexts';
import { signRequest } from './signedRequest';

/** For one request. A login takes two when the signature style has to be discovered. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * What the hooks share during one credential test. It is kept under a symbol on the data object that n8n
 * passes to each of them, so n8n never stores it.
 */
export interface TestNotes {
	/** The test is running. */
	isTest?: true;
	/** A login was made for this very object. */
	hasLoggedIn?: true;
	/** The HTTP method that this server accepts for reads. */
	method?: HttpMethod;
}

const NOTES = Symbol('credential test');

export function notesOf(credentials: { [NOTES]?: TestNotes }): TestNotes {
	const notes = credentials[NOTES] ?? {};
	Object.defineProperty(credentials, NOTES, { value: notes, configurable: true });
	return notes;
}

/**
 * Logs in for n8n. During the credential test it also discovers which HTTP method this server accepts for
 * reads, because n8n can't try both.
 *
 * @returns what n8n stores in the credential
 * @throws {Failure} see `login`
 */
export async function logInFor(
	helper: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	const account = readAccount(credentials);
	const notes = notesOf(credentials);
	if (notes.isTest && notes.hasLoggedIn) {
		notes.method = await readMethodOf(helper, account, String(credentials.token));
		return { token: credentials.token };
	}
	const post: PostForm = async (path, form) =>
		await send(helper, {
			method: 'POST',
			url: account.baseUrl + path,
			...formOf(form),
		});
	const session: Session = await login(account, post, Date.now());
	notes.hasLoggedIn = true;
	if (notes.isTest)
		notes.method = await readMethodOf(helper, { ...account, ...session }, session.token);
	return { ...session, sessionAccount: account.sessionAccount };
}

/**
 * Checks that token and signature are accepted, and which HTTP method this server accepts for reads: form
 * `POST` first, then `GET` (docs/api.md, section 1).
 *
 * @throws {Failure} when the read is rejected
 */
async function readMethodOf(
	helper: IHttpRequestHelper,
	account: StoredAccount,
	token: string,
): Promise<HttpMethod> {
	const { baseUrl, secretKey, signatureStyle = 'raw' } = account;
	const read = async (method: HttpMethod) => {
		const request = { method, url: baseUrl + endpoints.getSkus.path };
		return await send(helper, signRequest(request, { token, baseUrl, secretKey, signatureStyle }));
	};
	const methods: readonly HttpMethod[] = ['POST', 'GET'];
	let refusal: Failure | undefined;
	for (const method of methods) {
		const { status, body } = await read(method);
		const reading = readEnvelope(body);
		const failure = failureOf(status, reading, account);
		if (failure === undefined) return method;
		refusal ??= failure;
		if (!refusesMethod(status, reading)) break;
	}
	throw refusal;
}

function failureOf(
	status: number,
	reading: Reading,
	{ password, secretKey, phoneNumber }: StoredAccount,
): Failure | undefined {
	const secrets = [password, secretKey, phoneNumber];
	if ('envelope' in reading) {
		if (isSuccess(reading.envelope)) return undefined;
		// The text of a wrong signature is one for developers but on login.
		const endpoint = reading.envelope.code === signatureWrong ? 'login' : 'getSkus';
		return apiFailure(reading.envelope, endpoint, secrets);
	}
	const isOk = status >= 200 && status <= 299;
	const failure = isOk
		? replyFailure(reading.unreadable, 'getSkus')
		: httpFailure(status, 'getSkus');
	return quoting(failure, reading.words, secrets);
}

/**
 * Sends a request and reads the reply up to the size limit.
 *
 * @throws {Failure} without a reply, or when the reply is too large. The HTTP layer's error contains the
 *   request, and with it the password, so it is never passed on
 */
async function send(
	{ helpers }: IHttpRequestHelper,
	request: IHttpRequestOptions,
): Promise<LoginReply> {
	let reply: HttpReply;
	let body: BodyReading;
	try {
		reply = (await helpers.httpRequest({
			...request,
			timeout: REQUEST_TIMEOUT_MS,
			// The HTTP time-out alone would restart with every byte of a reply that arrives slowly.
			abortSignal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
			encoding: 'stream',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		})) as HttpReply;
		body = await readBody(reply);
	} catch (error) {
		throw notExecuted(networkFailure(networkCause(error), 'login'));
	}
	if ('unreadable' in body) throw notExecuted(replyFailure(body.unreadable, 'login'));
	const retryAfterMs = retryAfter(reply.headers, Date.now());
	return { status: reply.statusCode, body: body.content, retryAfterMs };
}

/** Nothing was sent before the login: whatever happened to the login, no order was placed. */
function notExecuted(failure: Failure): Failure {
	return failure.with({ outcome: 'notExecuted' });
}
