#!/usr/bin/env node
/**
 * The same reads by this node and by what a user would build without it, n8n's own Crypto and HTTP
 * Request nodes, in turn in one real n8n. Times are those that n8n records for each node.
 */

import { median } from '../bench/lib/measure.cts';
import { readArguments } from './lib/arguments.cts';
import { itemsOf } from './lib/catalogue.cts';
import { runScript } from './lib/processes.cts';
import { assert, Report } from './lib/report.cts';
import { setUpWorkbench } from './lib/workbench.cts';
import { mioesim, node, single, start, workflow, type UsedCredential } from './lib/workflows.cts';
import type { Execution } from './lib/instance.cts';

const READS = 1000;
const LATENCY_MS = 20;
const CONCURRENCY = 20;
/** What runs first in a fresh n8n warms it up for the other, so each does so in half of the rounds. */
const ROUNDS = 10;

/** The target, as a share of the two nodes' time. */
const GOAL = 0.8;

const PAGE = { pageNo: '1', pageSize: '100' };

/** A row of the list. */
interface Row {
	iccid: string | null;
	token: string;
}

interface Account {
	credential: UsedCredential;
	baseUrl: string;
	secretKey: string;
}

/**
 * Start → a list of cards → this node, and → Crypto → HTTP Request. n8n runs the upper way first.
 *
 * @param above where this node stands, seen from the other two
 */
function bothWays(
	id: string,
	above: number,
	rows: Row[],
	{ credential, baseUrl, secretKey }: Account,
) {
	const list = { mode: 'raw', jsonOutput: JSON.stringify({ rows }), options: {} };
	const field = (name: string) => ({ name, value: `={{ $json.${name} }}` });
	const fixed = Object.entries(PAGE).map(([name, value]) => ({ name, value }));
	// The parameters in the order of their names, as they are sent, and the key after them.
	const unsigned = `=iccid={{ $json.iccid }}${Object.entries(PAGE)
		.map(([name, value]) => `${name}=${value}`)
		.join('')}token={{ $json.token }}${secretKey}`;
	return workflow(
		id,
		id,
		[
			start(),
			node('List', 'n8n-nodes-base.set', 3.4, [220, 0], list),
			node('Cards', 'n8n-nodes-base.splitOut', 1, [440, 0], { fieldToSplitOut: 'rows' }),
			mioesim(
				'MIOeSIM',
				[660, -above],
				{
					resource: 'card',
					operation: 'getUsage',
					iccid: '={{ $json.iccid }}',
					// One call per card, like the other two nodes.
					simplify: false,
					options: { concurrency: CONCURRENCY },
				},
				credential,
			),
			node('Crypto', 'n8n-nodes-base.crypto', 1, [660, above], {
				action: 'hash',
				type: 'MD5',
				value: unsigned,
				dataPropertyName: 'sign',
				encoding: 'hex',
			}),
			node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, [880, above], {
				method: 'POST',
				url: `${baseUrl}/api_esim/queryEsimOrder`,
				sendBody: true,
				contentType: 'form-urlencoded',
				specifyBody: 'keypair',
				bodyParameters: { parameters: [...['iccid', 'token', 'sign'].map(field), ...fixed] },
				options: {},
			}),
		],
		[
			['Start', 'List'],
			['List', 'Cards'],
			['Cards', 'MIOeSIM'],
			['Cards', 'Crypto'],
			['Crypto', 'HTTP Request'],
		],
	);
}

/** The time in ms that n8n recorded for a node, and the number of its items with code 0. */
function figureOf(run: Execution, name: string) {
	const task = run.node(name);
	const items = task?.data?.main[0] ?? [];
	return { ms: task?.executionTime ?? NaN, items };
}

runScript(async () => {
	const { n8n, node: nodeVersion } = readArguments(process.argv.slice(2), {
		values: ['n8n', 'node'],
	});
	const report = new Report();
	const bench = await setUpWorkbench({
		n8n,
		node: nodeVersion,
		say: (line: string) => {
			report.say(line);
		},
	});
	const { instance, simulator } = bench;
	console.log(`n8n ${bench.n8n.version}: ${READS} reads, ${LATENCY_MS} ms away`);
	const credential = simulator.credential();
	await instance.import('credentials', [credential]);
	await simulator.tell('seed-orders', { count: READS, status: 0, personal: false });
	// A second login would end the first session, so the two nodes use that of this node.
	const orders = { resource: 'order', operation: 'getAll', output: 'cards', returnAll: true };
	await instance.import('workflow', [single('orders', orders, credential)]);
	const listed = itemsOf(await instance.execute('orders'), 'MIOeSIM');
	const { token } = await instance.storedCredential(credential.id);
	const rows = listed.map(({ iccid }) => ({ iccid, token }));
	assert.ok(rows.length >= READS, `${rows.length} cards`);
	const reads = rows.slice(0, READS);
	const account = { credential, ...credential.data };
	const [first, second] = ['this-node-first', 'this-node-second'];
	await instance.import('workflow', [
		bothWays(first, 100, reads, account),
		bothWays(second, -100, reads, account),
	]);
	await simulator.tell('faults', { kind: 'delay', ms: LATENCY_MS, times: null });

	const ours: number[] = [];
	const theirs: number[] = [];
	await report.check('every read was answered', async () => {
		for (let round = 0; round < ROUNDS; round++) {
			const run = await instance.execute(round % 2 === 0 ? first : second);
			const [mio, crypto, http] = ['MIOeSIM', 'Crypto', 'HTTP Request'].map((name) =>
				figureOf(run, name),
			);
			assert.equal(mio.items.length, READS);
			assert.equal(http.items.filter(({ json }) => json.code === 0).length, READS);
			ours.push(mio.ms);
			theirs.push(crypto.ms + http.ms);
			report.say(`MIOeSIM ${mio.ms} ms, Crypto ${crypto.ms} ms + HTTP Request ${http.ms} ms`);
		}
	});
	const ratio = median(ours) / median(theirs);
	report.say(
		`median ${median(ours)} ms to ${median(theirs)} ms: ${ratio.toFixed(2)}, goal ${GOAL}`,
	);
	await report.check(`at most ${GOAL} of the two nodes' time`, () => {
		assert.ok(ratio <= GOAL, ratio.toFixed(2));
	});
	return report.end();
});
