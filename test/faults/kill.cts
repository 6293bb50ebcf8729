import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import type { ChildProcess } from 'node:child_process';
import { createRandom, type Random } from '../../tools/simulator/random.cts';
import { settingsOf, type Batch } from './batches.cts';
import { Team } from './team.cts';
import type { PackagePick } from '../../tools/simulator/oddities.cts';
import type { Breach, Result } from './judge.cts';

const RULES = {
	twice: 'Orders booked twice',
	missing: 'Items not bought by the second process',
	unmarked: 'Bought before the kill, but not marked as a duplicate',
	invented: 'Marked as a duplicate, but bought by the second process',
};

const LINES = 8;
/** An item takes two calls: the look-up and the order. The package is read once. */
const CALLS = 2 * LINES + 3;

/** Nothing is slow here, and a busy machine must not look like it: the longest that the node allows. */
const TIMEOUT = 600_000;

/** @returns lines of shop orders, two of them equal */
function batchOf(
	round: number,
	random: Random,
	{ skuId, priceId, apiCode = '' }: PackagePick,
): Batch {
	const hasLineIds = random.chance(0.5);
	const items = Array.from({ length: LINES }, (_, index) => ({
		tag: `b${round}-${index}`,
		shopOrder: `shop-b${round}-${index % 3}`,
		lineId: hasLineIds ? `line-${index}` : '',
		skuId,
		priceId,
		apiCode,
		count: 1,
		iccid: '',
		daypassDays: '',
		beginDate: '',
	}));
	return {
		id: `b${round}r0`,
		operation: 'create',
		items,
		route: 'errorOutput',
		tries: 1,
		preventDuplicates: true,
		output: 'order',
		orderBy: random.pick(['package', 'apiCode']),
		simplify: true,
		faultRate: 0,
		faultSeed: 0,
		content: { name: 'as documented', modes: {} },
		repeatable: true,
		isTraceable: true,
	};
}

/**
 * A process is killed in the middle of a batch, at a random call, and another process runs the same
 * items.
 */
export async function runKills({ rounds, seed }: { rounds: number; seed: number }) {
	const random = createRandom(seed);
	const sim = await startSimulator({ seed: 1 });
	const team = new Team(sim);
	const breaches: Breach[] = [];
	/** Processes killed in the middle, orders booked before that, and orders returned as duplicates. */
	const totals = { killed: 0, before: 0, duplicates: 0 };
	let left = Infinity;
	let victim: ChildProcess | null = null;
	sim.faults.generators.push(() => {
		if (--left === 0) victim?.kill('SIGKILL');
		return null;
	});

	let next = await team.add(seed);
	for (let round = 0; round < rounds; round++) {
		const batch = batchOf(round, random, sim.catalogue.oddities.plain);
		const settings = settingsOf(batch, TIMEOUT);
		victim = next;
		const spare = team.add(seed + round + 1);
		sim.latency = random.pick([0, 2, 10]);
		left = random.integer(1, CALLS);
		const first = await team.run(settings, victim);
		left = Infinity;
		if (first.killed) totals.killed++;
		next = await spare;
		// Calls that were running when the process died must have arrived.
		do await new Promise((resolve) => setTimeout(resolve, sim.latency + 10));
		while (sim.inFlight.now > 0 || sim.connections.open > 0);
		const bought = new Set(sim.ledger.map(({ orderNum }) => orderNum));
		totals.before += sim.ledger.length;
		const second = await team.run(settings, next);
		judge(batch, second, bought, sim, (rule, what) =>
			breaches.push({ rule, batch: batch.id, what }),
		);
		totals.duplicates += second.outputs[0].filter(({ json }) => json.duplicate).length;
		sim.ledger.length = 0;
		if (victim.connected) victim.disconnect();
	}
	team.stop();
	await sim.close();
	return { ...totals, breaches };
}

function judge(
	batch: Batch,
	{ outputs }: Result,
	bought: ReadonlySet<string>,
	sim: RunningSimulator,
	breach: (rule: keyof typeof RULES, what: string) => void,
): void {
	const tags = sim.ledger.map(({ orderNum }) => sim.orders.get(orderNum)?.remark);
	for (const { tag } of batch.items) {
		const times = tags.filter((each) => each === tag).length;
		if (times > 1) breach('twice', `${tag}: ${times} times`);
	}
	batch.items.forEach(({ tag }, index: number) => {
		const found = outputs[0].find(({ pairedItem }) => pairedItem?.item === index);
		if (!found) breach('missing', `${tag} ${JSON.stringify(outputs[1])}`);
		else if (bought.has(found.json.orderNumber ?? '') !== found.json.duplicate) {
			breach(found.json.duplicate ? 'invented' : 'unmarked', tag);
		}
	});
}
