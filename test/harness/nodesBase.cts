import { createHmac } from 'node:crypto';

import { NodeOperationError } from 'n8n-workflow';
import type {
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	NodeOutput,
	NodePropertyTypes,
} from 'n8n-workflow';

import { SECRET } from '../../tools/e2e/lib/samples.cts';

/**
 * Stand-ins for n8n's own nodes in the examples, with only what the examples use.
 * n8n-nodes-base is too large to be a dependency of this package. Values of parameters come from
 * the engine, so expressions and conditions are evaluated by n8n itself.
 */

const AsyncFunction = (async () => {}).constructor as new (
	...names: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** The engine drops parameters that a node does not declare. */
export function property(
	name: string,
	type: NodePropertyTypes,
	defaultValue: INodeProperties['default'],
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return { displayName: name, name, type, default: defaultValue, ...more };
}

interface NodeTypeSettings
	extends Partial<
		Pick<INodeTypeDescription, 'properties' | 'outputs' | 'inputs' | 'requiredInputs'>
	> {
	execute?: (this: IExecuteFunctions, response?: EngineResponse) => Promise<NodeOutput>;
}

/** Returns its input unless told otherwise. */
export function nodeType(
	name: string,
	{
		properties = [],
		outputs = ['main'],
		inputs = ['main'],
		execute,
		...more
	}: NodeTypeSettings = {},
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: [1, 1.1, 1.2, 1.3, 2, 2.1, 2.2, 2.3, 2.4, 3, 3.2, 3.4, 4.7],
			description: '',
			defaults: { name },
			inputs,
			outputs,
			properties,
			...more,
		},
		execute:
			execute ??
			async function () {
				return await Promise.resolve([this.getInputData()]);
			},
	};
}

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
		nodeType('noOp'),
		nodeType('respondToWebhook'),
		...starts.map((name) => nodeType(name, { inputs: [] })),
	].map((type) => [`n8n-nodes-base.${type.description.name}`, type]),
);
