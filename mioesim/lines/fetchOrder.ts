import { inputFailure, replyFailure } from '../codes/failures';
import { orderOfObject, type Order } from '../shapes/order';
import { record, text, type JsonRecord } from '../values';
import type { Client } from '../client/client';
import { failed, settle, succeeded, type Reply } from './reply';

/** An existing order, as the API returns it. */
export interface FetchedOrder {
	/** The Order object, untouched. */
	data: JsonRecord;
	order: Order;
}

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
 * @returns a failure with the outcome `executed`: the order exists, but its details couldn't be read
 */
export async function fetchOrder(
	client: Client,
	orderNumber: string,
): Promise<Reply<FetchedOrder>> {
	const reply = await askForOrder(client, orderNumber);
	const order = reply.ok ? orderOfObject(reply.data) : null;
	if (reply.ok && order?.orderNumber === orderNumber) {
		return succeeded({ data: record(reply.data), order });
	}
	const failure = reply.ok
		? replyFailure('a different order from the one requested', 'getOrderInfo')
		: reply.failure;
	return failed(
		failure.with({
			meaning: `Order ${orderNumber} was placed, but its details could not be read`,
			resolution: `Do not order again: fetch the details with Order > Get and order number ${orderNumber}. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
			outcome: 'executed',
			retryable: false,
			orderNumber,
		}),
	);
}

/** Even a stopped execution must not look as if nothing was bought: never throws. */
async function askForOrder(client: Client, orderNumber: string): Promise<Reply> {
	try {
		return await settle(client.ask('getOrderInfo', { orderNum: orderNumber }));
	} catch {
		return failed(
			inputFailure('The execution was stopped', 'Run it again for the remaining items'),
		);
	}
}
