import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode, IPinData } from 'n8n-workflow';

import type { Instance } from './instance.cts';
import { packageDir } from './package.cts';
import { waitFor } from './processes.cts';
import { PRODUCTS, SAMPLES, signedOrder } from './samples.cts';
import type { Simulator } from './simulator.cts';
import type { UsedCredential } from './workflows.cts';

/** Which credential a node gets. */
const CREDENTIAL_OF: Record<string, string> = {
	'n8n-nodes-base.emailSend': 'smtp',
	'n8n-nodes-base.crypto': 'crypto',
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
};
const credentialTypeOf = ({ type }: INode) =>
	type.startsWith('n8n-nodes-mioesim.') ? 'mioEsimApi' : CREDENTIAL_OF[type];

/** A workflow as n8n exports it. */
interface ExportedWorkflow {
	name: string;
	nodes: INode[];
	settings?: object;
}

export type Example = ReturnType<typeof readExamples>[number];

/** The example workflows, with these credentials selected and their samples pinned. */
export function readExamples(credentials: UsedCredential[]) {
	return Object.entries(SAMPLES).map(([name, { start, pins = {}, fails = false }]) => {
		const file = join(packageDir, 'examples', `${name}.json`);
		const exported = JSON.parse(readFileSync(file, 'utf8')) as ExportedWorkflow;
		const nodes = exported.nodes.map((node) => {
			const used = credentials.find(({ type }) => type === credentialTypeOf(node));
			if (!used) return node;
			return { ...node, credentials: { [used.type]: { id: used.id, name: used.name } } };
		});
		const pinData: IPinData = Object.fromEntries(
			Object.entries(pins).map(([node, json]) => [node, [{ json }]]),
		);
		const id = `example-${name}`;
		const workflow = { ...exported, id, active: false, nodes, pinData };
		return { name, start, fails, workflow };
	});
}

interface DataTable {
	id: string;
	name: string;
}

/** n8n's data tables of the owner. */
export class DataTables {
	private constructor(
		private readonly instance: Instance,
		private readonly path: string,
	) {}

	static async of(instance: Instance) {
		const { id } = await instance.rest<{ id: string }>('GET', '/projects/personal');
		return new DataTables(instance, `/projects/${id}/data-tables`);
	}

	/** @returns the rows of a table */
	async rows<TRow = IDataObject>(name: string): Promise<TRow[]> {
		const { data } = await this.instance.rest<{ data: DataTable[] }>('GET', this.path);
		const table = data.find((each) => each.name === name);
		if (!table) throw new Error(`There is no data table ${name}`);
		const rows = `${this.path}/${table.id}/rows?take=100`;
		return (await this.instance.rest<{ data: TRow[] }>('GET', rows)).data;
	}

	/** A table with these rows, which decide what columns it has. */
	async create(name: string, rows: IDataObject[]) {
		const columns = Object.entries(rows[0]).map(([column, value]) => ({
			name: column,
			type: typeof value,
		}));
		const { id } = await this.instance.rest<DataTable>('POST', this.path, { name, columns });
		await this.instance.rest('POST', `${this.path}/${id}/insert`, { data: rows });
	}
}

/** Orders and tables that the examples work on. */
export async function prepareExamples(instance: Instance, simulator: Simulator) {
	await (await DataTables.of(instance)).create('eSIM products', PRODUCTS);
	const seed = async (days: number) => {
		const at = Date.now() - days * 24 * 3600 * 1000;
		const unused = { status: 0, activated: false, personal: true };
		await simulator.tell('seed-orders', { count: 1, from: at, to: at, ...unused });
	};
	// One to cancel, and one of yesterday that is in no order book.
	await seed(40);
	await seed(1);
}

/**
 * Runs an example from its trigger to its end, as _Execute workflow_ does.
 *
 * @returns how it ended: `success`, or `error` if Stop and Error was reached
 */
export async function runExample(instance: Instance, { workflow, start }: Example) {
	const path = `/executions/${await startExample(instance, workflow.id, start)}`;
	return await waitFor(
		`the end of ${workflow.name}`,
		async () => {
			const { status } = await instance.rest<{ status: string }>('GET', path);
			return !['new', 'running', 'waiting'].includes(status) && status;
		},
		{ limit: 240_000 },
	);
}

async function startExample(instance: Instance, id: string, trigger: string) {
	const body = { triggerToStartFrom: { name: trigger } };
	const path = `/workflows/${id}/run`;
	return (await instance.rest<{ executionId: string }>('POST', path, body)).executionId;
}

/** Sends an order to the example for any shop, as the shop would. */
export async function sendOrder(instance: Instance, body: string, signature?: string) {
	return await fetch(`${instance.url}/webhook/esim-order`, {
		method: 'POST',
		body,
		headers: { 'content-type': 'application/json', ...(signature && { 'x-signature': signature }) },
	});
}

/** Publishes the example for any shop, and waits until it takes orders. */
export async function openWebhook(instance: Instance) {
	await instance.publish('example-webhook-order');
	const { body } = signedOrder('unsigned');
	await waitFor('the webhook', async () => (await sendOrder(instance, body)).status !== 404);
}
