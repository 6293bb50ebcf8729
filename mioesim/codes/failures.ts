import { quoteVendor, textsOf, tokenExpired, type ErrorCode } from './errorCodes';
import { Failure, type FailureDetails } from './failure';
import { redact } from '../redact';
import { networkCause, networkTexts, type NetworkCause } from './networkTexts';

/** Failures are made here, and changed with `with`. */

/**
 * By itself, a mistake that is found before anything is sent; every other failure changes what differs.
 *
 * @param meaning names the parameter as the user sees it, e.g. `'Count' must be a whole number`
 */
export function inputFailure(
	meaning: string,
	resolution: string,
	changes: Partial<FailureDetails> = {},
): Failure {
	return new Failure({
		meaning,
		resolution,
		code: null,
		type: 'input',
		apiMessage: null,
		retryable: false,
		outcome: 'notExecuted',
		endpoint: null,
		...changes,
	});
}

/** Endpoints that need money and stock. */
const BUYING = /addEsimOrder|renewCard/;

function undocumented(code: string, apiMessage: string | null, endpoint: string | null): ErrorCode {
	const quote = apiMessage ? quoteVendor(apiMessage) : 'MIOeSIM gave no explanation';
	const advice = BUYING.test(endpoint ?? '')
		? 'Common causes are an empty balance or a sold-out package; if'
		: 'If';
	return {
		meaning: `MIOeSIM refused the request with code ${code}`,
		resolution: `Code ${code} is undocumented. ${quote}. ${advice} the message does not help, ask MIOeSIM support and quote the code`,
	};
}

/** Codes after which the same request may succeed later unchanged. */
const passing = [tokenExpired, '99'];

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
	const texts = textsOf(code, endpoint) ?? undocumented(shown, apiMessage, endpoint);
	return inputFailure(texts.meaning, texts.resolution, {
		code: /^-?\d+$/.test(shown) ? Number(shown) : shown,
		type: isLogin ? 'login' : 'api',
		apiMessage,
		retryable: !isLogin && passing.includes(code),
		endpoint,
	});
}

function adviceAfter(status: number, endpoint: string | null): string {
	if (status === 429) {
		return endpoint === 'login'
			? 'Too many logins at once. Try again in a few minutes'
			: 'Too many requests at once. Send fewer items per run, or put a Wait node before this one';
	}
	if (isRedirect(status)) {
		return "Redirects are not followed, because token and signature belong to one address. Check 'Base URL' in the MIOeSIM credential, and whether a proxy is between your server and MIOeSIM";
	}
	return isTrouble(status)
		? 'The server could not handle the request. Try again in a few minutes'
		: "Check 'Base URL' in the MIOeSIM credential, and whether a proxy or firewall is between your server and MIOeSIM";
}

const isRedirect = (status: number) => status >= 300 && status < 400;
const isTrouble = (status: number) => status >= 500 || status === 408;

export function httpFailure(
	status: number,
	endpoint: string | null,
	retryAfterMs?: number,
): Failure {
	return inputFailure(
		`MIOeSIM answered with HTTP status ${status}`,
		adviceAfter(status, endpoint),
		{
			type: 'http',
			endpoint,
			httpStatus: status,
			retryable: status === 429 || isTrouble(status),
			// A redirect may be a server's answer to a form that it has accepted.
			outcome: isRedirect(status) || isTrouble(status) ? 'unknown' : 'notExecuted',
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		},
	);
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
	const isMore = orElse !== undefined && endpoint !== 'login';
	return inputFailure(meaning, isMore ? `${resolution}, ${orElse}` : resolution, {
		type: 'network',
		retryable: true,
		outcome: neverSent ? 'notExecuted' : 'unknown',
		endpoint,
		networkTrouble: trouble,
	});
}

/**
 * A file that the API links to was not downloaded. Base URL is not involved: the file may be anywhere.
 *
 * @param cause the HTTP status that its server answered with, or as for `networkFailure`
 */
export function fileFailure(
	cause: number | NetworkCause,
	endpoint: string,
	retryAfterMs?: number,
): Failure {
	const [why, failure] =
		typeof cause === 'number'
			? [
					`its server answered with HTTP status ${cause}`,
					httpFailure(cause, endpoint, retryAfterMs),
				]
			: [networkTexts[cause.trouble].ofFile, networkFailure(cause, endpoint)];
	return failure.with({
		meaning: `The PDF file of this order was not downloaded: ${why}`,
		resolution:
			"Try again in a few minutes. If it happens again, turn 'Download' off and open the link in a browser, or ask MIOeSIM support and quote the order number",
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
	return inputFailure(
		'The request to MIOeSIM could not be completed',
		`Check the log of your server. It says: "${said}"`,
		{ outcome: 'unknown', endpoint },
	);
}

/** Reading it once more would cost as much once more. */
const costly = [
	'JSON that has too many levels or values',
	'a reply of more than 16 MB',
	'a reply that cannot be decompressed',
];

/** @param what ends the sentence "MIOeSIM answered with …" */
export function replyFailure(what: string, endpoint: string | null): Failure {
	return inputFailure(
		`MIOeSIM answered with ${what}`,
		"The reply cannot be read. Try again in a minute. If this continues, check 'Base URL' in the MIOeSIM credential, and whether a proxy answers in MIOeSIM’s place",
		{ type: 'reply', retryable: !costly.includes(what), outcome: 'unknown', endpoint },
	);
}
