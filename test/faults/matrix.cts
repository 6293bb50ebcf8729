import { startSimulator, type RunningSimulator } from '../../simulator/index.cts';
import { randomBatches, settingsOf } from './batches.cts';
import { plague } from './faults.cts';
import { Books, judge, RULES } from './judge.cts';
import { Team } from './team.cts';
import { TIMEOUT } from './time.cts';

/** Executions that run at the same time in each process. */
const SIDE_BY_SIDE = 4;

const CARDS = 100;

/**
 * The fault matrix: random batches in several processes on one account, while calls fail and a stranger
 * logs in; after each the simulator's books and the node's outputs are held side by side.
 *
 * @param size.orders items at least
 * @param size.strangerEvery calls
 */
export async function runMatrix({
	orders,
	seed,
	processes,
	strangerEvery = 60,
}: {
	orders: number;
	seed: number;
	processes: number;
	strangerEvery?: number;
}) {
	const sim = await startSimulator({ seed: 1 });
	const team = await new Team(sim).start(processes, seed);
	const began = Date.now();
	const trouble = plague(sim, strangerEvery, seed);
	const books = new Books(sim);
	const chains = randomBatches(seed, orders, sim.catalogue.oddities, renewableCards(sim));
	const totals = {
		batches: 0,
		items: 0,
		repeated: 0,
		succeeded: 0,
		failed: 0,
		unknown: 0,
		executed: 0,
		stopped: 0,
		duplicates: 0,
	};
	const breaches = [];

	const runBatch = async (batch, child) => {
		trouble.begin(batch);
		const before = new Map(batch.items.map(({ tag }) => [tag, books.rowsOf(tag).length]));
		const result = await team.run(settingsOf(batch, TIMEOUT), child);
		const found = judge(batch, result, books, before);
		for (const breach of found) breach.calls = trouble.callsOf(batch, began);
		breaches.push(...found);
		count(totals, batch, result);
	};
	let next = 0;
	const lane = async (child) => {
		while (next < chains.length) for (const batch of chains[next++]) await runBatch(batch, child);
	};
	await Promise.all(
		team.members.flatMap((child) => Array.from({ length: SIDE_BY_SIDE }, () => lane(child))),
	);
	breaches.push(...bookedTwice(sim, chains));
	if (team.needlessLogins > trouble.counts.refusedSessions) {
		breaches.push({ rule: 'logins', batch: 'all', what: `${team.needlessLogins} needless logins` });
	}
	const { calls, faults, deaths, refusedSessions, lostLogins, byKind } = trouble.counts;
	const sum = {
		'batches, their repetitions included': totals.batches,
		'orders to place': totals.items,
		'orders sent again with their own ids': totals.repeated,
		'orders booked by MIOeSIM': sim.ledger.filter(({ kind }) => kind === 'order').length,
		'renewals booked by MIOeSIM': sim.ledger.filter(({ kind }) => kind === 'renewal').length,
		'items on Success': totals.succeeded,
		'  of these found instead of bought again': totals.duplicates,
		'items failed': totals.failed,
		'  of these with the outcome unknown': totals.unknown,
		'  of these with the outcome executed': totals.executed,
		'batches stopped by an error': totals.stopped,
		calls: calls,
		'calls that were made to fail': faults,
		...Object.fromEntries(
			Object.entries(byKind)
				.sort()
				.map(([kind, n]) => [`  ${kind}`, n]),
		),
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
	const rules = {
		...RULES,
		logins: 'Logins beyond the need',
		strict: 'Requests a stricter server refuses',
	};
	for (const { endpoint, param, reason } of sim.violations) {
		breaches.push({ rule: 'strict', batch: 'all', what: `${endpoint} ${param} ${reason}` });
	}
	await team.stop();
	await sim.close();
	return { sum, breaches, rules };
}

/** Cards of orders that stand. */
function renewableCards(sim: RunningSimulator) {
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	const seeding = { skuId, priceId, status: 0, activated: false, personal: true };
	return sim.seedOrders(CARDS, seeding).flatMap(({ plans }) => plans.map(({ card }) => card.iccid));
}

/** Over all batches: no pair of ids that a batch with the protection used is booked twice. */
function bookedTwice(sim: RunningSimulator, chains) {
	const guarded = new Set();
	for (const [batch] of chains) {
		if (batch.preventDuplicates) for (const { tag } of batch.items) guarded.add(tag);
	}
	const seen = new Set();
	const breaches = [];
	for (const row of sim.ledger) {
		if (!guarded.has(sim.orders.get(row.orderNum)?.remark)) continue;
		const key = `${row.outerOrderId} ${row.outerItemId}`;
		if (seen.has(key)) breaches.push({ rule: 'twice', batch: 'all', what: key });
		seen.add(key);
	}
	return breaches;
}

function count(totals, batch, { outputs = [], stoppedBy }) {
	totals.batches++;
	if (batch.id.endsWith('r0')) totals.items += batch.items.length;
	else totals.repeated += batch.items.length;
	if (stoppedBy) totals.stopped++;
	for (const { json } of outputs.flat()) {
		const { error } = json;
		if (error === undefined || error === null) totals.succeeded++;
		else {
			totals.failed++;
			if (error.outcome === 'unknown') totals.unknown++;
			if (error.outcome === 'executed') totals.executed++;
		}
		if (json.duplicate === true) totals.duplicates++;
	}
}
