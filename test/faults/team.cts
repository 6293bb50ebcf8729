import { fork } from 'node:child_process';
import { join } from 'node:path';
import { credentialOf } from '../harness/credentials.cts';
import type { RunningSimulator } from '../../simulator/index.cts';

/**
 * Several n8n processes on one MIOeSIM account: they share the credential, as queue-mode workers share
 * a database.
 */
export class Team {
	sim;
	credential;
	members = [];
	jobs = new Map();
	lastJob = 0;
	/** Token that each reading of the credential gave, and whether it was alive then. */
	readings = [];
	/** Logins that were begun though the credential, as it was read last, held a live token. */
	needlessLogins = 0;
	logins = 0;

	/** @param {object} sim */
	constructor(sim: RunningSimulator, fields = {}) {
		this.sim = sim;
		this.credential = credentialOf(sim, fields);
	}

	/** @param seed of the chance in their clocks; none: real time */
	async start(size: number, seed?: number) {
		await Promise.all(
			Array.from({ length: size }, async (_, index) => {
				await this.add(seed === undefined ? undefined : seed + index);
			}),
		);
		return this;
	}

	async add(seed: number | undefined) {
		const child = fork(join(__dirname, 'worker.cts'), {
			execArgv: ['--require', 'tsx/cjs'],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			env: { ...process.env, N8N_LOG_LEVEL: 'silent' },
		});
		this.members.push(child);
		await new Promise((resolve, reject) => {
			child.once('exit', () => reject(new Error('A worker did not start')));
			child.on('message', (message) => {
				if (message.ready) resolve();
				else this.hear(child, message);
			});
		});
		child.once('exit', () => this.bury(child));
		if (seed !== undefined) child.send({ seed });
		return child;
	}

	hear(child, message: string) {
		if (message.store === undefined) {
			const { resolve } = this.jobs.get(message.job);
			this.jobs.delete(message.job);
			resolve(message);
			return;
		}
		const answer = this.serve(message);
		if (child.connected) child.send({ answerTo: message.id, answer });
	}

	/** Keeps the credential by n8n's rules. */
	serve({ store, session, reading }) {
		if (store === 'update') this.credential.update(session);
		if (store === 'loggingIn') {
			this.logins++;
			if (this.readings[reading]) this.needlessLogins++;
		}
		if (store !== 'read') return null;
		const data = this.credential.read();
		const isLive = data.token !== '' && data.token === this.sim.account.token;
		return { ...data, reading: this.readings.push(isLive) - 1 };
	}

	/** Jobs of a process that is gone get no answer. */
	bury(child) {
		for (const [job, { owner, resolve }] of this.jobs) {
			if (owner !== child) continue;
			this.jobs.delete(job);
			resolve({ job, killed: true });
		}
	}

	/**
	 * Runs the node in a process.
	 *
	 * @param {object} settings of `runNode`, less the credential
	 * @returns {Promise<object>} what came out of it; `killed` when its process ended
	 */
	async run(settings, child = this.members[this.lastJob % this.members.length]) {
		const job = ++this.lastJob;
		return await new Promise((resolve) => {
			this.jobs.set(job, { owner: child, resolve });
			child.send({ job, credential: this.credential.id, settings });
		});
	}

	async stop() {
		await Promise.all(
			this.members.map(async (child) => {
				if (child.exitCode !== null || child.signalCode !== null) return;
				const gone = new Promise((resolve) => child.once('exit', resolve));
				if (child.connected) child.disconnect();
				await gone;
			}),
		);
	}
}
