import { readAccount } from '../../dist/api/wire/account';
import { clock } from '../../dist/transport/clock';
import { startSimulator, type RunningSimulator } from '../../simulator/index.cts';
import { credentialOf, type CredentialStore } from './credentials.cts';
import { runNode } from './engine.cts';
import type { Settings } from '../../simulator/simulator.cts';

export const HOUR = 60 * 60 * 1000;

/** A simulator, a saved credential and pauses that take no time, fresh for every test of a file. */
export function useBench(settings: Settings = {}) {
	// A busy machine takes its time for several runs of the engine.
	jest.setTimeout(60_000);
	const real = { ...clock };
	const bench = {
		sim: undefined as RunningSimulator | undefined,
		credential: undefined as CredentialStore | undefined,
		/** Milliseconds of every pause that the node made. */
		pauses: [],
		/** Runs the node with these parameters. */
		run: async (parameters, more = {}) =>
			await runNode({ credential: bench.credential, parameters, ...more }),
		/** Endpoint keys in the order in which the simulator was called. */
		called: () => bench.sim.calls.map(({ endpoint }) => endpoint),
		/** Calls of one endpoint. */
		callsOf: (key) => bench.sim.calls.filter(({ endpoint }) => endpoint === key),
		/** The parameters of every call of one endpoint. */
		sentTo: (key) => bench.callsOf(key).map(({ params }) => params),
		/** The credential as n8n keeps it after a login: its token is alive. */
		withSession: (fields = {}) => {
			const { sessionAccount } = readAccount(bench.credential.data);
			Object.assign(bench.credential.data, {
				token: bench.sim.strangerLogin(bench.credential.data.phoneNumber),
				sessionExpiresAt: Date.now() + 2 * HOUR,
				signatureStyle: 'raw',
				sessionAccount,
				...fields,
			});
			return bench.credential;
		},
	};
	beforeEach(async () => {
		bench.sim = await startSimulator({ seed: 1, ...settings });
		bench.credential = credentialOf(bench.sim);
		bench.pauses = [];
		clock.pause = async (ms, signal) => {
			bench.pauses.push(ms);
			if (signal?.aborted) await real.pause(0, signal);
		};
		clock.random = () => 0.5;
	});
	afterEach(async () => {
		Object.assign(clock, real);
		await bench.sim.close();
	});
	return bench;
}
