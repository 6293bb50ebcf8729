import type { HttpMethod } from '../wire/endpoints';
import type { WireParameters } from '../wire/parameters';
import type { ByteStream, HttpReply } from '../wire/reply';

/** The fields of a stored credential, decrypted. */
export type Credential = Record<string, unknown>;

export interface Unsigned {
	method: HttpMethod;
	url: string;
	/** Sent in the query of a GET, and as a form otherwise. */
	parameters: WireParameters;
}

/** When a request ends, whatever arrives. */
export interface Limits {
	timeoutMs: number;
	/** Ends the request, and the reply while it arrives. */
	end: AbortSignal;
}

export interface FileReply extends HttpReply {
	body: ByteStream & { destroy(): void };
}

/**
 * What this library needs of the program that it runs in. Nothing else connects the two. Replies come as
 * streams, with any HTTP status, and redirects are not followed.
 */
export interface Port {
	/**
	 * The credential as it is stored now.
	 *
	 * @throws {Failure} when there is none, or it can't be read
	 */
	readCredential(): Promise<Credential>;
	/**
	 * Signs and sends a request. A credential with an empty token is first given a session, which is stored
	 * and written into `credential`.
	 *
	 * @throws what the network layer throws; `notesOf` finds what a hook of the credential threw
	 */
	send(request: Unsigned, credential: Credential, limits: Limits): Promise<HttpReply>;
	/** Gives the credential a session as `send` does, and sends nothing else. Rejects in any case. */
	logIn(url: string, credential: Credential): Promise<void>;
	/**
	 * Fetches a file, without token and signature.
	 *
	 * @param mayBeInside whether the address may be in the network of this server
	 * @returns null when it is and may not
	 * @throws what the network layer throws
	 */
	fetchFile(url: URL, limits: Limits, mayBeInside: boolean): Promise<FileReply | null>;
	/** Aborted when the run is stopped. */
	readonly stop: AbortSignal | undefined;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Between 0 and 1. */
	random(): number;
	/** @throws {Cancelled} as soon as the run is stopped */
	pause(ms: number): Promise<void>;
	/** A signal that is aborted after `ms` milliseconds. */
	timeout(ms: number): AbortSignal;
}

/** Marks on requests that the credential's hook reads and removes. They are never sent. */

/** A call that is only made to log in: the host does so before it calls `authenticate`. */
export const LOGIN_ONLY_HEADER = 'x-mioesim-login-only';
/** The credential test, which must prove the login. */
export const TEST_HEADER = 'x-credential-test';
