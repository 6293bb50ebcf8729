#!/usr/bin/env node
'use strict';

const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { checkAgents } = require('./checks/agent');
const { checkCommands } = require('./checks/commands');
const { checkEditor } = require('./checks/editor');
const { checkExamples } = require('./checks/examples');
const { checkHttpRequest } = require('./checks/http-request');
const { checkSecrets } = require('./checks/secrets');
const { readArguments } = require('./lib/arguments');
const { packageDir } = require('./lib/package');
const { Pictures } = require('./lib/pictures');
const { runScript } = require('./lib/processes');
const { assert, Report } = require('./lib/report');
const { setUpWorkbench } = require('./lib/workbench');

runScript(async () => {
	const { n8n, node, screenshots } = readArguments(process.argv.slice(2), {
		values: ['n8n', 'node'],
		switches: ['screenshots'],
	});
	const report = new Report();
	const bench = await setUpWorkbench({ n8n, node, say: (line) => report.say(line) });
	const { version, node: runtime } = bench.n8n;
	console.log(`n8n ${version} on Node ${runtime.version}`);

	const folder = screenshots
		? join(packageDir, 'docs', 'images')
		: join(bench.folder, 'screenshots');
	mkdirSync(folder, { recursive: true });

	const base = { ...bench, report, pictures: new Pictures(folder) };
	const ready = await checkCommands(base);
	await checkHttpRequest({ ...base, ...ready });
	await checkExamples({ ...base, ...ready });
	await checkAgents({ ...base, ...ready });
	await checkEditor({ ...base, ...ready });

	report.section('All in all');
	await report.check('no call broke the rules of the API', async () => {
		assert.deepEqual(await bench.simulator.ask('violations'), []);
	});
	await checkSecrets({ ...base, ...ready });
	if (screenshots) report.say(`screenshots in ${folder}`);
	return report.end();
});
