import { quoteVendor } from '../../dist/mioesim/codes/vendorWords';

const SAYS = /^MIOeSIM says: "([^"]*)"(?: \((.*)\))?$/;

it.each([
	['账户余额不足，请充值', 'Insufficient balance'],
	['IP不在白名单', 'IP not whitelisted'],
	['非个人订单，不能退款', 'Non-personal order'],
	['订单状态异常', 'Order status abnormal'],
	['订单状态不正确', 'Order status abnormal'],
	['skuId不能为空', 'Required parameter is null or empty'],
	['缺少参数skuId', 'Required parameter is null or empty'],
	['参数错误', 'Invalid parameter'],
	['请重新登录', 'Token expired'],
	['密码错误', 'Wrong phone number or password'],
	['订单不存在', 'Data does not exist'],
	['查询失败', 'Query failed'],
	['邮件发送失败', 'PDF / email error'],
	['系统繁忙', 'System error'],
	['服务异常', 'System error'],
])('%s is quoted with its meaning: %s', (message, english) => {
	expect(SAYS.exec(quoteVendor(message))?.slice(1)).toEqual([message, english]);
});

it.each(['no balance', '', '龙', 'Türkçe', '库存'])(
	'%j is quoted without a translation',
	(message) => {
		expect(SAYS.exec(quoteVendor(message))?.slice(1)).toEqual([message, undefined]);
	},
);
