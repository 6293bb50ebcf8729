/** Anything thrown as a failure, and a failure as n8n shows it. */

import { NodeApiError, type IDataObject, type INode, type JsonObject } from 'n8n-workflow';

import { Cancelled } from '../../mioesim/client/bounds';
import { quoteVendor } from '../../mioesim/codes/errorCodes';
import { Failure, type FailureDetails, type Outcome } from '../../mioesim/codes/failure';
import { inputFailure } from '../../mioesim/codes/failures';
import { redact } from '../../mioesim/redact';

/**
 * By what had happened to the item: what the stop button leaves behind, or an error that no reply and no
 * parameter explains (a bug in this package, or in n8n), and how to go on.
 */
const texts: Readonly<Record<Outcome, Record<'stopped' | 'unexpected' | 'advice', string>>> = {
	notExecuted: {
		stopped: 'The execution was stopped before this item was sent',
		unexpected: 'The MIOeSIM node could not process this item',
		advice: 'Nothing was bought, cancelled or emailed for it',
	},
	unknown: {
		stopped: 'The execution was stopped while this item was in progress',
		unexpected: 'The MIOeSIM node could not finish this item',
		advice: 'Check in MIOeSIM whether it was carried out before you run it again',
	},
	executed: {
		stopped: 'The execution was stopped after this item was carried out',
		unexpected: 'This item was carried out, but the MIOeSIM node could not finish it',
		advice: 'Do not run it again. MIOeSIM has the result',
	},
};

/**
 * Turns anything thrown into a failure.
 *
 * @param outcome what is known to have happened if the error is not a failure
 */
export function asFailure(error: unknown, outcome: Outcome = 'notExecuted'): Failure {
	if (error instanceof Failure) return error;
	const { stopped, unexpected, advice } = texts[outcome];
	if (error instanceof Cancelled) {
		const isOpen = outcome === 'notExecuted';
		const resolution = isOpen ? 'Run it again for the remaining items' : advice;
		return inputFailure(stopped, resolution, { outcome });
	}
	const said = redact(error instanceof Error ? error.message : String(error));
	return inputFailure(unexpected, `${advice}. Report it with this text: ${said}`, { outcome });
}

/** n8n's own category for a failed call; n8n knows how to wait for some of them. */
type Cause = NonNullable<NodeApiError['failure']>;

/**
 * Rejected logins that only another credential can fix: wrong phone number or password, empty field,
 * wrong key.
 */
const CREDENTIAL_CODES = ['-1', '-2', '-30'];

/** What the reply proves, and nothing more. */
function causeOf({ type, code, httpStatus, retryAfterMs }: FailureDetails): Cause | undefined {
	if (httpStatus === 429) return { cause: 'rate-limited', retryAfterMs };
	// By these, a server, or the proxy in front of it, says that it can't answer now.
	const isUnavailable = [502, 503, 504].some((status) => status === httpStatus);
	if (isUnavailable) return { cause: 'temporarily-unavailable', retryAfterMs };
	const isRejected = type === 'login' && CREDENTIAL_CODES.includes(String(code));
	return isRejected ? { cause: 'credential-invalid' } : undefined;
}

/**
 * A failure as n8n shows and records it: for the trigger, for a list in the editor, for an item that
 * stops the workflow. The message says what happened, the description how to go on.
 *
 * @param item its notes are lines after the resolution
 */
export function nodeApiError(
	node: INode,
	error: unknown,
	item?: { itemIndex: number; error: IDataObject; notes: string[] },
): NodeApiError {
	const { details } = asFailure(error);
	const { meaning, httpStatus } = details;
	return new NodeApiError(node, (item?.error ?? {}) as JsonObject, {
		message: item ? `${meaning} [item ${item.itemIndex}]` : meaning,
		description: asHtml([withVendorText(details), ...(item?.notes ?? [])].join('\n')),
		httpCode: httpStatus === undefined ? '' : String(httpStatus),
		itemIndex: item?.itemIndex,
		failure: causeOf(details),
	});
}

/** The resolution and MIOeSIM's own words, unless the resolution quotes them already. */
export function withVendorText({ resolution, apiMessage }: Failure['details']): string {
	if (apiMessage === null || resolution.includes(quoteVendor(apiMessage))) return resolution;
	return `${resolution}\n${quoteVendor(apiMessage)}`;
}

/** Longer than anyone reads, and n8n stores what it shows. */
const LONGEST_TEXT = 20_000;

/** n8n renders descriptions and hints as HTML, and they may quote the API. */
export function asHtml(content: string): string {
	return content
		.slice(0, LONGEST_TEXT)
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/\n/g, '<br>');
}
