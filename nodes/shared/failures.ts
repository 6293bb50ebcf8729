/** Anything thrown as a failure, and a failure as n8n shows it. */

import { NodeApiError, type IDataObject, type INode, type JsonObject } from 'n8n-workflow';

import { Cancelled } from '../../mioesim/client/bounds';
import { quoteVendor } from '../../mioesim/codes/errorCodes';
import { Failure, type FailureDetails, type Outcome } from '../../mioesim/codes/failure';
import { inputFailure } from '../../mioesim/codes/failures';
import { redact } from '../../mioesim/redact';

interface Text {
	meaning: string;
	resolution: string;
}

/** Texts for an execution that the user stopped, by what had happened to the item by then. */
const cancelled: Readonly<Record<Outcome, Text>> = {
	notExecuted: {
		meaning: 'The execution was stopped before this item was sent',
		resolution: 'Run it again for the remaining items',
	},
	unknown: {
		meaning: 'The execution was stopped while this item was in progress',
		resolution: 'Check in MIOeSIM whether it was carried out before you run it again',
	},
	executed: {
		meaning: 'The execution was stopped after this item was carried out',
		resolution: 'Do not run it again. MIOeSIM has the result',
	},
};

/** Texts for an error that no reply and no parameter explains: a bug in this package, or in n8n. */
const unexpected: Readonly<Record<Outcome, Text>> = {
	notExecuted: {
		meaning: 'The MIOeSIM node could not process this item',
		resolution: 'Nothing was bought, cancelled or emailed for it.',
	},
	unknown: {
		meaning: 'The MIOeSIM node could not finish this item',
		resolution: 'Check in MIOeSIM whether it was carried out before you run it again.',
	},
	executed: {
		meaning: 'This item was carried out, but the MIOeSIM node could not finish it',
		resolution: 'Do not run it again. MIOeSIM has the result.',
	},
};

/**
 * Turns anything thrown into a failure.
 *
 * @param happened what is known to have happened if the error is not a failure
 */
export function asFailure(error: unknown, happened: Outcome = 'notExecuted'): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof Cancelled) {
		const { meaning, resolution } = cancelled[happened];
		return inputFailure(meaning, resolution, { outcome: happened });
	}
	const { meaning, resolution } = unexpected[happened];
	const said = redact(error instanceof Error ? error.message : String(error));
	return inputFailure(meaning, `${resolution} Report it with this text: ${said}`, {
		outcome: happened,
	});
}

/** n8n's own category for a failed call; n8n knows how to wait for some of them. */
type Cause = NonNullable<NodeApiError['failure']>;

/** Statuses by which a server, or the proxy in front of it, says that it can't answer now. */
const UNAVAILABLE: Array<number | undefined> = [502, 503, 504];

/**
 * Rejected logins that only another credential can fix: wrong phone number or password, empty field,
 * wrong key.
 */
const CREDENTIAL_CODES = ['-1', '-2', '-30'];

/** What the reply proves, and nothing more. */
function causeOf({ type, code, httpStatus, retryAfterMs }: FailureDetails): Cause | undefined {
	if (httpStatus === 429) return { cause: 'rate-limited', retryAfterMs };
	if (UNAVAILABLE.includes(httpStatus)) {
		return { cause: 'temporarily-unavailable', retryAfterMs };
	}
	if (type === 'login' && CREDENTIAL_CODES.includes(String(code))) {
		return { cause: 'credential-invalid' };
	}
	return undefined;
}

/** What a failed item adds to the error that stops the workflow. */
export interface FailedItemDetails {
	itemIndex: number;
	error: IDataObject;
	/** Lines after the resolution. */
	notes: string[];
}

/**
 * A failure as n8n shows and records it: for the trigger, for a list in the editor, for an item that
 * stops the workflow. The message says what happened, the description how to go on.
 */
export function nodeApiError(node: INode, error: unknown, item?: FailedItemDetails): NodeApiError {
	const { details } = asFailure(error);
	const { meaning, httpStatus } = details;
	const failure = causeOf(details);
	const lines = [withVendorText(details), ...(item?.notes ?? [])];
	return new NodeApiError(node, (item?.error ?? {}) as JsonObject, {
		message: item ? `${meaning} [item ${item.itemIndex}]` : meaning,
		description: asHtml(lines.join('\n')),
		httpCode: httpStatus === undefined ? '' : String(httpStatus),
		...(item ? { itemIndex: item.itemIndex } : {}),
		...(failure ? { failure } : {}),
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
