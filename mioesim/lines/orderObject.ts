import { replyFailure } from '../codes/failures';
import type { Client } from '../client/client';
import { orderOfObject } from '../shapes/order';
import { record, text } from '../values';
import type { OrderObject } from './line';

/** `EP20240124000013`: letters and at least six digits, and not an ICCID. */
const ORDER_NUMBER = /^(?!89\d{11,18}$)[A-Za-z]{0,8}[-_]?\d{6,24}[A-Za-z]{0,4}$/;

/** @returns null for text that doesn't look like an order number: `操作成功`, `true`, a piece of JSON */
export function readOrderNumber(value: unknown): string | null {
	const content = text(value);
	return content !== null && ORDER_NUMBER.test(content) ? content : null;
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
