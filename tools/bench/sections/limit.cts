import type { LimitRow, Section, Task } from '../lib/figures.cts';
import { compare } from '../lib/measure.cts';
import { lookUpBare, lookUpWithHelper, lookUpWithNode } from '../lib/contenders.cts';

/** How near the node comes to the bare calls, and what n8n's own request helper costs by itself. */

const COUNTS = { full: [10, 100, 1000, 10_000], quick: [100, 500] };
const LATENCIES = { full: [0, 20, 100], quick: [0, 20] };
/** The default comes first. */
const CONCURRENCIES = { full: [20, 5, 1], quick: [20, 5] };

/** Combinations whose calls alone would take longer than this are left out. */
const LONGEST_MS = 60_000;

/** Long combinations are measured less often: most of their time is spent waiting. */
function roundsFor(leastMs: number, rounds: number): [rounds: number, warmUps: number] {
	if (leastMs >= 8000) return [1, 0];
	return leastMs >= 1500 ? [3, 1] : [rounds, 1];
}

const GOAL_WALL = 1.1;
const GOAL_CPU = 2;

export async function limit({
	sim,
	credential,
	iccids,
	size,
	rounds,
	log,
}: Task): Promise<Section<LimitRow>> {
	const rows: LimitRow[] = [];
	for (const latency of LATENCIES[size]) {
		await sim.ask('latency', { ms: latency });
		for (const concurrency of CONCURRENCIES[size]) {
			for (const count of COUNTS[size]) {
				if ((count * latency) / concurrency > LONGEST_MS) continue;
				const some = iccids.slice(0, count);
				const figures = await compare(
					{
						node: () => lookUpWithNode(credential, some, concurrency),
						helper: () => lookUpWithHelper(sim.url, credential, some, concurrency),
						bare: () => lookUpBare(sim.url, credential, some, concurrency),
					},
					...roundsFor((count * latency) / concurrency, rounds),
				);
				const { node, helper, bare } = figures;
				const row = {
					latency,
					concurrency,
					count,
					nodeMs: node.wallMs,
					helperMs: helper.wallMs,
					bareMs: bare.wallMs,
					wallRatio: node.wallMs / bare.wallMs,
					nodeCpuUs: (node.cpuMs * 1000) / count,
					helperCpuUs: (helper.cpuMs * 1000) / count,
					bareCpuUs: (bare.cpuMs * 1000) / count,
					cpuRatio: node.cpuMs / bare.cpuMs,
					helperCpuRatio: node.cpuMs / helper.cpuMs,
				};
				rows.push(row);
				log(
					`${count} at ${latency} ms, ${concurrency} side by side: ${row.wallRatio.toFixed(2)} × bare`,
				);
			}
		}
	}
	await sim.ask('latency', { ms: 0 });
	return { rows, goals: { wallWithLatency: GOAL_WALL, cpuWithoutLatency: GOAL_CPU } };
}
