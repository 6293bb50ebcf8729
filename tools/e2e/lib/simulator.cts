import { join, resolve } from 'node:path';
import type { CallRecord, Counters } from '../../simulator/simulator.cts';
import type { LedgerRow } from '../../simulator/booking.cts';
import type { SimulatedAccount } from '../../../test/harness/credentials.cts';
import { freePort, start, stop, waitFor, type Started } from './processes.cts';

const cli = join(
	resolve(process.env.E2E_SIMULATOR_DIR || join(__dirname, '..', '..', 'simulator')),
	'cli.cts',
);

/** What the control interface shows. */
interface Views {
	account: SimulatedAccount;
	ledger: LedgerRow[];
	calls: CallRecord[];
	violations: unknown[];
	stats: Counters;
}

export type SimulatorCredential = ReturnType<Simulator['credential']>;

/** A simulated MIOeSIM in its own process, and its control interface. */
export class Simulator {
	/** Set as soon as the simulator answers. */
	account: SimulatedAccount = { phoneNumber: '', password: '', secretKey: '' };

	private constructor(
		readonly url: string,
		private readonly process: Started,
	) {}

	static async start({ folder, port, seed = 1 }: { folder: string; port?: number; seed?: number }) {
		const taken = port ?? (await freePort());
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
		const started = start(process.execPath, args, {
			env: process.env,
			log: join(folder, 'simulator.log'),
		});
		const simulator = new Simulator(`http://127.0.0.1:${taken}`, started);
		simulator.account = await waitFor('the simulator', () => simulator.ask('account'), {
			limit: 15_000,
			alive: started,
		});
		return simulator;
	}

	/** @param view what to read */
	async ask<TView extends keyof Views>(view: TView): Promise<Views[TView]> {
		const response = await fetch(`${this.url}/_simulator/${view}`);
		if (!response.ok) throw new Error(`${view}: HTTP ${response.status}`);
		return (await response.json()) as Views[TView];
	}

	/** @param action faults, clock/advance, expire, reset */
	async tell(action: string, body: object = {}) {
		const response = await fetch(`${this.url}/_simulator/${action}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${action}: HTTP ${response.status}`);
	}

	async logins(): Promise<number> {
		return (await this.ask('stats')).logins;
	}

	/** A credential for the simulated account, as `import:credentials` takes it. */
	credential({
		id = 'mioesimcred00001',
		name = 'MIOeSIM simulator',
		...data
	}: { id?: string; name?: string } & Partial<SimulatedAccount> = {}) {
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
