import { Failure, isSessionFailure } from '../codes/failure';
import { inputFailure, replyFailure } from '../codes/failures';
import { isIntact, orderStatus, statusText } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { cardOfOrder, isUsable, readIccid, type Card } from '../shapes/card';
import { factsOfObject, orderOfObject, unreadableDates, type Order } from '../shapes/order';
import { record } from '../values';
import type { EndpointKey } from '../wire/endpoints';
import { lifeFailure } from './earlier';
import { judge } from './judge';
import { ledger } from './ledger';
import type { Asked, Line, LineOrder, Listed, OrderObject, Till } from './line';
import { LOOK_UP_PAUSES_MS, lookUntil, pausesWithin } from './look';
import { lookForNew } from './place';

/** Pauses between two checks of an incomplete order, in milliseconds; the last one repeats. */
const PAUSES_MS = [1000, 2000, 3000, 5000, 8000, 10_000];

/**
 * Waits until the order of a line is complete, reading it again with growing pauses.
 *
 * @returns the complete order
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
	const { order } = await lookForNew(till, line, known, [0, ...LOOK_UP_PAUSES_MS]);
	const again = order && { ...placed, orderNumber: order.orderNumber, object: null, listed: order };
	const own = again && (await complete(till, line, again));
	if (again === null || own === null) throw somebodyElses(line, placed.orderNumber);
	line.order = again;
	ledger.purchases.executed(key, { orderNumber: again.orderNumber, asked });
	ledger.orders.give(account, again.orderNumber, key);
	return handOut(line, again, own);
}

/** What is known of an order that is waited for. */
interface Seen {
	/** Null when it was not read, or is somebody else's. */
	object: OrderObject | null;
	/** What it still lacks; null when there is nothing to wait for. */
	open: Failure | null;
	/** Waiting can't complete it. */
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
	const look = async (seen: Seen): Promise<Seen> => {
		const object = await fetchOrder(client, orderNumber).catch(failureOf);
		if (!(object instanceof Failure)) return seenIn(line, placed, object);
		const open = seen.object === null ? detailsUnread(orderNumber, object) : seen.open;
		return { ...seen, open, isOver: isSessionFailure(object) };
	};
	const unread: Seen = { object: null, open: null, isOver: false };
	const first = placed.object === null ? await look(unread) : seenIn(line, placed, placed.object);
	const pauses = pausesWithin(client, PAUSES_MS, line.deliveryMs, start);
	const isEnough = ({ open, isOver }: Seen) => open === null || isOver;
	// A stopped execution ends the wait, but the order exists.
	const { object, open } = await lookUntil(client, pauses, first, isEnough, look);
	if (open !== null) throw open;
	return object;
}

/**
 * Reads an existing order completely: only getOrderInfo returns the activation code.
 *
 * @throws {Failure}
 */
export async function fetchOrder(client: Client, orderNumber: string): Promise<OrderObject> {
	const data = await client.ask('getOrderInfo', { orderNum: orderNumber });
	const order = orderOfObject(data);
	const told = order.orderNumber?.toUpperCase() ?? orderNumber.toUpperCase();
	if (told !== orderNumber.toUpperCase()) {
		throw replyFailure('a different order from the one requested', 'getOrderInfo');
	}
	return { data: record(data), order: { ...order, orderNumber } };
}

function failureOf(error: unknown): Failure {
	return error instanceof Failure ? error : stopped();
}

/** @param when the end of the sentence */
export function stopped(when = ''): Failure {
	return inputFailure(`The execution was stopped${when}`, 'Run it again for the remaining items');
}

/** What the order still lacks. When it is complete, the line is told what is odd about it. */
function seenIn(line: Line, { orderNumber, isEarlier }: LineOrder, object: OrderObject): Seen {
	const { data, order } = object;
	const over = (open: Failure): Seen => ({ object, open, isOver: true });
	const { is, differences, warnings } = judge(line, { order, facts: factsOfObject(data) }, 'reply');
	if (is === 'other') return { object: null, open: null, isOver: true };
	if (is === 'different') return over(notAsAsked(orderNumber, differences.join(' and ')));
	const { status } = order;
	const isPaid = isIntact(status);
	if (isEarlier && !isPaid) return over(lifeFailure(orderNumber, status));
	if (!isPaid && status !== orderStatus.notPaid) return over(notUsable({ orderNumber, order }));
	const delivery = deliveryOf(order, line.asked);
	const { delivered, wanted } = delivery;
	if (!isPaid || delivered < wanted) {
		return { object, open: undelivered(orderNumber, isPaid, delivery), isOver: false };
	}
	for (const each of warnings) warn(line, `MIOeSIM shows order ${orderNumber} ${each}`);
	const dates = unreadableDates(data);
	if (dates.length > 0) {
		warn(line, `MIOeSIM sent dates that cannot be read: ${dates.join(', ')}`);
	}
	if (delivered > wanted) {
		warn(line, `Order ${orderNumber} has ${delivered} cards, and ${wanted} were asked for`);
	}
	return { object, open: null, isOver: true };
}

