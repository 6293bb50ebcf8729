import { join, resolve } from 'node:path';
import { freePort, start, stop, waitFor } from './processes.cts';

const cli = join(
	resolve(process.env.E2E_SIMULATOR_DIR || join(__dirname, '..', '..', 'simulator')),
	'cli.cts',
);

/** A simulated MIOeSIM in a process of its own, and its control door. */
export class Simulator {
	static async start({ folder, port, seed = 1 }: { folder: string; port?: number; seed?: number }) {
		const simulator = new Simulator();
		const taken = port ?? (await freePort());
		simulator.url = `http://127.0.0.1:${taken}`;
		const args = [
			'--require',
			'tsx/cjs',
			cli,
			'--port',
			String(taken),
			'--seed',
			String(seed),
			'--quiet',
		];
		simulator.process = start(process.execPath, args, {
			env: process.env,
			log: join(folder, 'simulator.log'),
		});
		/** @type {{ phoneNumber: string, password: string, secretKey: string }} */
		simulator.account = await waitFor('the simulator', () => simulator.ask('account'), {
			limit: 15_000,
			alive: simulator.process,
		});
		return simulator;
	}

	/** @param door what is looked at: ledger, calls, violations, stats, account */
	async ask(door: string) {
		const response = await fetch(`${this.url}/_simulator/${door}`);
		if (!response.ok) throw new Error(`${door}: HTTP ${response.status}`);
		return response.json();
	}

	/**
	 * @param door faults, clock/advance, expire, reset
	 * @param {object} [body]
	 */
	async tell(door: string, body = {}) {
		const response = await fetch(`${this.url}/_simulator/${door}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${door}: HTTP ${response.status}`);
	}

	async logins(): Promise<number> {
		return (await this.ask('stats')).logins;
	}

	/** A credential for the simulated account, as `import:credentials` takes it. */
	credential({ id = 'mioesimcred00001', name = 'MIOeSIM simulator', ...data } = {}) {
		const { phoneNumber, password, secretKey } = this.account;
		return {
			id,
			name,
			type: 'mioEsimApi',
			data: { phoneNumber, password, secretKey, baseUrl: this.url, ...data },
		};
	}

	async stop() {
		await stop(this.process);
	}
}
