import { Failure, isSessionFailure } from '../codes/failure';
import { inputFailure, replyFailure } from '../codes/failures';
import { isIntact, orderStatus, statusText } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { asCard, isUsable, readIccid, type Card } from '../shapes/card';
import { asOrder, factsOf, unreadableDates, type Order } from '../shapes/order';
import { record } from '../values';
import { lifeFailure } from './earlier';
import { judge } from './judge';
import { ledger } from './ledger';
import type { Asked, Line, LineOrder, OrderObject, Till } from './line';
import { LOOK_UP_PAUSES_MS, lookUntil, pausesWithin } from './look';
import { lookForNew } from './place';

/** Pauses between two checks of an incomplete order, in milliseconds; the last one repeats. */
const PAUSES_MS = [1000, 2000, 3000, 5000, 8000, 10_000];

/**
 * Waits until the order of a line is complete, reading it again with growing pauses.
 *
 * @throws {Failure} with the outcome `executed` that says what is missing
 */
export async function deliver(till: Till, line: Line, placed: LineOrder): Promise<OrderObject> {
	const object = await complete(till, line, placed);
	if (object !== null) return handOut(line, placed, object);
	// Its number led to somebody else's order: the line's own may be listed under another one.
	const { asked, account, key } = line;
	ledger.orders.takeBack(account, placed.orderNumber, key);
	ledger.purchases.sent(key, { orderNumber: null, asked });
	const known = new Set([placed.orderNumber]);
	const listed = await lookForNew(till, line, known, [0, ...LOOK_UP_PAUSES_MS]);
	const again =
		typeof listed === 'string'
			? null
			: { ...placed, orderNumber: listed.orderNumber, object: null, listed };
	const own = again && (await complete(till, line, again));
	if (again === null || own === null) {
		throw inputFailure(
			`MIOeSIM answered with order ${placed.orderNumber}, which belongs to another 'External Order ID'`,
			`Nothing of it was passed on, and nothing is ordered again: this order may have been placed. Look for it with Order > Get Many and 'External Order ID' ${line.ids.externalOrderId}`,
			{ type: 'reply', outcome: 'unknown', endpoint: 'getOrderInfo' },
		);
	}
	const { orderNumber } = again;
	line.order = again;
	ledger.purchases.executed(key, { orderNumber, asked });
	ledger.orders.give(account, orderNumber, key);
	return handOut(line, again, own);
}

/** What is known of an order that is waited for. */
interface Seen {
	/** Null when it was not read, or is somebody else's. */
	object: OrderObject | null;
	/** What it still lacks; null when there is nothing to wait for. */
	open: Failure | null;
	/** It is complete, or waiting can't complete it. */
	isOver: boolean;
}

/** @returns null when the number leads to somebody else's order */
async function complete(
	{ client }: Till,
	line: Line,
	placed: LineOrder,
): Promise<OrderObject | null> {
	const { orderNumber } = placed;
	const start = client.now();
	const look = async (seen: Pick<Seen, 'object' | 'open'>): Promise<Seen> => {
		const object = await fetchOrder(client, orderNumber).catch((error: unknown) =>
			error instanceof Failure ? error : stopped(),
		);
		if (!(object instanceof Failure)) return seenIn(line, placed, object);
		const open = seen.object === null ? detailsUnread(orderNumber, object) : seen.open;
		return { object: seen.object, open, isOver: isSessionFailure(object) };
	};
	const first =
		placed.object === null
			? await look({ object: null, open: null })
			: seenIn(line, placed, placed.object);
	const pauses = pausesWithin(client, PAUSES_MS, line.deliveryMs, start);
	const isEnough = ({ isOver }: Seen) => isOver;
	// A stopped execution ends the wait, but the order exists.
	const { object, open } = await lookUntil(client, pauses, first, isEnough, look);
	if (open !== null) throw open;
	return object;
}

/** Reads an existing order: only getOrderInfo returns the activation code. @throws {Failure} */
export async function fetchOrder(client: Client, orderNumber: string): Promise<OrderObject> {
	const data = await client.ask('getOrderInfo', { orderNum: orderNumber });
	const order = asOrder(data);
	const told = order.orderNumber?.toUpperCase() ?? orderNumber.toUpperCase();
	if (told !== orderNumber.toUpperCase()) {
		throw replyFailure('a different order from the one requested', 'getOrderInfo');
	}
	return { data: record(data), order: { ...order, orderNumber } };
}

/** @param when the end of the sentence */
export function stopped(when = ''): Failure {
	return inputFailure(`The execution was stopped${when}`, 'Run it again for the remaining items');
}

/** What the order still lacks. When it is complete, the line is told what is odd about it. */
function seenIn(line: Line, { orderNumber, from }: LineOrder, object: OrderObject): Seen {
	const { data, order } = object;
	const over = (open: Failure): Seen => ({ object, open, isOver: true });
	const { is, differences, warnings } = judge(line, { order, facts: factsOf(data) }, 'reply');
	if (is === 'other') return { object: null, open: null, isOver: true };
	if (is === 'different') return over(notAsAsked(orderNumber, differences.join(' and ')));
	const { status } = order;
	const isPaid = isIntact(status);
	if (from === 'earlier' && !isPaid) return over(lifeFailure(orderNumber, status));
	if (!isPaid && status !== orderStatus.notPaid) return over(notUsable(orderNumber, status));
	const delivery = deliveryOf(order, line.asked);
	const { delivered, wanted } = delivery;
	if (!isPaid || delivered < wanted) {
		return { object, open: undelivered(orderNumber, isPaid, delivery), isOver: false };
	}
	for (const each of warnings) warn(line, `MIOeSIM shows order ${orderNumber} ${each}`);
	const dates = unreadableDates(data);
	if (dates.length > 0) warn(line, `MIOeSIM sent dates that cannot be read: ${dates.join(', ')}`);
	if (delivered > wanted)
		warn(line, `Order ${orderNumber} has ${delivered} cards, and ${wanted} were asked for`);
	return { object, open: null, isOver: true };
}

