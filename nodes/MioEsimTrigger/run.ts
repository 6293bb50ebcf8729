import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { nodeApiError } from '../shared/nodeError';
import { poll } from './poll';
import { testRun } from './testRun';

/** Triggers whose poll is under way in this process, by workflow and node. */
const running = new Set<string>();

/**
 * A poll as n8n asks for it. While one is under way the next is left out: two of them would find
 * the same events.
 *
 * @throws {NodeApiError} whose `failure` tells n8n whether waiting helps
 */
export async function run(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		if (context.getMode() === 'manual') return [await testRun(context)];
		const items = await alone(context, async () => await poll(context));
		return items === null ? null : [items];
	} catch (error) {
		throw nodeApiError(context.getNode(), error);
	}
}

async function alone<T>(context: IPollFunctions, work: () => Promise<T>): Promise<T | null> {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	if (running.has(key)) return null;
	running.add(key);
	try {
		return await work();
	} finally {
		running.delete(key);
	}
}
