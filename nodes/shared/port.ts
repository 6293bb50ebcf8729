import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
} from 'n8n-workflow';

import { inputFailure } from '../../mioesim/codes/failures';
import { cancellable } from '../../mioesim/client/bounds';
import {
	LOGIN_ONLY_HEADER,
	type Credential,
	type FileReply,
	type Limits,
	type Port,
} from '../../mioesim/client/port';
import type { ClaimStore } from '../../mioesim/lines/claims';
import type { HttpReply } from '../../mioesim/wire/reply';

/** Where a call comes from: a node that runs, a list in the editor, a trigger that polls. */
export type NodeContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export const CREDENTIAL = 'mioEsimApi';

/** Time and chance, so that tests can replace them. The credential reads its own. */
export const clock = {
	/** Milliseconds since the epoch. */
	now: (): number => Date.now(),
	/** Between 0 and 1. */
	random: (): number => Math.random(),
	/** Lets arrived network data be handled before more is computed. */
	turn: async (): Promise<void> => await sleep(0),
	/** @throws {Cancelled} as soon as the signal is aborted */
	pause: async (ms: number, signal?: AbortSignal): Promise<void> =>
		await cancellable(sleep(ms), signal),
	/** A signal that is aborted after `ms` milliseconds. It keeps no process alive. */
	timeout: (ms: number): AbortSignal => AbortSignal.timeout(Math.ceil(ms)),
};

/** Whether an AI agent calls the node. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/** What is the same for every try of one run of a node; null for a run that can't be identified. */
export function runKey(context: IExecuteFunctions, itemIndex = 0): string | null {
	const executionId = context.getExecutionId();
	if (!executionId) return null;
	const run = context.evaluateExpression('{{ $runIndex }}', itemIndex);
	return JSON.stringify([context.getWorkflow().id, context.getNode().id, executionId, run]);
}

/** n8n's stop button; undefined if the context has none. */
export function cancelSignal(context: NodeContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** n8n, as the library needs it. Expressions in the credential are about the item. */
export function portOf(context: NodeContext, itemIndex = 0): Port {
	const stop = cancelSignal(context);
	return {
		stop,
		now: () => clock.now(),
		random: () => clock.random(),
		pause: async (ms) => await clock.pause(ms, stop),
		timeout: (ms) => clock.timeout(ms),
		readCredential: async () =>
			await context.getCredentials(CREDENTIAL, itemIndex).catch(() => {
				// None was chosen, or n8n couldn't read it. Its message may quote what it couldn't read.
				throw inputFailure(
					'The MIOeSIM credential is missing or cannot be read',
					'Open the node and choose a credential of type MIOeSIM API. If one is chosen already, the log of your n8n server says why it cannot be read',
				);
			}),
		async send({ method, url, parameters }, credential, limits) {
			const content = method === 'GET' ? { qs: parameters } : { body: { ...parameters } };
			// n8n takes the signal for requests from the context. Its own would cut off a purchase when the
			// execution is stopped.
			const getExecutionCancelSignal = { value: () => limits.end };
			const endless = Object.create(context, { getExecutionCancelSignal }) as NodeContext;
			const request = { method, url, ...content, ...asStream(limits) };
			return (await signAndSend(endless, request, credential)) as HttpReply;
		},
		async logIn(url, credential) {
			// The credential's hook ends this call after the login, so that nothing else is sent.
			await signAndSend(context, { url, headers: { [LOGIN_ONLY_HEADER]: 'true' } }, credential);
		},
		async fetchFile(url, limits, mayBeInside) {
			if (!mayBeInside && (await leadsInside(context, url, limits.end))) return null;
			const request = { url: url.href, abortSignal: limits.end, ...asStream(limits) };
			return (await context.helpers.httpRequest(request)) as FileReply;
		},
	};
}

/** As a stream: n8n itself sets no size limit, and its JSON parser loses digits of an ICCID. */
function asStream({ timeoutMs }: Limits) {
	return {
		timeout: timeoutMs,
		encoding: 'stream',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	} as const;
}

async function signAndSend(
	context: NodeContext,
	request: IHttpRequestOptions,
	credential: Credential,
): Promise<unknown> {
	const data = credential as ICredentialDataDecryptedObject;
	return (await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, request, {
		credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data },
	})) as unknown;
}

/**
 * Whether n8n finds that an address leads into the private network of its server, by what the name resolves
 * to. A name that can't be resolved is allowed: behind a proxy, only the proxy may know it.
 */
async function leadsInside(context: NodeContext, url: URL, end: AbortSignal): Promise<boolean> {
	try {
		// The rules are checked even if the server doesn't enforce them for every node.
		const filter = context.helpers.getSecureEgressFilter('enforced');
		const verdict = await cancellable(filter.validateUrl(url), end);
		// n8n's error for an address that its own rules block (@n8n/backend-network, ssrf).
		return !verdict.ok && verdict.error.name.startsWith('Ssrf');
	} catch {
		// Also before n8n 2.40, which has no such filter.
		return false;
	}
}

/** The store keeps as many marks, four a line, for as long as a claim lasts. The oldest are dropped. */
const dedupeOptions = { mode: 'entries', maxEntries: 2000 } as const;

/**
 * n8n's own store behind its Remove Duplicates node: a row of its database for this node of this workflow,
 * which main, workers and webhooks share. It contains hashes only. Null for a workflow that was never saved.
 */
export function claimStoreOf(context: IExecuteFunctions): ClaimStore | null {
	const { helpers } = context;
	const { id } = context.getWorkflow();
	if (id === undefined) return null;
	const record = async (marks: readonly string[]) => {
		const { processed } = await helpers.checkProcessedAndRecord([...marks], 'node', dedupeOptions);
		return processed.map(String);
	};
	return {
		name: `${id} ${context.getNode().id}`,
		// Of two processes that create the row at the same moment, n8n lets one fail.
		record: async (marks) => await record(marks).catch(async () => await record(marks)),
		remove: async (marks) => await helpers.removeProcessed([...marks], 'node', dedupeOptions),
	};
}
