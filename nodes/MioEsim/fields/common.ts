import type { INodeProperties } from 'n8n-workflow';

import { locator } from './locators';

const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** Return All, and Limit while Return All is off. */
export const returnAllFields: INodeProperties[] = [
	returnAllField,
	{ ...limitField, displayOptions: { show: { returnAll: [false] } } },
];

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const orderOutputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: 'One Item per Card',
			value: 'cards',
			description: 'Each card becomes an item: first what the customer needs, then the order',
		},
		{
			name: 'One Item per Order',
			value: 'order',
			description: 'Each order becomes an item with the list of its cards',
		},
	],
	default: 'cards',
	description: 'How to split orders into items',
	displayOptions: { show: { simplify: [true] } },
};

export const orderNumberField = locator(
	'Order Number',
	'orderNumber',
	'The order number that MIOeSIM assigned. The list shows recent orders.',
	'searchOrders',
	'e.g. EP20240124000013',
	'orderNumber',
);

export const iccidField = locator(
	'ICCID',
	'iccid',
	'The number of the SIM card, 13 to 20 digits. The list shows the cards of recent orders.',
	'searchCards',
	'e.g. 89852022410000123456',
	'plain',
);

/** Some or all cards of an order; read it with `iccidsOrAll`. */
export const orderIccidsField: INodeProperties = {
	displayName: 'ICCIDs',
	name: 'iccids',
	type: 'string',
	default: '',
	placeholder: 'e.g. 89852022410000123456, 89852022410000123457',
	description: 'The cards of the order, separated by commas',
	hint: 'Leave empty for all cards of the order',
};
