import { Failure } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { isIntact } from '../codes/orderStatus';
import { orderOfObject, type Order } from '../shapes/order';
import { record } from '../values';
import { Cancelled } from '../client/stop';
import { failed, settle, succeeded, type Reply } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { compareOrder } from './compareOrder';
import { readOrderNumber, type FetchedOrder } from './fetchOrder';
import { inDoubt, isInDoubt, isRefusal, LOOK_UP_PAUSES_MS } from './inDoubt';
import { ledger } from './ledger';
import { lookUp, type Listed } from './lookUp';
import type { KeyedPurchase } from './purchase';

/** An order that exists. */
export interface Placed {
	orderNumber: string;
	/** The order from the reply; null when only its number is known. */
	fetched: FetchedOrder | null;
	/** The order as queryEsimOrder lists it; null when it was not looked up. */
	listed: Order | null;
	/** The reply to this very call named it: no other run can have bought it. */
	isOwn: boolean;
	/** It was placed earlier, for the same line. */
	isEarlier: boolean;
	/** What the user should know about it. */
	warnings: string[];
}

/** An order that was placed earlier, for the same line. */
export function earlierOrder({
	orderNumber,
	order,
}: Partial<Listed> & { orderNumber: string }): Placed {
	return {
		orderNumber,
		fetched: null,
		listed: order ?? null,
		isOwn: false,
		isEarlier: true,
		warnings: [],
	};
}

/**
 * Sends an order or a renewal, once. When the outcome is unknown, looks it up in MIOeSIM.
 *
 * @param known numbers of older orders with the same ids; null when unknown
 * @returns a failure with the outcome `unknown` when it can't be found out
 */
export async function place(
	call: ItemCall,
	purchase: KeyedPurchase,
	known: ReadonlySet<string> | null,
): Promise<Reply<Placed>> {
	const { key, requested } = purchase;
	ledger.purchases.sent(key, { orderNumber: null, requested });
	const sent = await send(call, purchase);
	const placed =
		sent.ok || !isInDoubt(sent.failure, known !== null)
			? sent
			: await findOut(call, purchase, known, sent.failure);
	if (placed.ok) {
		const { orderNumber, fetched } = placed.data;
		// The order shows which package an API code means.
		const told = fetched?.order.priceId ?? null;
		const priceId = requested.priceId ?? (told === null ? null : String(told));
		ledger.purchases.executed(key, { orderNumber, requested: { ...requested, priceId } });
		call.done(`order ${orderNumber}`);
	} else if (placed.failure.details.outcome === 'notExecuted') {
		ledger.purchases.notExecuted(key);
	}
	return placed;
}

async function send(
	{ client }: ItemCall,
	{ key, endpoint, parameters, ids }: KeyedPurchase,
): Promise<Reply<Placed>> {
	const order = {
		...parameters,
		otherOrderId: ids.externalOrderId,
		otherItemId: ids.externalItemId,
	};
	const reply = await settle(client.ask(endpoint, order)).catch(async (error: unknown) => {
		// A stopped execution cancels a write before it is sent, never while it is running.
		if (error instanceof Cancelled) ledger.purchases.notExecuted(key);
		return await Promise.reject(error);
	});
	if (!reply.ok) return reply;
	const placed = orderOfObject(reply.data);
	const fromObject = readOrderNumber(placed.orderNumber);
	const orderNumber = fromObject ?? readOrderNumber(reply.data);
	if (orderNumber === null) return failed(replyFailure('an order without a number', endpoint));
	const fetched = fromObject === null ? null : { data: record(reply.data), order: placed };
	return succeeded({
		orderNumber,
		fetched,
		listed: null,
		isOwn: true,
		isEarlier: false,
		warnings: [],
	});
}

async function findOut(
	call: ItemCall,
	purchase: KeyedPurchase,
	known: ReadonlySet<string> | null,
	failure: Failure,
): Promise<Reply<Placed>> {
	if (known === null) {
		return failed(
			inDoubt(
				failure,
				purchase,
				'orders with the same IDs may have been placed before, and MIOeSIM could not be asked for them',
			),
		);
	}
	// A call without a reply may still be running on the server.
	const isFinal = isRefusal(failure);
	const found = await lookAgain(call, purchase, known, isFinal ? [0] : LOOK_UP_PAUSES_MS);
	if (found !== null && 'orderNumber' in found) {
		const { orderNumber, order: listed } = found;
		const placed = { fetched: null, isOwn: false, isEarlier: false, warnings: [] };
		return succeeded({ orderNumber, listed, ...placed });
	}
	if (found === null && isFinal) return failed(failure);
	return failed(
		inDoubt(
			failure,
			purchase,
			found === null
				? 'MIOeSIM has not listed it so far'
				: `MIOeSIM could not be asked (${found.details.meaning})`,
		),
	);
}

/**
 * Looks after each pause for a new order with the ids and the content of the purchase, until there is
 * one.
 *
 * @returns the order; null when there is none; or why MIOeSIM couldn't be asked in the end
 */
async function lookAgain(
	{ client }: ItemCall,
	{ ids, requested }: KeyedPurchase,
	known: ReadonlySet<string>,
	pauses: readonly number[],
): Promise<Listed | Failure | null> {
	let last: Failure | null = null;
	try {
		for (const pause of pauses) {
			if (pause > 0) await client.pause(pause);
			const rows = await lookUp(client, ids);
			last = rows.ok ? null : rows.failure;
			const found = rows.ok
				? rows.data.find(
						({ orderNumber, order, facts }) =>
							!known.has(orderNumber) &&
							isIntact(order.status) &&
							compareOrder(requested, facts).length === 0,
					)
				: undefined;
			if (found) return found;
		}
	} catch {
		// The execution was stopped: decide from what is known so far.
	}
	return last;
}
