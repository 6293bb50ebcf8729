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
	extends Partial<Pick<INodeTypeDescription, 'properties' | 'outputs' | 'inputs'>> {
	execute?: (this: IExecuteFunctions, response?: EngineResponse) => Promise<NodeOutput>;
}

/** Returns its input unless told otherwise. */
export function nodeType(
	name: string,
	{ properties = [], outputs = ['main'], inputs = ['main'], execute }: NodeTypeSettings = {},
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

const starts = ['manualTrigger', 'scheduleTrigger', 'webhook', 'formTrigger'];

export const nodesBase = Object.fromEntries(
	[
		code,
		set,
		branching('if'),
		branching('filter'),
		splitOut,
		nodeType('noOp'),
		...starts.map((name) => nodeType(name, { inputs: [] })),
	].map((type) => [`n8n-nodes-base.${type.description.name}`, type]),
);
