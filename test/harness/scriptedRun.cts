import type {
	ExecutionError,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeProperties,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { ItemError } from './items.cts';
import { resources } from '../../dist/nodes/MioEsim/operations';
import type { Operation } from '../../dist/nodes/MioEsim/operation';
import { run } from '../../dist/nodes/MioEsim/run/run';

/**
 * The item loop with a scripted operation, in the part of n8n's context that the loop uses: for the rules
 * of the loop, which apply to every operation. What an operation does is tested in n8n's engine.
 */

export interface Wire {
	from: string;
	output?: number;
	to: string;
	input?: number;
}

export interface RunSetup {
	items?: INodeExecutionData[];
	node?: Partial<INode>;
	/** Values of the node's parameters. `=field` is an expression: the item's field. */
	parameters?: IDataObject;
	wires?: Wire[];
	/** Names of deactivated nodes. */
	disabled?: string[];
	mode?: WorkflowExecuteMode;
	/** The node at which n8n ends this run ("Execute step"). */
	destination?: string | { nodeName: string };
	executionId?: string;
	/** That of a workflow which was saved. */
	workflowId?: string;
	runIndex?: number;
	stop?: AbortSignal;
	/** Whether n8n reports connections; older versions don't. */
	reportsConnections?: boolean;
}

/** What the loop passed to n8n, and evaluated. */
export interface Recorded {
	hints: Array<{ message: string; type?: string; location?: string }>;
	warnings: string[];
	/** Expressions that were evaluated: the parameter and the item. */
	evaluated: Array<[name: string, itemIndex: number]>;
}

export const nodeOf = ({ node, parameters = {} }: RunSetup): INode => ({
	id: 'node',
	name: 'MIOeSIM',
	type: 'n8n-nodes-mioesim.mioEsim',
	typeVersion: 1,
	position: [0, 0],
	parameters: { resource: 'scripted', operation: 'act', ...parameters },
	...node,
});

/** A connection from the Error output to another node. */
export const toAlarm: Wire = { from: 'MIOeSIM', output: 1, to: 'Alarm' };

export function contextOf(setup: RunSetup, record: Recorded = newRecord()): IExecuteFunctions {
	const { wires = [], disabled = [], reportsConnections = true } = setup;
	const items: INodeExecutionData[] = setup.items ?? [{ json: {} }];
	const node = nodeOf(setup);
	const names = new Set(wires.flatMap(({ from, to }) => [from, to]));
	names.delete(node.name);
	const context = {
		getInputData: () => items,
		getNode: () => node,
		getWorkflow: () => ({ id: setup.workflowId }),
		getMode: () => setup.mode ?? 'trigger',
		getExecutionId: () => setup.executionId,
		getExecutionCancelSignal: () => setup.stop,
		evaluateExpression: (expression: string) =>
			expression === '{{ $runIndex }}' ? (setup.runIndex ?? 0) : undefined,
		continueOnFail: () =>
			['continueRegularOutput', 'continueErrorOutput'].includes(node.onError ?? ''),
		getNodeParameter: (name: string, itemIndex: number, otherwise: unknown) => {
			const [parent, child] = name.split('.') as [string, string?];
			const saved: unknown = node.parameters[parent];
			const written = child === undefined ? saved : (saved as IDataObject)[child];
			if (typeof written !== 'string' || !written.startsWith('=')) return written ?? otherwise;
			record.evaluated.push([name, itemIndex]);
			return items[itemIndex].json[written.slice(1)];
		},
		addExecutionHints: (hint: Recorded['hints'][number]) => record.hints.push(hint),
		logger: { warn: (message: string) => record.warnings.push(message) },
		getChildNodes: () => [...names].map((name) => ({ name, disabled: disabled.includes(name) })),
		runExecutionData: { startData: { destinationNode: setup.destination } },
	};
	const getConnections = ({ name }: { name: string }, type: string) => {
		const inputs: Array<Array<{ node: string; index: number }> | null> = [];
		for (const { from, output = 0, to, input = 0 } of type === 'main' ? wires : []) {
			if (to !== name) continue;
			while (inputs.length <= input) inputs.push(null);
			(inputs[input] ??= []).push({ node: from, index: output });
		}
		return inputs;
	};
	return (reportsConnections
		? { ...context, getConnections }
		: context) as unknown as IExecuteFunctions;
}

export const newRecord = (): Recorded => ({ hints: [], warnings: [], evaluated: [] });

export const field = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
});

const scripted: Operation = {
	name: 'Act',
	action: 'Act',
	help: 'Runs the script of the test',
	fields: [
		field('Order Number', 'orderNumber'),
		field('ICCID', 'iccid'),
		field('Remark', 'remark'),
	],
	kind: 'write',
	endpoint: 'addEsimOrder',
	check: ['orderNumber'],
	execute: async () => await Promise.resolve([]),
};

/** The JSON of a failed item. */
type FailedJson = IDataObject & { error: ItemError };

/** Runs the operation. A test that needs items in progress awaits the result later. */
export async function runScripted(
	operation: Partial<Operation> & Pick<Operation, 'execute'>,
	setup: RunSetup = {},
) {
	const record = newRecord();
	const operations = [{ ...scripted, ...operation, value: 'act' }];
	resources.push({
		name: 'Scripted',
		value: 'scripted',
		operations,
		start: 'act',
		toolStart: 'act',
	});
	const running = run.call(contextOf(setup, record));
	// The loop looks up the operation at once.
	resources.pop();
	let outputs: INodeExecutionData[][] = [];
	let stoppedBy: ExecutionError | undefined;
	try {
		outputs = await running;
	} catch (error) {
		stoppedBy = error as ExecutionError;
	}
	const [success = [], errors = []] = outputs;
	return {
		...record,
		outputs,
		success,
		errors,
		stoppedBy,
		/** `error` of each failed item, wherever it is. */
		failures: outputs
			.flat()
			.map(({ json }) => json as FailedJson)
			.filter(({ error }) => error as unknown)
			.map(({ error }) => error),
	};
}
