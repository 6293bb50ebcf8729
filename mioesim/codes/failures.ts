import { quoteVendor, textsOf, type ErrorCode } from './errorCodes';
import { Failure, type FailureDetails, type Unreadable } from './failure';
import { redact } from '../redact';
import { networkCause, networkTexts, type NetworkCause } from './networkTexts';

/** Failures are made here, and changed with `with`. */

const noReply = { code: null, apiMessage: null } as const;

/** Endpoints that need money and stock. */
const buying: ReadonlySet<string | null> = new Set([
	'addEsimOrder',
	'addEsimOrderByApiCode',
	'renewCard',
	'renewCardByApiCode',
]);

function undocumented(code: string, apiMessage: string | null, buys: boolean): ErrorCode {
	const quote = apiMessage ? quoteVendor(apiMessage) : 'MIOeSIM gave no explanation';
	const advice = buys ? 'Common causes are an empty balance or a sold-out package; if' : 'If';
	return {
		meaning: `MIOeSIM refused the request with code ${code}`,
		resolution: `Code ${code} is undocumented. ${quote}. ${advice} the message does not help, ask MIOeSIM support and quote the code`,
	};
}

/**
 * A refusal: the API answered with a code other than success.
 *
 * @param secrets values that the quoted message must not show
 */
export function apiFailure(
	{ code, message }: { code: string; message: string | null },
	endpoint: string | null,
	secrets: readonly unknown[] = [],
): Failure {
	const isLogin = endpoint === 'login';
	const apiMessage = message === null ? null : redact(message, secrets);
	const shown = /^-?\d{1,9}$/.test(code) ? code : redact(code, secrets);
	const { meaning, resolution, retryable } =
		textsOf(code, endpoint) ?? undocumented(shown, apiMessage, buying.has(endpoint));
	return new Failure({
		meaning,
		resolution,
		code: /^-?\d+$/.test(shown) ? Number(shown) : shown,
		type: isLogin ? 'login' : 'api',
		apiMessage,
		retryable: !isLogin && retryable === true,
		outcome: 'notExecuted',
		endpoint,
	});
}

/** What an HTTP status says about a call. */
function judge(
	status: number,
	endpoint: string | null,
): Pick<FailureDetails, 'outcome' | 'retryable' | 'resolution'> {
	if (status >= 300 && status < 400) {
		return {
			// It may be a server's answer to a form that it has accepted.
			outcome: 'unknown',
			retryable: false,
			resolution:
				"Redirects are not followed, because token and signature belong to one address. Check 'Base URL' in the MIOeSIM credential, and whether a proxy is between your server and MIOeSIM",
		};
	}
	if (status === 429) {
		const resolution =
			endpoint === 'login'
				? 'Too many logins at once. Try again in a few minutes'
				: 'Too many requests at once. Send fewer items per run, or put a Wait node before this one';
		return { outcome: 'notExecuted', retryable: true, resolution };
	}
	if (status >= 500 || status === 408) {
		const resolution = 'The server could not handle the request. Try again in a few minutes';
		return { outcome: 'unknown', retryable: true, resolution };
	}
	return {
		outcome: 'notExecuted',
		retryable: false,
		resolution:
			"Check 'Base URL' in the MIOeSIM credential, and whether a proxy or firewall is between your server and MIOeSIM",
	};
}

export function httpFailure(
	status: number,
	endpoint: string | null,
	retryAfterMs?: number,
): Failure {
	return new Failure({
		...noReply,
		...judge(status, endpoint),
		meaning: `MIOeSIM answered with HTTP status ${status}`,
		type: 'http',
		endpoint,
		httpStatus: status,
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	});
}

/**
 * A call that got no reply.
 *
 * @param error what the network layer or the host threw
 * @param secrets values that a quoted message must not show
 */
export function noReplyFailure(
	error: unknown,
	endpoint: string | null,
	secrets: readonly unknown[],
): Failure {
	const cause = networkCause(error);
	if (cause !== null) return networkFailure(cause, endpoint);
	return unexpectedFailure(error, endpoint, secrets);
}

export function networkFailure(
	{ trouble, neverSent }: NetworkCause,
	endpoint: string | null,
): Failure {
	const { meaning, resolution, orElse } = networkTexts[trouble];
	// The credential has no options, and a login none of the node's.
	const more = endpoint === 'login' ? undefined : orElse;
	return new Failure({
		...noReply,
		meaning,
		resolution: more === undefined ? resolution : `${resolution}, ${more}`,
		type: 'network',
		retryable: true,
		outcome: neverSent ? 'notExecuted' : 'unknown',
		endpoint,
		networkTrouble: trouble,
	});
}

/** Base URL is not involved: the file may be anywhere. */
const fileAdvice =
	"Try again in a few minutes. If it happens again, turn 'Download' off and open the link in a browser, or ask MIOeSIM support and quote the order number";

/**
 * A file that the API links to was not downloaded.
 *
 * @param cause the HTTP status that its server answered with, or as for `networkFailure`
 */
export function fileFailure(
	cause: number | NetworkCause,
	endpoint: string,
	retryAfterMs?: number,
): Failure {
	const isStatus = typeof cause === 'number';
	const why = isStatus
		? `its server answered with HTTP status ${cause}`
		: networkTexts[cause.trouble].ofFile;
	const failure = isStatus
		? httpFailure(cause, endpoint, retryAfterMs)
		: networkFailure(cause, endpoint);
	return failure.with({
		meaning: `The PDF file of this order was not downloaded: ${why}`,
		resolution: fileAdvice,
	});
}

/**
 * Neither MIOeSIM nor the network: the host or this library failed during the call.
 *
 * @param secrets values that the quoted message must not show
 */
export function unexpectedFailure(
	error: unknown,
	endpoint: string | null,
	secrets: readonly unknown[] = [],
): Failure {
	const said = redact(error instanceof Error ? error.message : String(error), secrets);
	return new Failure({
		...noReply,
		meaning: 'The request to MIOeSIM could not be completed',
		resolution: `Check the log of your server. It says: "${said}"`,
		type: 'input',
		retryable: false,
		outcome: 'unknown',
		endpoint,
	});
}

/** Reading it once more would cost as much once more. */
const costly: ReadonlySet<Unreadable> = new Set([
	'JSON that has too many levels or values',
	'a reply of more than 16 MB',
	'a reply that cannot be decompressed',
]);

export function replyFailure(unreadable: Unreadable, endpoint: string | null): Failure {
	return new Failure({
		...noReply,
		meaning: `MIOeSIM answered with ${unreadable}`,
		resolution:
			"The reply cannot be read. Try again in a minute. If this continues, check 'Base URL' in the MIOeSIM credential, and whether a proxy answers in MIOeSIM’s place",
		type: 'reply',
		retryable: !costly.has(unreadable),
		outcome: 'unknown',
		endpoint,
	});
}

/**
 * A mistake that can be found before anything is sent.
 *
 * @param meaning names the parameter as the user sees it, e.g. `'Count' must be a whole number`
 */
export function inputFailure(
	meaning: string,
	resolution: string,
	changes: Partial<FailureDetails> = {},
): Failure {
	return new Failure({
		...noReply,
		meaning,
		resolution,
		type: 'input',
		retryable: false,
		outcome: 'notExecuted',
		endpoint: null,
		...changes,
	});
}
