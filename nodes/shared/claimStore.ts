import type { IExecuteFunctions } from 'n8n-workflow';

import type { ClaimStore } from '../../mioesim/lines/claims';

/** Marks that the store keeps: three a line, for as long as a claim lasts. The oldest are dropped. */
const MOST_MARKS = 2000;

const options = { mode: 'entries', maxEntries: MOST_MARKS } as const;

/**
 * n8n's own store behind its Remove Duplicates node: a row of its database for this node of this workflow,
 * which main, workers and webhooks share. It contains hashes only.
 *
 * @returns null for a workflow that was never saved, which has no row
 */
export function claimStoreOf(context: IExecuteFunctions): ClaimStore | null {
	const { helpers } = context;
	const { id } = context.getWorkflow();
	if (id === undefined) return null;
	const record = async (marks: readonly string[]) => {
		const { processed } = await helpers.checkProcessedAndRecord([...marks], 'node', options);
		return processed.map(String);
	};
	return {
		name: `${id} ${context.getNode().id}`,
		// Of two processes that create the row at the same moment, n8n lets one fail.
		record: async (marks) => await record(marks).catch(async () => await record(marks)),
		remove: async (marks) => await helpers.removeProcessed([...marks], 'node', options),
	};
}
