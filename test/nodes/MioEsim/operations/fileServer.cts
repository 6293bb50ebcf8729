import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portOf } from '../../../harness/servers.cts';

/** A self-signed certificate. */
function certificate() {
	const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
	const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
	const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
	const subject = ['-subj', '/CN=localhost', '-keyout', key, '-out', cert];
	execFileSync('openssl', [...request, ...subject], { stdio: 'ignore' });
	return { key: readFileSync(key), cert: readFileSync(cert) };
}

/**
 * A server of files on one port, which counts who comes by TLS.
 *
 * @param speaksTls false: it breaks off who comes by TLS
 */
export async function startFileServer(serve: http.RequestListener, speaksTls = false) {
	const stats = { tls: 0, plain: 0 };
	const plain = http.createServer(serve);
	const secure = speaksTls ? https.createServer(certificate(), serve) : null;
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
