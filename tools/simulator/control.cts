import { readBody, writeReply } from './wire.cts';
import type { FaultSettings, RandomFaultSettings } from './faults.cts';
import type { Modes } from './modes.cts';
import type { Simulator } from './simulator.cts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The control interface: it lets other processes do what tests in the same process do with the object. */

export const PREFIX = '/_simulator/';

/** The fields that actions take, each some of them. Any other input has an error or no effect. */
export interface Sent extends Record<string, unknown> {
	phoneNumber?: string;
	/** to move the clock by */
	ms: number;
	iccid: string;
	/** ms */
	at?: number;
	mb: number;
	orderNum: string;
	status: number;
	iccids?: string[];
	/** of orders to seed */
	count: number;
}

const VIEWS: Record<string, (sim: Simulator) => unknown> = {
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
	modes: (sim) => sim.modes.current,
};

const ACTIONS: Record<string, (sim: Simulator, sent: Sent) => unknown> = {
	faults: (sim, sent) => sim.faults.add(sent as unknown as FaultSettings),
	'faults/random': (sim, sent) => {
		sim.faults.random(sent as unknown as RandomFaultSettings);
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
	mode: (sim, sent) => {
		sim.mode(sent as Partial<Modes>);
		return sim.modes.current;
	},
	status: (sim, { orderNum, status, iccids }) => sim.setStatus(orderNum, status, iccids),
	activate: (sim, { iccid, at }) => sim.activateCard(iccid, at),
	usage: (sim, { iccid, mb }) => sim.setUsage(iccid, mb),
	'seed-orders': (sim, { count, ...seeding }) =>
		sim.seedOrders(count, seeding).map((order) => order.orderNum),
	reset: (sim) => sim.reset(),
};

export async function control(sim: Simulator, request: IncomingMessage, response: ServerResponse) {
	const name = (request.url ?? '').slice(PREFIX.length).split('?')[0];
	const handlers = request.method === 'GET' ? VIEWS : ACTIONS;
	const answer = (status: number, value: unknown) =>
		writeReply(response, { status, body: JSON.stringify(value ?? null) });
	const body = request.method === 'GET' ? '' : await readBody(request);
	if (!Object.hasOwn(handlers, name)) {
		answer(404, { error: `No ${request.method ?? ''} ${name}` });
		return;
	}
	try {
		answer(200, handlers[name](sim, (body === '' ? {} : JSON.parse(body)) as Sent));
	} catch (error) {
		answer(400, { error: String(error) });
	}
}
