import './ofCore.cts';
import { WorkflowExecute, ExecutionLifecycleHooks } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type EngineResponse,
	type ExecutionError,
	type IBinaryKeyData,
	type IConnection,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type IPairedItemData,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IRun,
	type IRunData,
	type IRunExecutionData,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type NodeOutput,
	type NodePropertyTypes,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { NAME, StoredCredentials, type Credential } from './credentials.cts';
import type { FailedItem, Item } from './items.cts';

export const MIOESIM = 'n8n-nodes-mioesim.mioEsim';

/** The engine drops parameters that a node does not declare. */
export function property(
	name: string,
	type: NodePropertyTypes,
	defaultValue: INodeProperties['default'],
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return { displayName: name, name, type, default: defaultValue, ...more };
}

type Described = 'properties' | 'outputs' | 'inputs' | 'requiredInputs' | 'credentials';

interface NodeTypeSettings extends Partial<Pick<INodeTypeDescription, Described>> {
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
			// The versions of n8n's nodes that the examples use.
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

const nodes: Partial<Record<string, INodeType>> = {
	[MIOESIM]: new MioEsim(),
	[`${MIOESIM}Tool`]: new MioEsim(),
	'test.start': nodeType('start'),
	'test.noOp': nodeType('noOp'),
};

export function nodeTypesWith(more: Record<string, INodeType>): INodeTypes {
	const types: typeof nodes = { ...nodes, ...more };
	const find = (name: string) => {
		const type = types[name];
		if (!type) throw new Error(`No node type ${name} in this test`);
		return type;
	};
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

let executions = 0;

/** Settings of a run besides the workflow itself. */
export interface RunSettings {
	credential: Credential;
	/** JSON of the items that start the run. */
	items?: IDataObject[];
	/** Files that every item has. */
	binary?: IBinaryKeyData;
	executionId?: string;
	mode?: WorkflowExecuteMode;
	/** Node types besides those of this package. */
	types?: Record<string, INodeType>;
	startData?: IRunExecutionData['startData'];
	workflowId?: string;
}

export interface WorkflowSettings extends RunSettings {
	nodes: INode[];
	connections: IConnections;
	/** Name of the node that gets `items`. */
	start: string;
}

/** Runs a workflow in n8n's engine, from the given start node. */
export function startWorkflow({
	nodes: list,
	connections,
	start,
	items = [{}],
	credential,
	executionId = String(++executions),
	mode = 'trigger',
	types = {},
	startData = {},
	workflowId = 'workflow',
	binary,
}: WorkflowSettings) {
	const workflow = new Workflow({
		id: workflowId,
		name: 'Test',
		nodes: list,
		connections,
		nodeTypes: nodeTypesWith(types),
		active: false,
		settings: { executionOrder: 'v1' },
	});
	const node = workflow.getNode(start);
	if (node === null) throw new Error(`No node ${start} in this workflow`);
	// Only what the engine needs.
	const described = { id: workflowId, name: 'Test' } as IWorkflowBase;
	const additionalData: Partial<IWorkflowExecuteAdditionalData> = {
		hooks: new ExecutionLifecycleHooks(mode, executionId, described),
		credentialsHelper: new StoredCredentials(credential),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		webhookWaitingBaseUrl: 'http://localhost/waiting',
		formWaitingBaseUrl: 'http://localhost/form',
		setExecutionStatus() {},
	};
	const data = {
		main: [items.map((json) => (binary ? { json, binary } : { json }))],
	};
	const execution = createRunExecutionData({
		startData,
		executionData: { nodeExecutionStack: [{ node, data, source: null }] },
	});
	const run = new WorkflowExecute(
		additionalData as IWorkflowExecuteAdditionalData,
		mode,
		execution,
	).processRunExecutionData(workflow);
	return { run, executionId };
}

/** An output item. */
export interface Emitted<TJson> {
	json: TJson;
	binary: IBinaryKeyData;
	pairedItem: IPairedItemData;
}

/** The items on each output of a node, and the error it stopped with. */
export function outputsOf<TJson = Item>(
	result: IRun,
	nodeName: string,
	runIndex = 0,
): { task?: ITaskData; outputs: Emitted<TJson>[][]; stoppedBy?: ExecutionError } {
	const runs: Partial<IRunData> = result.data.resultData.runData;
	const task = runs[nodeName]?.at(runIndex);
	const main = task?.data?.main ?? [];
	return {
		task,
		outputs: main.map((items) => (items ?? []) as unknown as Emitted<TJson>[]),
		stoppedBy: task?.error,
	};
}

/** The MIOeSIM node on its own, and how it runs. */
export interface NodeSettings extends RunSettings {
	parameters: IDataObject;
	/** Whether something is connected to the Error output. */
	errorConnected?: boolean;
	/** Settings of the node besides its parameters: `onError`, … */
	node?: Partial<INode>;
}

/** A node with the minimum that n8n requires. */
export const plainNode = (name: string, type: string): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
});

/** Runs the MIOeSIM node with a start node before it and, if requested, nodes connected to its outputs. */
export function startNode({
	parameters,
	credential,
	items = [{}],
	errorConnected = true,
	node = {},
	...rest
}: NodeSettings) {
	const after = (name: string): IConnection => ({ node: name, type: 'main', index: 0 });
	const outputs = [[after('Success')], errorConnected ? [after('Error')] : []];
	if (node.onError === 'continueErrorOutput') outputs.push([after('n8n Error')]);
	return startWorkflow({
		nodes: [
			plainNode('Start', 'test.start'),
			{
				...plainNode('MIOeSIM', MIOESIM),
				id: 'node-1',
				parameters: parameters as INodeParameters,
				credentials: { [NAME]: { id: credential.id, name: 'MIOeSIM account' } },
				...node,
			},
			...['Success', 'Error', 'n8n Error'].map((name) => plainNode(name, 'test.noOp')),
		],
		connections: {
			Start: { main: [[after('MIOeSIM')]] },
			MIOeSIM: { main: outputs },
		},
		start: 'Start',
		items,
		credential,
		...rest,
	});
}

/** The output of the node. */
export interface NodeRun<TJson> {
	executionId: string;
	result: IRun;
	task?: ITaskData;
	outputs: Emitted<TJson>[][];
	/** JSON of the items on Success. */
	success: TJson[];
	/** JSON of the items on Error. */
	error: FailedItem[];
	/** JSON of the items on n8n's own error output. */
	n8nError: FailedItem[];
	/** The error that stopped the workflow, if one did. */
	stoppedBy?: ExecutionError;
}

/** Runs the node and returns its output. */
export async function runNode<TJson = Item>(settings: NodeSettings): Promise<NodeRun<TJson>> {
	const { run, executionId } = startNode(settings);
	const result = await run;
	const { outputs, stoppedBy, task } = outputsOf<TJson>(result, 'MIOeSIM');
	const json = (index: number) => (outputs[index] ?? []).map((item): unknown => item.json);
	return {
		executionId,
		result,
		task,
		outputs,
		success: json(0) as TJson[],
		error: json(1) as FailedItem[],
		n8nError: json(2) as FailedItem[],
		stoppedBy: stoppedBy ?? result.data.resultData.error,
	};
}
