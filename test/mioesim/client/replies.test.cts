import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import { useBench } from '../../harness/bench.cts';
import { getSkus } from '../../harness/parameters.cts';
import { portOf, pour } from '../../harness/servers.cts';

/** Whatever a server sends takes bounded time and memory. */

const bench = useBench();
const MB = 1024 * 1024;

/** The failure of a read from a server that answers like this, and how often it was asked. */
async function read(
	answer: (response: ServerResponse) => void,
	{ login, timeout = 20_000 }: { login?: typeof answer; timeout?: number } = {},
) {
	let calls = 0;
	const server = createServer((request, response) => {
		request.resume();
		if (!request.url?.includes('login')) calls++;
		else if (login) return void login(response);
		else return void response.end('{"code":1,"data":{"token":"1-A"}}');
		answer(response);
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	bench.credential.data.baseUrl = `http://127.0.0.1:${portOf(server)}`;
	const { error } = await bench.run(getSkus({ options: { timeout } }));
	server.closeAllConnections();
	server.close();
	return { failure: error[0].error, calls };
}

const gzipped = (body: Buffer | string) => (response: ServerResponse) => {
	response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
	response.end(body);
};
const bomb = () => gzipSync(Buffer.concat([Buffer.from('{"code":0,"data":"'), blanks()]));
const blanks = () => Buffer.alloc(100 * MB, ' ');

it.each<[what: string, answer: (response: ServerResponse) => void, why: string]>([
	['of 600 MB', (response) => pour(response, 600), 'a reply of more than 16 MB'],
	['that grows to 100 MB', gzipped(bomb()), 'a reply of more than 16 MB'],
	[
		'with five million values',
		(response) => response.end(`{"code":0,"data":[${'{},'.repeat(5_000_000)}{}]}`),
		'JSON that has too many levels or values',
	],
	['that is not what it says', gzipped('not gzip at all'), 'a reply that cannot be decompressed'],
])('a reply %s is not read to its end, and not requested again', async (_, answer, why) => {
	const before = process.memoryUsage().rss;
	const { failure, calls } = await read(answer);
	expect(failure).toMatchObject({
		message: `MIOeSIM answered with ${why}`,
		type: 'reply',
		retryable: false,
	});
	expect(calls).toBe(1);
	expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
});

it('a login with an oversized reply is not a login', async () => {
	const login = (response: ServerResponse) => pour(response, 50);
	const { failure, calls } = await read(() => {}, { login });
	expect(failure).toMatchObject({ type: 'reply', retryable: false, outcome: 'notExecuted' });
	expect(calls).toBe(0);
});

it('a reply that stops halfway is ended by Timeout', async () => {
	const halfway = (response: ServerResponse) => {
		response.writeHead(200, { 'content-length': '1000' });
		response.write('{"code":0,');
	};
	const { failure } = await read(halfway, { timeout: 1000 });
	expect(failure).toMatchObject({
		message: 'MIOeSIM did not answer in time',
		type: 'network',
		retryable: true,
	});
});
