import http from 'node:http';
import { control, PREFIX } from './control.cts';
import { dispatch } from './dispatch.cts';
import { readRequest, writeReply } from './wire.cts';
import type { CallRecord, Simulator } from './simulator.cts';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export interface Running {
	url: string;
	/** closes every connection at once */
	close: () => Promise<void>;
}

export async function listen(sim: Simulator, host: string, port: number): Promise<Running> {
	/** Answers that wait: they must not keep the process alive after the simulator is closed. */
	const timers: Set<NodeJS.Timeout> = new Set();
	const pause = (ms: number) =>
		new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				timers.delete(timer);
				resolve();
			}, ms);
			timers.add(timer);
		});

	const server = http.createServer((request, response) => {
		const isControl = request.url?.startsWith(PREFIX);
		const answered = isControl
			? control(sim, request, response)
			: serve(sim, request, response, pause);
		answered.catch((error: unknown) => fail(request, response, error));
	});
	server.keepAliveTimeout = 0;
	server.requestTimeout = 0;
	countConnections(server, sim.connections);
	await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => resolve(undefined));
	});
	const address = server.address() as AddressInfo;
	return {
		url: `http://${address.family === 'IPv6' ? `[${host}]` : host}:${address.port}`,
		close: () =>
			new Promise((resolve) => {
				for (const timer of timers) clearTimeout(timer);
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function countConnections(
	server: Server,
	connections: { open: number; peak: number; total: number },
) {
	server.on('connection', (socket) => {
		connections.total++;
		connections.open++;
		connections.peak = Math.max(connections.peak, connections.open);
		socket.once('close', () => connections.open--);
	});
}

async function serve(
	sim: Simulator,
	request: IncomingMessage,
	response: ServerResponse,
	pause: (ms: number) => Promise<void>,
) {
	sim.inFlight.now++;
	sim.inFlight.peak = Math.max(sim.inFlight.peak, sim.inFlight.now);
	let isOpen = true;
	const leave = () => {
		if (isOpen) sim.inFlight.now--;
		isOpen = false;
	};
	response.once('close', leave);
	const read = await readRequest(request);
	if (sim.latency > 0) await pause(sim.latency);
	const { record, reply, wait } = dispatch(sim, read);
	if (wait > 0) await pause(wait);
	const answer = await (typeof reply === 'function' ? reply() : reply);
	record.status = typeof answer === 'object' ? (answer.status ?? 200) : null;
	sim.log?.(lineOf(record));
	if (answer !== 'hang') leave();
	if (answer === 'drop') request.socket.destroy();
	else if (answer !== 'hang') writeReply(response, answer);
}

function lineOf({ method, path, endpoint, code, status, fault, params }: CallRecord): string {
	const given = Object.entries(params).map(([name, value]) => ` ${name}=${value}`);
	const outcome = [`HTTP ${status ?? '-'}`, `code ${code ?? '-'}`];
	if (fault !== null) outcome.push(`fault ${fault}`);
	return `${method} ${path} (${endpoint ?? 'unknown'})${given.join('')} -> ${outcome.join(', ')}`;
}

/** A request that was cut off, or a bug in the simulator, which must be visible. */
function fail(request: IncomingMessage, response: ServerResponse, error: unknown) {
	if (request.destroyed && !request.complete) return;
	if (response.headersSent || response.destroyed) return;
	const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
	writeReply(response, { status: 500, type: 'text/plain', body: `simulator: ${said}` });
}
