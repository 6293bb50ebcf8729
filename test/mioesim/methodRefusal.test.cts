import { readEnvelope } from '../../dist/mioesim/wire/envelope';
import { refusesMethod } from '../../dist/mioesim/wire/methodRefusal';

const refuses = (status: number, body: unknown) => refusesMethod(status, readEnvelope(body));

it.each([
	[405, '<html>'],
	[405, ''],
	[404, '<html>'],
	[501, ''],
	[405, { timestamp: 1, status: 405, error: 'Method Not Allowed', path: '/x' }],
	[200, { timestamp: 1, status: 405, error: 'Method Not Allowed', path: '/x' }],
	[200, { timestamp: 1, status: '405', error: 'Method Not Allowed', path: '/x' }],
	[404, { timestamp: 1, status: 404, error: 'Not Found', path: '/x' }],
	[200, { code: 500, message: "Request method 'POST' not supported" }],
	[200, { code: 500, msg: "Request method 'POST' is not supported" }],
	[200, { code: -1, message: 'Method Not Allowed' }],
	[200, { code: 0, message: 'HTTP method POST is not supported by this URL' }],
	[500, { code: '-3', message: 'unsupported request method' }],
	[200, { code: 500, message: '不支持POST请求' }],
	[200, { code: 500, message: "请求地址'/x'，不支持'POST'请求" }],
	[200, { code: 500, message: '请求方式不支持' }],
	[200, { code: 500, message: '不支持的请求方法' }],
	[200, { code: 500, message: '该接口只支持GET请求' }],
	[200, { code: 405, message: 'no' }],
	[405, { code: 500, message: null }],
])('by status %i and %j', (status, body) => expect(refuses(status, body)).toBe(true));

it.each([
	[200, { code: -1, message: 'token expired' }],
	[405, { code: -1, message: 'token expired' }],
	[404, { code: -3, message: 'not found' }],
	[200, { code: 0, message: 'success', data: [] }],
	[200, { code: 22, message: '非个人订单，不支持退款' }],
	[200, { code: 500, message: 'The plan is not supported' }],
	[403, '<html>'],
	[500, { timestamp: 1, status: 500, error: 'Internal Server Error', path: '/x' }],
	[200, { status: 405 }],
	[200, ''],
])('not by status %i and %j', (status, body) => expect(refuses(status, body)).toBe(false));

it.each([
	'GET methods are not allowed',
	'Unsupported method',
	'this method: not supported',
	'仅支持GET',
	'只能用POST',
	'不允许 GET',
	'请求方法错误',
	'请求方法不支持',
	'get 错误',
])('%s is a refusal of the method, in any envelope', (message) => {
	expect(refuses(200, { code: 0, message })).toBe(true);
});

it.each([
	'methodical, not supported',
	'supported methods: none allowed',
	'method unsupportedly',
	'GETTING 错误',
	'请求失败',
	'请求方',
	'不支持',
	'POST',
	`${' '.repeat(2)}${'x'.repeat(500)} method not allowed`,
])('%s is not', (message) => {
	expect(refuses(200, { code: 0, message })).toBe(false);
});

it('reads a message to its 500th character', () => {
	const message = 'method not allowed';
	const at = (start: number) =>
		refuses(200, { code: 0, message: 'x '.repeat(start / 2) + message });
	expect(at(500 - message.length)).toBe(true);
	expect(at(500 - message.length + 2)).toBe(false);
});

it('a documented code keeps its meaning, whatever the HTTP status', () => {
	expect(refuses(405, { code: -3, message: 'no' })).toBe(false);
	expect(refuses(404, { code: 777, message: 'no' })).toBe(false);
	expect(refuses(405, { code: 777, message: 'no' })).toBe(true);
});
