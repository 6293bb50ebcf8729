import { Agent, request } from 'undici';

import type { INode, INodeType } from 'n8n-workflow';

import {
	CredentialStore,
	NAME,
	type Credential,
	type Host,
} from '../../../test/harness/credentials.cts';
import { runNode, startWorkflow, outputsOf } from '../../../test/harness/engine.cts';
import { sign } from '../../../dist/mioesim/wire/parameters';

/** The same look-ups, made in several ways. */

export function credentialFor({ url, account }: Host) {
	const { phoneNumber, password, secretKey } = account;
	return new CredentialStore({ phoneNumber, password, secretKey, baseUrl: url });
}

export const PAGE = { pageNo: '1', pageSize: '100' };

export function signed(credential: CredentialStore, iccid: string) {
	const { token, secretKey } = credential.data;
	const parameters = { iccid, ...PAGE, token };
	return { ...parameters, sign: sign(parameters, secretKey) };
}

/** The node as it ships, in n8n's engine. */
export async function lookUpWithNode(
	credential: Credential,
	iccids: string[],
	concurrency: number,
) {
	const { success, error } = await runNode({
		credential,
		items: iccids.map((iccid: string) => ({ iccid })),
		parameters: {
			resource: 'card',
			operation: 'getUsage',
			iccid: '={{ $json.iccid }}',
			// One call per card: with Simplify on, the list of all orders would serve all of them.
			simplify: false,
			options: { concurrency },
		},
	});
	if (success.length !== iccids.length) throw new Error(`${error.length} look-ups failed`);
}

/** Only the calls: undici, keep-alive, the same number of connections. */
export async function lookUpBare(
	url: string,
	credential: CredentialStore,
	iccids: string[],
	concurrency: number,
) {
	const dispatcher = new Agent({ connections: concurrency });
	let next = 0;
	const worker = async () => {
		while (next < iccids.length) {
			const body = new URLSearchParams(signed(credential, iccids[next++])).toString();
			const reply = await request(`${url}/api_esim/queryEsimOrder`, {
				dispatcher,
				method: 'POST',
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
				body,
			});
			const { code } = (await reply.body.json()) as { code: unknown };
			if (String(code) !== '0') throw new Error(`code ${String(code)}`);
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, iccids.length) }, worker));
	await dispatcher.close();
}

/** A node that only uses n8n's own helper: the cost of a signed call for any node. */
const helperOnly: INodeType = {
	description: {
		displayName: 'Helper Only',
		name: 'helperOnly',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Helper Only' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: NAME, required: true }],
		properties: [],
	},
	async execute() {
		const items = this.getInputData();
		const { url, concurrency } = items[0].json as { url: string; concurrency: number };
		const data = await this.getCredentials(NAME);
		let next = 0;
		const worker = async () => {
			while (next < items.length) {
				const { iccid } = items[next++].json;
				await this.helpers.httpRequestWithAuthentication.call(
					this,
					NAME,
					{
						method: 'POST',
						url: `${url}/api_esim/queryEsimOrder`,
						body: { iccid, ...PAGE },
					},
					{ credentialsDecrypted: { id: '', name: '', type: NAME, data } },
				);
			}
		};
		await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
		return [items];
	},
};

export const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...more,
});

export async function lookUpWithHelper(
	url: string,
	credential: CredentialStore,
	iccids: string[],
	concurrency: number,
) {
	const { run } = startWorkflow({
		nodes: [
			node('Start', 'test.start'),
			node('Helper', 'bench.helperOnly', {
				credentials: { [NAME]: { id: credential.id, name: NAME } },
			}),
		],
		connections: { Start: { main: [[{ node: 'Helper', type: 'main', index: 0 }]] } },
		start: 'Start',
		items: iccids.map((iccid: string) => ({ iccid, url, concurrency })),
		credential,
		types: { 'bench.helperOnly': helperOnly },
	});
	const { outputs } = outputsOf(await run, 'Helper');
	if (outputs[0]?.length !== iccids.length) throw new Error('look-ups failed');
}
