#!/usr/bin/env node
import '../../test/harness/environment.cts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { credentialFor, lookUpWithNode } from './lib/contenders.cts';
import type { RunRecord, SectionName, Sections, Size, Task } from './lib/figures.cts';
import { checkRatios } from './lib/ratios.cts';
import { startSimulatorProcess } from './lib/simulator.cts';
import { plot } from './report/plot.cts';
import { intoPage, printTables } from './report/tables.cts';
import { attacks } from './sections/attacks.cts';
import { catalogue } from './sections/catalogue.cts';
import { far } from './sections/far.cts';
import { growth } from './sections/growth.cts';
import { limit } from './sections/limit.cts';
import { rival } from './sections/rival.cts';
import { sessions } from './sections/sessions.cts';
import { weight } from './sections/weight.cts';

const SECTIONS: {
	[TName in SectionName]: (
		task: Task,
	) => NonNullable<Sections[TName]> | Promise<NonNullable<Sections[TName]>>;
} = {
	limit,
	rival,
	catalogue,
	sessions,
	far,
	growth,
	weight,
	attacks,
};

const USAGE = `Usage: npm run bench -- [NAME] [--quick] [--check] [--write] [--nodes-base PATH]
  NAME          one section: ${Object.keys(SECTIONS).join(', ')}
  --quick       a smaller run, as in CI
  --check       compare the ratios with those recorded for this size; fail if one is worse beyond its tolerance
  --write       record the figures in docs/performance.json; after a full run, also the plot and the tables
  --nodes-base  a folder of n8n-nodes-base, for the comparison with n8n's HTTP Request node`;

const DOCS = join(__dirname, '../../docs');
const RECORD = join(DOCS, 'performance.json');
const CARDS = 10_000;

function readArguments() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			quick: { type: 'boolean', default: false },
			check: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
			'nodes-base': { type: 'string' },
		},
	});
	const only = positionals.at(0);
	if (only !== undefined && !Object.hasOwn(SECTIONS, only)) throw new Error(`No section '${only}'`);
	return { ...values, only };
}

/** Figures of earlier runs, by size. */
function readRecords(): { [TSize in Size]?: RunRecord } {
	if (!existsSync(RECORD)) return {};
	return JSON.parse(readFileSync(RECORD, 'utf8')) as { [TSize in Size]?: RunRecord };
}

async function main() {
	const { quick, check, write, only, 'nodes-base': nodesBase } = readArguments();
	const sim = await startSimulatorProcess();
	const record: RunRecord = {
		machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
		size: quick ? 'quick' : 'full',
	};
	try {
		const iccids = await sim.ask('seed', { count: CARDS });
		const credential = credentialFor(sim);
		await lookUpWithNode(credential, iccids.slice(0, 200), 20);
		for (const name of Object.keys(SECTIONS) as SectionName[]) {
			if (only && only !== name) continue;
			const figures = await SECTIONS[name]({
				sim,
				credential,
				iccids,
				nodesBase,
				size: record.size,
				rounds: 5,
				log: (line: string) => console.error(`${name}: ${line}`),
			});
			Object.assign(record, { [name]: figures });
			// A section with its own sessions leaves another token live.
			credential.data.token = '';
		}
	} finally {
		sim.close();
	}
	printTables(record);
	const records = readRecords();
	if (write) {
		// Sections that did not run keep their figures.
		const whole = { ...records[record.size], ...record };
		writeFileSync(RECORD, `${JSON.stringify({ ...records, [record.size]: whole }, null, '\t')}\n`);
		if (!quick) {
			writeFileSync(join(DOCS, 'images/performance.svg'), plot(whole));
			intoPage(join(DOCS, 'performance.md'), whole);
		}
	}
	if (check) process.exitCode = checkRatios(record, records[record.size]);
	process.exit();
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.stack : error, `\n${USAGE}`);
	process.exit(1);
});
