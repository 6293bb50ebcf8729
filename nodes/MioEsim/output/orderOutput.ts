import { withListed, type Order } from '../../../mioesim/shapes/order';
import type { ItemCall, OutputItem } from '../operation';
import type { Purchased } from '../../../mioesim/lines/buy';
import { seeByNumber } from '../../../mioesim/lines/look';
import { asFailure } from '../../shared/failures';
import type { ParameterReader } from '../../shared/parameters/reader';
import { isTool } from '../../shared/port';
import { withQrCodes } from './qrCodes';
import { orderItems, rawItems } from './shaping';

/**
 * How the user wants an order with activation codes. Read this before anything is bought: an expression
 * that fails must not cost money.
 *
 * @throws {Failure} when a parameter can't be read
 */
export function readOrderOutput(parameters: ParameterReader) {
	const simplify = parameters.flag('simplify');
	// Renewals don't have this field: the eSIM is already installed.
	const wantsQrCode = simplify && parameters.flag('qrCode');
	return {
		simplify,
		/** `order` or `cards`: one item for each. */
		output: simplify ? parameters.choice('output') : 'order',
		/** Binary field for QR codes; null for none. */
		qrCodeField: wantsQrCode ? parameters.text('binaryPropertyName') : null,
	};
}

type OrderOutput = ReturnType<typeof readOrderOutput>;

/** What the items alone don't show about a purchase. */
function hintsOf({ parameters, context }: ItemCall, order: Order): string[] {
	const { duplicate, orderNumber, purchasedAt, cards } = order;
	if (duplicate) {
		const time = purchasedAt?.slice(0, 16).replace('T', ' ');
		const when = time === undefined ? '' : ` of ${time} (GMT+8)`;
		return [`Nothing was bought: order ${orderNumber}${when} covers this line`];
	}
	const hints = [];
	if (!parameters.flag('additionalFields.sendEmail') && cards.some(({ lpa }) => lpa !== null)) {
		hints.push(
			"MIOeSIM did not email the customer. Pass the activation code or the QR code to the next node, or set 'Customer Email' and turn on 'Send Email'.",
		);
	}
	if (!parameters.isSet('externalOrderId') && context.getMode() === 'manual') {
		hints.push(
			"Execute this step again, and you buy again: without 'External Order ID', every execution is a new purchase.",
		);
	}
	return hints;
}

/**
 * The items of a purchase. What the API didn't return is added beside its data; with Simplify off, it
 * goes under `_meta`, so that the data stays untouched.
 *
 * @throws {Failure} as `orderOutput`
 */
export async function purchaseOutput(
	call: ItemCall,
	output: OrderOutput,
	{ data, order, listed, entry, price, warnings: known }: Purchased,
): Promise<OutputItem[]> {
	const { parameters, context } = call;
	const { duplicate } = order;
	const warnings = [...known];
	// A language model's call without IDs of its own is the same purchase when it is repeated.
	if (duplicate && isTool(context.getNode()) && !parameters.isSet('externalOrderId')) {
		warnings.push(
			"Nothing was bought now: this call is the same as an earlier one. To buy another eSIM, raise 'Count', or send another 'External Order ID'",
		);
	}
	const warning = warnings.length > 0 ? { warning: warnings.join('. ') } : {};
	const named = { ...order, productName: entry?.name ?? order.productName };
	// MIOeSIM has links for earlier orders only, unless they were asked for: the same either way.
	if (!parameters.isSet('additionalFields.pdfLanguage')) {
		named.cards = order.cards.map((card) => ({ ...card, pdfUrl: null }));
	}
	// A new order without a row was bought without a look-up, or isn't listed yet.
	const asks = listed === null && output.simplify && duplicate;
	const row = asks ? await seeByNumber(call.client, String(order.orderNumber)) : null;
	const complete = withListed(named, listed ?? row?.order ?? null);
	const items = await orderOutput(call, output, data, complete);
	for (const hint of [...warnings, ...hintsOf(call, complete)]) call.hint(hint);
	const added = output.simplify
		? { pricing: price && { ...price, currency: 'USD' }, ...warning }
		: { _meta: { duplicate, ...warning } };
	return items.map((item) => ({ ...item, json: { ...item.json, ...added } }));
}

/**
 * The items of an existing order.
 *
 * @param data the Order object, untouched
 * @throws {Failure} with the outcome `executed` when a QR code can't be stored
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
	try {
		return await Promise.all(items.map(async (item) => await withQrCodes(call, item, qrCodeField)));
	} catch (error) {
		const failure = asFailure(error);
		throw failure.with({
			meaning: `Order ${order.orderNumber} exists, but its QR code could not be stored`,
			resolution: `Do not order again: fetch the activation code with Order > Get and order number ${order.orderNumber}. ${failure.details.resolution}`,
			outcome: 'executed',
			orderNumber: order.orderNumber ?? undefined,
		});
	}
}
