import { passThrough } from './standIns.cts';
import { runNode } from './engine.cts';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { CredentialStore } from './credentials.cts';

/** Runs a node that sends one request through the credential and gives out what comes back. */
export async function runCaller(
	send: (this: IExecuteFunctions) => Promise<unknown>,
	credential: CredentialStore,
) {
	const type = passThrough('caller');
	const caller = {
		...type,
		description: { ...type.description, credentials: [{ name: 'mioEsimApi' }] },
		async execute() {
			return [[{ json: { reply: await send.call(this) } }]];
		},
	};
	const { success, stoppedBy } = await runNode({
		credential,
		parameters: {},
		node: { type: 'test.caller' },
		types: { 'test.caller': caller },
	});
	return { reply: success[0]?.reply, error: stoppedBy };
}
