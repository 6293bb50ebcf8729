import type { INodeProperties } from 'n8n-workflow';

import type { StoredAccount } from '../../../mioesim/client/account';
import type { ParameterReader } from '../../shared/parameters/reader';
import { NUMERIC_ID, refuse } from '../../shared/parameters/text';
import { choice, locator, numberField, optionsOf, textField, toggle } from '../../shared/builders';

/** Return All, and Limit while Return All is off. */
export const returnAllFields: INodeProperties[] = [
	toggle('Return All', 'returnAll', 'Whether to return all results or only up to a given limit'),
	numberField('Limit', 'limit', 'Max number of results to return', {
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
	}),
];

export const simplifyField = toggle('Simplify', 'simplify', {
	help: 'Whether to return a simplified version of the response instead of the raw data',
	default: true,
});

/** For what only simplified items have. */
export const simplified = { show: { simplify: [true] } };

export const orderOutputField = choice('Output', 'output', 'How to split orders into items', {
	options: optionsOf({
		cards: [
			'One Item per Card',
			'Each card becomes an item: first what the customer needs, then the order',
		],
		order: ['One Item per Order', 'Each order becomes an item with the list of its cards'],
	}),
	default: 'cards',
	displayOptions: simplified,
});

export const orderNumberField = locator('Order Number', 'orderNumber', {
	help: 'The order number that MIOeSIM assigned. The list shows recent orders.',
	search: 'searchOrders',
	placeholder: 'e.g. EP20240124000013',
	textKind: 'orderNumber',
});
export const iccidField = locator('ICCID', 'iccid', {
	help: 'The number of the SIM card, 13 to 20 digits. The list shows the cards of recent orders.',
	search: 'searchCards',
	placeholder: 'e.g. 89852022410000123456',
	textKind: 'plain',
});
export const externalOrderIdFilter = textField('External Order ID', 'externalOrderId', {
	help: 'Your own order ID',
	typeOptions: { textKind: 'code' },
});

/**
 * Some or all cards of an order. An expression that gives nothing doesn't mean all of them, not even from
 * an AI agent: most likely, a field is missing from the item.
 */
export const orderIccidsField = textField('ICCIDs', 'iccids', {
	help: 'The cards of the order, separated by commas',
	typeOptions: { mayBeEmpty: false },
	placeholder: 'e.g. 89852022410000123456, 89852022410000123457',
	hint: 'Leave empty for all cards of the order',
});

/** The name of the field that a file goes into. */
export function outputFileField(
	field: string,
	hint: string,
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return {
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		typeOptions: { textKind: 'fieldName' },
		default: field,
		required: true,
		hint,
		...more,
	};
}

/** For operations that return cards with their activation codes. */
export const qrCodeFields: INodeProperties[] = [
	toggle('QR Code', 'qrCode', {
		help: 'Whether to add the activation QR code of every eSIM as a PNG, and a ready email to the customer in the fields emailHtml and emailText',
		displayOptions: simplified,
	}),
	outputFileField(
		'qrCode',
		'The name of the output field to put the QR code in. Further eSIMs of the same item get _2, _3, … appended to it. To send it, name it as attachment.',
		{ placeholder: 'e.g. qrCode', displayOptions: { show: { simplify: [true], qrCode: [true] } } },
	),
];

export const destinationField = locator('Destination', 'skuId', {
	help: 'The country or region that the data plan is for. Destination > Get Many lists the IDs.',
	search: 'searchDestinations',
	placeholder: 'e.g. 45',
});
export const packageField = locator('Package', 'priceId', {
	help: 'The data plan (priceId). The list shows data, days and price in US dollars.',
	search: 'searchPackages',
	placeholder: 'e.g. 441',
});
export const partnerField = locator('Distribution Partner', 'dpId', {
	help: 'The distribution partner (dpId) of the physical SIM cards',
	search: 'searchPartners',
	placeholder: 'e.g. 12',
	hint: 'Leave empty to use the one in the credential',
	required: undefined,
});

/**
 * The distribution partner of the item, which is read at once, or that of the credential, once it is known.
 *
 * @throws {Failure} when the item's is not an ID; the returned function, when there is none, or it isn't one
 */
export function readPartnerOf(parameters: ParameterReader): (account: StoredAccount) => string {
	const own = parameters.optionalText('dpId');
	return (account) => {
		const dpId = own ?? account.dpId ?? parameters.missing('dpId');
		if (NUMERIC_ID.test(dpId)) return dpId;
		return refuse(
			"'Distribution Partner ID' in the MIOeSIM credential must be a number",
			'Open the credential and enter the number that Distribution Partner > Get Many shows',
		);
	};
}
