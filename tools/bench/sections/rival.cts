import { version } from 'n8n-core/package.json';
import type { IConnection, INodeType, IVersionedNodeType } from 'n8n-workflow';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { outputsOf, startWorkflow } from '../../../test/harness/engine.cts';
import { lookUpWithNode, node, signed } from '../lib/contenders.cts';
import type { RivalRow, Section, Task } from '../lib/figures.cts';
import { compare } from '../lib/measure.cts';
import type { CredentialStore } from '../../../test/harness/credentials.cts';

/**
 * What a user would build without this node: a Code node that signs, and n8n's HTTP Request node.
 *
 * The HTTP Request node is n8n's own, from n8n-nodes-base, which is not installed with this
 * repository. The Code node is a stand-in that signs inside the engine's process: n8n's real one
 * sends its items to a task runner and back, so the stand-in flatters the rival.
 */

const LATENCY_MS = 20;
const CONCURRENCY = 20;

/** n8n-nodes-base in the cache of `npm run e2e`, unless another folder is named. */
function findNodesBase(named: string | undefined) {
	const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
	const fromE2e = join(cache, 'n8n-nodes-mioesim-e2e/n8n', version, 'node_modules/n8n-nodes-base');
	return [named, fromE2e].find((path) => path && existsSync(path));
}

function codeNode(credential: CredentialStore): INodeType {
	return {
		description: {
			displayName: 'Code',
			name: 'code',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Code' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		execute() {
			const items = this.getInputData();
			return Promise.resolve([
				items.map(({ json }) => ({ json: signed(credential, json.iccid as string) })),
			]);
		},
	};
}

async function lookUpWithRival(
	httpRequest: INodeType,
	url: string,
	credential: CredentialStore,
	iccids: string[],
) {
	const after = (name: string): { main: IConnection[][] } => ({
		main: [[{ node: name, type: 'main', index: 0 }]],
	});
	const field = (name: string) => ({ name, value: `={{ $json.${name} }}` });
	const { run } = startWorkflow({
		nodes: [
			node('Start', 'test.start'),
			node('Code', 'bench.code'),
			node('HTTP Request', 'n8n-nodes-base.httpRequest', {
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: `${url}/api_esim/queryEsimOrder`,
					sendBody: true,
					contentType: 'form-urlencoded',
					specifyBody: 'keypair',
					bodyParameters: {
						parameters: ['iccid', 'pageNo', 'pageSize', 'token', 'sign'].map(field),
					},
					options: {},
				},
			}),
		],
		connections: { Start: after('Code'), Code: after('HTTP Request') },
		start: 'Start',
		items: iccids.map((iccid: string) => ({ iccid })),
		credential,
		types: { 'bench.code': codeNode(credential), 'n8n-nodes-base.httpRequest': httpRequest },
	});
	const result = await run;
	const { outputs, stoppedBy } = outputsOf(result, 'HTTP Request');
	if (outputs[0]?.length !== iccids.length) {
		throw new Error(
			`look-ups failed: ${stoppedBy?.message ?? result.data.resultData.error?.message}`,
		);
	}
}

export async function rival({
	sim,
	credential,
	iccids,
	size,
	rounds,
	nodesBase,
	log,
}: Task): Promise<Section<RivalRow>> {
	const place = findNodesBase(nodesBase);
	if (!place) {
		log('n8n-nodes-base not found: run npm run e2e once, or name it with --nodes-base');
		return { rows: [] };
	}
	const { HttpRequest } = (await import(
		join(place, 'dist/nodes/HttpRequest/HttpRequest.node.js')
	)) as {
		HttpRequest: new () => INodeType & Partial<Pick<IVersionedNodeType, 'nodeVersions'>>;
	};
	const type = new HttpRequest();
	const httpRequest = type.nodeVersions?.[4.2] ?? type;
	const some = iccids.slice(0, size === 'full' ? 1000 : 200);
	const peaks: Record<string, number> = {};
	const withPeak = (name: string, work: () => Promise<void>) => async () => {
		await sim.ask('reset');
		await work();
		peaks[name] = (await sim.ask('stats')).connections.peak;
	};
	await sim.ask('latency', { ms: LATENCY_MS });
	const figures = await compare(
		{
			node: withPeak('node', () => lookUpWithNode(credential, some, CONCURRENCY)),
			rival: withPeak('rival', () => lookUpWithRival(httpRequest, sim.url, credential, some)),
		},
		rounds,
	);
	await sim.ask('latency', { ms: 0 });
	const rows = Object.entries(figures).map(([name, { wallMs, cpuMs }]) => ({
		name,
		count: some.length,
		wallMs,
		cpuMs,
		connections: peaks[name],
	}));
	log(rows.map(({ name, wallMs }) => `${name} ${wallMs.toFixed(0)} ms`).join(', '));
	return { rows, ratio: figures.node.wallMs / figures.rival.wallMs };
}
