import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { kill, start, waitFor, type Started } from './processes.cts';
import type { Workbench } from './workbench.cts';

/** Bull's keys in Redis, as n8n names its queue. */
const QUEUE = 'bull:jobs';

const STARTED = /Worker started execution \S+ \(job (\d+)\)/g;
const FINISHED = /Worker finished execution \S+ \(job (\d+)\)/g;

/** One of n8n's workers. */
export class Worker {
	private constructor(private readonly process: Started) {}

	static async start({ instance }: Workbench, number: number) {
		const log = join(instance.folder, `worker-${number}.log`);
		const worker = start(instance.n8n.node.bin, [instance.n8n.cli, 'worker', '--concurrency=10'], {
			env: await instance.env(),
			cwd: instance.folder,
			log,
		});
		await waitFor(`worker ${number}`, () => /worker is now ready/i.test(worker.output), {
			limit: 120_000,
			alive: worker,
		});
		return new Worker(worker);
	}

	/** The jobs that it took. */
	get taken(): string[] {
		return this.jobs(STARTED);
	}

	/**
	 * Ends it with SIGKILL.
	 *
	 * @returns the jobs that it had not finished
	 */
	async kill(): Promise<string[]> {
		await kill(this.process);
		const finished = new Set(this.jobs(FINISHED));
		return this.taken.filter((job) => !finished.has(job));
	}

	private jobs(line: RegExp) {
		return [...this.process.output.matchAll(line)].map(([, job]) => job);
	}
}

/**
 * Does at once what the queue does with jobs of a worker that has been gone for a minute: others may take
 * them again. n8n 1.x starts them again; 2.x gives them up, unless its main process starts anew meanwhile.
 *
 * @param jobs some that the worker had
 * @returns all that it had
 */
export function startAgain(redisCli: string, port: string, jobs: readonly string[]): string[] {
	const redis = (...args: string[]) =>
		execFileSync(redisCli, ['-p', port, ...args], { encoding: 'utf8' }).trim();
	const lockOf = (job: string) => redis('GET', `${QUEUE}:${job}:lock`);
	// All locks of a worker have the same value. It had taken more jobs than it has told.
	const own = jobs.map(lockOf).find((lock) => lock !== '');
	const active = redis('LRANGE', `${QUEUE}:active`, '0', '-1').split('\n');
	const left = active.filter((job) => own !== undefined && lockOf(job) === own);
	for (const job of left) {
		redis('LREM', `${QUEUE}:active`, '1', job);
		redis('DEL', `${QUEUE}:${job}:lock`);
		redis('RPUSH', `${QUEUE}:wait`, job);
	}
	return left;
}
