/**
 * The output schemas that n8n's editor shows before a node has run:
 * `nodes/MioEsim/__schema__/v1.0.0/<resource>/<operation>.json`, made from the real output of the built
 * node when it runs in n8n's engine against the simulator.
 */

import { createClock, startSimulator, type RunningSimulator } from '../simulator/index.cts';
import { credentialOf } from '../../test/harness/credentials.cts';
import { runNode, type NodeRun } from '../../test/harness/engine.cts';
import { parametersOf, table } from '../../test/nodes/MioEsim/operations/table.cts';
import { freshOrder } from '../../test/nodes/MioEsim/operations/world.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Seeding } from '../simulator/seeding.cts';
import type { Item } from '../../test/harness/items.cts';

/** From the root of the repository. */
export const FOLDER = 'nodes/MioEsim/__schema__/v1.0.0';

/** Its output is whatever the path returns. */
const FREE = ['apiRequest:send'];

type Run = (parameters: IDataObject) => Promise<NodeRun<Item>>;

/** What to change in an operation's usual parameters. */
type Change = (sim: RunningSimulator, run: Run) => IDataObject | Promise<IDataObject>;

/** The part of JSON Schema that n8n reads. */
interface Schema {
	type: string;
	items?: Schema;
	properties?: Record<string, Schema>;
}

/** Further sets of parameters, for fields that are null in most outputs. */
const more: Record<string, Change[]> = {
	'card:getDetail': [(sim) => ({ iccid: usedCard(sim).iccids[0] })],
	'card:getHistory': [(sim) => ({ iccid: usedCard(sim).iccids[0] })],
	'card:getUsage': [(sim) => ({ iccid: usedCard(sim).iccids[0] }), daypassCard],
	'order:cancel': [partlyUsed],
	'order:create': [() => ({ additionalFields: { externalItemId: 'L1', pdfLanguage: 'en-US' } })],
	'order:get': [(sim) => ({ orderNumber: usedCard(sim).orderNumber }), renewal],
	'order:getAll': [
		(sim) => ({
			filters: { orderNumber: usedCard(sim, { outerItemId: 'L1' }).orderNumber },
		}),
	],
	'order:getAllByDate': [
		(sim) => {
			usedCard(sim, { outerItemId: 'L1' });
			return {};
		},
	],
	'order:renew': [
		(sim) => ({
			iccid: usedCard(sim).iccids[0],
			additionalFields: { pdfLanguage: 'en-US' },
		}),
	],
	'order:sendPdf': [
		(sim) => {
			const { orderNumber, iccids } = freshOrder(sim);
			return { orderNumber, iccids: iccids[0] };
		},
	],
	'package:getAll': [() => ({ allDestinations: true })],
	'sku:getAllByContinent': [() => ({ continent: '' })],
};

function usedCard(sim: RunningSimulator, seeding: Seeding = {}) {
	const placed = freshOrder(sim, seeding);
	for (const iccid of placed.iccids) sim.setUsage(iccid, 100);
	return placed;
}

function daypassCard(sim: RunningSimulator) {
	const { skuId, priceId } = sim.catalogue.oddities.daypass;
	return { iccid: freshOrder(sim, { skuId, priceId }).iccids[0] };
}

function partlyUsed(sim: RunningSimulator) {
	const { orderNumber, iccids } = freshOrder(sim);
	sim.activateCard(iccids[0]);
	return { orderNumber };
}

/** A renewal that was itself renewed: it has every number that an order can refer to. */
async function renewal(sim: RunningSimulator, run: Run) {
	const { orderNumber, iccids } = freshOrder(sim);
	const row = table.find(({ name }) => name === 'order:renew');
	if (row === undefined) throw new Error('The table has no renewal');
	await run(parametersOf(row, sim, { iccid: iccids[0] }));
	return { orderNumber };
}

/** The schema of a value, in the form of n8n's own nodes. */
function schemaOf(value: unknown): Schema {
	if (value === null || value === undefined) return { type: 'null' };
	if (Array.isArray(value)) {
		const items = value.map(schemaOf).reduce(merged, { type: 'null' });
		return value.length === 0 ? { type: 'array' } : { type: 'array', items };
	}
	if (typeof value !== 'object') return { type: typeof value };
	const properties = Object.entries(value).map(([name, each]) => [name, schemaOf(each)] as const);
	return { type: 'object', properties: Object.fromEntries(properties) };
}

/** The schema of two outputs together: a field that is null in one has the type of the other. */
function merged(left: Schema, right: Schema): Schema {
	if (left.type === 'null') return right;
	if (right.type !== left.type) return left;
	if (left.type === 'array' && left.items && right.items) {
		return { type: 'array', items: merged(left.items, right.items) };
	}
	if (left.type === 'array') return left.items ? left : right;
	if (left.type !== 'object') return left;
	const properties = { ...left.properties };
	for (const [name, schema] of Object.entries(right.properties ?? {})) {
		properties[name] = name in properties ? merged(properties[name], schema) : schema;
	}
	return { type: 'object', properties };
}

/** The types of fields by name: one concept has one name and one type in every output. */
function typesOf(schema: Schema, types = new Map<string, Schema>()) {
	for (const [name, field] of Object.entries(schema.properties ?? {})) {
		if (field.type !== 'null' && !types.has(name)) types.set(name, field);
		typesOf(field, types);
	}
	if (schema.items) typesOf(schema.items, types);
	return types;
}

/** Gives fields that are null in every output of an operation the type that they have elsewhere. */
function completed(schema: Schema, types: Map<string, Schema>): Schema {
	const { properties, items } = schema;
	if (items) return { ...schema, items: completed(items, types) };
	if (!properties) return schema;
	const fields = Object.entries(properties).map(
		([name, field]) =>
			[name, field.type === 'null' ? (types.get(name) ?? field) : completed(field, types)] as const,
	);
	return { ...schema, properties: Object.fromEntries(fields) };
}

/** @returns the content of each file, by its path */
export async function schemas(): Promise<Record<string, string>> {
	const sim = await startSimulator({ seed: 1, settleMs: 0, clock: createClock() });
	const credential = credentialOf(sim);
	const run = async (parameters: IDataObject) => await runNode({ credential, parameters });
	const byName = new Map<string, Schema>();
	for (const row of table.filter(({ name }) => !FREE.includes(name))) {
		let schema: Schema = { type: 'null' };
		for (const change of [(): IDataObject => ({}), ...(more[row.name] ?? [])]) {
			const changes = await change(sim, run);
			const { success, error } = await run(parametersOf(row, sim, changes));
			if (error.length > 0 || success.length === 0) {
				throw new Error(`${row.name} has no output: ${JSON.stringify(error)}`);
			}
			schema = success.map(schemaOf).reduce(merged, schema);
		}
		byName.set(row.name, schema);
	}
	await sim.close();
	const types = new Map<string, Schema>();
	for (const schema of byName.values()) typesOf(schema, types);
	return Object.fromEntries(
		[...byName].map(([name, schema]) => {
			const content = JSON.stringify({ ...completed(schema, types), version: 1 }, null, '\t');
			return [`${FOLDER}/${name.replace(':', '/')}.json`, `${content}\n`];
		}),
	);
}
