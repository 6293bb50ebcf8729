import { startSimulator, type RunningSimulator } from '../../simulator/index.cts';
import { startFarServer } from './farServer.cts';

/** A simulator in a process of its own, so that its work is not counted as the node's. */

let sim: RunningSimulator;

let farServer: { url: string; close: () => void } | undefined;

const commands = {
	start: async (settings) => {
		sim = await startSimulator(settings);
		return { url: sim.url, account: sim.account };
	},
	seed: async ({ count }) =>
		sim
			.seedOrders(count, { status: 0, activated: true, personal: true })
			.map((order) => order.plans[0].card.iccid),
	latency: async ({ ms }) => {
		sim.latency = ms;
	},
	failures: async ({ endpoint, rate, seed }) => {
		sim.faults.random({ endpoints: [endpoint], kinds: ['http'], rate, seed });
	},
	plain: async () => sim.catalogue.oddities.plain,
	far: async ({ roundTripMs }) => {
		farServer = await startFarServer(sim.url, roundTripMs);
		return { url: farServer.url };
	},
	near: async () => farServer?.close(),
	reset: async () => sim.reset(),
	stats: async () => ({
		calls: sim.calls.length,
		logins: sim.logins,
		connections: sim.connections,
		inFlight: sim.inFlight,
		ledger: sim.ledger.length,
	}),
};

process.on('message', async ({ id, command, settings }) => {
	try {
		process.send({ id, result: await commands[command](settings) });
	} catch (error) {
		process.send({ id, failure: String(error.stack) });
	}
});

process.on('disconnect', () => process.exit());
