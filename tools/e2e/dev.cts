#!/usr/bin/env node
import { readExamples } from './checks/examples.cts';
import { readArguments } from './lib/arguments.cts';
import { cacheDir } from './lib/cache.cts';
import { freePort, runScript } from './lib/processes.cts';
import { setUpWorkbench } from './lib/workbench.cts';

const PORT = 5678;
const SIMULATOR_PORT = 4010;

/** The example that needs no other service. */
const FIRST = 'demo-shop-orders.json';

/** n8n's usual port if it is free, where everyone expects it. */
async function choosePort(wanted: number | undefined) {
	return (await freePort(wanted).catch(() => undefined)) ?? (await freePort());
}

runScript(async () => {
	const { n8n, node } = readArguments(process.argv.slice(2), { values: ['n8n', 'node'] });
	console.log(`The first run downloads n8n, 2 to 3 GB, to ${cacheDir}. Later runs reuse it.`);
	const { instance, simulator, ...bench } = await setUpWorkbench({
		n8n,
		node,
		simulatorPort: await choosePort(SIMULATOR_PORT),
		say: console.log,
	});
	console.log(`Starting n8n ${bench.n8n.version} and the simulator …`);
	const credential = simulator.credential();
	await instance.import('credentials', [credential]);
	const examples = readExamples(credential);
	await instance.import(
		'workflow',
		examples.map(({ workflow }) => workflow),
	);
	const first = examples.find(({ file }) => file === FIRST);
	if (!first) throw new Error(`There is no example ${FIRST}`);

	await instance.startEditor({ port: await choosePort(PORT) });
	await instance.setUpOwner();
	const { email, password } = instance.owner;
	console.log(`
n8n ${bench.n8n.version} with the latest build of this package.

  Open      ${instance.url}/workflow/${first.workflow.id}
  Sign in   ${email}
  Password  ${password}

Click "Execute workflow": three shop orders are bought, two go to the Error output. Run it again and
nothing is bought twice. All ${examples.length} examples are in the list of workflows, with the credential
"${credential.name}" selected. Those that send email or write to Slack need credentials of yours.

The simulator at ${simulator.url} stands in for MIOeSIM, so no money moves:
  what was bought   curl ${simulator.url}/_simulator/ledger
  kill the token    curl -X POST ${simulator.url}/_simulator/expire

Press Ctrl-C to stop. This ends n8n and the simulator, and deletes everything they stored.`);
	await instance.editor?.exit;
	throw new Error(`n8n has ended unexpectedly\n${instance.editor?.output.slice(-2000)}`);
});
