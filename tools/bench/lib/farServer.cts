import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { certificate } from '../../../test/harness/servers.cts';

async function listen(server: net.Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** Passes data from one side to the other, in order, `ms` later and not before `notBefore`. */
function delayed(from: Socket, to: Socket, ms: number, notBefore = 0): void {
	const later = (run: () => void) =>
		setTimeout(run, Math.max(0, notBefore - performance.now()) + ms);
	from.on('data', (chunk: Buffer) => later(() => to.writable && to.write(chunk)));
	from.on('end', () => later(() => to.end()));
	from.on('error', () => to.destroy());
	from.on('close', () => later(() => to.destroy()));
}

/**
 * The simulator as if it were far away: TLS, and every byte takes half a round trip. A new connection
 * costs a round trip before its first byte, like TCP's handshake; the handshake of TLS comes on top.
 *
 * @param roundTripMs time there and back
 */
export async function startFarServer(
	simulatorUrl: string,
	roundTripMs: number,
): Promise<{ url: string; close: () => void }> {
	const { port: simulatorPort } = new URL(simulatorUrl);
	const agent = new http.Agent({ keepAlive: true });
	const secure = https.createServer(certificate, (request, response) => {
		const { method, url: path, headers } = request;
		const onward = http.request({ agent, port: simulatorPort, method, path, headers }, (reply) => {
			response.writeHead(reply.statusCode ?? 502, reply.headers);
			reply.pipe(response);
		});
		onward.on('error', () => response.destroy());
		request.pipe(onward);
	});
	secure.keepAliveTimeout = 60_000;
	const securePort = await listen(secure);
	const road = net.createServer((near) => {
		const far = net.connect(securePort, '127.0.0.1');
		near.setNoDelay(true);
		far.setNoDelay(true);
		delayed(near, far, roundTripMs / 2, performance.now() + roundTripMs);
		delayed(far, near, roundTripMs / 2);
	});
	const port = await listen(road);
	return {
		url: `https://127.0.0.1:${port}`,
		close: () => {
			road.close();
			secure.close();
			secure.closeAllConnections();
			agent.destroy();
		},
	};
}
