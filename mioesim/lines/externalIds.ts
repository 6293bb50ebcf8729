import { createHash, randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import { inputFailure } from '../codes/failures';
import type { ItemCall } from '../../nodes/MioEsim/operation';

/** Identifies one purchase: the order it belongs to, and the line in that order. */
export interface ExternalIds {
	externalOrderId: string;
	externalItemId: string;
}

/** Counts how often a key occurs: identical lines of one shop order are separate purchases. */
export class Ordinals {
	private readonly seen = new Map<string, number>();

	private readonly given = new Map<string, number>();

	/**
	 * @param itemIndex the same item always gets the same numbers
	 * @param count how many numbers the item needs
	 * @returns the first of its numbers: 1 for the first item with this key, 2 for the second, …
	 */
	of(itemIndex: number, key: string, count = 1): number {
		const item = `${itemIndex} ${key}`;
		const known = this.given.get(item);
		if (known !== undefined) return known;
		const before = this.seen.get(key) ?? 0;
		this.seen.set(key, before + count);
		this.given.set(item, before + 1);
		return before + 1;
	}
}

/**
 * An order id that stays the same when n8n runs the same item again (Retry On Fail), and differs for
 * every other item of any workflow, execution and n8n server.
 *
 * It includes the item's content: a server restored from a backup counts its executions again from an
 * older number, and must not take another customer's order for this one.
 */
export function generatedOrderId(context: IExecuteFunctions, itemIndex: number): string {
	const executionId = context.getExecutionId();
	// Without an execution ID, repeated runs can't be recognized: never match by chance.
	if (!executionId) return `n8n-${randomUUID()}`;
	const identity = [
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getNode().id,
		executionId,
		context.evaluateExpression('{{ $runIndex }}', itemIndex),
		itemIndex,
		context.getInputData()[itemIndex]?.json,
	];
	const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
	return `n8n-${executionId}-${digest.slice(0, 12)}`;
}

export interface Marking {
	ids: ExternalIds;
	/** Ask before buying whether this very line was already bought. */
	preventDuplicates: boolean;
	/** No other order can have these ids, so an order found later is this one. */
	isUnique: boolean;
}

/**
 * n8n's "Retry" of a failed execution is a new execution. An id based on it doesn't match those of the
 * first, and what the first one bought would be bought again.
 */
function refuseRetry(label: string): never {
	throw inputFailure(
		`'${label}' is required when an execution is retried`,
		`Without it the node cannot tell what the first run bought. Check with Order > Get Many, and order what is missing in a new execution. With '${label}' set, a retry is safe`,
	);
}

/**
 * The physical cards of a purchase as the end of its item id: the same package for another card of the
 * order is another purchase. Several cards become a digest, because the maximum length of an id is
 * unknown.
 */
export function cardsKey(iccids: readonly string[]): string {
	if (iccids.length <= 1) return iccids.map((iccid) => `-${iccid}`).join('');
	return `-${createHash('sha256')
		.update([...iccids].sort().join())
		.digest('hex')
		.slice(0, 12)}`;
}

/**
 * The ids of a purchase: the user's own, or generated. An identical line of the same order in the same
 * batch gets its own number, so two lines are two purchases, and the same line again is not.
 *
 * Call this before awaiting anything: the number of a line is its place in the input.
 *
 * @param what the package and, when the plan is for an existing card, the card
 */
export function readExternalIds(call: ItemCall, what: string): Marking {
	return readAllExternalIds(call, [{ what, part: what }])[0];
}

/** One of the purchases of an item. */
export interface Line {
	/** The package and the card. */
	what: string;
	/** Distinguishes it from the item's other lines. */
	part: string;
}

/**
 * The ids of an item with several purchases. Each line's own part is appended to the item's External Item
 * ID.
 *
 * @param count how often each line is bought
 * @returns the purchases of the first line, then those of the second, …
 */
export function readAllExternalIds(call: ItemCall, lines: readonly Line[], count = 1): Marking[] {
	const { parameters, context, itemIndex, ordinals } = call;
	const preventDuplicates = parameters.flag('options.preventDuplicates');
	const ownOrderId = parameters.optionalText('externalOrderId');
	if (ownOrderId === null && preventDuplicates && context.getMode() === 'retry') {
		refuseRetry(parameters.label('externalOrderId'));
	}
	const externalOrderId = ownOrderId ?? generatedOrderId(context, itemIndex);
	const ownItemId = parameters.optionalText('additionalFields.externalItemId');
	// Without Prevent Duplicates, the same line may be bought again: only a unique mark tells the orders
	// apart.
	const mark = preventDuplicates ? '' : `-${randomUUID().slice(0, 8)}`;
	const isSeveral = lines.length * count > 1;
	return lines.flatMap(({ what, part }) => {
		const first = ordinals.of(itemIndex, `${externalOrderId}\n${what}`, count);
		return Array.from({ length: count }, (_, index) => {
			const made = `${what}-${first + index}${mark}`;
			const own = isSeveral ? `${ownItemId}-${part}-${index + 1}` : String(ownItemId);
			return {
				ids: { externalOrderId, externalItemId: ownItemId === null ? made : own },
				preventDuplicates,
				isUnique: !preventDuplicates && ownItemId === null,
			};
		});
	});
}
