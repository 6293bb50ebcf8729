import http from 'node:http';
import { control, PREFIX } from './control.cts';
import { dispatch } from './dispatch.cts';
import { readRequest, writeReply } from './wire.cts';

/**
 * @typedef {object} Running
 * @property {string} url
 * @property {() => Promise<void>} close cuts every connection
 */

/**
 * @param {import('./simulator').Simulator} sim
 * @param {string} host
 * @param {number} port
 * @returns {Promise<Running>}
 */
export async function listen(sim, host, port) {
	/** Waiting answers: they must not keep the process alive once the simulator is closed. */
	/** @type {Set<NodeJS.Timeout>} */
	const timers = new Set();
	const pause = (/** @type {number} */ ms) =>
		new Promise((/** @type {(value: void) => void} */ resolve) => {
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
		answered.catch((error) => fail(request, response, error));
	});
	server.keepAliveTimeout = 0;
	server.requestTimeout = 0;
	countConnections(server, sim.connections);
	await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => resolve(undefined));
	});
	const address = /** @type {import('node:net').AddressInfo} */ server.address();
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

/**
 * @param {import('node:http').Server} server
 * @param {{ open: number, peak: number, total: number }} connections
 */
function countConnections(server, connections) {
	server.on('connection', (socket) => {
		connections.total++;
		connections.open++;
		connections.peak = Math.max(connections.peak, connections.open);
		socket.once('close', () => connections.open--);
	});
}

/**
 * @param {import('./simulator').Simulator} sim
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {(ms: number) => Promise<void>} pause
 */
async function serve(sim, request, response, pause) {
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
	const answer = typeof reply === 'function' ? reply() : reply;
	record.status = typeof answer === 'object' ? (answer.status ?? 200) : null;
	sim.log?.(lineOf(record));
	if (answer !== 'hang') leave();
	if (answer === 'drop') request.socket.destroy();
	else if (answer !== 'hang') writeReply(response, answer);
}

/** @param {import('./simulator').CallRecord} record @returns {string} */
function lineOf({ method, path, endpoint, code, status, fault, params }) {
	const given = Object.entries(params).map(([name, value]) => ` ${name}=${value}`);
	const outcome = [`HTTP ${status ?? '-'}`, `code ${code ?? '-'}`];
	if (fault !== null) outcome.push(`fault ${fault}`);
	return `${method} ${path} (${endpoint ?? 'unknown'})${given.join('')} -> ${outcome.join(', ')}`;
}

/**
 * A request that broke off, or a mistake of the simulator's own, which must be seen.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {Error} error
 */
function fail(request, response, error) {
	if (request.destroyed && !request.complete) return;
	if (response.headersSent || response.destroyed) return;
	writeReply(response, { status: 500, type: 'text/plain', body: `simulator: ${error.stack}` });
}
