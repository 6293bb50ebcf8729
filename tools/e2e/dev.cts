#!/usr/bin/env node
import { readArguments } from './lib/arguments.cts';
import { ChatModel } from './lib/chat-model.cts';
import {
	openWebhook,
	prepareExamples,
	readExamples,
	runExample,
	sendOrder,
} from './lib/examples.cts';
import { MailSink } from './lib/mail-sink.cts';
import { freePort, runScript } from './lib/processes.cts';
import { CONVERSATION, SIGNING, signedOrder } from './lib/samples.cts';
import { setUpWorkbench } from './lib/workbench.cts';

const PORT = 5678;
const SIMULATOR_PORT = 4010;
const MAIL_PORT = 8025;

/** The example that needs no other service. */
const FIRST = 'demo-shop-orders';
const SHOP = 'webhook-order';
const AGENT = 'ai-agent-with-approval';

/** The usual port if it is free, where everyone expects it. */
async function choosePort(wanted: number) {
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
	console.log(`Starting n8n ${bench.n8n.version}, the simulator and the mail server …`);
	const sink = await MailSink.start({ port: await choosePort(MAIL_PORT) });
	const model = await ChatModel.start(CONVERSATION);
	const credentials = [simulator.credential(), sink.credential(), SIGNING, model.credential()];
	await instance.import('credentials', credentials);
	const examples = readExamples(credentials);
	await instance.import(
		'workflow',
		examples.map(({ workflow }) => workflow),
	);
	await instance.startEditor({ port: await choosePort(PORT) });
	await instance.setUpOwner();
	await prepareExamples(instance, simulator);
	await openWebhook(instance);
	const { email, password } = instance.owner;
	const { body, signature } = signedOrder('#3001');
	console.log(`
n8n ${bench.n8n.version} with the latest build of this package.

  Open      ${instance.url}/workflow/example-${FIRST}
  Sign in   ${email}
  Password  ${password}
  Mails     ${sink.url}

Click "Execute workflow": three shop orders are bought, two go to the Error output. Run it again and
nothing is bought twice. All ${examples.length} examples are in the list of workflows, with credentials, sample orders
and data tables: each can be executed as it is. The agent's model is scripted: it always buys the same.

The simulator at ${simulator.url} stands in for MIOeSIM, so no money moves:
  what was bought   curl ${simulator.url}/_simulator/ledger
  kill the token    curl -X POST ${simulator.url}/_simulator/expire
  order in a shop   curl ${instance.url}/webhook/esim-order -H 'content-type: application/json' \\
                      -H 'x-signature: ${signature}' \\
                      -d '${body}'

Press Ctrl-C to stop. This ends all of it, and deletes everything that was stored.

Running each example once:`);
	for (const example of examples) {
		const { name, fails } = example;
		if ([SHOP, AGENT].includes(name)) continue;
		const note = fails ? ' (as it should: one of its orders cannot be delivered)' : '';
		console.log(`  ${name}: ${await runExample(instance, example)}${note}`);
	}
	console.log(`  ${SHOP}: HTTP ${(await sendOrder(instance, body, signature)).status}`);
	console.log(`  ${AGENT}: press "Open chat" at ${instance.url}/workflow/example-${AGENT}`);
	console.log(`Their mails: ${sink.url}`);
	await instance.editor?.exit;
	throw new Error(`n8n has ended unexpectedly\n${instance.editor?.output.slice(-2000)}`);
});
