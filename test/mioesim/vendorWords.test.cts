import { quoteVendor } from '../../dist/mioesim/codes/vendorWords';

const SAYS = /^MIOeSIM says: "([^"]*)"(?: \((.*)\))?$/;

it.each([
	['账户余额不足，请充值', 'Insufficient balance'],
	['套餐库存不足', 'Out of stock'],
	['号码资源不足', 'Out of stock'],
	['签名错误', 'Signature is wrong'],
	['IP不在白名单', 'IP not whitelisted'],
	['没有权限', 'Access not supported'],
	['非个人订单，不能退款', 'Non-personal order'],
	['订单状态异常', 'Order status abnormal'],
	['订单状态不正确', 'Order status abnormal'],
	['skuId不能为空', 'Required parameter is null or empty'],
	['iccid为空', 'Required parameter is null or empty'],
	['缺少参数skuId', 'Required parameter is null or empty'],
	['参数错误', 'Invalid parameter'],
	['令牌无效', 'Token expired'],
	['请重新登录', 'Token expired'],
	['密码错误', 'Wrong phone number or password'],
	['订单不存在', 'Data does not exist'],
	['未找到订单', 'Data does not exist'],
	['查询失败', 'Query failed'],
	['重复提交', 'Duplicate'],
	['请求过于频繁', 'Too many requests'],
	['请求超时', 'Timed out'],
	['邮件发送失败', 'PDF / email error'],
	['套餐已过期', 'Expired'],
	['不支持的卡', 'Not supported'],
	['操作失败', 'Operation failed'],
	['系统繁忙', 'System error'],
	['服务异常', 'System error'],
	['维护中', 'Maintenance'],
])('%s is quoted with its meaning: %s', (message, english) => {
	expect(SAYS.exec(quoteVendor(message))?.slice(1)).toEqual([message, english]);
});

it.each(['no balance', '', '龙', 'Türkçe', '库存'])(
	'%j is quoted without a translation',
	(message) => {
		expect(SAYS.exec(quoteVendor(message))?.slice(1)).toEqual([message, undefined]);
	},
);
