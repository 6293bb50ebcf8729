import { inputFailure } from '../../../../mioesim/codes/failures';
import type { ItemCall } from '../../operation';
import { ledger } from '../../../../mioesim/lines/ledger';

/** Longer replies are not kept for another try: a process would hold megabytes of them. */
const LONGEST_KEPT = 2000;

/**
 * Sends a free request that writes, once for an item of a run: n8n's Retry On Fail runs the whole node
 * again for one failed item, and the changes for the others must not be made again. What counts is the
 * item: an expression such as `$now` gives another request on every try.
 *
 * @returns the data of the reply, also from an earlier try, where a long one is only mentioned
 * @throws {Failure} the request's own; with the outcome `unknown` when an earlier try got no reply
 */
export async function requestOnce(call: ItemCall, send: () => Promise<unknown>): Promise<unknown> {
	const key = keyOf(call);
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
	return await ledger.requests.record(key, { data: null }, send, (data) => ({
		data:
			JSON.stringify(data ?? null).length > LONGEST_KEPT
				? { note: 'An earlier attempt of this run sent this request and received a reply' }
				: data,
	}));
}

/** @returns null for an execution that can't be identified */
function keyOf({ context, itemIndex }: ItemCall): string | null {
	const executionId = context.getExecutionId();
	if (!executionId) return null;
	return JSON.stringify([
		context.getWorkflow().id,
		context.getNode().id,
		executionId,
		context.evaluateExpression('{{ $runIndex }}', itemIndex),
		itemIndex,
	]);
}
