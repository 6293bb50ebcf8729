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
import { resources } from '../../dist/nodes/MioEsim/actions';
import type { Operation } from '../../dist/nodes/MioEsim/operation';
import { run } from '../../dist/nodes/MioEsim/run/run';

/**
 * The item loop on an operation that the test writes, in as much of n8n's context as the loop uses. For
 * the rules of the loop, which hold for every operation; what an operation does is tested in n8n's engine.
 */

export interface Wire {
	from: string;
	output?: number;
	to: string;
	input?: number;
}

export interface Scene {
	items?: INodeExecutionData[];
	node?: Partial<INode>;
	/** What the node's fields hold. `=field` is an expression: the item's field. */
	parameters?: IDataObject;
	wires?: Wire[];
	/** Names of nodes that are switched off. */
	disabled?: string[];
	mode?: WorkflowExecuteMode;
	/** The node at which n8n ends this run ("Execute step"). */
	destination?: string | { nodeName: string };
	executionId?: string;
	runIndex?: number;
	stop?: AbortSignal;
	/** Whether n8n says what is connected; older ones don't. */
	saysWires?: boolean;
}

/** What n8n was told, and asked for. */
export interface Told {
	hints: Array<{ message: string; type?: string; location?: string }>;
	warnings: string[];
	/** Expressions that were evaluated: the parameter and the item. */
	evaluated: Array<[name: string, itemIndex: number]>;
}

export const nodeOf = ({ node, parameters = {} }: Scene): INode => ({
	id: 'node',
	name: 'MIOeSIM',
	type: 'n8n-nodes-mioesim.mioEsim',
	typeVersion: 1,
	position: [0, 0],
	parameters: { resource: 'scripted', operation: 'act', ...parameters },
	...node,
});

/** A wire from the Error output to another node. */
export const toAlarm: Wire = { from: 'MIOeSIM', output: 1, to: 'Alarm' };

export function contextOf(scene: Scene, told: Told = newTold()): IExecuteFunctions {
	const { wires = [], disabled = [], saysWires = true } = scene;
	const items: INodeExecutionData[] = scene.items ?? [{ json: {} }];
	const node = nodeOf(scene);
	const names = new Set(wires.flatMap(({ from, to }) => [from, to]));
	names.delete(node.name);
	const context = {
		getInputData: () => items,
		getNode: () => node,
		getMode: () => scene.mode ?? 'trigger',
		getExecutionId: () => scene.executionId,
		getExecutionCancelSignal: () => scene.stop,
		evaluateExpression: (expression: string) =>
			expression === '{{ $runIndex }}' ? (scene.runIndex ?? 0) : undefined,
		continueOnFail: () =>
			['continueRegularOutput', 'continueErrorOutput'].includes(node.onError ?? ''),
		getNodeParameter: (name: string, itemIndex: number, otherwise: unknown) => {
			const [parent, child] = name.split('.') as [string, string?];
			const saved: unknown = node.parameters[parent];
			const written = child === undefined ? saved : (saved as IDataObject)[child];
			if (typeof written !== 'string' || !written.startsWith('=')) return written ?? otherwise;
			told.evaluated.push([name, itemIndex]);
			return items[itemIndex].json[written.slice(1)];
		},
		addExecutionHints: (hint: Told['hints'][number]) => told.hints.push(hint),
		logger: { warn: (message: string) => told.warnings.push(message) },
		getChildNodes: () => [...names].map((name) => ({ name, disabled: disabled.includes(name) })),
		runExecutionData: { startData: { destinationNode: scene.destination } },
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
	return (saysWires ? { ...context, getConnections } : context) as unknown as IExecuteFunctions;
}

export const newTold = (): Told => ({ hints: [], warnings: [], evaluated: [] });

export const field = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
});

const scripted: Operation = {
	name: 'Act',
	value: 'act',
	action: 'Act',
	description: 'Does what the test wrote',
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

/** The fields of an item that failed. */
type FailedJson = IDataObject & { error: ItemError };

/** Runs the operation. Whoever waits for items to be in progress calls `run` and awaits it later. */
export async function runScripted(
	operation: Partial<Operation> & Pick<Operation, 'execute'>,
	scene: Scene = {},
) {
	const told = newTold();
	const operations = [{ ...scripted, ...operation }];
	resources.push({ name: 'Scripted', value: 'scripted', operations, defaultOperation: 'act' });
	const running = run.call(contextOf(scene, told));
	// The operation is found at once.
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
		...told,
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
