import { NodeApiError, type IDataObject, type INode, type JsonObject } from 'n8n-workflow';

import type { Failure, FailureDetails } from '../../mioesim/codes/failure';
import { quoteVendor } from '../../mioesim/codes/vendorWords';
import { asFailure } from './asFailure';

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
	/** The item's `error` object. */
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
