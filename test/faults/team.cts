import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { CredentialStore, credentialOf, type CredentialData } from '../harness/credentials.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { JobSettings } from './batches.cts';
import type { Result } from './judge.cts';

/** Messages to a process: a seed for its clock, as it joins a team; a job; the answer to its request. */
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

/** Running processes without a team: the next team takes them, because a new one takes seconds to start. */
const idle: ChildProcess[] = [];
const teamOf = new Map<ChildProcess, Team>();

async function launch(): Promise<ChildProcess> {
	const child = fork(join(__dirname, 'worker.cts'), {
		execArgv: ['--require', 'tsx/cjs'],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		env: { ...process.env, N8N_LOG_LEVEL: 'silent' },
	});
	await new Promise<void>((resolve, reject) => {
		child.once('exit', () => {
			reject(new Error('A worker did not start'));
			teamOf.get(child)?.endJobsOf(child);
		});
		child.on('message', (message: FromWorker) => {
			if ('ready' in message) resolve();
			else teamOf.get(child)?.hear(child, message);
		});
	});
	return child;
}

/** Ends the processes that no team has any more. */
export async function endIdle(): Promise<void> {
	const ends = idle.splice(0).map(async (child) => {
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.disconnect();
		await gone;
	});
	await Promise.all(ends);
}

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

	/** @param seed of the random numbers in their clocks */
	async start(size: number, seed: number): Promise<this> {
		const seeds = Array.from({ length: size }, (_, index) => seed + index);
		await Promise.all(seeds.map(async (each) => await this.add(each)));
		return this;
	}

	/** Another process, which has sent nothing yet. */
	async add(seed: number): Promise<ChildProcess> {
		const child = idle.pop() ?? (await launch());
		this.members.push(child);
		teamOf.set(child, this);
		send(child, { seed });
		return child;
	}

	/**
	 * Runs the node in a process.
	 *
	 * @param settings of `runNode`, without the credential
	 * @returns the output; `killed` if the process ended
	 */
	async run(settings: JobSettings, child: ChildProcess): Promise<Result> {
		const job = ++this.lastJob;
		return await new Promise((resolve) => {
			this.jobs.set(job, { owner: child, resolve });
			send(child, { job, credential: this.credential.id, settings });
		});
	}

	/** The processes are free for another team. */
	stop(): void {
		for (const child of this.members) {
			teamOf.delete(child);
			if (child.connected) idle.push(child);
		}
	}

	hear(child: ChildProcess, message: Exclude<FromWorker, { ready: true }>): void {
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
	endJobsOf(child: ChildProcess): void {
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
