import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { randomBatches, settingsOf, type Batch, type JobSettings } from './batches.cts';
import { lastBooking } from './content.cts';
import { Plague, type Plagued } from './faults.cts';
import { Books, errorOf, judge, type Breach, type Result } from './judge.cts';
import { Team } from './team.cts';
import { TIMEOUT } from './time.cts';
import type { ChildProcess } from 'node:child_process';
import type { Settings } from '../../tools/simulator/simulator.cts';

/** Executions that run at the same time in each process. */
const SIDE_BY_SIDE = 4;

const CARDS = 100;

export interface Ordeal {
	seed: number;
	processes: number;
	/** A stranger logs in after this many calls; 0: never. */
	strangerEvery?: number;
	settings?: Settings;
}

/** What is run, and how it is judged. */
interface Trial<TBatch> {
	/** Each entry: batches that run one after another. */
	chains: TBatch[][];
	settingsOf: (batch: TBatch) => JobSettings;
	/** Called before a batch runs; what it returns judges the result. */
	judge: (batch: TBatch) => (result: Result) => Breach[];
}

/**
 * Runs batches in several processes on one account, while calls fail, orders are delivered, booked and
 * listed in unusual ways, and a stranger logs in. After each batch, the simulator's ledger is compared
 * with the node's outputs.
 */
export async function tryOut<TBatch extends Plagued>(
	{ seed, processes, strangerEvery = 0, settings }: Ordeal,
	trialOf: (sim: RunningSimulator) => Trial<TBatch>,
) {
	const sim = await startSimulator({ seed: 1, ...settings });
	const team = await new Team(sim).start(processes, seed);
	const plague = new Plague(sim, strangerEvery, seed);
	const trial = trialOf(sim);
	const began = Date.now();
	const breaches: Breach[] = [];
	let succeeded = 0;

	const run = async (batch: TBatch, child: ChildProcess) => {
		plague.begin(batch);
		const breachesOf = trial.judge(batch);
		const result = await team.run(trial.settingsOf(batch), child);
		// Late bookings count, too.
		await sleep(lastBooking(batch.content));
		for (const breach of breachesOf(result)) {
			const what = `${breach.what} (${batch.content.name} ${JSON.stringify(batch.content.modes)})`;
			breaches.push({ ...breach, what, calls: plague.callsOf(batch, began) });
		}
		succeeded += result.outputs.flat().filter((item) => errorOf(item) === null).length;
	};
	let next = 0;
	const lane = async (child: ChildProcess) => {
		while (next < trial.chains.length) {
			for (const batch of trial.chains[next++]) await run(batch, child);
		}
	};
	await Promise.all(
		team.members.flatMap((child) => Array.from({ length: SIDE_BY_SIDE }, () => lane(child))),
	);
	for (const { endpoint, param, reason } of sim.violations) {
		breaches.push({ rule: 'strict', batch: 'all', what: `${endpoint} ${param} ${reason}` });
	}
	team.stop();
	await sim.close();
	return { sim, team, counts: plague.counts, breaches, succeeded };
}

/** The fault matrix: random batches of orders and renewals. */
export async function runMatrix({ orders, ...ordeal }: Ordeal & { orders: number }) {
	let chains: Batch[][] = [];
	const tried = await tryOut<Batch>(ordeal, (sim) => {
		const books = new Books(sim);
		chains = randomBatches(ordeal.seed, orders, sim.catalogue.oddities, renewableCards(sim));
		return {
			chains,
			settingsOf: (batch) => settingsOf(batch, TIMEOUT),
			judge: (batch) => {
				const before = new Map(batch.items.map(({ tag }) => [tag, books.rowsOf(tag).length]));
				return (result) => judge(batch, result, books, before);
			},
		};
	});
	const { sim, team, breaches } = tried;
	const { deaths, refusedSessions, lostLogins } = tried.counts;
	breaches.push(...bookedTwice(sim, chains));
	if (team.needlessLogins > refusedSessions) {
		breaches.push({ rule: 'logins', batch: 'all', what: `${team.needlessLogins} needless logins` });
	}
	// Processes that see the same dead token at the same moment cannot know of each other.
	if (ordeal.processes === 1 && sim.logins > 1 + deaths + refusedSessions + lostLogins) {
		breaches.push({ rule: 'logins', batch: 'all', what: `${sim.logins} logins of one process` });
	}
	return tried;
}

/** The cards of live orders. */
function renewableCards(sim: RunningSimulator): string[] {
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	const seeding = { skuId, priceId, status: 0, activated: false, personal: true };
	return sim.seedOrders(CARDS, seeding).flatMap(({ plans }) => plans.map(({ card }) => card.iccid));
}

/** Over all batches with Prevent Duplicates on, no pair of IDs may be booked twice. */
function bookedTwice(sim: RunningSimulator, chains: readonly Batch[][]): Breach[] {
	const guarded = new Set<string>();
	for (const [batch] of chains) {
		if (batch.preventDuplicates) for (const { tag } of batch.items) guarded.add(tag);
	}
	const seen = new Set<string>();
	const breaches: Breach[] = [];
	for (const row of sim.ledger) {
		if (!guarded.has(sim.orders.get(row.orderNum)?.remark ?? '')) continue;
		if (row.kind !== 'order' && row.kind !== 'renewal') continue;
		const key = `${row.outerOrderId} ${row.outerItemId}`;
		if (seen.has(key)) breaches.push({ rule: 'twice', batch: 'all', what: key });
		seen.add(key);
	}
	return breaches;
}
