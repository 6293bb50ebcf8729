import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import type { Credential } from './credentials.cts';
import { runNode } from './engine.cts';
import { passThrough } from './standIns.cts';

/** Runs a node that sends one request through the credential and returns the reply. */
export async function runCaller<TReply>(
	send: (this: IExecuteFunctions) => Promise<TReply>,
	credential: Credential,
) {
	const type = passThrough('caller');
	const caller: INodeType = {
		...type,
		description: { ...type.description, credentials: [{ name: 'mioEsimApi' }] },
		async execute() {
			const item = { json: { reply: await send.call(this) } };
			return [[item as unknown as INodeExecutionData]];
		},
	};
	const { success, stoppedBy } = await runNode<{ reply: TReply }>({
		credential,
		parameters: {},
		node: { type: 'test.caller' },
		types: { 'test.caller': caller },
	});
	return { reply: success[0]?.reply, error: stoppedBy };
}
