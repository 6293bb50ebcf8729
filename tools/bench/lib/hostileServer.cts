import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { pour } from '../../../test/harness/servers.cts';

const MB = 1024 * 1024;

/** How a broken or malicious server behaves. */
export type Hostility =
	| 'login429'
	| 'login500'
	| 'loginAnHour'
	| 'loginHangs'
	| 'tokensRefused'
	| 'pours'
	| 'bomb'
	| 'drips'
	| 'values';

type Answer = (response: ServerResponse) => void;

const json = (content: string) => (response: ServerResponse) => {
	response.end(content);
};
const status = (code: number, headers: Record<string, string> = {}) => {
	return (response: ServerResponse) => {
		response.writeHead(code, headers).end();
	};
};

/** A megabyte that decompresses to a thousand. */
function bomb(): Answer {
	const content = gzipSync(Buffer.alloc(1000 * MB, ' '), { level: 9 });
	return (response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' }).end(content);
	};
}

/** A character of a reply every 100 ms, for ever. */
const drip: Answer = (response) => {
	response.write('{"code":0,"data":[');
	const timer = setInterval(() => response.write(' '), 100);
	response.once('close', () => clearInterval(timer));
};

const login = json('{"code":1,"data":{"token":"1-A"}}');
const empty = json('{"code":0,"data":[]}');

/** The answers to the login, and to every other call. */
const answers: Record<Hostility, () => [login: Answer, other: Answer]> = {
	login429: () => [status(429), empty],
	login500: () => [status(500), empty],
	loginAnHour: () => [status(429, { 'retry-after': '3600' }), empty],
	loginHangs: () => [() => undefined, empty],
	tokensRefused: () => [login, json('{"code":-1,"message":"token"}')],
	pours: () => [login, (response) => pour(response, 600)],
	bomb: () => [login, bomb()],
	drips: () => [login, drip],
	values: () => [login, json(`{"code":0,"data":[${'{},'.repeat(5_000_000)}{}]}`)],
};

export async function startHostileServer(hostility: Hostility) {
	const calls = { logins: 0, others: 0 };
	const [toLogin, toOther] = answers[hostility]();
	const server = createServer((request, response) => {
		request.resume();
		const isLogin = request.url?.includes('login') === true;
		calls[isLogin ? 'logins' : 'others']++;
		(isLogin ? toLogin : toOther)(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		calls,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
