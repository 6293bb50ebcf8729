/**
 * MIOeSIM's error codes. Meaning and resolution of a documented code are product data: quoted word for
 * word from MIOeSIM's error-codes page, and shown to users unchanged.
 */

export interface ErrorCode {
	meaning: string;
	resolution: string;
}

const signatureChecklist = `The signature you sent does not match what the MIOeSIM server calculated. Work through the following checklist to find the mismatch:
- Parameter sorting — parameters must be sorted in ascending alphabetical order by key before building the signature string.
- Key appending — append your secret key directly to the end of the concatenated parameter string, with no separator. The format is param1=value1param2=value2YOUR_SECRET_KEY.
- MD5 encoding — the final signature must be the MD5 hash of the full string, expressed as a lowercase hexadecimal string.
- Excluded parameters — do not include the sign parameter itself in the string you hash.
- Empty values — exclude parameters with empty or null values from the signature string.
- Encoding — ensure the string is UTF-8 encoded before hashing.`;

const missingParameters = `The request is missing one or more required fields. To resolve this:
- Check the endpoint’s parameter documentation and confirm all required fields are included in your request body.
- Verify that required string fields are non-empty strings — a field present but set to "" or null will trigger this error.
- Check for typos in parameter names — the API performs exact key matching.
The message field in the response may name the specific parameter that is missing or empty, which can speed up diagnosis.`;

const accessDenied = `These error codes apply to the getESIMDetail endpoint and indicate that access from your server is not permitted.
- 400108 — IP not whitelisted: the request was made from an IP address that has not been approved for your account. Contact MIOeSIM and provide the IP address of your server. Once added to the whitelist, requests from that address will be accepted.
- 400109 — Access not supported: your account does not have permission to use getESIMDetail. Contact MIOeSIM to request that this endpoint be enabled for your account.`;

/** Keyed by the code as text: the API sends some codes as numbers and some as text. */
export const errorCodes: Readonly<Record<string, ErrorCode>> = {
	'-1': {
		meaning: 'Token expired',
		resolution:
			'Your access token is no longer valid. Re-authenticate via the login endpoint to obtain a new token.',
	},
	'-2': {
		meaning: 'Required parameter is null or empty',
		resolution: `One or more required fields are missing from the request body. Check the endpoint’s parameter list and ensure all required fields are present and non-empty.\n${missingParameters}`,
	},
	'-3': {
		meaning: 'Data not found / operation failed',
		resolution:
			'The requested resource does not exist, or the operation could not be completed. Verify that the identifiers you passed (order number, ICCID, etc.) are correct.',
	},
	'-8': {
		meaning: 'Query failed',
		resolution:
			'The query could not be executed. Check your filter parameters for invalid values or unsupported combinations.',
	},
	'-10': {
		meaning: 'dpId is null',
		resolution:
			'The dpId field is required for this endpoint but was not provided. Include your distribution partner ID in the request.',
	},
	'-30': {
		meaning: 'Signature is wrong',
		resolution: `The request signature did not validate. Recalculate the signature — see Invalid signature (-30) below.\n${signatureChecklist}`,
	},
	'3': {
		meaning: 'Data does not exist',
		resolution:
			'The referenced record was not found. Used by some endpoints as an alternative to -3.',
	},
	'4': {
		meaning: 'Order status abnormal',
		resolution:
			'The order is not in a valid state for the requested operation. Check the order’s current status before retrying. See Order status codes.',
	},
	'22': {
		meaning: 'Non-personal order',
		resolution:
			'The operation is not permitted on this order type. This order was not placed as a personal order.',
	},
	'99': {
		meaning: 'PDF / email error',
		resolution:
			'PDF generation failed or a file exception occurred. Retry the request. If the error persists, check that your order is in status 0 (active) and contact MIOeSIM support.',
	},
	'400108': {
		meaning: 'Access denied',
		resolution: `Your IP address is not on the whitelist for the getESIMDetail endpoint. Contact MIOeSIM to add your server’s IP address.\n${accessDenied}`,
	},
	'400109': {
		meaning: 'Access not supported',
		resolution: `Your account is not enabled for the getESIMDetail endpoint. Contact MIOeSIM to request access.\n${accessDenied}`,
	},
};

