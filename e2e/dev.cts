#!/usr/bin/env node
import { readExamples } from './checks/examples.cts';
import { readArguments } from './lib/arguments.cts';
import { findPlan } from './lib/catalogue.cts';
import { freePort, runScript } from './lib/processes.cts';
import { setUpWorkbench } from './lib/workbench.cts';
import { shopOrder } from './lib/workflows.cts';

const PORT = 5678;
const SIMULATOR_PORT = 4010;

/** n8n's own port when it is free, as everyone expects it there. */
async function choosePort(wanted: number | undefined) {
	return (await freePort(wanted).catch(() => undefined)) ?? (await freePort());
}

runScript(async () => {
	const { n8n, node } = readArguments(process.argv.slice(2), { values: ['n8n', 'node'] });
	const { instance, simulator, ...bench } = await setUpWorkbench({
		n8n,
		node,
		simulatorPort: await choosePort(SIMULATOR_PORT),
		say: console.log,
	});
	console.log(`Starting n8n ${bench.n8n.version} and the simulator …`);
	const credential = simulator.credential();
	await instance.import('credentials', [credential]);
	const { sku, plan } = await findPlan(instance, credential);

	const line = (lineId: string, priceId: number) => ({
		orderId: 'SHOP-1',
		lineId,
		skuId: sku.skuId,
		priceId,
	});
	const lines = [line('a', plan.priceId), line('b', 987654321)];
	const first = shopOrder({ id: 'start', name: 'Start here: a shop order', lines, credential });
	const examples = readExamples(credential).map(({ workflow }) => workflow);
	await instance.import('workflow', [...examples, first]);

	await instance.startEditor({ port: await choosePort(PORT) });
	await instance.setUpOwner();
	const { email, password } = instance.owner;
	console.log(`
n8n ${bench.n8n.version} with this package as it was built last.

  Open      ${instance.url}/workflow/start
  Sign in   ${email}
  Password  ${password}

Click "Execute workflow": one line of the order is bought, the other is refused and leaves by Error.
Run it again and nothing is bought twice. The credential "${credential.name}" is ready for workflows
of your own; ${examples.length} examples are in the list of workflows.

The simulator at ${simulator.url} plays MIOeSIM, no money moves:
  what was bought   curl ${simulator.url}/_simulator/ledger
  kill the token    curl -X POST ${simulator.url}/_simulator/expire

Everything is gone when this ends: Ctrl-C.`);
	await instance.editor.exit;
	throw new Error(`n8n has ended by itself\n${instance.editor.output.slice(-2000)}`);
});
