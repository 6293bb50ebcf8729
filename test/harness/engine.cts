import './environment.cts';
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WorkflowExecute, ExecutionLifecycleHooks } from 'n8n-core';
import { Workflow } from 'n8n-workflow';

import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { StoredCredentials, NAME } from './credentials.cts';
import { standIns } from './standIns.cts';

/** Loads a package as n8n-core does: npm may have put another copy at the top. */
export const ofCore = createRequire(require.resolve('n8n-core'));

/** n8n sets this up when it starts. */
const { configureGlobalAxiosDefaults } = loadAxiosSetUp();
configureGlobalAxiosDefaults();

export const MIOESIM = 'n8n-nodes-mioesim.mioEsim';

function loadAxiosSetUp() {
	const entry = ofCore.resolve('@n8n/backend-network');
	return require(join(dirname(entry), 'http/axios/config.js'));
}

const nodes = { [MIOESIM]: new MioEsim(), [`${MIOESIM}Tool`]: new MioEsim(), ...standIns };

/** @param {Record<string, object>} more */
export function nodeTypesWith(more) {
	const types = { ...nodes, ...more };
	const find = (name) => {
		const type = types[name];
		if (!type) throw new Error(`No node type ${name} in this test`);
		return type;
	};
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

let executions = 0;

/**
 * Runs a workflow in n8n's engine, from the given start node.
 *
 * @param {object} settings
 * @param {object[]} settings.nodes
 * @param {object} settings.connections
 * @param {string} settings.start name of the node that gets `items`
 * @param {object[]} settings.items JSON of the items that start the run
 * @param {import('./credentials').CredentialStore} settings.credential
 */
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
}) {
	const workflow = new Workflow({
		id: workflowId,
		name: 'Test',
		nodes: list,
		connections,
		nodeTypes: nodeTypesWith(types),
		active: false,
		settings: { executionOrder: 'v1' },
	});
	const hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflow.id,
		name: 'Test',
		nodes: [],
		connections: {},
		active: false,
	});
	const additionalData = {
		hooks,
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
	const run = new WorkflowExecute(additionalData, mode, {
		startData,
		resultData: { runData: {} },
		executionData: {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: null,
			nodeExecutionStack: [{ node: workflow.getNode(start), data, source: null }],
		},
	}).processRunExecutionData(workflow);
	return { run, executionId };
}

/** The JSON that each output of a node gave, and the error it stopped with. */
export function outputsOf(result, nodeName, runIndex = 0) {
	const task = result.data.resultData.runData[nodeName]?.[runIndex];
	const main = task?.data?.main ?? [];
	return {
		task,
		outputs: main.map((items) => items ?? []),
		stoppedBy: task?.error,
	};
}

/**
 * Runs the MIOeSIM node alone: a start node before it and, where wanted, something connected to its
 * outputs.
 *
 * @param {object} settings
 * @param {Record<string, unknown>} settings.parameters
 * @param {import('./credentials').CredentialStore} settings.credential
 * @param {object[]} [settings.items]
 * @param {boolean} [settings.errorConnected] whether a wire leaves the Error output
 * @param {object} [settings.node] settings of the node beside its parameters: `onError`, …
 */
export function startNode({
	parameters,
	credential,
	items = [{}],
	errorConnected = true,
	node = {},
	...rest
}) {
	const after = (name) => ({ node: name, type: 'main', index: 0 });
	const outputs = [[after('Success')], errorConnected ? [after('Error')] : []];
	if (node.onError === 'continueErrorOutput') outputs.push([after('n8n Error')]);
	return startWorkflow({
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'test.start',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'node-1',
				name: 'MIOeSIM',
				type: MIOESIM,
				typeVersion: 1,
				position: [0, 0],
				parameters,
				credentials: { [NAME]: { id: credential.id, name: 'MIOeSIM account' } },
				...node,
			},
			...['Success', 'Error', 'n8n Error'].map((name) => ({
				id: name,
				name,
				type: 'test.noOp',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			})),
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

/** Runs the node and gives what came out of it. */
export async function runNode(settings) {
	const { run, executionId } = startNode(settings);
	const result = await run;
	const { outputs, stoppedBy, task } = outputsOf(result, 'MIOeSIM');
	const json = (index) => (outputs[index] ?? []).map((item) => item.json);
	return {
		executionId,
		result,
		task,
		outputs,
		/** JSON of the items on Success, on Error and on n8n's own error output. */
		success: json(0),
		error: json(1),
		n8nError: json(2),
		/** The error that stopped the workflow, if one did. */
		stoppedBy: stoppedBy ?? result.data.resultData.error,
	};
}
