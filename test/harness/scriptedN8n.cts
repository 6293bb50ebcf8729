import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { Failure } from '../../dist/mioesim/codes/failure';
import { LOGIN_ONLY_HEADER } from '../../dist/mioesim/client/port';
import { notesOf, readAccount } from '../../dist/mioesim/client/account';
import type { HttpReply } from '../../dist/mioesim/wire/reply';
import { portOf, type NodeContext } from '../../dist/nodes/shared/port';
import type { CredentialData } from './credentials.cts';
import type { ScriptedClock } from './scriptedClock.cts';

/** A call that n8n would sign and send. */
export interface Sent {
	options: IHttpRequestOptions;
	/** The credential that n8n got for this call. */
	data: ICredentialDataDecryptedObject;
	token: string;
}

type Content = Partial<HttpReply>;

/** No test needs more calls; a loop that never ends fails at once. */
const MOST_CALLS = 500;

/** The name of the credential type. */
const CREDENTIAL = 'mioEsimApi';
const noCredential = (type: string) => new Error(`The node has no credential of type ${type}`);

let accounts = 0;
let tokens = 0;

/** The reply of an endpoint that succeeded, and of one that refused. */
export const ok = (data: unknown = null): Content => ({ body: JSON.stringify({ code: 0, data }) });
export const refusal = (code: number | string): Content => ({
	body: JSON.stringify({ code, message: `refused with ${code}` }),
});
export const status = (statusCode: number, headers = {}): Content => ({
	statusCode,
	headers,
	body: '<html>',
});

/** What the network layer throws. */
export const broken = (code = 'ECONNRESET') => Object.assign(new Error('broken'), { code });

/**
 * n8n as the transport sees it: a stored credential, the path through the credential's hooks to the
 * network, and the stop button. It follows `httpRequestWithAuthentication` of n8n-core: if the token is
 * empty, it logs in first and stores the session. How the real function works with this package is tested
 * in n8n's engine.
 */
export class ScriptedN8n {
	/** In order: `read`, `login`, or the method, path and token of a call. */
	readonly events: string[] = [];
	readonly sent: Sent[] = [];
	/** The requests for which n8n logged in. */
	readonly loginRequests: IHttpRequestOptions[] = [];
	readonly stop = new AbortController();
	readonly context = this.contextOf();
	/** The same for the library. */
	readonly port = portOf(this.context);
	/** The stored credential, with a live session. */
	stored: CredentialData;
	/** The outcome of a login: a token, or what it throws. */
	login: () => unknown = () => `token-${++tokens}`;
	/** The error that ends a call made only to log in. */
	afterLogin: () => Error = () => new Error('login done');
	/** The answer to a call: a reply, or what it throws. */
	answer: (sent: Sent) => unknown = () => ok();
	/** The answer to a request without the credential. */
	file: (options: IHttpRequestOptions) => unknown = () => broken();
	private files = 0;
	/** What a read of the credential waits for, or throws. */
	reading: () => unknown = () => undefined;

	constructor(private readonly time: ScriptedClock) {
		const fields = {
			phoneNumber: `138${++accounts}`,
			password: 'pass-word-1',
			secretKey: 'secret-key-1',
			baseUrl: 'https://mioesim.example',
			dpId: '',
		};
		this.stored = { ...fields, ...this.sessionOf(fields, `token-${++tokens}`) };
	}

	/** Logins so far. */
	get logins(): number {
		return this.events.filter((event) => event === 'login').length;
	}

	/** The answers to calls, one after another; the last one repeats. */
	answers(...answers: unknown[]): this {
		let next = 0;
		this.answer = () => answers[Math.min(next++, answers.length - 1)];
		return this;
	}

	/** Another program logs in to the same account. */
	strangerLogin(): string {
		const token = `token-${++tokens}`;
		Object.assign(this.stored, this.sessionOf(this.stored, token));
		return token;
	}

	private sessionOf(data: ICredentialDataDecryptedObject, token: string) {
		return {
			token,
			sessionExpiresAt: this.time.now + 2 * 60 * 60 * 1000,
			signatureStyle: 'raw',
			sessionAccount: readAccount(data).sessionAccount,
		};
	}

	private async logIn(data: ICredentialDataDecryptedObject): Promise<void> {
		this.events.push('login');
		const outcome = await this.login();
		if (outcome instanceof Error) {
			if (outcome instanceof Failure) notesOf(data).failure = outcome;
			throw new Error('n8n wraps it', outcome instanceof Failure ? {} : { cause: outcome });
		}
		const session = this.sessionOf(data, String(outcome));
		this.stored = { ...this.stored, ...session };
		Object.assign(data, session);
	}

	private async send(options: IHttpRequestOptions, data: ICredentialDataDecryptedObject) {
		if (data.token === '') {
			this.loginRequests.push(options);
			await this.logIn(data);
		}
		if (options.headers?.[LOGIN_ONLY_HEADER] !== undefined) throw this.afterLogin();
		const token = data.token as string;
		this.events.push(`${options.method} ${new URL(options.url).pathname} ${token}`);
		const sent = { options, data, token };
		if (this.sent.push(sent) > MOST_CALLS) throw new Error('The calls do not end');
		return await replyOf(await this.answer(sent));
	}

	private contextOf(): NodeContext {
		const send: ScriptedN8n['send'] = async (...asked) => await this.send(...asked);
		const context = {
			getExecutionCancelSignal: () => this.stop.signal,
			getCredentials: async (type: string) => {
				if (this.events.push('read') > MOST_CALLS) throw new Error('The reads do not end');
				const failure = type === CREDENTIAL ? await this.reading() : noCredential(type);
				if (failure instanceof Error) throw failure;
				return { ...this.stored };
			},
			helpers: {
				async httpRequestWithAuthentication(
					this: IExecuteFunctions,
					type: string,
					options: IHttpRequestOptions,
					{ credentialsDecrypted }: { credentialsDecrypted: Required<Pick<Sent, 'data'>> },
				) {
					if (type !== CREDENTIAL) throw noCredential(type);
					options.abortSignal = this.getExecutionCancelSignal();
					return await send(options, credentialsDecrypted.data);
				},
				httpRequest: async (options: IHttpRequestOptions) => {
					if (++this.files > MOST_CALLS) throw new Error('The requests do not end');
					return await replyOf(await this.file(options));
				},
			},
		};
		return context as unknown as NodeContext;
	}
}

/** Completes a reply; throws a given error. */
async function replyOf(answer: unknown): Promise<HttpReply> {
	if (answer instanceof Error) throw answer;
	return await Promise.resolve({ statusCode: 200, headers: {}, body: '', ...(answer as Content) });
}

/** No answer until the request is cancelled. */
export const hang = async ({ options }: Pick<Sent, 'options'>): Promise<Error> =>
	await new Promise((resolve) => {
		const end = () => resolve(broken('ERR_CANCELED'));
		const signal = options.abortSignal as AbortSignal;
		if (signal.aborted) end();
		signal.addEventListener('abort', end);
	});
