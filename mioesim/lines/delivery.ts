import { Failure, isSessionFailure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isIntact, orderStatus, statusNameOf } from '../codes/orderStatus';
import type { EndpointKey } from '../wire/endpoints';
import { cardOfOrder, isUsable, readIccid, type Card } from '../shapes/card';
import { factsOfObject, unreadableDates, type Order } from '../shapes/order';
import { LOOK_UP_PAUSES_MS } from './doubt';
import { lifeFailure } from './earlier';
import { judge } from './judge';
import { accountKey, ledger } from './ledger';
import type { Asked, Line, LineOrder, OrderObject, Till } from './line';
import { fetchOrder } from './orderObject';
import { lookAgain } from './place';

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
	if (object !== null) return await handOut(till, line, object);
	// Its number led to somebody else's order: the line's own may be listed under another one.
	const { asked, key } = line;
	const account = accountKey(await till.client.account());
	ledger.orders.takeBack(account, placed.orderNumber, key);
	const entry = ledger.purchases.sent(key, { orderNumber: null, asked });
	const known = new Set([placed.orderNumber]);
	const { order } = await lookAgain(till, line, known, [0, ...LOOK_UP_PAUSES_MS]);
	const again = order && { ...placed, orderNumber: order.orderNumber, object: null, listed: order };
	const own = again && (await complete(till, line, again));
	if (again === null || own === null) throw somebodyElses(line, placed.orderNumber);
	line.order = again;
	entry.executed({ orderNumber: again.orderNumber, asked });
	ledger.orders.give(account, again.orderNumber, key);
	return await handOut(till, line, own);
}

/** @returns null when the number leads to somebody else's order */
async function complete(
	{ client }: Till,
	line: Line,
	{ orderNumber, object: known, isEarlier }: LineOrder,
): Promise<OrderObject | null> {
	const start = client.now();
	let paused = 0;
	let latest = known;
	for (let attempt = 0; ; attempt++) {
		let unread: Failure | null = null;
		if (latest === null || attempt > 0) {
			latest = await fetchOrder(client, orderNumber).catch((error: unknown) => {
				unread = failureOf(error);
				return latest;
			});
		}
		const open = latest === null ? null : whyOpen(line, latest, orderNumber, isEarlier);
		if (open === 'other') return null;
		if (latest !== null && open === null) return latest;
		const left = line.deliveryMs - Math.max(paused, client.now() - start);
		const isOver = left <= 0 || (unread !== null && isSessionFailure(unread));
		const pause = Math.min(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)], left);
		paused += pause;
		// A stopped execution ends the wait, but the order exists.
		const isStopped =
			isOver ||
			(await client.pause(pause).then(
				() => false,
				() => true,
			));
		if (isStopped) throw open ?? detailsUnread(orderNumber, unread ?? stopped());
	}
}

function failureOf(error: unknown): Failure {
	return error instanceof Failure ? error : stopped();
}

function stopped(): Failure {
	return inputFailure('The execution was stopped', 'Run it again for the remaining items');
}

/**
 * What the order still lacks; null when it is complete.
 *
 * @throws {Failure} when waiting can't complete it
 */
function whyOpen(
	line: Line,
	{ data, order }: OrderObject,
	orderNumber: string,
	isEarlier: boolean,
): Failure | 'other' | null {
	const { is, differences, warnings } = judge(line, { order, facts: factsOfObject(data) }, 'reply');
	if (is === 'other') return 'other';
	if (is === 'different') throw notAsAsked(orderNumber, differences.join(' and '));
	const { status } = order;
	if (isEarlier && !isIntact(status)) throw lifeFailure(orderNumber, status);
	const isPaid = isIntact(status);
	if (!isPaid && status !== orderStatus.notPaid) throw notUsable(orderNumber, status);
	const delivery = deliveryOf(order, line.asked);
	const { delivered, wanted } = delivery;
	if (!isPaid || delivered < wanted) return undelivered(orderNumber, isPaid, delivery);
	for (const each of warnings) warn(line, `MIOeSIM shows order ${orderNumber} ${each}`);
	const dates = unreadableDates(data);
	if (dates.length > 0) {
		warn(line, `MIOeSIM sent dates that cannot be read: ${dates.join(', ')}`);
	}
	if (delivered > wanted) {
		warn(line, `Order ${orderNumber} has ${delivered} cards, and ${wanted} were asked for`);
	}
	return null;
}