/** On login, the same codes have other meanings (docs/api.md, section 2). */
export const loginErrorCodes: Readonly<Record<string, ErrorCode>> = {
	'-1': {
		meaning: 'Wrong phone number or password',
		resolution:
			"Check 'Phone Number' and 'Password' in the MIOeSIM credential: MIOeSIM does not accept them",
	},
	'-2': {
		meaning: 'Phone number or password is empty',
		resolution: "Fill in 'Phone Number' and 'Password' in the MIOeSIM credential",
	},
	'-3': {
		meaning: 'The account has no API permission',
		resolution:
			"'Phone Number' and 'Password' are right, but MIOeSIM has not enabled API access for this account. Ask your MIOeSIM contact to enable API access",
	},
	'-30': {
		meaning: errorCodes['-30'].meaning,
		resolution: `Check 'Secret Key' in the MIOeSIM credential: MIOeSIM refused it in both documented signature styles\n${errorCodes['-30'].resolution}`,
	},
};

/** Codes that mean something else at one endpoint (docs/api.md, section 4). */
const ownCodes: Readonly<Record<string, Readonly<Record<string, ErrorCode>>>> = {
	login: loginErrorCodes,
	refundOrder: {
		'-8': {
			meaning: errorCodes['-8'].meaning,
			resolution: `The order does not allow this cancellation. Many plans can’t be cancelled once they are installed or have started: read the notes of the package, and check the order’s status. If it should be possible, ask MIOeSIM support\n${errorCodes['-8'].resolution}`,
		},
	},
};

/** @returns the texts of a code at an endpoint; undefined when it is undocumented */
export function textsOf(code: string, endpoint: string | null): ErrorCode | undefined {
	const tables = [ownCodes[endpoint ?? ''] ?? {}, errorCodes];
	// A code such as `constructor` must not find a property that every object has.
	return tables.find((table) => Object.keys(table).includes(code))?.[code];
}

/** Whether a look-up that was refused with the code found nothing (docs/api.md, section 7). */
export function meansNothingFound(code: number | string | null): boolean {
	return ['3', '-3'].includes(String(code));
}

/** Codes that mean the call did not run, so any call may be sent again (section 4). */
export const tokenExpired = '-1';
export const signatureWrong = '-30';

/** Whether MIOeSIM's page has the code. */
export function isDocumented(code: string): boolean {
	return textsOf(code, null) !== undefined;
}

/**
 * MIOeSIM's messages are often Chinese; the first matching phrase decides. One with the meaning of a
 * documented code is translated with that code's text; the others are common in backends of this kind (a
 * guess: docs/api.md, section 4).
 */
const phrases: ReadonlyArray<readonly [RegExp, string]> = [
	[/余额不足/, 'Insufficient balance'],
	[/库存不足|资源不足/, 'Out of stock'],
	[/签名/, 'Signature is wrong'],
	[/白名单/, 'IP not whitelisted'],
	[/权限/, 'Access not supported'],
	[/非个人订单/, 'Non-personal order'],
	[/状态异常|状态不/, 'Order status abnormal'],
	[/为空|缺少参数/, 'Required parameter is null or empty'],
	[/参数/, 'Invalid parameter'],
	[/令牌|登录/, 'Token expired'],
	[/密码/, 'Wrong phone number or password'],
	[/不存在|未找到/, 'Data does not exist'],
	[/查询失败/, 'Query failed'],
	[/重复/, 'Duplicate'],
	[/频繁/, 'Too many requests'],
	[/超时/, 'Timed out'],
	[/邮件/, 'PDF / email error'],
	[/已过期/, 'Expired'],
	[/不支持/, 'Not supported'],
	[/失败/, 'Operation failed'],
	[/系统|异常/, 'System error'],
	[/维护/, 'Maintenance'],
];

/** Quotes MIOeSIM, and adds the English of a Chinese message if it is known. */
export function quoteVendor(apiMessage: string): string {
	const said = `MIOeSIM says: "${apiMessage}"`;
	const english = phrases.find(([phrase]) => phrase.test(apiMessage))?.[1];
	return english === undefined ? said : `${said} (${english})`;
}
