import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { Failure, type FailureDetails } from '../../api/codes/failure';
import { redact } from '../../api/redact';

/** n8n's own word for why a call failed; it knows how to wait. */
type Cause = NonNullable<NodeApiError['failure']>;

/** Statuses by which a server or the proxy before it says that it cannot answer now. */
const UNAVAILABLE = [502, 503, 504];

/** Refused logins that only another credential can cure: wrong pair, empty field, wrong key. */
const CREDENTIAL_CODES = ['-1', '-2', '-30'];

/** What the reply proves, and nothing more. */
function causeOf({ type, code, httpStatus, retryAfterMs }: FailureDetails): Cause | undefined {
	const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
	if (httpStatus === 429) return { cause: 'rate-limited', ...wait };
	if (httpStatus !== undefined && UNAVAILABLE.includes(httpStatus)) {
		return { cause: 'temporarily-unavailable', ...wait };
	}
	if (type === 'login' && CREDENTIAL_CODES.includes(String(code))) {
		return { cause: 'credential-invalid' };
	}
	return undefined;
}

/** A failure outside the item loop, as n8n shows and records it. */
export function nodeApiError(node: INode, error: unknown): NodeApiError {
	const details =
		error instanceof Failure
			? error.details
			: {
					meaning: 'The MIOeSIM node met something unexpected',
					resolution: `Please report it with this text: ${redact(error instanceof Error ? error.message : String(error))}`,
				};
	const failure = error instanceof Failure ? causeOf(error.details) : undefined;
	const httpStatus = error instanceof Failure ? error.details.httpStatus : undefined;
	return new NodeApiError(node, {} as JsonObject, {
		message: details.meaning,
		description: asHtml(details.resolution),
		httpCode: httpStatus === undefined ? '' : String(httpStatus),
		...(failure ? { failure } : {}),
	});
}

/** n8n renders descriptions as HTML, and a resolution may quote the API. */
export function asHtml(content: string): string {
	return content
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/\n/g, '<br>');
}
