/**
 * MIOeSIM's messages are often Chinese. A phrase with the meaning of a documented code is translated with
 * that code's text; the other phrases are common in backends of this kind (a guess: docs/api.md, section
 * 4).
 */

/** The first matching phrase decides what a message means. */
const phrases: ReadonlyArray<readonly [string, string]> = [
	['余额不足', 'Insufficient balance'],
	['库存不足', 'Out of stock'],
	['资源不足', 'Out of stock'],
	['签名', 'Signature is wrong'],
	['白名单', 'IP not whitelisted'],
	['权限', 'Access not supported'],
	['非个人订单', 'Non-personal order'],
	['状态异常', 'Order status abnormal'],
	['状态不', 'Order status abnormal'],
	['为空', 'Required parameter is null or empty'],
	['缺少参数', 'Required parameter is null or empty'],
	['参数', 'Invalid parameter'],
	['令牌', 'Token expired'],
	['登录', 'Token expired'],
	['密码', 'Wrong phone number or password'],
	['不存在', 'Data does not exist'],
	['未找到', 'Data does not exist'],
	['查询失败', 'Query failed'],
	['重复', 'Duplicate'],
	['频繁', 'Too many requests'],
	['超时', 'Timed out'],
	['邮件', 'PDF / email error'],
	['已过期', 'Expired'],
	['不支持', 'Not supported'],
	['失败', 'Operation failed'],
	['系统', 'System error'],
	['异常', 'System error'],
	['维护', 'Maintenance'],
];

/** Quotes MIOeSIM, and adds the English of a Chinese message if it is known. */
export function quoteVendor(apiMessage: string): string {
	const said = `MIOeSIM says: "${apiMessage}"`;
	const english = phrases.find(([phrase]) => apiMessage.includes(phrase))?.[1];
	return english === undefined ? said : `${said} (${english})`;
}
