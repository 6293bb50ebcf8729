import { createHash } from 'node:crypto';

import { Failure } from '../../../../mioesim/codes/failure';
import { inputFailure } from '../../../../mioesim/codes/failures';
import { Cancelled } from '../../../../mioesim/client/stop';
import type { ItemCall } from '../../operation';
import { ledger, ledgerKey } from '../../../../mioesim/lines/ledger';

/**
 * Sends a free request that writes, once for an item of a run: n8n's Retry On Fail runs the whole node
 * again for one failed item, and the changes for the others must not be made again.
 *
 * @param what identifies the request among others of the same item
 * @returns the data of the reply, also from an earlier try
 * @throws {Failure} the request's own; with the outcome `unknown` when an earlier try got no reply
 */
export async function requestOnce(
	call: ItemCall,
	what: unknown,
	send: () => Promise<unknown>,
): Promise<unknown> {
	const key = await keyOf(call, what);
	if (key === null) return await send();
	const earlier = ledger.requests.recall(key);
	if (earlier?.outcome === 'executed') return earlier.content.data;
	if (earlier) {
		throw inputFailure(
			'An earlier attempt of this run sent this request and received no reply',
			'It was not sent again. Check in MIOeSIM whether it was carried out, and run the workflow again if not',
			{ outcome: 'unknown' },
		);
	}
	ledger.requests.sent(key, { data: null });
	const data = await send().catch(async (error: unknown) => {
		if (wasNotSent(error)) ledger.requests.notExecuted(key);
		return await Promise.reject(error);
	});
	ledger.requests.executed(key, { data });
	return data;
}

function wasNotSent(error: unknown): boolean {
	if (error instanceof Failure) return error.details.outcome === 'notExecuted';
	return error instanceof Cancelled;
}

/** @returns null for an execution that can't be identified */
async function keyOf(
	{ context, client, itemIndex }: ItemCall,
	what: unknown,
): Promise<string | null> {
	const executionId = context.getExecutionId();
	if (!executionId) return null;
	const { sessionAccount } = await client.account();
	const identity = [
		context.getWorkflow().id,
		context.getNode().id,
		executionId,
		context.evaluateExpression('{{ $runIndex }}', itemIndex),
		itemIndex,
		what,
	];
	const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
	return ledgerKey(sessionAccount, digest);
}
