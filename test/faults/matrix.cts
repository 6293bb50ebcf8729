import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { randomBatches, settingsOf, type Batch } from './batches.cts';
import { lastBooking } from './content.cts';
import { Plague } from './faults.cts';
import { Books, errorOf, judge, type Breach, type Findings, type Result } from './judge.cts';
import { Team } from './team.cts';
import { TIMEOUT } from './time.cts';
import type { ChildProcess } from 'node:child_process';

/** Executions that run at the same time in each process. */
export const SIDE_BY_SIDE = 4;

const CARDS = 100;

export interface MatrixSize {
	/** items at least */
	orders: number;
	seed: number;
	processes: number;
	/** calls */
	strangerEvery?: number;
}

const noTotals = () => ({
	batches: 0,
	items: 0,
	repeated: 0,
	succeeded: 0,
	failed: 0,
	unknown: 0,
	executed: 0,
	stopped: 0,
	duplicates: 0,
});
type Totals = ReturnType<typeof noTotals>;

/**
 * The fault matrix: random batches in several processes on one account, while calls fail, orders are
 * delivered, booked and listed in unusual ways, and a stranger logs in. After each batch, the simulator's
 * ledger is compared with the node's outputs.
 */
export async function runMatrix({
	orders,
	seed,
	processes,
	strangerEvery = 60,
}: MatrixSize): Promise<Findings> {
	const sim = await startSimulator({ seed: 1 });
	const team = await new Team(sim).start(processes, seed);
	const began = Date.now();
	const plague = new Plague(sim, strangerEvery, seed);
	const books = new Books(sim);
	const chains = randomBatches(seed, orders, sim.catalogue.oddities, renewableCards(sim));
	const totals = noTotals();
	const contents: Record<string, number> = {};
	const breaches: Breach[] = [];

	const runBatch = async (batch: Batch, child: ChildProcess) => {
		plague.begin({ ...batch, isTraceable: isTraceable(batch) });
		const before = new Map(batch.items.map(({ tag }) => [tag, books.rowsOf(tag).length]));
		const result = await team.run(settingsOf(batch, TIMEOUT), child);
		// Late bookings count, too.
		await sleep(lastBooking(batch.content));
		for (const breach of judge(batch, result, books, before)) {
			const what = `${breach.what} (${batch.content.name} ${JSON.stringify(batch.content.modes)})`;
			breaches.push({ ...breach, what, calls: plague.callsOf(batch, began) });
		}
		count(totals, batch, result);
		contents[batch.content.name] = (contents[batch.content.name] ?? 0) + batch.items.length;
	};
	await inLanes(team, chains, async (chain, child) => {
		for (const batch of chain) await runBatch(batch, child);
	});
	breaches.push(...bookedTwice(sim, chains));
	if (team.needlessLogins > plague.counts.refusedSessions) {
		breaches.push({ rule: 'logins', batch: 'all', what: `${team.needlessLogins} needless logins` });
	}
	const { calls, faults, deaths, refusedSessions, lostLogins, byKind } = plague.counts;
	const sum = {
		'batches, including repetitions': totals.batches,
		'orders to place': totals.items,
		'orders sent again with their own IDs': totals.repeated,
		...indented(contents),
		'orders booked by MIOeSIM': sim.ledger.filter(({ kind }) => kind === 'order').length,
		'renewals booked by MIOeSIM': sim.ledger.filter(({ kind }) => kind === 'renewal').length,
		'items on Success': totals.succeeded,
		'  of these, found instead of bought again': totals.duplicates,
		'items failed': totals.failed,
		'  of these, with the outcome unknown': totals.unknown,
		'  of these, with the outcome executed': totals.executed,
		'batches stopped by an error': totals.stopped,
		calls,
		'calls that were made to fail': faults,
		...indented(byKind),
		'processes on the account': processes,
		'tokens killed by strangers and faults': deaths,
		'live sessions refused by faults': refusedSessions,
		'replies to a login that were lost': lostLogins,
		logins: sim.logins,
	};
	// Processes that see the same dead token at the same moment cannot know of each other.
	if (processes === 1 && sim.logins > 1 + deaths + refusedSessions + lostLogins) {
		breaches.push({ rule: 'logins', batch: 'all', what: `${sim.logins} logins of one process` });
	}
	for (const { endpoint, param, reason } of sim.violations) {
		breaches.push({ rule: 'strict', batch: 'all', what: `${endpoint} ${param} ${reason}` });
	}
	await team.stop();
	await sim.close();
	return { sum, breaches };
}

/** Runs every entry of a list in one of the processes, several side by side. */
export async function inLanes<T>(
	team: Team,
	list: readonly T[],
	run: (entry: T, child: ChildProcess) => Promise<void>,
): Promise<void> {
	let next = 0;
	const lane = async (child: ChildProcess) => {
		while (next < list.length) await run(list[next++], child);
	};
	await Promise.all(
		team.members.flatMap((child) => Array.from({ length: SIDE_BY_SIDE }, () => lane(child))),
	);
}

export const indented = (figures: Record<string, number>): Record<string, number> =>
	Object.fromEntries(
		Object.entries(figures)
			.sort(([left], [right]) => (left < right ? -1 : 1))
			.map(([name, figure]) => [`  ${name}`, figure]),
	);

/** With Prevent Duplicates off, an order is looked up only if the node generates its IDs. */
const isTraceable = ({ preventDuplicates, items }: Batch): boolean =>
	preventDuplicates || items.every(({ lineId }) => !lineId);

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

function count(totals: Totals, batch: Batch, { outputs, stoppedBy }: Result): void {
	totals.batches++;
	if (batch.id.endsWith('r0')) totals.items += batch.items.length;
	else totals.repeated += batch.items.length;
	if (stoppedBy) totals.stopped++;
	for (const item of outputs.flat()) {
		const error = errorOf(item);
		if (error === null) totals.succeeded++;
		else {
			totals.failed++;
			if (error.outcome === 'unknown') totals.unknown++;
			if (error.outcome === 'executed') totals.executed++;
		}
		if (item.json.duplicate === true) totals.duplicates++;
	}
}
