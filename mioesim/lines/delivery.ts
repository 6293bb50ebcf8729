import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isIntact, orderStatus, statusNameOf } from '../codes/orderStatus';
import { isUsable, type Card } from '../shapes/card';
import { readIccid } from '../shapes/iccid';
import type { Order } from '../shapes/order';
import { factsOfObject } from '../shapes/orderFacts';
import { failed, succeeded, type Reply } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { compareOrder } from './compareOrder';
import { fetchOrder, type FetchedOrder } from './fetchOrder';
import { lifeFailure } from './orderLife';
import type { Requested } from './requested';

/** Pauses between two checks of an incomplete order, in milliseconds; the last one repeats. */
const PAUSES_MS = [1000, 2000, 3000, 5000, 8000, 10_000];

/** How much of an order is complete. */
export interface Delivery {
	delivered: number;
	wanted: number;
	/** What is counted, e.g. `eSIM`. */
	what: string;
}

/**
 * Counts the cards of an order that are ready for the customer, each once, with what their kind needs.
 * For a renewal only the card itself counts: its eSIM is already installed.
 */
export function deliveryOf(order: Order, requested: Requested): Delivery {
	const { count, iccids, simType } = requested;
	const usable =
		simType === 'esim'
			? order.cards.filter((card) => isUsable(card, 'esim'))
			: order.cards.filter((card) => isOneOf(card, iccids));
	return {
		delivered: distinct(usable),
		wanted: count ?? order.count ?? Math.max(1, order.cards.length),
		what: simType === 'esim' ? 'eSIM' : 'SIM card',
	};
}

function isOneOf({ iccid }: Card, iccids: readonly string[]): boolean {
	const known = readIccid(iccid);
	return known !== null && (iccids.length === 0 || iccids.includes(known));
}

/** Neither an ICCID nor an activation code may go to two customers. */
function distinct(cards: readonly Card[]): number {
	const seen = new Set<string>();
	let count = 0;
	for (const { iccid, lpa } of cards) {
		const marks = [iccid, lpa].filter((mark) => mark !== null);
		if (marks.some((mark) => seen.has(mark))) continue;
		for (const mark of marks) seen.add(mark);
		count++;
	}
	return count;
}

export interface Waiting {
	/** 0 means MIOeSIM is not asked again. */
	timeoutMs: number;
	/** The order was placed earlier, for the same line. */
	isEarlier: boolean;
}

/**
 * Waits until an order is complete, reading it again with growing pauses.
 *
 * @param known the order from the reply to the purchase; null when only its number is known
 * @returns the complete order, or a failure with the outcome `executed` that says what is missing
 */
export async function deliver(
	call: ItemCall,
	orderNumber: string,
	known: FetchedOrder | null,
	requested: Requested,
	{ timeoutMs, isEarlier }: Waiting,
): Promise<Reply<FetchedOrder>> {
	const start = call.client.now();
	let paused = 0;
	let latest = known === null ? await fetchOrder(call.client, orderNumber) : succeeded(known);
	for (let attempt = 0; latest.ok; attempt++) {
		const { data, order } = latest.data;
		const differences = compareOrder(requested, factsOfObject(data));
		if (differences.length > 0) return failed(notAsAsked(orderNumber, differences));
		const end = isEarlier ? lifeFailure({ orderNumber, status: order.status }) : null;
		if (end !== null) return failed(end);
		const isPaid = isIntact(order.status);
		if (!isPaid && order.status !== orderStatus.notPaid) {
			return failed(notUsable(orderNumber, order.status));
		}
		const delivery = deliveryOf(order, requested);
		if (isPaid && delivery.delivered >= delivery.wanted) return latest;
		const left = timeoutMs - Math.max(paused, call.client.now() - start);
		if (left <= 0) return failed(undelivered(orderNumber, isPaid, delivery));
		const pause = Math.min(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)], left);
		paused += pause;
		try {
			await call.client.pause(pause);
		} catch {
			// The execution was stopped, but the order exists.
			return failed(undelivered(orderNumber, isPaid, delivery));
		}
		const next = await fetchOrder(call.client, orderNumber);
		if (next.ok) latest = next;
	}
	return latest;
}

function notAsAsked(orderNumber: string, differences: readonly string[]): Failure {
	return inputFailure(
		`Order ${orderNumber} was placed, but ${differences.join(' and ')}`,
		'Do not pass its cards on before you have looked at the order in MIOeSIM. If it is wrong, cancel it with Order > Cancel',
		{ type: 'reply', outcome: 'executed', endpoint: 'getOrderInfo', orderNumber },
	);
}

function notUsable(orderNumber: string, status: number | null): Failure {
	return inputFailure(
		`Order ${orderNumber} was placed, but its status is ${statusNameOf(status) ?? status}`,
		'Nothing was passed on. Look at the order in MIOeSIM',
		{ type: 'reply', outcome: 'executed', endpoint: 'getOrderInfo', orderNumber },
	);
}

function undelivered(orderNumber: string, isPaid: boolean, delivery: Delivery): Failure {
	const { delivered, wanted, what } = delivery;
	const cards = `${delivered} of ${wanted} ${wanted === 1 ? what : `${what}s`}`;
	const have = delivered === 1 || wanted === 1 ? 'has' : 'have';
	return inputFailure(
		isPaid
			? `Order ${orderNumber} was placed; ${cards} ${have} been delivered so far`
			: `Order ${orderNumber} was placed, but MIOeSIM has not booked its payment yet`,
		`Do not order again. Fetch it in a few minutes with Order > Get and order number ${orderNumber}. If nothing changes, ask MIOeSIM support`,
		{ type: 'reply', outcome: 'executed', endpoint: 'getOrderInfo', orderNumber },
	);
}