export function warn({ warnings }: Line, text: string): void {
	if (!warnings.includes(text)) warnings.push(text);
}

/** How much of an order is complete. */
interface Delivery {
	delivered: number;
	wanted: number;
	/** What is counted, e.g. `eSIM`. */
	what: string;
}

/**
 * Counts the cards of an order that are ready for the customer, each once, with what their kind needs. A
 * renewal and a physical card need no ICCID in the order: the request names it.
 */
export function deliveryOf({ cards, count }: Order, asked: Asked): Delivery {
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
async function handOut(till: Till, line: Line, { data, order }: OrderObject): Promise<OrderObject> {
	const { iccids, simType } = line.asked;
	const number = line.order?.orderNumber ?? '';
	if (simType === 'esim') {
		const account = accountKey(await till.client.account());
		for (const mark of order.cards.flatMap(marksOf)) {
			const other = ledger.cards.give(account, mark, number);
			if (other !== null) throw givenTwice(number, other);
		}
		return { data, order };
	}
	const isUntold = order.cards.every(({ iccid }) => iccid === null);
	const isNone = order.cards.length === 0;
	if (!isUntold || !(isNone || order.cards.length === iccids.length)) return { data, order };
	const cards = iccids.map((iccid, index) => ({
		...(order.cards[index] ?? cardOfOrder({})),
		iccid,
	}));
	return { data, order: { ...order, cards } };
}

const placedBy = { type: 'reply', outcome: 'executed', endpoint: 'getOrderInfo' } as const;

/** @param told the differences, as the end of a sentence */
export function notAsAsked(
	orderNumber: string,
	told: string,
	endpoint: EndpointKey = placedBy.endpoint,
): Failure {
	return inputFailure(
		`Order ${orderNumber} was placed, but ${told}`,
		'Compare the order in MIOeSIM with what was asked before you pass its cards on. If it is not what was asked, ask MIOeSIM support and quote the order number',
		{ ...placedBy, endpoint, orderNumber },
	);
}

function notUsable(orderNumber: string, status: number | null): Failure {
	return inputFailure(
		`Order ${orderNumber} was placed, but its status is ${statusNameOf(status) ?? status}`,
		'Nothing was passed on. Look at the order in MIOeSIM',
		{ ...placedBy, orderNumber },
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
		{ ...placedBy, orderNumber },
	);
}

function detailsUnread(orderNumber: string, failure: Failure): Failure {
	return failure.with({
		meaning: `Order ${orderNumber} was placed, but its details could not be read`,
		resolution: `Do not order again: fetch the details with Order > Get and order number ${orderNumber}. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'executed',
		retryable: false,
		orderNumber,
	});
}

function givenTwice(orderNumber: string, other: string): Failure {
	return inputFailure(
		`Orders ${other} and ${orderNumber} came with the same eSIM`,
		`An eSIM works for one customer only, and it was passed on for order ${other}. Ask MIOeSIM support for another eSIM for order ${orderNumber}`,
		{ ...placedBy, orderNumber },
	);
}

function somebodyElses({ ids }: Line, orderNumber: string): Failure {
	return inputFailure(
		`MIOeSIM answered with order ${orderNumber}, which belongs to another 'External Order ID'`,
		`Nothing of it was passed on, and nothing is ordered again: this order may have been placed. Look for it with Order > Get Many and 'External Order ID' ${ids.externalOrderId}`,
		{ ...placedBy, outcome: 'unknown' },
	);
}
