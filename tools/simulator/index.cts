import { createClock } from './clock.cts';
import { listen } from './server.cts';
import { Simulator, type Settings } from './simulator.cts';

export type RunningSimulator = Simulator & { close: () => Promise<void> };

/** A MIOeSIM on this machine. */
export async function startSimulator(settings: Settings = {}): Promise<RunningSimulator> {
	const sim = new Simulator(settings);
	const { url, close } = await listen(sim, settings.host ?? '127.0.0.1', settings.port ?? 0);
	sim.url = url;
	return Object.assign(sim, { close });
}

export { createClock };
