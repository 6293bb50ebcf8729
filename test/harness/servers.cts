import { readFileSync } from 'node:fs';
import http, { type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type Server } from 'node:net';
import { join } from 'node:path';

/** Parts of servers that tests, benchmarks and the end-to-end checks start. */

/** The port that a listening server uses. */
export function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return address.port;
}

const FIXTURES = join(__dirname, '../fixtures');

/**
 * A self-signed certificate for localhost, and its key, which protects nothing. It was made once and is
 * valid until 2126: Node.js can't make certificates, and not every machine has OpenSSL.
 */
export const certificate = {
	key: readFileSync(join(FIXTURES, 'localhost-key.pem')),
	cert: readFileSync(join(FIXTURES, 'localhost-cert.pem')),
};

const MB = 1024 * 1024;

/** Answers with blanks, then an empty list, as long as the client reads. */
export function pour(response: ServerResponse, megabytes: number): void {
	const chunk = Buffer.alloc(MB, ' ');
	let left = megabytes;
	const write = () => {
		while (left-- > 0) {
			if (!response.write(chunk)) {
				response.once('drain', write);
				return;
			}
		}
		response.end('{"code":0,"data":[]}');
	};
	response.writeHead(200, { 'content-type': 'application/json' });
	write();
}

/**
 * A file server on one port that counts connections with and without TLS.
 *
 * @param speaksTls false: it drops TLS connections
 */
export async function startFileServer(serve: http.RequestListener, speaksTls = false) {
	const stats = { tls: 0, plain: 0 };
	const plain = http.createServer(serve);
	const secure = speaksTls ? https.createServer(certificate, serve) : null;
	const server = net.createServer((socket) => {
		socket.once('error', () => {});
		socket.once('data', (first) => {
			socket.pause();
			socket.unshift(first);
			const isTls = first[0] === 0x16;
			stats[isTls ? 'tls' : 'plain']++;
			if (isTls && secure === null) {
				socket.destroy();
				return;
			}
			(isTls ? secure : plain)?.emit('connection', socket);
			process.nextTick(() => socket.resume());
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	return {
		stats,
		host: `127.0.0.1:${portOf(server)}`,
		close: async () => {
			plain.closeAllConnections();
			secure?.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
