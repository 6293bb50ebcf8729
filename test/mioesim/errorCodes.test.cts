import {
	errorCodes,
	loginErrorCodes,
	meansNothingFound,
	quoteVendor,
	signatureWrong,
	tokenExpired,
} from '../../dist/mioesim/codes/errorCodes';
import { apiFailure } from '../../dist/mioesim/codes/failures';
import { documentedCodes } from './errorCodesPage.cts';

it('contains the codes of the page and no others', () => {
	const known = Object.keys(errorCodes).map(Number);
	const numerically = (left: number, right: number) => left - right;
	expect(known.sort(numerically)).toEqual(
		documentedCodes.map(({ code }) => code).sort(numerically),
	);
});

it.each(documentedCodes)('$code reads word for word as the page has it', (documented) => {
	const { code, meaning, resolution } = documented;
	const envelope = { code: String(code), message: '中文', data: null };
	expect(apiFailure(envelope, 'addEsimOrder').details).toMatchObject({
		...{ code, meaning, resolution, type: 'api', apiMessage: '中文', outcome: 'notExecuted' },
		retryable: [-1, 99].includes(code),
	});
});

it.each([
	['-1', 'Wrong phone number or password', /'Phone Number' and 'Password'/],
	['-2', 'Phone number or password is empty', /'Phone Number' and 'Password'/],
	['-3', 'The account has no API permission', /enable API access/],
	['-30', 'Signature is wrong', /Secret Key.*both documented signature styles/],
])('on login %s means something else', (code, meaning, resolution) => {
	const { details } = apiFailure({ code, message: null }, 'login');
	expect(details).toMatchObject({ meaning, type: 'login', retryable: false });
	expect(details.resolution).toMatch(resolution);
	expect(loginErrorCodes).toHaveProperty(code);
});

it('a login keeps the documented texts beside its own', () => {
	const [own, ...checklist] = loginErrorCodes[signatureWrong].resolution.split('\n');
	expect(own).toMatch(/^Check 'Secret Key'/);
	expect(checklist.join('\n')).toBe(errorCodes[signatureWrong].resolution);
	expect(apiFailure({ code: '4', message: null }, 'login').details.meaning).toBe(
		errorCodes[4].meaning,
	);
});

it('-8 on a cancellation says that the order does not allow it, elsewhere what the page says', () => {
	const of = (endpoint: string) => apiFailure({ code: '-8', message: null }, endpoint).details;
	expect(of('refundOrder').resolution).toMatch(/^The order does not allow this cancellation\./);
	expect(of('refundOrder').resolution.endsWith(`\n${errorCodes['-8'].resolution}`)).toBe(true);
	expect(of('getOrderInfo').resolution).toBe(errorCodes['-8'].resolution);
});

it('knows the codes by which a look-up says that it found nothing', () => {
	const codes = ['3', 3, '-3', -3, '-8', 0, null, '33', 'toString'];
	expect(codes.filter(meansNothingFound)).toEqual(['3', 3, '-3', -3]);
});

it('knows the codes after which a call is sent again with a new session', () => {
	expect(errorCodes[tokenExpired].meaning).toBe('Token expired');
	expect(errorCodes[signatureWrong].meaning).toBe('Signature is wrong');
});

const SAYS = /^MIOeSIM says: "([^"]*)"(?: \((.*)\))?$/;

it.each([
	['账户余额不足，请充值', 'Insufficient balance'],
	['库存不足', 'Out of stock'],
	['号码资源不足', 'Out of stock'],
	['签名错误', 'Signature is wrong'],
	['没有权限', 'Access not supported'],
	['令牌无效', 'Token expired'],
	['未找到该卡', 'Data does not exist'],
	['请勿重复提交', 'Duplicate'],
	['请求过于频繁', 'Too many requests'],
	['连接超时', 'Timed out'],
	['套餐已过期', 'Expired'],
	['不支持该国家', 'Not supported'],
	['操作失败', 'Operation failed'],
	['维护中', 'Maintenance'],
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
