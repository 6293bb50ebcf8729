import type { IDataObject } from 'n8n-workflow';

import { endpoints } from '../../../dist/mioesim/wire/endpoints';
import { eventNames } from '../../../dist/nodes/MioEsimTrigger/properties';
import type { FaultKind } from '../../simulator/faults.cts';
import { createRandom } from '../../simulator/random.cts';
import type { CredentialStore } from '../../../test/harness/credentials.cts';
import { MIOESIM, runNode, type NodeSettings } from '../../../test/harness/engine.cts';
import { ActiveTrigger } from '../../../test/harness/polling.cts';
import { parametersOf, table } from '../../../test/nodes/MioEsim/operations/table.cts';
import type { Sold, Stock } from '../../../test/nodes/MioEsim/operations/world.cts';
import { credentialFor } from './contenders.cts';
import type { SimulatorProcess } from './simulator.cts';

/** The results of the executions. */
export interface Tally {
	executions: number;
	/** items on Success */
	success: number;
	/** items on an Error output */
	failed: number;
	/** executions that an item stopped */
	stopped: number;
	polls: number;
	/** items of the trigger */
	events: number;
}

/** Every place that a failed item can go to. */
const WAYS: Partial<NodeSettings>[] = [
	{},
	{},
	{ errorConnected: false },
	{ errorConnected: false, node: { onError: 'continueRegularOutput' } },
	{ node: { onError: 'continueErrorOutput' } },
	{ node: { type: `${MIOESIM}Tool` } },
];

/** Random faults of a call: everything except hanging, which takes a whole Timeout. */
const KINDS: FaultKind[] = [
	...(['delay', 'drop', 'http', 'html', 'truncated', 'empty', 'expired', 'redirect'] as const),
];

/** Returned in place of a list or an object. */
const WRONG_DATA = ['maintenance', 7, true, null, [], [1], [[]], {}, { rows: 'x', total: 9 }];

const FAULT_RATE = 0.04;
const SOLD_AT_ONCE = 200;
const DEFECT = /Report it with this text/;

/** Executions of all operations, mixed with polls of a trigger, and what goes wrong around them. */
export class Mixture {
	readonly tally: Tally = {
		executions: 0,
		success: 0,
		failed: 0,
		stopped: 0,
		polls: 0,
		events: 0,
	};
	/** Bugs in the node itself: there must be none. */
	readonly defects = new Set<string>();
	private readonly random;
	private readonly credential: CredentialStore;
	private readonly trigger: ActiveTrigger;
	private readonly sold: Sold[] = [];

	private constructor(
		private readonly sim: SimulatorProcess,
		private readonly oddities: Stock['catalogue']['oddities'],
		seed: number,
	) {
		this.random = createRandom(seed);
		this.credential = credentialFor(sim);
		this.trigger = new ActiveTrigger({
			credential: this.credential,
			parameters: {
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				events: [...eventNames],
				statuses: [],
				thresholds: '50, 80',
				daysBefore: 3,
				filters: {},
				options: {},
			},
		});
	}

	static async start(sim: SimulatorProcess, seed: number): Promise<Mixture> {
		const endpointsWithFiles = [...Object.keys(endpoints), 'pdf'];
		await sim.ask('randomFaults', {
			endpoints: endpointsWithFiles,
			kinds: KINDS,
			rate: FAULT_RATE,
			seed,
		});
		return new Mixture(sim, await sim.ask('oddities'), seed);
	}

	/** One execution, of anything that is drawn. */
	async execute(): Promise<void> {
		const { random, tally } = this;
		tally.executions++;
		await this.disturb();
		if (random.chance(0.05)) await this.poll();
		else await this.run();
	}

	/** Expired tokens, replies of the wrong kind, calls that hang. */
	private async disturb(): Promise<void> {
		const { random, sim } = this;
		const endpoint = random.pick(Object.keys(endpoints));
		if (random.chance(0.03)) await sim.ask('expire');
		if (random.chance(0.02)) await sim.ask('stranger');
		if (random.chance(0.01)) await sim.ask('fault', { kind: 'hang', endpoint });
		if (random.chance(0.1)) {
			const data = random.pick<unknown>(WRONG_DATA);
			await sim.ask('fault', { kind: 'code', code: 0, data, endpoint });
		}
	}

	private async poll(): Promise<void> {
		const { trigger, tally } = this;
		tally.polls++;
		tally.events += (await trigger.poll()).length;
		// In n8n, they would now be in the database.
		trigger.emitted = [];
		trigger.errors = [];
	}

	private async run(): Promise<void> {
		const { random, tally } = this;
		if (this.sold.length < SOLD_AT_ONCE) {
			this.sold.push(...(await this.sim.ask('sold', { count: SOLD_AT_ONCE })));
		}
		const row = random.pick(table);
		const missing = Object.values(row.missing ?? {});
		const changes = random.chance(0.1) && missing.length > 0 ? random.pick(missing) : {};
		const download = row.name === 'order:getPdf' ? { download: random.chance(0.7) } : {};
		const { success, outputs, stoppedBy } = await runNode<IDataObject>({
			credential: this.anyCredential(),
			parameters: parametersOf(row, this.stock, { ...download, ...changes }),
			items: Array.from({ length: random.integer(1, 3) }, (_, item) => ({ item })),
			...random.pick(WAYS),
		});
		const failures = outputs.flat().filter(({ json }) => 'error' in json);
		tally.success += success.filter((json) => !('error' in json)).length;
		tally.failed += failures.length;
		if (stoppedBy !== undefined) tally.stopped++;
		const texts = [
			...failures.map(({ json }) => JSON.stringify(json.error)),
			stoppedText(stoppedBy),
		];
		for (const text of texts) if (DEFECT.test(text)) this.defects.add(`${row.name}: ${text}`);
	}

	/** Mostly the account's; now and then one that was edited, or that cannot log in. */
	private anyCredential(): CredentialStore {
		if (!this.random.chance(0.03)) return this.credential;
		const other = credentialFor(this.sim);
		if (this.random.chance(0.5)) other.data.password = this.random.hex(8);
		else other.data.baseUrl = `${other.data.baseUrl}/`;
		return other;
	}

	/** What parameters are made from: orders that the simulator has sold, each used once. */
	private get stock(): Stock {
		return {
			catalogue: { oddities: this.oddities },
			clock: { now: () => Date.now() },
			seedOrders: () => {
				const order = this.sold.pop();
				if (order === undefined) throw new Error('No order is left');
				return [order];
			},
		};
	}
}

function stoppedText(error: unknown): string {
	const { message, description } = (error ?? {}) as { message?: string; description?: string };
	return `${message ?? ''} ${description ?? ''}`;
}
