#!/usr/bin/env node
'use strict';

require('../test/harness/environment');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { cpus } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');

const { credentialFor, lookUpWithNode } = require('./lib/contenders');
const { checkRatios } = require('./lib/ratios');
const { startSimulatorProcess } = require('./lib/simulator');
const { plot } = require('./report/plot');
const { intoPage, printTables } = require('./report/tables');

const USAGE = `Usage: npm run bench -- [--quick] [--check] [--write] [--nodes-base PATH] [--only NAME]
  --quick       a smaller run, as in CI
  --check       compare the ratios with those recorded for this size; fail when one is twice as bad
  --write       record the figures in docs/performance.json; of a full run also plot and tables
  --nodes-base  a folder of n8n-nodes-base, for the comparison with n8n's HTTP Request node
  --only        one section: ${Object.keys(sections()).join(', ')}`;

const DOCS = join(__dirname, '../docs');
const RECORD = join(DOCS, 'performance.json');
const CARDS = 10_000;

function sections() {
	return {
		limit: require('./sections/limit').limit,
		rival: require('./sections/rival').rival,
		catalogue: require('./sections/catalogue').catalogue,
		sessions: require('./sections/sessions').sessions,
		growth: require('./sections/growth').growth,
		weight: require('./sections/weight').weight,
	};
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			check: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
			'nodes-base': { type: 'string' },
			only: { type: 'string' },
		},
	});
	return values;
}

/** Figures of earlier runs, by size. */
function readRecords() {
	return existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : {};
}

async function main() {
	const { quick, check, write, only, 'nodes-base': nodesBase } = readArguments();
	const sim = await startSimulatorProcess();
	const record = {
		machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
		size: quick ? 'quick' : 'full',
	};
	try {
		const iccids = await sim.ask('seed', { count: CARDS });
		const credential = credentialFor(sim);
		await lookUpWithNode(credential, iccids.slice(0, 200), 20);
		for (const [name, run] of Object.entries(sections())) {
			if (only && only !== name) continue;
			record[name] = await run({
				sim,
				credential,
				iccids,
				nodesBase,
				size: record.size,
				rounds: 5,
				log: (line) => console.error(`${name}: ${line}`),
			});
			// A section with sessions of its own leaves another token alive.
			credential.data.token = '';
		}
	} finally {
		sim.close();
	}
	printTables(record);
	const records = readRecords();
	if (write) {
		writeFileSync(RECORD, `${JSON.stringify({ ...records, [record.size]: record }, null, '\t')}\n`);
		if (!quick) {
			writeFileSync(join(DOCS, 'images/performance.svg'), plot(record));
			intoPage(join(DOCS, 'performance.md'), record);
		}
	}
	if (check) process.exitCode = checkRatios(record, records[record.size]);
	process.exit();
}

main().catch((error) => {
	console.error(error.stack, `\n${USAGE}`);
	process.exit(1);
});
