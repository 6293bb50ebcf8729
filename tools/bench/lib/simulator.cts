import { fork } from 'node:child_process';
import { join } from 'node:path';

import type { Settings } from '../../simulator/simulator.cts';
import type { Answer, Commands } from './simulatorProcess.cts';

interface Waiting {
	resolve: (result: unknown) => void;
	reject: (error: Error) => void;
}

/** Sends the simulator a command and waits for the answer. */
type Ask = <TCommand extends keyof Commands>(
	command: TCommand,
	...settings: Parameters<Commands[TCommand]>
) => Promise<Awaited<ReturnType<Commands[TCommand]>>>;

export type SimulatorProcess = Awaited<ReturnType<typeof startSimulatorProcess>>;

/** Starts a simulator in another process; every method sends a command and waits for the answer. */
export async function startSimulatorProcess(settings: Settings = {}) {
	const child = fork(join(__dirname, 'simulatorProcess.cts'), {
		execArgv: ['--require', 'tsx/cjs'],
	});
	const waiting = new Map<number, Waiting>();
	let last = 0;
	child.on('message', ({ id, result, failure }: Answer) => {
		const asked = waiting.get(id);
		waiting.delete(id);
		if (failure) asked?.reject(new Error(failure));
		else asked?.resolve(result);
	});
	// The other process answers each command with the result of its function.
	const ask = ((command: keyof Commands, commandSettings?: unknown) =>
		new Promise<unknown>((resolve, reject) => {
			waiting.set(++last, { resolve, reject });
			child.send({ id: last, command, settings: commandSettings });
		})) as Ask;
	const { url, account } = await ask('start', { seed: 1, ...settings });
	return { url, account, ask, close: () => child.kill() };
}
