import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readAccount } from '../../dist/mioesim/client/account';
import { monotonic } from '../../dist/mioesim/lines/ledger';
import { clock } from '../../dist/nodes/shared/port';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import type { FaultSettings } from '../../tools/simulator/faults.cts';
import type { Settings } from '../../tools/simulator/simulator.cts';
import { credentialOf, NAME, type CredentialData, type CredentialStore } from './credentials.cts';
import { nodeType, runNode, type NodeSettings } from './engine.cts';
import type { Item } from './items.cts';

export const HOUR = 60 * 60 * 1000;

export class Bench {
	/** New for every test. */
	sim!: RunningSimulator;
	/** New for every test. */
	credential!: CredentialStore;
	/** Milliseconds of every pause that the node made. */
	pauses: number[] = [];

	/** Runs the node with these parameters. */
	run = async <TJson = Item,>(parameters: IDataObject, more: Partial<NodeSettings> = {}) =>
		await runNode<TJson>({ credential: this.credential, parameters, ...more });

	/** Runs the node for one item that fails, and returns why. */
	failure = async (parameters: IDataObject, more: Partial<NodeSettings> = {}) => {
		const { success, error } = await this.run(parameters, more);
		expect(success).toEqual([]);
		return error[0].error;
	};

	/** Every call of an endpoint is answered with this code. */
	answerWith = (endpoint: string, code: number | string, more: Partial<FaultSettings> = {}) =>
		this.sim.faults.add({ kind: 'code', endpoint, code, times: null, ...more });

	/** Endpoint keys in the order in which the simulator was called. */
	called = () => this.sim.calls.map(({ endpoint }) => endpoint);

	/** Calls of one endpoint. */
	callsOf = (key: string) => this.sim.calls.filter(({ endpoint }) => endpoint === key);

	/** The parameters of every call of one endpoint. */
	sentTo = (key: string) => this.callsOf(key).map(({ params }) => params);

	/** Puts the credential in the state after a login: with a live token. */
	withSession = (fields: Partial<CredentialData> = {}) => {
		const { data } = this.credential;
		Object.assign(data, {
			token: this.sim.strangerLogin(data.phoneNumber),
			sessionExpiresAt: Date.now() + 2 * HOUR,
			signatureStyle: 'raw',
			sessionAccount: readAccount(data).sessionAccount,
			...fields,
		});
		return this.credential;
	};
}

/** A simulator, a saved credential and pauses that take no time, fresh for every test of a file. */
export function useBench(settings: Settings = {}): Bench {
	// On a busy machine, several runs of the engine take a while.
	jest.setTimeout(60_000);
	const real = { ...clock };
	const { now } = monotonic;
	const bench = new Bench();
	beforeEach(async () => {
		bench.sim = await startSimulator({ seed: 1, ...settings });
		bench.credential = credentialOf(bench.sim);
		bench.pauses = [];
		clock.pause = async (ms, signal) => {
			bench.pauses.push(ms);
			if (signal?.aborted) await real.pause(0, signal);
		};
		clock.random = () => 0.5;
	});
	afterEach(async () => {
		Object.assign(clock, real);
		monotonic.now = now;
		await bench.sim.close();
	});
	return bench;
}

/** Runs a node that sends one request through the credential, and returns the reply. */
export async function runCaller<TReply>(
	send: (this: IExecuteFunctions) => Promise<TReply>,
	credential: CredentialStore,
) {
	const caller = nodeType('caller', {
		credentials: [{ name: NAME }],
		async execute() {
			const item = { json: { reply: await send.call(this) } };
			return [[item as unknown as INodeExecutionData]];
		},
	});
	const { success, stoppedBy } = await runNode<{ reply: TReply }>({
		credential,
		parameters: {},
		node: { type: 'test.caller' },
		types: { 'test.caller': caller },
	});
	return { reply: success[0]?.reply, error: stoppedBy };
}
