import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { CredentialStore, credentialOf, type CredentialData } from '../harness/credentials.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { JobSettings } from './batches.cts';
import type { Result } from './judge.cts';

/** Messages to a process: a seed for its clock, a job, or the answer to its request. */
export type ToWorker =
	| { seed: number }
	| { job: number; credential: string; settings: JobSettings }
	| { answerTo: number; answer: StoredCredential | null };

/** Messages from a process: a request for the credential, or the result of a job. */
export type FromWorker =
	| { ready: true }
	| ({ job: number } & Partial<Result>)
	| ({ id: number } & Question);

export type Question =
	| { store: 'read' }
	| { store: 'update'; session: IDataObject }
	| { store: 'loggingIn'; reading: number };

/** The credential, and which reading of it this is. */
export interface StoredCredential extends CredentialData {
	reading: number;
}

interface Job {
	owner: ChildProcess;
	resolve: (result: Result) => void;
}

const NOTHING: Result = { outputs: [] };

/**
 * Several n8n processes on one MIOeSIM account: they share the credential, as queue-mode workers share a
 * database.
 */
export class Team {
	readonly members: ChildProcess[] = [];
	/** Logins that began although the credential had a live token when it was last read. */
	needlessLogins = 0;
	logins = 0;
	private readonly credential: CredentialStore;
	private readonly jobs = new Map<number, Job>();
	private lastJob = 0;
	/** Whether the token of each reading was alive at that time. */
	private readonly readings: boolean[] = [];

	constructor(
		private readonly sim: RunningSimulator,
		fields: Partial<CredentialData> = {},
	) {
		this.credential = credentialOf(sim, fields);
	}

	/** @param seed of the random numbers in their clocks; real time if omitted */
	async start(size: number, seed?: number): Promise<this> {
		const seeds = Array.from({ length: size }, (_, index) =>
			seed === undefined ? undefined : seed + index,
		);
		await Promise.all(seeds.map(async (each) => await this.add(each)));
		return this;
	}

	async add(seed?: number): Promise<ChildProcess> {
		const child = fork(join(__dirname, 'worker.cts'), {
			execArgv: ['--require', 'tsx/cjs'],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			env: { ...process.env, N8N_LOG_LEVEL: 'silent' },
		});
		this.members.push(child);
		await new Promise<void>((resolve, reject) => {
			child.once('exit', () => {
				reject(new Error('A worker did not start'));
			});
			child.on('message', (message: FromWorker) => {
				if ('ready' in message) resolve();
				else this.hear(child, message);
			});
		});
		child.once('exit', () => {
			this.endJobsOf(child);
		});
		if (seed !== undefined) send(child, { seed });
		return child;
	}

	/**
	 * Runs the node in a process.
	 *
	 * @param settings of `runNode`, without the credential
	 * @returns the output; `killed` if the process ended
	 */
	async run(
		settings: JobSettings,
		child = this.members[this.lastJob % this.members.length],
	): Promise<Result> {
		const job = ++this.lastJob;
		return await new Promise((resolve) => {
			this.jobs.set(job, { owner: child, resolve });
			send(child, { job, credential: this.credential.id, settings });
		});
	}

	async stop(): Promise<void> {
		await Promise.all(
			this.members.map(async (child) => {
				if (child.exitCode !== null || child.signalCode !== null) return;
				const gone = new Promise((resolve) => child.once('exit', resolve));
				if (child.connected) child.disconnect();
				await gone;
			}),
		);
	}

	private hear(child: ChildProcess, message: Exclude<FromWorker, { ready: true }>): void {
		if ('store' in message) {
			const answer = this.serve(message);
			if (child.connected) send(child, { answerTo: message.id, answer });
			return;
		}
		this.jobs.get(message.job)?.resolve({ ...NOTHING, ...message });
		this.jobs.delete(message.job);
	}

	/** Stores the credential by n8n's rules. */
	private serve(question: Question): StoredCredential | null {
		if (question.store === 'update') this.credential.update(question.session);
		if (question.store === 'loggingIn') {
			this.logins++;
			if (this.readings[question.reading]) this.needlessLogins++;
		}
		if (question.store !== 'read') return null;
		const data = this.credential.read();
		const isLive = data.token !== '' && data.token === this.sim.account.token;
		return { ...data, reading: this.readings.push(isLive) - 1 };
	}

	/** Ends the jobs of a dead process, which sends no result. */
	private endJobsOf(child: ChildProcess): void {
		for (const [job, { owner, resolve }] of this.jobs) {
			if (owner !== child) continue;
			this.jobs.delete(job);
			resolve({ ...NOTHING, killed: true });
		}
	}
}

const send = (child: ChildProcess, message: ToWorker): void => {
	child.send(message);
};
