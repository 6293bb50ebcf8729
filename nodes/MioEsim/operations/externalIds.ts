import { hash, randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import type { Marking } from '../../../mioesim/lines/line';
import { refuse } from '../../shared/parameters/text';
import { isTool } from '../../shared/port';
import type { ItemCall } from '../operation';

/**
 * An order ID that stays the same when n8n runs the same item again (Retry On Fail), and differs for
 * every other item of any workflow, execution and n8n server.
 *
 * It includes the item's content: a server restored from a backup counts its executions again from an
 * older number, and must not take another customer's order for this one. A language model that repeats
 * its call means the same purchase, so there it is made of what is bought, and for whom.
 */
export function generatedOrderId(context: IExecuteFunctions, itemIndex: number, wish: string) {
	const executionId = context.getExecutionId();
	// Without an execution ID, repeated runs can't be recognized: never match by chance.
	if (!executionId) return `n8n-${randomUUID()}`;
	const node = context.getNode();
	const run = context.evaluateExpression('{{ $runIndex }}', itemIndex);
	const own = isTool(node) ? [wish] : [run, itemIndex, context.getInputData()[itemIndex]?.json];
	const identity = [
		context.getInstanceId(),
		context.getWorkflow().id,
		node.id,
		executionId,
		...own,
	];
	return `n8n-${executionId}-${hash('sha256', JSON.stringify(identity)).slice(0, 12)}`;
}

/**
 * The physical cards of a purchase as the end of its item ID: the same package for another card is another
 * purchase. Several become a digest, because the maximum length of an ID is unknown.
 */
export function cardsKey(iccids: readonly string[]): string {
	if (iccids.length <= 1) return iccids.map((iccid) => `-${iccid}`).join('');
	return `-${hash('sha256', [...iccids].sort().join()).slice(0, 12)}`;
}

/**
 * The IDs of an item's purchases: the user's own, or generated. An identical line of the same order in the
 * same batch gets its own number, so two lines are two purchases, and the same line again is not. Each
 * part is appended to the item's own External Item ID.
 *
 * Call this before awaiting anything: the number of a line is its place in the input.
 *
 * @param parts of each purchase, `what` is the package and the card; `part` is like that of no other
 * @param wish what is bought and for whom, in a text that only equal purchases share
 */
export function readMarkings(
	call: ItemCall,
	parts: ReadonlyArray<{ what: string; part: string }>,
	wish = JSON.stringify(parts),
): Marking[] {
	const { parameters, context, itemIndex } = call;
	const counted = call.shared('lines', () => new Map<string, number>());
	const ownOrderId = parameters.optionalText('externalOrderId');
	const externalOrderId = ownOrderId ?? generatedOrderId(context, itemIndex, wish);
	// Counted before anything else is read: it must not matter whether the rest of the line is valid.
	const numbers = parts.map(({ what }) => {
		const line = `${externalOrderId}\n${what}`;
		const number = (counted.get(line) ?? 0) + 1;
		counted.set(line, number);
		return number;
	});
	const preventDuplicates = parameters.flag('options.preventDuplicates');
	// n8n's "Retry" of a failed execution is a new one: an ID based on it doesn't match those of the first.
	if (ownOrderId === null && preventDuplicates && context.getMode() === 'retry') {
		const name = `'${parameters.label('externalOrderId')}'`;
		refuse(
			`${name} is required when an execution is retried`,
			`Without it the node cannot tell what the first run bought. Check with Order > Get Many, and order what is missing in a new execution. With ${name} set, a retry is safe`,
		);
	}
	const ownItemId = parameters.optionalText('additionalFields.externalItemId');
	const isUnique = !preventDuplicates && ownItemId === null;
	return parts.map(({ what, part }, index) => {
		// Without Prevent Duplicates, the same line may be bought again: only a mark tells the orders apart.
		const made = `${what}-${numbers[index]}${isUnique ? `-${randomUUID().slice(0, 8)}` : ''}`;
		const own = ownItemId === null || parts.length === 1 ? ownItemId : `${ownItemId}-${part}`;
		return { ids: { externalOrderId, externalItemId: own ?? made }, preventDuplicates, isUnique };
	});
}
