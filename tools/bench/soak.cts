#!/usr/bin/env node
import '../../test/harness/environment.cts';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';

import { clock } from '../../dist/nodes/shared/port';
import { speedUp } from '../../test/faults/time.cts';
import { countSent } from '../../test/harness/ledger.cts';
import { Mixture } from './lib/mixture.cts';
import { Resources } from './lib/resources.cts';
import { startSimulatorProcess } from './lib/simulator.cts';

/**
 * Thousands of mixed executions in one process, in n8n's engine, against a simulator in its own process:
 * `npm run soak -- [--executions N] [--seed S]`. What is drawn depends on the seed, and on which call ends
 * first.
 *
 * Exits with 1 if the heap has grown by more than a tenth since the end of the warm-up, if a socket or a
 * timer is left at the end, or if the node has reported a bug of its own.
 */

const { values } = parseArgs({
	options: {
		executions: { type: 'string', default: '5000' },
		seed: { type: 'string', default: '1' },
	},
});
const executions = Number(values.executions);
const seed = Number(values.seed);

const SIDE_BY_SIDE = 8;
const STEPS = 10;
/** The share of the executions before the first figure, so that everything is loaded and compiled by then. */
const WARM_UP = 0.2;
const MOST_GROWTH = 0.1;
/** A login that is no longer awaited ends by its own timeout, 30 seconds after it was sent. */
const LAST_END_MS = 35_000;

interface Row {
	executions: number;
	heapMb: number;
	rssMb: number;
	sockets: number;
	timers: number;
	/** entries in the record of what the process has sent */
	remembered: number;
}

async function runMany(mixture: Mixture, count: number): Promise<void> {
	let left = count;
	const lane = async () => {
		while (left-- > 0) await mixture.execute();
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
}

/** The memory that is still reachable. */
async function heapMb(): Promise<number> {
	if (global.gc === undefined) throw new Error('Node runs without --expose-gc');
	for (let round = 0; round < 2; round++) {
		// What a collection frees may need another turn of the event loop to end.
		await wait(50);
		global.gc();
	}
	return process.memoryUsage().heapUsed / 1e6;
}

async function rowOf({ tally }: Mixture, resources: Resources): Promise<Row> {
	return {
		executions: tally.executions,
		heapMb: await heapMb(),
		rssMb: process.memoryUsage().rss / 1e6,
		sockets: resources.sockets,
		timers: resources.timers,
		remembered: countSent(),
	};
}

/** What keeps this process alive, by type: `{ PipeWrap: 1 }`. */
function keepingAlive(): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const type of process.getActiveResourcesInfo()) counts[type] = (counts[type] ?? 0) + 1;
	return counts;
}

async function untilNothingIsLeft(resources: Resources): Promise<void> {
	const end = Date.now() + LAST_END_MS;
	while (resources.timers + resources.sockets > 0 && Date.now() < end) await heapMb();
}

function tableOf(rows: Row[]): string {
	const head = ['Executions', 'Heap', 'RSS', 'Sockets', 'Timers', 'Remembered'];
	const table = new Table({ head, style: { head: [], border: [] } });
	for (const row of rows) {
		const { heapMb: heap, rssMb: rss, sockets, timers, remembered } = row;
		const memory = [`${heap.toFixed(1)} MB`, `${rss.toFixed(0)} MB`];
		table.push([row.executions, ...memory, sockets, timers, remembered]);
	}
	return table.toString();
}

async function main(): Promise<void> {
	speedUp(clock, seed);
	const began = Date.now();
	const sim = await startSimulatorProcess({ accounts: [{ balance: 1e9 }] });
	const mixture = await Mixture.start(sim, seed);
	const resources = new Resources();
	await runMany(mixture, executions * WARM_UP);
	const first = await rowOf(mixture, resources);
	const rows = [first];
	// n8n's own timers stay after the first execution.
	resources.forget();
	const aliveBefore = keepingAlive();
	for (let step = 1; step <= STEPS; step++) {
		await runMany(mixture, executions / STEPS);
		rows.push(await rowOf(mixture, resources));
		console.error(`${(step * executions) / STEPS} of ${executions} executions`);
	}
	await untilNothingIsLeft(resources);
	const last = await rowOf(mixture, resources);
	const aliveAfter = keepingAlive();
	const seconds = Math.round((Date.now() - began) / 1000);
	sim.close();

	const growth = last.heapMb / first.heapMb - 1;
	const problems = [...mixture.defects];
	if (growth > MOST_GROWTH) problems.push('The heap has grown by more than a tenth');
	problems.push(...resources.origins().map((origin) => `Left: ${origin}`));
	for (const [type, count] of Object.entries(aliveAfter)) {
		const more = count - (aliveBefore[type] ?? 0);
		if (more > 0) problems.push(`Keeps the process alive: ${more} × ${type}`);
	}

	console.log(tableOf(rows));
	console.log(JSON.stringify(mixture.tally));
	console.log(`Heap ${(growth * 100).toFixed(1)} % after the warm-up, ${seconds} s in all`);
	console.log(`Left at the end: ${last.sockets} sockets, ${last.timers} timers`);
	for (const problem of problems) console.log(problem);
	process.exit(problems.length === 0 ? 0 : 1);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
