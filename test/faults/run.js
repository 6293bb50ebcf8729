'use strict';

/**
 * The fault tests in full size: node test/faults/run.js [--orders N] [--seed S]
 *
 * Exits with 1 when a rule was broken. The same seed draws the same batches and the same faults.
 */

const { parseArgs } = require('node:util');
const { runMatrix } = require('./matrix');
const { printBreaches, printTable } = require('./report');

const { values } = parseArgs({
	options: {
		orders: { type: 'string', default: '20000' },
		seed: { type: 'string', default: String(Date.now() % 1_000_000) },
	},
});
const orders = Number(values.orders);
const seed = Number(values.seed);

const PARTS = [
	{
		title: 'Fault matrix',
		run: async () => await runMatrix({ orders, seed, processes: 3 }),
	},
];

async function main() {
	console.log(`seed ${seed}`);
	let isClean = true;
	for (const { title, run } of PARTS) {
		const began = Date.now();
		const { sum, breaches, rules } = await run();
		printTable(title, [
			...Object.entries(sum),
			['seconds', Math.round((Date.now() - began) / 1000)],
		]);
		printBreaches(rules, breaches);
		if (breaches.length > 0) isClean = false;
	}
	process.exit(isClean ? 0 : 1);
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
