import { replyFailure } from '../codes/failures';
import { factsOfRow, type OrderFacts } from '../shapes/orderFacts';
import { orderOfRow, type Order } from '../shapes/order';
import { toInstant } from '../dates';
import { records, text, type JsonRecord } from '../values';
import type { Client } from '../client/client';
import { queryOrders } from '../client/orders';
import { failed, settle, succeeded, type Reply } from './reply';
import type { ExternalIds } from './externalIds';

/** An order that MIOeSIM lists under the ids of a purchase. */
export interface Listed {
	orderNumber: string;
	order: Order;
	facts: OrderFacts;
	/** Status of each card's plan, in MIOeSIM's own undocumented numbers. */
	planStatuses: Array<{ iccid: string | null; status: string | null }>;
}

/** More lines than a shop order has. A list truncated at this number proves nothing. */
const MOST_LINES = 1000;

/** A number names one order; a filter may be ignored. */
const MOST_NAMESAKES = 10;

/**
 * Looks up the orders that have both ids, oldest first: by time, then by order number.
 *
 * MIOeSIM is asked for both ids, and both are compared in every row, because a filter may be ignored.
 */
export async function lookUp(client: Client, ids: ExternalIds): Promise<Reply<Listed[]>> {
	const { externalOrderId, externalItemId } = ids;
	const filters = { outerOrderId: externalOrderId, outerItemId: externalItemId };
	const rows = await settle(queryOrders(client, filters, MOST_LINES, 1));
	if (!rows.ok) return rows;
	const matching = rows.data.filter((row) => isMarked(row, ids));
	if (matching.length === 0 && rows.data.length >= MOST_LINES) {
		return failed(replyFailure('a list of orders that cannot be read', 'queryEsimOrder'));
	}
	return listed(matching);
}

/**
 * Looks up several lines of one shop order in a single call: the rows of each line, in the order of the
 * ids.
 */
export async function lookUpAll(
	client: Client,
	ids: readonly ExternalIds[],
): Promise<Array<Reply<Listed[]>>> {
	const orderIds = new Set(ids.map(({ externalOrderId }) => externalOrderId));
	if (ids.length > 1 && orderIds.size === 1) {
		const filters = { outerOrderId: ids[0].externalOrderId };
		const rows = await settle(queryOrders(client, filters, MOST_LINES, 1));
		if (!rows.ok) return ids.map(() => rows);
		if (rows.data.length < MOST_LINES) {
			return ids.map((each) => listed(rows.data.filter((row) => isMarked(row, each))));
		}
	}
	return await Promise.all(ids.map(async (each) => await lookUp(client, each)));
}

/**
 * The order as queryEsimOrder lists it, because getOrderInfo may end the right to cancel. Null when not
 * listed.
 */
export async function findByNumber(
	client: Client,
	orderNumber: string,
): Promise<Reply<Listed | null>> {
	const rows = await settle(queryOrders(client, { orderNum: orderNumber }, MOST_NAMESAKES, 1));
	if (!rows.ok) return rows;
	const wanted = orderNumber.toUpperCase();
	const matching = listed(rows.data.filter((row) => text(row.orderNum)?.toUpperCase() === wanted));
	return matching.ok ? succeeded(matching.data[0] ?? null) : matching;
}

function isMarked(row: JsonRecord, { externalOrderId, externalItemId }: ExternalIds): boolean {
	const order = orderOfRow(row);
	return order.externalOrderId === externalOrderId && order.externalItemId === externalItemId;
}

function listed(rows: JsonRecord[]): Reply<Listed[]> {
	const found: Listed[] = [];
	for (const row of rows) {
		const order = orderOfRow(row);
		const { orderNumber } = order;
		if (orderNumber === null) {
			return failed(replyFailure('an order without a number', 'queryEsimOrder'));
		}
		const planStatuses = records(row.packageList).map((plan) => ({
			iccid: text(plan.iccid),
			status: text(plan.status),
		}));
		found.push({ orderNumber, order, facts: factsOfRow(row), planStatuses });
	}
	return succeeded(found.sort(byAge));
}

/** Which of two orders was placed first; every run of any worker gets the same answer. */
function byAge(left: Listed, right: Listed): number {
	const [first, second] = [left, right].map(
		({ order }) => toInstant(order.purchasedAt) ?? Number.POSITIVE_INFINITY,
	);
	if (first !== second) return first < second ? -1 : 1;
	return byNumber(left.orderNumber, right.orderNumber);
}

/** Order numbers count up; a longer one comes after a shorter one. */
function byNumber(left: string, right: string): number {
	if (left.length !== right.length) return left.length - right.length;
	return left < right ? -1 : 1;
}
