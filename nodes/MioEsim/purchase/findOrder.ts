import { isLive } from '../../../api/codes/orderStatus';
import { orderOfObject, orderOfRow, type Order } from '../../../api/shapes/order';
import { record, type JsonRecord } from '../../../api/values';
import { Failure } from '../../../api/codes/failure';
import { replyFailure } from '../../../api/codes/failures';
import type { Client } from '../../../transport/client';
import { queryOrders } from '../../../transport/orders';
import { asFailure } from '../run/failedItem';
import type { ExternalIds } from './externalIds';

/** A purchase, as the API tells it. */
export interface Purchased {
	/** The Order object, untouched. */
	data: JsonRecord;
	order: Order;
}

/** More lines than one shop order has. */
const MOST_LINES = 1000;

/**
 * The number of the live order that carries both ids, or null. One call for up to 100 lines of a shop order.
 *
 * @throws {Failure} when MIOeSIM cannot be asked
 */
export async function findOrder(client: Client, ids: ExternalIds): Promise<string | null> {
	const filters = { outerOrderId: ids.externalOrderId };
	const rows = await queryOrders(client, filters, MOST_LINES, 1);
	const match = rows
		.map(orderOfRow)
		.find(
			({ externalOrderId, externalItemId, status }) =>
				externalOrderId === ids.externalOrderId &&
				externalItemId === ids.externalItemId &&
				isLive(status),
		);
	if (match === undefined) return null;
	if (match.orderNumber !== null) return match.orderNumber;
	throw replyFailure('an order without a number', 'queryEsimOrder');
}

/**
 * The whole of an order that is known to exist: only getOrderInfo has the activation code.
 *
 * @throws {Failure} with the outcome `executed`: the order stands, its details could not be read
 */
export async function fetchPurchased(client: Client, orderNumber: string): Promise<Purchased> {
	// Not even a stopped execution may make it look as if nothing was bought.
	const data = await client
		.call('getOrderInfo', { orderNum: orderNumber })
		.catch((error: unknown) => asFailure(error, 'write'));
	const order = data instanceof Failure ? null : orderOfObject(data);
	if (order?.orderNumber === orderNumber) return { data: record(data), order };
	const failure =
		data instanceof Failure
			? data
			: replyFailure('another order than the one asked for', 'getOrderInfo');
	throw failure.with({
		meaning: `Order ${orderNumber} was placed, but its details could not be read`,
		resolution: `Do not order again: fetch the details with Order > Get and order number ${orderNumber}. What went wrong: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'executed',
		retryable: false,
	});
}