export function warn({ warnings }: Line, text: string): void {
	if (!warnings.includes(text)) warnings.push(text);
}

/**
 * Counts the cards of an order that are ready for the customer, each once, with what their kind needs. A
 * renewal and a physical card need no ICCID in the order: the request names it.
 *
 * @returns also what is counted, e.g. `eSIM`
 */
export function deliveryOf({ cards, count }: Order, asked: Asked) {
	const { iccids, simType } = asked;
	const wanted = asked.count ?? (iccids.length || count) ?? Math.max(1, cards.length);
	if (simType === 'esim') {
		const usable = cards.filter((card) => isUsable(card, 'esim'));
		return { delivered: distinct(usable), wanted, what: 'eSIM' };
	}
	const named = new Set(cards.flatMap(({ iccid }) => readIccid(iccid) ?? []));
	const isUntold = named.size === 0 && iccids.length > 0;
	const delivered = isUntold ? (count ?? (cards.length || wanted)) : named.size;
	return { delivered, wanted, what: 'SIM card' };
}

/** Neither an ICCID nor an activation code may go to two customers. */
function distinct(cards: readonly Card[]): number {
	const seen = new Set<string>();
	let count = 0;
	for (const card of cards) {
		const marks = marksOf(card);
		if (marks.some((mark) => seen.has(mark))) continue;
		for (const mark of marks) seen.add(mark);
		count++;
	}
	return count;
}

function marksOf({ iccid, lpa }: Card): string[] {
	return [iccid, lpa].filter((mark) => mark !== null);
}

/**
 * Hands out a complete order: its eSIMs must not have been given to another order, and a card that the
 * order doesn't name is the one that was asked for.
 *
 * @throws {Failure} when an eSIM came with another order before
 */
function handOut(
	{ account, asked: { iccids, simType } }: Line,
	{ orderNumber }: LineOrder,
	object: OrderObject,
): OrderObject {
	const { order } = object;
	if (simType === 'esim') {
		for (const mark of order.cards.flatMap(marksOf)) {
			const other = ledger.cards.give(account, mark, orderNumber);
			if (other !== null) throw givenTwice(orderNumber, other);
		}
		return object;
	}
	const isUntold = order.cards.every(({ iccid }) => iccid === null);
	const isNone = order.cards.length === 0;
	if (!isUntold || !(isNone || order.cards.length === iccids.length)) return object;
	const cards = iccids.map((iccid, index) => ({
		...(order.cards[index] ?? cardOfOrder({})),
		iccid,
	}));
	return { ...object, order: { ...order, cards } };
}

/** A failure of an order that was placed. */
export function placedFailure(
	orderNumber: string,
	meaning: string,
	resolution: string,
	endpoint: EndpointKey = 'getOrderInfo',
): Failure {
	const placed = { type: 'reply', outcome: 'executed', endpoint, orderNumber } as const;
	return inputFailure(meaning, resolution, placed);
}

/** @param told the differences, as the end of a sentence */
export function notAsAsked(orderNumber: string, told: string, endpoint?: EndpointKey): Failure {
	return placedFailure(
		orderNumber,
		`Order ${orderNumber} was placed, but ${told}`,
		'Compare the order in MIOeSIM with what was asked before you pass its cards on. If it is not what was asked, ask MIOeSIM support and quote the order number',
		endpoint,
	);
}

/** @param why it may be so, as the end of a sentence */
export function notUsable(
	{ orderNumber, order }: Pick<Listed, 'orderNumber' | 'order'>,
	why = '',
	endpoint?: EndpointKey,
): Failure {
	return placedFailure(
		orderNumber,
		`Order ${orderNumber} was placed, but its status is ${statusText(order.status)}`,
		`Nothing was passed on. Look at the order in MIOeSIM${why}`,
		endpoint,
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

function givenTwice(orderNumber: string, other: string): Failure {
	return placedFailure(
		orderNumber,
		`Orders ${other} and ${orderNumber} came with the same eSIM`,
		`An eSIM works for one customer only, and it was passed on for order ${other}. Ask MIOeSIM support for another eSIM for order ${orderNumber}`,
	);
}

function somebodyElses({ ids }: Line, orderNumber: string): Failure {
	return inputFailure(
		`MIOeSIM answered with order ${orderNumber}, which belongs to another 'External Order ID'`,
		`Nothing of it was passed on, and nothing is ordered again: this order may have been placed. Look for it with Order > Get Many and 'External Order ID' ${ids.externalOrderId}`,
		{ type: 'reply', outcome: 'unknown', endpoint: 'getOrderInfo' },
	);
}
