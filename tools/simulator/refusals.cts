/**
 * Codes of refusals. The last three are not documented by MIOeSIM, which has no code for an empty
 * balance, for a lack of stock or for an invalid number.
 */
export const CODES = {
	TOKEN: -1,
	MISSING: -2,
	FAILED: -3,
	QUERY: -8,
	NO_DP: -10,
	SIGNATURE: -30,
	NOT_FOUND: 3,
	STATUS: 4,
	NON_PERSONAL: 22,
	PDF: 99,
	IP: 400108,
	NOT_ENABLED: 400109,
	EXCEPTION: 500,
	BALANCE: 1013,
	STOCK: 1021,
};

/** MIOeSIM's message for each code: in English, and in Chinese, in which some endpoints answer. */
const MESSAGES: Record<number, [english: string, chinese: string]> = {
	[CODES.TOKEN]: ['token expired', 'token已过期，请重新登录'],
	[CODES.MISSING]: ['parameter is null', '参数为空'],
	[CODES.FAILED]: ['data not found', '操作失败，数据不存在'],
	[CODES.QUERY]: ['query failed', '查询失败'],
	[CODES.NO_DP]: ['dpId is null', 'dpId为空'],
	[CODES.SIGNATURE]: ['sign error', '签名错误'],
	[CODES.NOT_FOUND]: ['data does not exist', '数据不存在'],
	[CODES.STATUS]: ['order status is abnormal', '订单状态异常'],
	[CODES.NON_PERSONAL]: ['not a personal order', '非个人订单'],
	[CODES.PDF]: ['file exception', '文件异常'],
	[CODES.IP]: ['Access denied', '拒绝访问'],
	[CODES.NOT_ENABLED]: ['Access not supported', '不支持访问'],
	[CODES.BALANCE]: ['Insufficient account balance', '账户余额不足'],
	[CODES.STOCK]: [
		'Insufficient resources, please contact customer service',
		'库存不足，请联系客服',
	],
};

/** A call that was understood and refused: nothing was bought, changed or sent. */
export class Refusal extends Error {
	code: number;

	/** @param message the vendor's text; the usual one by default */
	constructor(code: number, message?: string) {
		super(message ?? '');
		this.code = code;
	}

	text(chinese: boolean): string {
		return this.message || (MESSAGES[this.code] ?? ['error', '错误'])[chinese ? 1 : 0];
	}
}

/** Java's message for an invalid number, leaked to the caller. */
export const numberFormat = (value: string) =>
	new Refusal(CODES.EXCEPTION, `java.lang.NumberFormatException: For input string: "${value}"`);
