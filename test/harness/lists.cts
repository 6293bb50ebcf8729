import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type INode,
	type INodeParameters,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { StoredCredentials, NAME, type Credential } from './credentials.cts';
import { MIOESIM, nodeTypesWith, plainNode } from './engine.cts';

export type List = keyof MioEsim['methods']['listSearch'];

const node = new MioEsim();

/** Opens a list as the editor does, while the node has these parameters. */
export async function openList(
	credential: Credential,
	method: List,
	filter?: string,
	parameters: INodeParameters = {},
) {
	const settings: INode = {
		...plainNode('MIOeSIM', MIOESIM),
		parameters: { resource: 'order', operation: 'create', ...parameters },
		credentials: { [NAME]: { id: credential.id, name: 'MIOeSIM account' } },
	};
	const workflow = new Workflow({
		nodes: [settings],
		connections: {},
		active: false,
		nodeTypes: nodeTypesWith({}),
	});
	const context = new LoadOptionsContext(
		workflow,
		workflow.nodes.MIOeSIM,
		{
			credentialsHelper: new StoredCredentials(credential),
			currentNodeParameters: settings.parameters,
			variables: {},
		} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData,
		'parameters.skuId',
	);
	const { results } = await node.methods.listSearch[method].call(context, filter);
	return results;
}
