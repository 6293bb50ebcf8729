import { createClock } from './clock.cts';
import { listen } from './server.cts';
import { Simulator } from './simulator.cts';

/** @typedef {Simulator & { close: () => Promise<void> }} RunningSimulator */

/**
 * A MIOeSIM on this machine.
 *
 * @param {import('./simulator').Settings} [settings]
 * @returns {Promise<RunningSimulator>}
 */
export async function startSimulator(settings = {}) {
	const sim = new Simulator(settings);
	const { url, close } = await listen(sim, settings.host ?? '127.0.0.1', settings.port ?? 0);
	sim.url = url;
	return Object.assign(sim, { close });
}

export { createClock };
