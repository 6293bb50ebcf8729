import { signatureWrong, tokenExpired } from './errorCodes';
import type { NetworkTrouble } from './networkTexts';

/** What a failed item contains, whatever failed. The shape is fixed: workflows read it downstream. */

export type FailureType = 'api' | 'login' | 'http' | 'network' | 'reply' | 'input';

/** Whether the call ran. An order with an unknown outcome may have been placed. */
export type Outcome = 'notExecuted' | 'unknown' | 'executed';

export interface FailureDetails {
	/** What happened. */
	meaning: string;
	/** How to go on. */
	resolution: string;
	/** The API's own code: a number, or text if the API sends something else; null without a reply. */
	code: number | string | null;
	type: FailureType;
	/** In MIOeSIM's own words. */
	apiMessage: string | null;
	/** The same item may succeed later unchanged. */
	retryable: boolean;
	outcome: Outcome;
	/** Key of the endpoint that was called last. */
	endpoint: string | null;
	/** The order that the failure concerns. */
	orderNumber?: string;
	/** For the type `network`. */
	networkTrouble?: NetworkTrouble;
	/** When the status is what failed. */
	httpStatus?: number;
	/** Milliseconds that the server asked to wait (HTTP 429). */
	retryAfterMs?: number;
}

/** MIOeSIM's page on the envelope and the error codes. */
export const DOCUMENTATION_URL = 'https://developers.mioesim.com/reference/error-codes';

/**
 * What fails an item, a list in the editor or a poll. It is built from texts alone, without a request, a
 * reply or an underlying error, so it can't carry a secret.
 */
export class Failure extends Error {
	readonly details: Readonly<FailureDetails>;

	constructor(details: FailureDetails) {
		super(`${details.meaning}. ${details.resolution}`);
		this.name = 'MioEsimFailure';
		this.details = details;
	}

	with(changes: Partial<FailureDetails>): Failure {
		return new Failure({ ...this.details, ...changes });
	}
}

/** A result where several are collected, and one that failed must not end the others. */
export type Settled<T = unknown> = { ok: true; data: T } | { ok: false; failure: Failure };

/** The result of work, whether it succeeds or throws a Failure. Anything else that is thrown passes through. */
export async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
	return await work.then(
		(data) => ({ ok: true, data }),
		async (error: unknown) =>
			error instanceof Failure ? { ok: false, failure: error } : await Promise.reject(error),
	);
}

/**
 * Whether there is no session to call with: the login failed, for whatever reason, or MIOeSIM refuses the
 * token or the signature although a new login was tried. Every other call of the run fails the same way.
 */
export function isSessionFailure({ details }: Failure): boolean {
	const code = String(details.code);
	return details.endpoint === 'login' || code === tokenExpired || code === signatureWrong;
}
