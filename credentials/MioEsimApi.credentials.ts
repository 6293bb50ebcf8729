import type {
	IAuthenticate,
	IAuthenticateRuleResponseSuccessBody,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { hasLiveSession, notesOf, readAccount } from '../mioesim/client/account';
import { endpoints } from '../mioesim/wire/endpoints';
import { errorCodes, loginErrorCodes, signatureWrong } from '../mioesim/codes/errorCodes';
import { Failure } from '../mioesim/codes/failure';
import { signRequest } from './signedRequest';
import { unexpectedFailure } from '../mioesim/codes/failures';
import { LOGIN_ONLY_HEADER, TEST_HEADER } from '../mioesim/client/port';
import { logInFor } from './loginHook';

/**
 * Makes n8n log in, store the session and call `authenticate` again. n8n does this only for HTTP status
 * 401, and accepts that status on an error that `authenticate` throws.
 */
const sessionNeeded = () =>
	Object.assign(new Error('The MIOeSIM credential has no valid session'), {
		response: { status: 401 },
	});

/** Leaves a failure where the node that sends can find it, and rethrows it for all other callers. */
function keepFor(credentials: ICredentialDataDecryptedObject, error: unknown): never {
	const failure = error instanceof Failure ? error : unexpectedFailure(error, null);
	// Everything in these hooks happens before the request is sent.
	notesOf(credentials).failure = failure.with({ outcome: 'notExecuted' });
	throw error;
}

/** n8n can only compare with a bad value, and compares strictly: list every code as number and text. */
const refusals = Object.entries({
	...errorCodes,
	[signatureWrong]: loginErrorCodes[signatureWrong],
}).flatMap(([code, { meaning, resolution }]) =>
	[code, Number(code)].map(
		(value): IAuthenticateRuleResponseSuccessBody => ({
			type: 'responseSuccessBody',
			properties: { key: 'code', value, message: `${meaning}. ${resolution}` },
		}),
	),
);

/** A MIOeSIM reseller account. Logs in when n8n asks for a token, and signs every request. */
export class MioEsimApi implements ICredentialType {
	name = 'mioEsimApi';
	displayName = 'MIOeSIM API';
	icon: Icon = { light: 'file:../icons/mioesim.svg', dark: 'file:../icons/mioesim.dark.svg' };
	documentationUrl = 'https://github.com/n8n-nodes-mioesim/n8n-nodes-mioesim#set-up-the-credential';
	/** `authenticate` itself rejects every address outside Base URL. */
	hideDomainRestrictionFields = true;
	properties: INodeProperties[] = [
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 13800000000',
			description: 'The phone number you log in to MIOeSIM with',
			hint: 'Digits only, without a country code such as +86',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key that signs requests. You get it from MIOeSIM with API access.',
		},
		{
			displayName: 'Distribution Partner ID',
			name: 'dpId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12',
			description:
				'Your distribution partner ID (dpId) for physical SIM cards. The node uses it unless you choose another one in the operation.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://bpm.mioesim.com',
			required: true,
			placeholder: 'e.g. https://bpm.mioesim.com',
			description: 'The address of the API. Token and signature are sent to this address only.',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			// n8n logs in only when the token is exactly this.
			default: '',
		},
		{ displayName: 'Session Expires At', name: 'sessionExpiresAt', type: 'hidden', default: '' },
		{ displayName: 'Signature Style', name: 'signatureStyle', type: 'hidden', default: '' },
		{ displayName: 'Session Account', name: 'sessionAccount', type: 'hidden', default: '' },
	];

	/** n8n calls this when the token is empty, and when `authenticate` asks for a session. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return await logInFor(this, credentials).catch((error) => keepFor(credentials, error));
	}

	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		if (requestOptions.headers?.[LOGIN_ONLY_HEADER] !== undefined) {
			// n8n has stored the session by now, and nothing needs to be sent.
			throw new Error('MIOeSIM accepted the login');
		}
		const notes = notesOf(credentials);
		if (requestOptions.headers?.[TEST_HEADER] !== undefined) {
			// Removed before the second call, which n8n makes with the same request.
			delete requestOptions.headers[TEST_HEADER];
			notes.isTest = true;
			throw sessionNeeded();
		}
		if (notes.method) requestOptions.method = notes.method;
		try {
			const account = readAccount(credentials);
			if (hasLiveSession(credentials, account, Date.now()))
				return signRequest(requestOptions, { ...account, token: String(credentials.token) });
		} catch (error) {
			return keepFor(credentials, error);
		}
		throw sessionNeeded();
	};

	/** The login shows what is wrong; the request shows that token and signature are accepted. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: endpoints.getSkus.path,
			method: endpoints.getSkus.method,
			headers: { [TEST_HEADER]: 'true' },
		},
		rules: refusals,
	};
}
