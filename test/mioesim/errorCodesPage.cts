/**
 * MIOeSIM's error-codes page, copied by hand: what a user must read, word for word. It isn't derived
 * from api/codes/errorCodes.ts, so that a difference shows.
 */

const checklist = [
	'The signature you sent does not match what the MIOeSIM server calculated. Work through the following checklist to find the mismatch:',
	'Parameter sorting — parameters must be sorted in ascending alphabetical order by key before building the signature string.',
	'Key appending — append your secret key directly to the end of the concatenated parameter string, with no separator. The format is param1=value1param2=value2YOUR_SECRET_KEY.',
	'MD5 encoding — the final signature must be the MD5 hash of the full string, expressed as a lowercase hexadecimal string.',
	'Excluded parameters — do not include the sign parameter itself in the string you hash.',
	'Empty values — exclude parameters with empty or null values from the signature string.',
	'Encoding — ensure the string is UTF-8 encoded before hashing.',
];

const accessDenied = [
	'These error codes apply to the getESIMDetail endpoint and indicate that access from your server is not permitted.',
	'400108 — IP not whitelisted: the request was made from an IP address that has not been approved for your account. Contact MIOeSIM and provide the IP address of your server. Once added to the whitelist, requests from that address will be accepted.',
	'400109 — Access not supported: your account does not have permission to use getESIMDetail. Contact MIOeSIM to request that this endpoint be enabled for your account.',
];

const missingParameters = [
	'The request is missing one or more required fields. To resolve this:',
	'Check the endpoint’s parameter documentation and confirm all required fields are included in your request body.',
	'Verify that required string fields are non-empty strings — a field present but set to "" or null will trigger this error.',
	'Check for typos in parameter names — the API performs exact key matching.',
];

/** Comes after the points of the section on missing parameters. */
const messageField =
	'The message field in the response may name the specific parameter that is missing or empty, which can speed up diagnosis.';

/** Code, meaning, resolution, and the page's additions: an opening, points, a closing. */
type Entry = [
	code: number,
	meaning: string,
	resolution: string,
	section?: string[],
	closing?: string,
];

/** Code, meaning, resolution, and the section that follows the resolution. */
const page: Entry[] = [
	[
		-1,
		'Token expired',
		'Your access token is no longer valid. Re-authenticate via the login endpoint to obtain a new token.',
	],
	[
		-2,
		'Required parameter is null or empty',
		'One or more required fields are missing from the request body. Check the endpoint’s parameter list and ensure all required fields are present and non-empty.',
		missingParameters,
		messageField,
	],
	[
		-3,
		'Data not found / operation failed',
		'The requested resource does not exist, or the operation could not be completed. Verify that the identifiers you passed (order number, ICCID, etc.) are correct.',
	],
	[
		-8,
		'Query failed',
		'The query could not be executed. Check your filter parameters for invalid values or unsupported combinations.',
	],
	[
		-10,
		'dpId is null',
		'The dpId field is required for this endpoint but was not provided. Include your distribution partner ID in the request.',
	],
	[
		-30,
		'Signature is wrong',
		'The request signature did not validate. Recalculate the signature — see Invalid signature (-30) below.',
		checklist,
	],
	[
		3,
		'Data does not exist',
		'The referenced record was not found. Used by some endpoints as an alternative to -3.',
	],
	[
		4,
		'Order status abnormal',
		'The order is not in a valid state for the requested operation. Check the order’s current status before retrying. See Order status codes.',
	],
	[
		22,
		'Non-personal order',
		'The operation is not permitted on this order type. This order was not placed as a personal order.',
	],
	[
		99,
		'PDF / email error',
		'PDF generation failed or a file exception occurred. Retry the request. If the error persists, check that your order is in status 0 (active) and contact MIOeSIM support.',
	],
	[
		400108,
		'Access denied',
		'Your IP address is not on the whitelist for the getESIMDetail endpoint. Contact MIOeSIM to add your server’s IP address.',
		accessDenied,
	],
	[
		400109,
		'Access not supported',
		'Your account is not enabled for the getESIMDetail endpoint. Contact MIOeSIM to request access.',
		accessDenied,
	],
];

/** The codes, each with its complete text. */
export const documentedCodes = page.map(([code, meaning, resolution, section = [], closing]) => ({
	code,
	meaning,
	resolution: [
		resolution,
		...section.slice(0, 1),
		...section.slice(1).map((point) => `- ${point}`),
		...(closing ? [closing] : []),
	].join('\n'),
}));
