import { createHmac } from 'node:crypto';

import { NodeOperationError } from 'n8n-workflow';
import type { IDataObject, INodeExecutionData, NodePropertyTypes } from 'n8n-workflow';

import { SECRET } from '../../tools/e2e/lib/samples.cts';
import { nodeType, property } from './engine.cts';

/**
 * Stand-ins for n8n's own nodes in the examples, with only what the examples use.
 * n8n-nodes-base is too large to be a dependency of this package. Values of parameters come from
 * the engine, so expressions and conditions are evaluated by n8n itself.
 */

const AsyncFunction = (async () => {}).constructor as new (
	...names: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** Code in JavaScript: runs the workflow's code unchanged. */
const code = nodeType('code', {
	properties: [property('mode', 'options', 'runOnceForAllItems'), property('jsCode', 'string', '')],
	async execute() {
		const mode = this.getNodeParameter('mode', 0);
		const run = async (itemIndex: number) => {
			const proxy = this.getWorkflowDataProxy(itemIndex);
			const names = ['$', '$input', '$json', '$now', '$today', 'DateTime'];
			const body = this.getNodeParameter('jsCode', itemIndex) as string;
			return await new AsyncFunction(...names, body)(...names.map((name): unknown => proxy[name]));
		};
		if (mode === 'runOnceForAllItems') return [(await run(0)) as INodeExecutionData[]];
		const items = this.getInputData();
		return [
			await Promise.all(
				items.map(async (_, item) => ({
					...((await run(item)) as INodeExecutionData),
					pairedItem: { item },
				})),
			),
		];
	},
});

/** Edit Fields, in manual mode. */
const set = nodeType('set', {
	properties: [
		property('mode', 'options', 'manual'),
		property('assignments', 'assignmentCollection', {}),
		property('includeOtherFields', 'boolean', false),
		property('options', 'collection', {}, { options: [] }),
	],
	execute() {
		return Promise.resolve([
			this.getInputData().map((item, index) => {
				const { assignments } = this.getNodeParameter('assignments', index) as {
					assignments: { name: string; value: IDataObject[string] }[];
				};
				const json: IDataObject = this.getNodeParameter('includeOtherFields', index)
					? { ...item.json }
					: {};
				for (const { name, value } of assignments) json[name] = value;
				return { json, pairedItem: { item: index } };
			}),
		]);
	},
});

const conditions = property(
	'conditions',
	'filter',
	{},
	{ typeOptions: { filter: { version: 2 } } },
);

/** If and Filter: n8n's own evaluation of the conditions. */
function branching(name: string) {
	return nodeType(name, {
		properties: [conditions, property('options', 'collection', {}, { options: [] })],
		outputs: ['main', 'main'],
		execute() {
			const kept: INodeExecutionData[] = [];
			const others: INodeExecutionData[] = [];
			this.getInputData().forEach((item, index) => {
				const passes = this.getNodeParameter('conditions', index, false, { extractValue: true });
				(passes ? kept : others).push({ ...item, pairedItem: { item: index } });
			});
			return Promise.resolve(name === 'if' ? [kept, others] : [kept]);
		},
	});
}

/** Split Out: an item per entry of a list, with the entry's fields. */
const splitOut = nodeType('splitOut', {
	properties: [
		property('fieldToSplitOut', 'string', ''),
		property('include', 'options', 'noOtherFields'),
	],
	execute() {
		const field = this.getNodeParameter('fieldToSplitOut', 0) as string;
		const include = this.getNodeParameter('include', 0);
		return Promise.resolve([
			this.getInputData().flatMap(({ json }, index) => {
				const { [field]: entries, ...others } = json;
				return (entries as IDataObject[]).map((entry) => ({
					json: include === 'allOtherFields' ? { ...others, [field]: entry } : entry,
					pairedItem: { item: index },
				}));
			}),
		]);
	},
});

/** Merge in its mode Append: it runs once, with whatever has arrived when nothing else can run. */
const merge = nodeType('merge', {
	properties: [property('numberInputs', 'number', 2)],
	inputs: `={{ Array.from({ length: $parameter.numberInputs }, () => ({ type: 'main' })) }}`,
	requiredInputs: 1,
	execute() {
		const count = this.getNodeParameter('numberInputs', 0) as number;
		const inputs = Array.from({ length: count }, (_, index) => this.getInputData(index));
		return Promise.resolve([
			inputs.flatMap((items, input) =>
				items.map((item, index) => ({ ...item, pairedItem: { item: index, input } })),
			),
		]);
	},
});

const stopAndError = nodeType('stopAndError', {
	properties: [property('errorMessage', 'string', '')],
	execute() {
		throw new NodeOperationError(
			this.getNode(),
			this.getNodeParameter('errorMessage', 0) as string,
		);
	},
});

const removeDuplicates = nodeType('removeDuplicates', {
	properties: [property('fieldsToCompare', 'string', '')],
	execute() {
		const field = this.getNodeParameter('fieldsToCompare', 0) as string;
		const seen = new Set<unknown>();
		const isNew = (value: unknown) => !seen.has(value) && Boolean(seen.add(value));
		return Promise.resolve([this.getInputData().filter(({ json }) => isNew(json[field]))]);
	},
});

/** Crypto's HMAC, with the body of the webhook as its JSON. */
const crypto = nodeType('crypto', {
	properties: [property('dataPropertyName', 'string', 'data')],
	execute() {
		const name = this.getNodeParameter('dataPropertyName', 0);
		const [{ json }] = this.getInputData();
		const signature = createHmac('sha256', SECRET).update(JSON.stringify(json.body)).digest('hex');
		return Promise.resolve([[{ json: { ...json, [name]: signature }, pairedItem: { item: 0 } }]]);
	},
});

/** An email as the Send Email node would have sent it. */
export interface Email {
	toEmail: string;
	subject: string;
	emailFormat: 'html' | 'text';
	/** Empty in an email of the other format. */
	html: string;
	text: string;
	options: { attachments?: string };
}

const EMAIL: Record<keyof Email, NodePropertyTypes> = {
	toEmail: 'string',
	subject: 'string',
	emailFormat: 'string',
	html: 'string',
	text: 'string',
	options: 'json',
};

/** Send Email returns what it would have sent: its parameters for the item, with expressions resolved. */
const emailSend = nodeType('emailSend', {
	properties: Object.entries(EMAIL).map(([name, type]) => property(name, type, '')),
	execute() {
		const items = this.getInputData().map(({ binary }, item): INodeExecutionData => {
			const json: IDataObject = Object.fromEntries<IDataObject[string]>(
				Object.keys(EMAIL).map((name) => [name, this.getNodeParameter(name, item)]),
			);
			const error = json.toEmail ? null : 'No recipients defined';
			if (error !== null && !this.continueOnFail()) throw new Error(error);
			return {
				json: error === null ? json : { error },
				...(binary ? { binary } : {}),
				pairedItem: { item },
			};
		});
		return Promise.resolve([items]);
	},
});

/** A service that returns these items, whatever the request. */
export const returning = (name: string, items: IDataObject[]) =>
	nodeType(name, {
		execute: () => Promise.resolve([items.map((json) => ({ json, pairedItem: { item: 0 } }))]),
	});

type Row = IDataObject & { id: number };
interface DataTableParameters {
	resource: string;
	operation: string;
	dataTableId?: { value: string };
	filters?: { conditions: Array<{ keyName: string; keyValue: unknown }> };
	columns?: { value: IDataObject };
}

/**
 * n8n's data tables. Only rows are kept: a table without columns is as good as one that was created.
 *
 * @param tables rows by the name of their table; changed by the workflow
 */
export function dataTables(tables: Record<string, IDataObject[]>) {
	const names = ['resource', 'operation', 'dataTableId', 'filters', 'columns'] as const;
	const one = (parameters: DataTableParameters): IDataObject[] => {
		const { resource, operation, dataTableId, filters, columns } = parameters;
		if (resource === 'table') return [{ name: 'a table' }];
		const rows = (tables[dataTableId?.value ?? ''] ??= []) as Row[];
		const found = rows.filter((row) =>
			(filters?.conditions ?? []).every(({ keyName, keyValue }) => row[keyName] === keyValue),
		);
		if (operation === 'get') return found;
		if (operation === 'deleteRows') {
			rows.splice(0, rows.length, ...rows.filter((row) => !found.includes(row)));
			return found;
		}
		if (found.length === 0 || operation === 'insert') {
			if (operation === 'update') return [];
			const now = new Date().toISOString();
			rows.push({ id: rows.length + 1, createdAt: now, ...columns?.value });
			return [rows[rows.length - 1]];
		}
		return found.map((row) => Object.assign(row, columns?.value));
	};
	return nodeType('dataTable', {
		properties: names.map((name) => property(name, 'json', '')),
		execute() {
			const items = this.getInputData().flatMap((_, item) => {
				const parameters = Object.fromEntries(
					names.map((name) => [name, this.getNodeParameter(name, item)]),
				);
				const rows = one(parameters as unknown as DataTableParameters);
				return rows.map((json) => ({ json: { ...json }, pairedItem: { item } }));
			});
			return Promise.resolve([items]);
		},
	});
}

const starts = [
	'manualTrigger',
	'scheduleTrigger',
	'webhook',
	'formTrigger',
	'shopifyTrigger',
	'stripeTrigger',
	'wooCommerceTrigger',
];

export const nodesBase = Object.fromEntries(
	[
		code,
		set,
		branching('if'),
		branching('filter'),
		splitOut,
		merge,
		stopAndError,
		removeDuplicates,
		crypto,
		emailSend,
		nodeType('noOp'),
		nodeType('respondToWebhook'),
		...starts.map((name) => nodeType(name, { inputs: [] })),
	].map((type) => [`n8n-nodes-base.${type.description.name}`, type]),
);
