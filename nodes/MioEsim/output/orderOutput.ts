import { Failure } from '../../../api/codes/failure';
import type { Order } from '../../../api/shapes/order';
import { attempt } from '../../../transport/attempt';
import type { ItemCall, OutputItem } from '../operation';
import type { ParameterReader } from '../../shared/parameterReader';
import { withQrCodes } from './qrCodes';
import { orderItems, rawItems } from './shaping';

/** How the user wants an order with activation codes. */
export interface OrderOutput {
	simplify: boolean;
	/** `order` or `cards`: what becomes an item. */
	output: string;
	/** Binary field for QR codes; null when none are wanted. */
	qrCodeField: string | null;
}

/**
 * To be read before anything is bought: an expression that fails must not cost money.
 *
 * @throws {Failure} when a parameter cannot be read
 */
export function readOrderOutput(parameters: ParameterReader): OrderOutput {
	const simplify = parameters.flag('simplify');
	// Renewals have no such field: the eSIM is installed already.
	const wantsQrCode = simplify && parameters.flag('qrCode');
	return {
		simplify,
		output: simplify ? parameters.text('output') : 'order',
		qrCodeField: wantsQrCode ? parameters.text('binaryPropertyName') : null,
	};
}

/**
 * The items of an order that exists.
 *
 * @param data the Order object, untouched
 * @throws {Failure} with the outcome `executed` when a QR code cannot be stored
 */
export async function orderOutput(
	call: ItemCall,
	{ simplify, output, qrCodeField }: OrderOutput,
	data: unknown,
	order: Order,
): Promise<OutputItem[]> {
	if (!simplify) return rawItems(data);
	const items = orderItems(order, output);
	if (qrCodeField === null) return items;
	const complete = await attempt(withQrCodes(call, items, qrCodeField));
	if (!(complete instanceof Failure)) return complete;
	throw complete.with({
		meaning: `Order ${order.orderNumber} exists, but its QR code could not be stored`,
		resolution: `Do not order again: fetch the activation code with Order > Get and order number ${order.orderNumber}. ${complete.details.resolution}`,
		outcome: 'executed',
	});
}
