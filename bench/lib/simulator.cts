import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Starts a simulator in another process; every method asks it and waits for the answer. */
export async function startSimulatorProcess(settings = {}) {
	const child = fork(join(__dirname, 'simulatorProcess.cts'), {
		execArgv: ['--require', 'tsx/cjs'],
	});
	const waiting = new Map();
	let last = 0;
	child.on('message', ({ id, result, failure }) => {
		const { resolve, reject } = waiting.get(id);
		waiting.delete(id);
		if (failure) reject(new Error(failure));
		else resolve(result);
	});
	const ask = (command: string, settings) =>
		new Promise((resolve, reject) => {
			waiting.set(++last, { resolve, reject });
			child.send({ id: last, command, settings });
		});
	const { url, account } = await ask('start', { seed: 1, ...settings });
	return { url, account, ask, close: () => child.kill() };
}
