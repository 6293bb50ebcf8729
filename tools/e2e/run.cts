#!/usr/bin/env node
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkAgents } from './checks/agent.cts';
import { checkCommands } from './checks/commands.cts';
import { checkEditor } from './checks/editor.cts';
import { checkExamples } from './checks/examples.cts';
import { checkHttpRequest } from './checks/http-request.cts';
import { checkSecrets } from './checks/secrets.cts';
import { readArguments } from './lib/arguments.cts';
import { packageDir } from './lib/package.cts';
import { Pictures } from './lib/pictures.cts';
import { runScript } from './lib/processes.cts';
import { assert, Report } from './lib/report.cts';
import { setUpWorkbench } from './lib/workbench.cts';

runScript(async () => {
	const { n8n, node, screenshots } = readArguments(process.argv.slice(2), {
		values: ['n8n', 'node'],
		switches: ['screenshots'],
	});
	const report = new Report();
	const bench = await setUpWorkbench({ n8n, node, say: (line: string) => report.say(line) });
	const { version, node: runtime } = bench.n8n;
	console.log(`n8n ${version} on Node ${runtime.version}`);

	const folder = screenshots
		? join(packageDir, 'docs', 'images')
		: join(bench.folder, 'screenshots');
	mkdirSync(folder, { recursive: true });

	const base = { ...bench, report, pictures: new Pictures(folder) };
	const ready = await checkCommands(base);
	await checkHttpRequest({ ...base, ...ready });
	await checkAgents({ ...base, ...ready });

	const started = await report.check('n8n starts with the package', async () => {
		await bench.instance.startEditor();
		await bench.instance.setUpOwner();
		return true;
	});
	if (started) {
		await checkExamples({ ...base, ...ready });
		await checkEditor({ ...base, ...ready });
	}

	report.section('Overall');
	await report.check('no call broke the rules of the API', async () => {
		assert.deepEqual(await bench.simulator.ask('violations'), []);
	});
	await checkSecrets({ ...base, ...ready });
	if (screenshots) report.say(`screenshots in ${folder}`);
	return report.end();
});
