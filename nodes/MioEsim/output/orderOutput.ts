import type { Order } from '../../../api/shapes/order';
import { settle } from '../../../transport/reply';
import type { ItemCall, OutputItem } from '../operation';
import type { Purchased } from '../purchase/buy';
import type { Price } from '../purchase/priceGuard';
import type { ParameterReader } from '../../shared/parameters/reader';
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
		output: simplify ? parameters.choice('output') : 'order',
		qrCodeField: wantsQrCode ? parameters.text('binaryPropertyName') : null,
	};
}

/**
 * The items of a purchase. What the API did not send stands beside its data: with Simplify off under
 * `_meta`, so that the data stay untouched.
 *
 * @param price by the price list; null where it does not tell, or nothing was bought now
 * @throws {Failure} as `orderOutput`
 */
export async function purchaseOutput(
	call: ItemCall,
	output: OrderOutput,
	{ data, order, warnings }: Purchased,
	price: Price | null,
): Promise<OutputItem[]> {
	for (const warning of warnings) call.hint(warning);
	const warning = warnings.length > 0 ? { warning: warnings.join('. ') } : {};
	const items = await orderOutput(call, output, data, order);
	const pricing = { pricing: price === null ? null : { ...price, currency: 'USD' } };
	return items.map(({ json, ...rest }) => ({
		...rest,
		json: output.simplify
			? { ...json, ...pricing, ...warning }
			: { ...json, _meta: { duplicate: order.duplicate, ...warning } },
	}));
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
	const complete = await settle(withQrCodes(call, items, qrCodeField));
	if (complete.ok) return complete.data;
	const { failure } = complete;
	throw failure.with({
		meaning: `Order ${order.orderNumber} exists, but its QR code could not be stored`,
		resolution: `Do not order again: fetch the activation code with Order > Get and order number ${order.orderNumber}. ${failure.details.resolution}`,
		outcome: 'executed',
		...(order.orderNumber === null ? {} : { orderNumber: order.orderNumber }),
	});
}
