import type { EndpointKey } from '../../../api/endpoints';
import { errorCodes } from '../../../api/errorCodes';
import { Failure } from '../../../api/failure';
import { replyFailure } from '../../../api/failures';
import type { Parameters } from '../../../api/parameters';
import { orderOfObject, type Order } from '../../../api/shapes/order';
import { record, text } from '../../../api/values';
import { attempt } from '../../../transport/attempt';
import { clock } from '../../../transport/clock';
import { cancelSignal } from '../../../transport/context';
import type { ItemCall } from '../actions/operation';
import type { ExternalIds, Marking } from './externalIds';
import { fetchPurchased, findOrder, type Purchased } from './findOrder';

/** Before each look-up of an order whose outcome is unknown, in milliseconds. */
export const LOOK_UP_PAUSES_MS = [500, 2000, 5000];

/** PDF and e-mail come after the order: a failure there says nothing about the order. */
const PDF_ERROR = 99;

export interface Purchase extends Marking {
	endpoint: EndpointKey;
	parameters: Parameters;
}

/**
 * Buys once. Asks first whether the line was bought already, sends the order, and never sends it
 * again: when it is unknown whether it was placed, MIOeSIM is asked.
 *
 * @throws {Failure} with the outcome `unknown` when it cannot be found out
 */
export async function buy(call: ItemCall, purchase: Purchase): Promise<Purchased> {
	if (purchase.preventDuplicates) {
		const earlier = await findEarlier(call, purchase.ids);
		if (earlier !== null) {
			// The try before of a node that n8n has started again may have placed it.
			call.done(`order ${earlier} (placed before)`);
			const { data, order } = await fetchPurchased(call.client, earlier);
			return { data, order: { ...order, duplicate: true } };
		}
	}
	const purchased = await place(call, purchase);
	call.done(`order ${purchased.order.orderNumber}`);
	return purchased;
}

async function findEarlier({ client }: ItemCall, ids: ExternalIds): Promise<string | null> {
	const found = await attempt(findOrder(client, ids));
	if (!(found instanceof Failure)) return found?.orderNumber ?? null;
	throw found.with({
		resolution: `Nothing was ordered, because it could not be checked whether this was ordered before. ${found.details.resolution}`,
		outcome: 'notExecuted',
	});
}

async function place(call: ItemCall, purchase: Purchase): Promise<Purchased> {
	const placed = await attempt(sendOrder(call, purchase));
	if (!(placed instanceof Failure)) return placed;
	if (isInDoubt(placed)) return await findOut(call, purchase, placed);
	throw placed;
}

async function sendOrder({ client }: ItemCall, purchase: Purchase): Promise<Purchased> {
	const { endpoint, parameters, ids } = purchase;
	const data = await client.call(endpoint, {
		...parameters,
		otherOrderId: ids.externalOrderId,
		otherItemId: ids.externalItemId,
	});
	const order = orderOfObject(data);
	if (order.orderNumber !== null) return { data: record(data), order };
	const orderNumber = text(data);
	if (orderNumber !== null) return await fetchPurchased(client, orderNumber);
	throw replyFailure('an order without a number', endpoint);
}

/** A refusal with a documented code is certain; everything else may hide an order. */
export function isInDoubt({ details }: Failure): boolean {
	if (details.outcome !== 'notExecuted') return details.outcome === 'unknown';
	return details.type === 'api' && (details.code === PDF_ERROR || isUndocumented(details.code));
}

function isUndocumented(code: number | string | null): boolean {
	return errorCodes[String(code)] === undefined;
}

async function findOut(call: ItemCall, purchase: Purchase, failure: Failure): Promise<Purchased> {
	const { ids, isTraceable } = purchase;
	if (!isTraceable) {
		throw inDoubt(
			failure,
			ids,
			'Prevent Duplicates is off, so this order cannot be told from earlier ones with the same ids',
		);
	}
	// A refusal is final, so one look is enough; a call without an answer may still be under way.
	const isRefusal = failure.details.type === 'api';
	const found = await lookAgain(call, ids, isRefusal ? [0] : LOOK_UP_PAUSES_MS);
	if (typeof found === 'string') return await fetchPurchased(call.client, found);
	if (found === null && isRefusal && failure.details.code !== PDF_ERROR) throw failure;
	throw inDoubt(
		failure,
		ids,
		found === null
			? 'MIOeSIM did not list it so far'
			: `MIOeSIM could not be asked (${found.details.meaning})`,
	);
}

/**
 * Looks for the order after each pause, until it is there.
 *
 * @returns its number, null when it is not there, or why MIOeSIM could not be asked in the end
 */
async function lookAgain(
	{ client, context }: ItemCall,
	ids: ExternalIds,
	pauses: number[],
): Promise<string | Failure | null> {
	let found: Order | Failure | null = null;
	try {
		for (const pause of pauses) {
			if (pause > 0) await clock.pause(pause, cancelSignal(context));
			found = await attempt(findOrder(client, ids));
			if (found !== null && !(found instanceof Failure)) return found.orderNumber;
		}
	} catch {
		// The execution was stopped: what is known so far has to do.
	}
	return found instanceof Failure ? found : null;
}

function inDoubt(failure: Failure, ids: ExternalIds, why: string): Failure {
	const { externalOrderId, externalItemId } = ids;
	return failure.with({
		resolution: `This order may have been placed, so it was not sent again: ${why}. Look for it with Order > Get Many and External Order ID ${externalOrderId} (item ${externalItemId}). If it is not there after a few minutes, run the item again with the same External Order ID and External Item ID: while Prevent Duplicates is on, nothing is bought twice. What went wrong: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'unknown',
		retryable: false,
	});
}
