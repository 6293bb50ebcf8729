import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { readAccount, type StoredAccount } from '../api/wire/account';
import { readBody, type HttpReply } from '../api/wire/body';
import { endpoints, type HttpMethod } from '../api/wire/endpoints';
import { readEnvelope } from '../api/wire/envelope';
import { Failure } from '../api/codes/failure';
import { networkFailure, replyFailure } from '../api/codes/failures';
import { login, type LoginReply, type PostForm, type Session } from '../api/wire/login';
import { refusesMethod } from '../api/wire/methodRefusal';
import { networkCause } from '../api/wire/networkCause';
import { retryAfter } from '../api/wire/retryAfter';
import { signRequest } from '../api/wire/signedRequest';

/** For one request. A login takes two when the style of the signature has to be found out. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * What the hooks tell each other about one credential test. It stands on the data object that n8n hands
 * to each of them, under a symbol, so that n8n never stores it.
 */
export interface TestNotes {
	/** The test is running. */
	isTest?: true;
	/** A login was made for this very object. */
	hasLoggedIn?: true;
	/** How this server wants reads. */
	method?: HttpMethod;
}

const NOTES = Symbol('credential test');

export function notesOf(credentials: { [NOTES]?: TestNotes }): TestNotes {
	const notes = credentials[NOTES] ?? {};
	Object.defineProperty(credentials, NOTES, { value: notes, configurable: true });
	return notes;
}

/**
 * Logs in for n8n. During the credential test it also finds out how this server wants reads, which n8n
 * cannot try by itself.
 *
 * @returns what n8n is to store in the credential
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
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams(form).toString(),
		});
	const session: Session = await login(account, post, Date.now());
	notes.hasLoggedIn = true;
	if (notes.isTest)
		notes.method = await readMethodOf(helper, { ...account, ...session }, session.token);
	return { ...session, sessionAccount: account.sessionAccount };
}

/** Form `POST`, unless the server says that it wants something else (docs/api.md, section 1). */
async function readMethodOf(
	helper: IHttpRequestHelper,
	account: StoredAccount,
	token: string,
): Promise<HttpMethod> {
	const { baseUrl, secretKey, signatureStyle = 'raw' } = account;
	const request = { method: 'POST' as const, url: baseUrl + endpoints.getSkus.path };
	const signed = signRequest(request, { token, baseUrl, secretKey, signatureStyle });
	// What fails here fails in the test's own request as well, and is told there.
	const reply = await send(helper, signed).catch(() => null);
	const isRefused = reply !== null && refusesMethod(reply.status, readEnvelope(reply.body));
	return isRefused ? 'GET' : 'POST';
}

/**
 * Sends a request and reads the reply as far as a reply may go.
 *
 * @throws {Failure} without a reply, or with one that is too large. The error of the HTTP layer holds the
 *   request, and with it the password: it goes no further
 */
async function send(
	{ helpers }: IHttpRequestHelper,
	request: IHttpRequestOptions,
): Promise<LoginReply> {
	let reply: HttpReply;
	let body: Awaited<ReturnType<typeof readBody>>;
	try {
		reply = (await helpers.httpRequest({
			...request,
			timeout: REQUEST_TIMEOUT_MS,
			// The time-out alone starts anew with every byte of a reply that trickles in.
			abortSignal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
			encoding: 'stream',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		})) as HttpReply;
		body = await readBody(reply.body);
	} catch (error) {
		throw notExecuted(networkFailure(networkCause(error), 'login'));
	}
	if ('unreadable' in body) throw notExecuted(replyFailure(body.unreadable, 'login'));
	const retryAfterMs = retryAfter(reply.headers, Date.now());
	return { status: reply.statusCode, body: body.content, retryAfterMs };
}

/** Before the login nothing else was sent: whatever happened to it, no order was placed. */
function notExecuted(failure: Failure): Failure {
	return failure.with({ outcome: 'notExecuted' });
}
