import { readBody, writeReply } from './wire.cts';

/** The door for other processes: what tests in the same process do with the object. */

export const PREFIX = '/_simulator/';

/**
 * @typedef {import('./simulator').Simulator} Simulator
 * @typedef {Record<string, any>} Sent
 */

/** @type {Record<string, (sim: Simulator) => unknown>} */
const VIEWS = {
	ledger: (sim) => sim.ledger,
	calls: (sim) => sim.calls,
	violations: (sim) => sim.violations,
	stats: ({ logins, loginAttempts, strangerLogins, connections, inFlight }) => ({
		logins,
		loginAttempts,
		strangerLogins,
		connections,
		inFlight,
	}),
	account: ({ account: { phoneNumber, password, secretKey, balance }, url }) => ({
		phoneNumber,
		password,
		secretKey,
		baseUrl: url,
		balance,
	}),
	oddities: (sim) => sim.catalogue.oddities,
};

/** @type {Record<string, (sim: Simulator, sent: Sent) => unknown>} */
const ACTIONS = {
	faults: (sim, sent) => sim.faults.add(/** @type {any} */ sent),
	'faults/random': (sim, sent) => {
		sim.faults.random(/** @type {any} */ sent);
	},
	'faults/clear': (sim) => sim.faults.clear(),
	'clock/advance': (sim, { ms }) => {
		sim.clock.advance(ms);
		return { now: sim.clock.now() };
	},
	expire: (sim, { phoneNumber }) => sim.expireTokens(phoneNumber),
	stranger: (sim, { phoneNumber }) => {
		sim.strangerLogin(phoneNumber);
	},
	'account/set': (sim, { phoneNumber, ...flags }) => {
		Object.assign(phoneNumber ? sim.accountOf(phoneNumber) : sim.account, flags);
	},
	activate: (sim, { iccid, at }) => sim.activateCard(iccid, at),
	usage: (sim, { iccid, mb }) => sim.setUsage(iccid, mb),
	'seed-orders': (sim, { count, ...seeding }) =>
		sim.seedOrders(count, seeding).map((order) => order.orderNum),
	reset: (sim) => sim.reset(),
};

/**
 * @param {Simulator} sim
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function control(sim, request, response) {
	const name = (request.url ?? '').slice(PREFIX.length).split('?')[0];
	const doors = request.method === 'GET' ? VIEWS : ACTIONS;
	const answer = (/** @type {number} */ status, /** @type {unknown} */ value) =>
		writeReply(response, { status, body: JSON.stringify(value ?? null) });
	const body = request.method === 'GET' ? '' : await readBody(request);
	if (!Object.hasOwn(doors, name)) return answer(404, { error: `No ${request.method} ${name}` });
	try {
		return answer(200, doors[name](sim, body === '' ? {} : JSON.parse(body)));
	} catch (error) {
		return answer(400, { error: String(error) });
	}
}
