import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { memoryOf, notesOf, readAccount, type StoredAccount } from '../mioesim/client/account';
import { byWorkingMethod } from '../mioesim/client/exchange';
import { signatureWrong } from '../mioesim/codes/errorCodes';
import { networkFailure } from '../mioesim/codes/failures';
import { connectionLost, networkCause } from '../mioesim/codes/networkTexts';
import { endpoints, type HttpMethod } from '../mioesim/wire/endpoints';
import { login, type PostForm, type Session } from '../mioesim/wire/login';
import { formOf } from '../mioesim/wire/parameters';
import { dataOf, receive, type HttpReply, type Reply } from '../mioesim/wire/reply';
import { signRequest } from './signedRequest';

/** For one request. A login takes two when the signature style has to be discovered. */
const REQUEST_TIMEOUT_MS = 30_000;

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
	if (!notes.isTest || !notes.session) {
		const post: PostForm = async (path, form) =>
			await send(helper, { method: 'POST', url: account.baseUrl + path, ...formOf(form) });
		notes.session = await login(account, post, Date.now());
	}
	const session = { ...notes.session, sessionAccount: account.sessionAccount };
	if (notes.isTest) notes.method = await readMethodOf(helper, { ...account, ...session });
	return session;
}

/**
 * Checks that token and signature are accepted, and which HTTP method this server accepts for reads.
 *
 * @throws {Failure} when the read is rejected
 */
async function readMethodOf(
	helper: IHttpRequestHelper,
	account: StoredAccount & Session,
): Promise<HttpMethod> {
	const { baseUrl, password, secretKey, phoneNumber, sessionAccount } = account;
	return await byWorkingMethod(endpoints.getSkus, memoryOf(sessionAccount), async (method) => {
		const request = { method, url: baseUrl + endpoints.getSkus.path };
		const reply = await send(helper, signRequest(request, account));
		const { reading } = reply;
		// The text of a wrong signature is one for developers but on login.
		const isForUsers = 'envelope' in reading && reading.envelope.code === signatureWrong;
		dataOf(reply, isForUsers ? 'login' : 'getSkus', true, [password, secretKey, phoneNumber]);
		return method;
	});
}

/**
 * Sends a request and reads the reply up to the size limit.
 *
 * @throws {Failure} without a reply. The HTTP layer's error contains the request, and with it the password,
 *   so it is never passed on
 */
async function send({ helpers }: IHttpRequestHelper, request: IHttpRequestOptions): Promise<Reply> {
	try {
		const reply: unknown = await helpers.httpRequest({
			...request,
			timeout: REQUEST_TIMEOUT_MS,
			// The HTTP time-out alone would restart with every byte of a reply that arrives slowly.
			abortSignal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
			encoding: 'stream',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		});
		return await receive(reply as HttpReply, Date.now());
	} catch (error) {
		// Nothing was sent before the login: whatever happened to it, no order was placed.
		throw networkFailure(networkCause(error) ?? connectionLost, 'login').with({
			outcome: 'notExecuted',
		});
	}
}
