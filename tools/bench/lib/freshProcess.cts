import { fork } from 'node:child_process';

/** Runs a script in its own process, which gets one message and answers with one. */
export async function inFreshProcess<TResult>(script: string, task: object): Promise<TResult> {
	const child = fork(script, { execArgv: ['--require', 'tsx/cjs', '--expose-gc'] });
	child.send(task);
	const result = await new Promise<TResult>((resolve, reject) => {
		child.once('message', (message) => resolve(message as TResult));
		child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
	});
	child.kill();
	return result;
}
