import type { EndpointKey } from '../../../api/wire/endpoints';
import { isDocumented } from '../../../api/codes/errorCodes';
import { Failure } from '../../../api/codes/failure';
import { inputFailure, replyFailure } from '../../../api/codes/failures';
import { orderStatus } from '../../../api/codes/orderStatus';
import type { Parameters } from '../../../api/wire/parameters';
import { orderOfObject, type Order } from '../../../api/shapes/order';
import { redact } from '../../../api/redact';
import { number, record, text } from '../../../api/values';
import { attempt } from '../../../transport/attempt';
import { clock } from '../../../transport/clock';
import { cancelSignal } from '../../../transport/context';
import type { ItemCall } from '../operation';
import type { ExternalIds, Marking } from './externalIds';
import { fetchPurchased, findOrder, type Purchased } from './findOrder';
import { inTurn } from './inTurn';
import { forgetSent, purchaseKey, recallSent, rememberSent } from './sent';

/** Before each look-up of an order whose outcome is unknown, in milliseconds. */
export const LOOK_UP_PAUSES_MS = [500, 2000, 5000];

/** PDF and e-mail come after the order: a failure there says nothing about the order. */
const PDF_ERROR = 99;

/** Codes that say that the request itself was not taken up. Every other refusal is looked into. */
const certain: ReadonlySet<string> = new Set(['-1', '-2', '-10', '-30']);

export interface Purchase extends Marking {
	endpoint: EndpointKey;
	parameters: Parameters;
}

/** A purchase, with the key that this process knows it by. */
interface Keyed extends Purchase {
	key: string;
}

/**
 * Buys once. Asks first whether the line was bought already, sends the order, and never sends it
 * again: when it is unknown whether it was placed, MIOeSIM is asked.
 *
 * @throws {Failure} with the outcome `unknown` when it cannot be found out
 */
export async function buy(call: ItemCall, purchase: Purchase): Promise<Purchased> {
	const { sessionAccount } = await call.client.account();
	const keyed = { ...purchase, key: purchaseKey(sessionAccount, purchase.ids) };
	if (!purchase.preventDuplicates) return await place(call, keyed);
	return await inTurn(keyed.key, cancelSignal(call.context), async () => {
		const earlier = await findEarlier(call, keyed);
		if (earlier === null) return await place(call, keyed);
		const { data, order } = await fetchBooked(call, keyed, earlier);
		refuseOtherCount(order, purchase);
		return { data, order: { ...order, duplicate: true } };
	});
}

/**
 * An order with the same ids for another number of cards is not what the item asks for: taken for it,
 * a customer would get too few, and nobody would notice.
 */
function refuseOtherCount(order: Order, { parameters, endpoint }: Purchase): void {
	const wanted = number(parameters.count);
	const isWhole = order.status === orderStatus.normal || order.status === orderStatus.ended;
	if (wanted === null || order.count === null || !isWhole || order.count === wanted) return;
	throw inputFailure(
		`Order ${order.orderNumber} was placed for this line before, with a count of ${order.count} instead of ${wanted}`,
		'Nothing was ordered now. To buy more, send an item with what is missing and another External Item ID',
		{ outcome: 'executed', endpoint },
	);
}

/** @returns the number of the order that this line was bought with, or null */
async function findEarlier(call: ItemCall, { ids, key }: Keyed): Promise<string | null> {
	const found = await attempt(findOrder(call.client, ids));
	if (!(found instanceof Failure)) return found;
	const { resolution } = found.details;
	const sent = recallSent(key);
	if (sent === undefined) {
		throw found.with({
			resolution: `Nothing was ordered, because it could not be checked whether this was ordered before. ${resolution}`,
			outcome: 'notExecuted',
		});
	}
	if (sent !== null) call.done(`order ${sent}`);
	const earlier =
		sent === null
			? 'An order that was sent for this item before may have been placed'
			: `Order ${sent} was placed for this item before`;
	throw found.with({
		resolution: `${earlier}, but it could not be looked up now, and was not ordered again. ${resolution}`,
		outcome: sent === null ? 'unknown' : 'executed',
	});
}

async function place(call: ItemCall, purchase: Keyed): Promise<Purchased> {
	rememberSent(purchase.key, null);
	const placed = await attempt(sendOrder(call, purchase));
	if (!(placed instanceof Failure)) return placed;
	if (isInDoubt(placed, purchase.isTraceable)) return await findOut(call, purchase, placed);
	if (placed.details.outcome === 'notExecuted') forgetSent(purchase.key);
	throw placed;
}

async function sendOrder(call: ItemCall, purchase: Keyed): Promise<Purchased> {
	const { endpoint, parameters, ids } = purchase;
	const data = await call.client.call(endpoint, {
		...parameters,
		otherOrderId: ids.externalOrderId,
		otherItemId: ids.externalItemId,
	});
	const order = orderOfObject(data);
	if (order.orderNumber !== null) {
		keepBook(call, purchase, order.orderNumber);
		return { data: record(data), order };
	}
	const orderNumber = text(data);
	if (orderNumber !== null) return await fetchBooked(call, purchase, orderNumber);
	throw replyFailure('an order without a number', endpoint);
}

/** The order stands: whatever goes wrong from here on, it must be told. */
function keepBook(call: ItemCall, { key }: Keyed, orderNumber: string): void {
	rememberSent(key, orderNumber);
	call.done(`order ${orderNumber}`);
}

async function fetchBooked(
	call: ItemCall,
	purchase: Keyed,
	orderNumber: string,
): Promise<Purchased> {
	keepBook(call, purchase, orderNumber);
	return await fetchPurchased(call.client, orderNumber);
}

/**
 * A refusal is certain when its code says that the request was not taken up. Any other may hide an
 * order; where MIOeSIM cannot be asked about it, the documented ones are believed.
 *
 * @param canBeFound whether a look at MIOeSIM would tell
 */
export function isInDoubt({ details }: Failure, canBeFound: boolean): boolean {
	if (details.outcome !== 'notExecuted') return details.outcome === 'unknown';
	if (details.type !== 'api') return false;
	if (canBeFound) return !certain.has(String(details.code));
	return details.code === PDF_ERROR || !isDocumented(String(details.code));
}

async function findOut(call: ItemCall, purchase: Keyed, failure: Failure): Promise<Purchased> {
	const { ids, isTraceable, key } = purchase;
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
	if (typeof found === 'string') return await fetchBooked(call, purchase, found);
	if (found === null && isRefusal && failure.details.code !== PDF_ERROR) {
		forgetSent(key);
		throw failure;
	}
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
	let found: string | Failure | null = null;
	try {
		for (const pause of pauses) {
			if (pause > 0) await clock.pause(pause, cancelSignal(context));
			found = await attempt(findOrder(client, ids));
			if (typeof found === 'string') return found;
		}
	} catch {
		// The execution was stopped: what is known so far has to do.
	}
	return found instanceof Failure ? found : null;
}

function inDoubt(failure: Failure, ids: ExternalIds, why: string): Failure {
	const { externalOrderId, externalItemId } = ids;
	return failure.with({
		resolution: `This order may have been placed, so it was not sent again: ${why}. Look for it with Order > Get Many and External Order ID ${externalOrderId} (item ${redact(externalItemId)}). If it is not there after a few minutes, run the item again with the same External Order ID and External Item ID: while Prevent Duplicates is on, nothing is bought twice. What went wrong: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'unknown',
		retryable: false,
	});
}
