/**
 * The fault tests in full size: node --require tsx/cjs test/faults/run.cts [--orders N] [--seed S]
 *
 * Exits with 1 if a rule was broken. The same seed draws the same batches and the same faults.
 */

import '../harness/environment.cts';
import { parseArgs } from 'node:util';
import { runCancellations } from './cancellations.cts';
import { runInput } from './input.cts';
import { runKills } from './kill.cts';
import { runMatrix } from './matrix.cts';
import { runReplies } from './replies.cts';
import { printBreaches, printTable, type Findings } from './report.cts';

const { values } = parseArgs({
	options: {
		orders: { type: 'string', default: '20000' },
		seed: { type: 'string', default: String(Date.now() % 1_000_000) },
	},
});
const orders = Number(values.orders);
const seed = Number(values.seed);

/** The other parts scale with the orders: 20,000 orders, 10,000 of each, 50 processes killed. */
const part = (share: number) => Math.ceil(orders / share);

const PARTS: { title: string; run: () => Promise<Findings> }[] = [
	{ title: 'Fault matrix', run: async () => await runMatrix({ orders, seed, processes: 3 }) },
	{
		title: 'Cancellations',
		run: async () => await runCancellations({ orders: part(4), seed, processes: 3 }),
	},
	{ title: 'Killed processes', run: async () => await runKills({ rounds: part(400), seed }) },
	{ title: 'Random parameters', run: async () => await runInput({ runs: part(2), seed }) },
	{ title: 'Random replies', run: async () => await runReplies({ runs: part(2), seed }) },
];

async function main(): Promise<void> {
	console.log(`seed ${seed}`);
	let isClean = true;
	for (const { title, run } of PARTS) {
		const began = Date.now();
		const findings = await run();
		const seconds = Math.round((Date.now() - began) / 1000);
		printTable(title, [...Object.entries(findings.sum), ['seconds', seconds]]);
		printBreaches(findings);
		if (findings.breaches.length > 0) isClean = false;
	}
	process.exit(isClean ? 0 : 1);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
