import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { portOf } from '../../../harness/servers.cts';
import { certificate } from '../../../harness/certificate.cts';

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
