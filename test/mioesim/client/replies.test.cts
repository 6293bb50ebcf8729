import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { useBench } from '../../harness/bench.cts';
import { createOrder, getSkus } from '../../harness/parameters.cts';
import { pour } from '../../harness/servers.cts';

/** Whatever a server sends takes bounded time and memory, and comes out as it was sent. */

const bench = useBench();
const MB = 1024 * 1024;

/** Answers every call but the login as configured; counts the calls, and the bytes that were read. */
async function withServer(
	answer: (response: ServerResponse) => void,
	test: (stats: { calls: string[]; sent: () => number }) => Promise<void>,
) {
	const calls: string[] = [];
	let sent = 0;
	const server = createServer((request, response) => {
		request.resume();
		const path = request.url ?? '';
		calls.push(path);
		if (path.includes('login')) {
			response.end(JSON.stringify({ code: 1, data: { token: '1-A' } }));
			return;
		}
		answer(response);
		response.once('close', () => (sent += response.socket?.bytesWritten ?? 0));
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	bench.credential.data.baseUrl = `http://127.0.0.1:${port}`;
	try {
		await test({ calls, sent: () => sent });
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

const tooLarge = {
	message: 'MIOeSIM answered with a reply of more than 16 MB',
	type: 'reply',
	retryable: false,
};

it('stops reading a reply of 600 MB, does not try again, and says so', async () => {
	await withServer(
		(response) => pour(response, 600),
		async ({ calls }) => {
			const { error } = await bench.run(getSkus());
			expect(error[0].error).toMatchObject(tooLarge);
			expect(calls.filter((path) => !path.includes('login'))).toHaveLength(1);
		},
	);
});

it('stops decompressing a reply of 1 MB that grows to 600 MB', async () => {
	const whole = Buffer.concat([Buffer.from('{"code":0,"data":"'), Buffer.alloc(100 * MB, ' ')]);
	const bomb = gzipSync(whole);
	await withServer(
		(response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
			response.end(bomb);
		},
		async ({ calls }) => {
			const before = process.memoryUsage().rss;
			const { error } = await bench.run(getSkus());
			expect(error[0].error).toMatchObject(tooLarge);
			expect(calls.filter((path) => !path.includes('login'))).toHaveLength(1);
			expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
		},
	);
});

it('does not parse five million values, and does not request them again', async () => {
	const body = `{"code":0,"data":[${'{},'.repeat(5_000_000)}{}]}`;
	await withServer(
		(response) => response.end(body),
		async ({ calls }) => {
			const { error } = await bench.run(getSkus());
			expect(error[0].error).toMatchObject({
				message: 'MIOeSIM answered with JSON that has too many levels or values',
				retryable: false,
			});
			expect(calls.filter((path) => !path.includes('login'))).toHaveLength(1);
		},
	);
});

it('accepts a reply of 15 MB', async () => {
	const body = JSON.stringify({ code: 0, data: [{ skuid: 1, display: 'x'.repeat(15 * MB) }] });
	await withServer(
		(response) => response.end(body),
		async () => {
			const { success } = await bench.run(getSkus());
			expect(success).toHaveLength(1);
		},
	);
});

it('an order with an oversized reply may have been placed', async () => {
	bench.withSession();
	const options = { preventDuplicates: false, checkPackage: false };
	const parameters = createOrder(bench.sim.catalogue.oddities.plain, { options });
	await withServer(
		(response) => pour(response, 20),
		async () => {
			const { success, error } = await bench.run(parameters);
			expect(success).toEqual([]);
			expect(error[0].error).toMatchObject({ outcome: 'unknown' });
		},
	);
});

it('reports a reply that cannot be decompressed', async () => {
	await withServer(
		(response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' });
			response.end('not gzip at all');
		},
		async () => {
			const { error } = await bench.run(getSkus());
			expect(error[0].error).toMatchObject({
				message: 'MIOeSIM answered with a reply that cannot be decompressed',
				type: 'reply',
			});
		},
	);
});

it('ends a reply that stops halfway by Timeout', async () => {
	await withServer(
		(response) => {
			response.writeHead(200, { 'content-length': '1000' });
			response.write('{"code":0,');
		},
		async () => {
			const { error } = await bench.run(getSkus({ options: { timeout: 1000 } }));
			expect(error[0].error).toMatchObject({
				message: 'MIOeSIM did not answer in time',
				type: 'network',
				retryable: true,
			});
		},
	);
});

it('a login with an oversized reply is not a login', async () => {
	const server = createServer((request, response) => {
		request.resume();
		pour(response, 50);
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	bench.credential.data.baseUrl = `http://127.0.0.1:${port}`;
	const { error } = await bench.run(getSkus());
	server.closeAllConnections();
	server.close();
	expect(error[0].error).toMatchObject({ ...tooLarge, outcome: 'notExecuted' });
});

it.each(['20', '19', '18'] as const)(
	'returns ICCIDs of %s digits digit by digit',
	async (digits) => {
		bench.sim.mode({ iccids: 'number', iccidDigits: digits });
		const { success } = await bench.run(createOrder(bench.sim.catalogue.oddities.plain));
		const [{ plans }] = [...bench.sim.orders.values()];
		expect(success[0].cards).toMatchObject([{ iccid: plans[0].card.iccid }]);
	},
);
