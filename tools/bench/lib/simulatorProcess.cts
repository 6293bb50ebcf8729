import { freshOrder, type Sold } from '../../../test/nodes/MioEsim/operations/world.cts';
import type { FaultSettings, RandomFaultSettings } from '../../simulator/faults.cts';
import { startSimulator, type RunningSimulator } from '../../simulator/index.cts';
import type { Settings } from '../../simulator/simulator.cts';
import { startFarServer } from './farServer.cts';

/** A simulator in its own process, so that its work is not counted as the node's. */

let sim: RunningSimulator;

let farServer: { url: string; close: () => void } | undefined;

const commands = {
	start: async (settings: Settings) => {
		sim = await startSimulator(settings);
		return { url: sim.url, account: sim.account };
	},
	seed: ({ count }: { count: number }) =>
		sim
			.seedOrders(count, { status: 0, activated: true, personal: true })
			.map((order) => order.plans[0].card.iccid),
	latency: ({ ms }: { ms: number }) => {
		sim.latency = ms;
	},
	failures: ({ endpoint, rate, seed }: { endpoint: string; rate: number; seed: number }) => {
		sim.faults.random({ endpoints: [endpoint], kinds: ['http'], rate, seed });
	},
	/** The commands: what tests do with the object. */
	fault: (fault: FaultSettings) => {
		sim.faults.add(fault);
	},
	randomFaults: (faults: RandomFaultSettings) => {
		sim.faults.random(faults);
	},
	expire: () => sim.expireTokens(),
	stranger: () => {
		sim.strangerLogin();
	},
	oddities: () => sim.catalogue.oddities,
	/** Orders for parameters, each for one run only. */
	sold: ({ count }: { count: number }) =>
		Array.from({ length: count }, (): Sold => {
			const { orderNum, plans } = freshOrder(sim).order;
			return { orderNum, plans: plans.map(({ card: { iccid } }) => ({ card: { iccid } })) };
		}),
	plain: () => sim.catalogue.oddities.plain,
	far: async ({ roundTripMs }: { roundTripMs: number }) => {
		farServer = await startFarServer(sim.url, roundTripMs);
		return { url: farServer.url };
	},
	near: () => farServer?.close(),
	reset: () => sim.reset(),
	stats: () => ({
		calls: sim.calls.length,
		logins: sim.logins,
		connections: sim.connections,
		inFlight: sim.inFlight,
		ledger: sim.ledger.length,
	}),
};

export type Commands = typeof commands;

interface Question {
	id: number;
	command: keyof Commands;
	/** The settings of the command. */
	settings: never;
}

/** The result of a command, or why it failed. */
export interface Answer {
	id: number;
	result?: unknown;
	failure?: string;
}

function send(answer: Answer) {
	process.send?.(answer);
}

async function answer({ id, command, settings }: Question): Promise<void> {
	const work: (settings: never) => unknown = commands[command];
	try {
		send({ id, result: await work(settings) });
	} catch (error) {
		send({ id, failure: String(error instanceof Error ? error.stack : error) });
	}
}

process.on('message', (question: Question) => void answer(question));

process.on('disconnect', () => process.exit());