export function warn({ warnings }: Line, text: string): void {
	if (!warnings.includes(text)) warnings.push(text);
}

/**
 * Counts the cards of an order that are ready for the customer, each once, with what their kind needs. A
 * renewal and a physical card need no ICCID in the order: the request names it.
 */
export function deliveryOf({ cards, count }: Order, { count: asked, iccids, simType }: Asked) {
	const wanted = asked ?? (iccids.length || count) ?? Math.max(1, cards.length);
	if (simType === 'esim') return { delivered: countEsims(cards), wanted, what: 'eSIM' };
	const named = new Set(cards.flatMap(({ iccid }) => readIccid(iccid) ?? []));
	const isUntold = named.size === 0 && iccids.length > 0;
	const delivered = isUntold ? (count ?? (cards.length || wanted)) : named.size;
	return { delivered, wanted, what: 'SIM card' };
}

/** Neither an ICCID nor an activation code may go to two customers. */
function countEsims(cards: readonly Card[]): number {
	const seen = new Set<string>();
	const different = cards.filter((card) => {
		const marks = marksOf(card);
		if (!isUsable(card, 'esim') || marks.some((mark) => seen.has(mark))) return false;
		for (const mark of marks) seen.add(mark);
		return true;
	});
	return different.length;
}

function marksOf({ iccid, lpa }: Card): string[] {
	return [iccid, lpa].filter((mark) => mark !== null);
}

/**
 * Hands out a complete order: its eSIMs must not have been given to another order, and a card that the
 * order doesn't name is the one that was asked for.
 */
function handOut(
	{ account, asked: { iccids, simType } }: Line,
	{ orderNumber }: LineOrder,
	object: OrderObject,
): OrderObject {
	const { cards } = object.order;
	if (simType === 'esim') {
		for (const mark of cards.flatMap(marksOf)) {
			const other = ledger.cards.give(account, mark, orderNumber);
			if (other === null) continue;
			throw placedFailure(
				orderNumber,
				`Orders ${other} and ${orderNumber} came with the same eSIM`,
				`An eSIM works for one customer only, and it was passed on for order ${other}. Ask MIOeSIM support for another eSIM for order ${orderNumber}`,
			);
		}
		return object;
	}
	if (![0, iccids.length].includes(cards.length)) return object;
	const named = iccids.map((iccid, index) => {
		const card = cards[index] ?? asCard({});
		return { ...card, iccid: card.iccid ?? iccid };
	});
	return { ...object, order: { ...object.order, cards: named } };
}

/** A failure of an order that was placed. */
export function placedFailure(orderNumber: string, meaning: string, resolution: string): Failure {
	const placed = { type: 'reply', outcome: 'executed', endpoint: 'getOrderInfo' } as const;
	return inputFailure(meaning, resolution, { ...placed, orderNumber });
}

/** @param told the differences, as the end of a sentence */
export function notAsAsked(orderNumber: string, told: string): Failure {
	return placedFailure(
		orderNumber,
		`Order ${orderNumber} was placed, but ${told}`,
		'Compare the order in MIOeSIM with what was asked before you pass its cards on. If it is not what was asked, ask MIOeSIM support and quote the order number',
	);
}

/** @param why it may be so, as the end of a sentence */
export function notUsable(orderNumber: string, status: number | null, why = ''): Failure {
	return placedFailure(
		orderNumber,
		`Order ${orderNumber} was placed, but its status is ${statusText(status)}`,
		`Nothing was passed on. Look at the order in MIOeSIM${why}`,
	);
}

function undelivered(
	orderNumber: string,
	isPaid: boolean,
	{ delivered, wanted, what }: ReturnType<typeof deliveryOf>,
): Failure {
	const cards = `${delivered} of ${wanted} ${wanted === 1 ? what : `${what}s`}`;
	const have = delivered === 1 || wanted === 1 ? 'has' : 'have';
	return placedFailure(
		orderNumber,
		isPaid
			? `Order ${orderNumber} was placed; ${cards} ${have} been delivered so far`
			: `Order ${orderNumber} was placed, but MIOeSIM has not booked its payment yet`,
		`Do not order again. Fetch it in a few minutes with Order > Get and order number ${orderNumber}. If nothing changes, ask MIOeSIM support`,
	);
}

function detailsUnread(orderNumber: string, failure: Failure): Failure {
	return failure.with({
		meaning: `Order ${orderNumber} was placed, but its details could not be read`,
		resolution: `Do not order again: fetch the details with Order > Get and order number ${orderNumber}. What happened: ${failure.message}`,
		outcome: 'executed',
		retryable: false,
		orderNumber,
	});
}
