import type { INodeProperties } from 'n8n-workflow';

import { locator } from './builders';
import { destinationField, packageField } from './locators';

const apiCodeField = locator(
	'API Code',
	'apiCode',
	'The code of the package in MIOeSIM’s price list',
	'searchApiCodes',
	'e.g. 40-0-3-1-G',
	'code',
);

/** A data plan as a shop sells it. */
const planFields: INodeProperties[] = [
	{
		displayName: 'Plan Destination',
		name: 'destination',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Japan',
		description:
			'The country or region: its name in most languages, an ISO code such as JP, or what people say, such as UK, Dubai or worldwide',
	},
	{
		displayName: 'Plan Data',
		name: 'data',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 5 GB',
		description:
			'The amount of data, such as 5 GB, 500 MB, 1 GB/day or unlimited. A number alone means GB.',
	},
	{
		displayName: 'Plan Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 7,
		required: true,
		description: 'How many days the plan runs',
		hint: 'The node takes the cheapest package that is exactly this plan. Add Highest Price as a limit.',
	},
];

/** The package to buy: chosen from lists, by its code in MIOeSIM's price list, or by what it is. */
export function orderByFields(): INodeProperties[] {
	const when = (orderBy: string) => ({ show: { orderBy: [orderBy] } });
	return [
		{
			displayName: 'Order By',
			name: 'orderBy',
			type: 'options',
			options: [
				{
					name: 'API Code',
					value: 'apiCode',
					description: 'The code of the package in MIOeSIM’s price list',
				},
				{
					name: 'Package',
					value: 'package',
					description: 'Choose destination and package from lists, or by their IDs',
				},
				{
					name: 'Plan',
					value: 'plan',
					description:
						'The cheapest package with a destination, an amount of data and a number of days',
				},
			],
			default: 'package',
			description: 'How to choose the package',
		},
		{ ...destinationField, displayOptions: when('package') },
		{ ...packageField, displayOptions: when('package') },
		{
			...destinationField,
			required: undefined,
			description: 'Filters the list of API Codes. Not needed if you enter the code.',
			displayOptions: when('apiCode'),
		},
		{
			...apiCodeField,
			hint: 'Keep the question mark in the code of a daypass, and add Daypass Days',
			displayOptions: when('apiCode'),
		},
		...planFields.map((field) => ({ ...field, displayOptions: when('plan') })),
	];
}

export const externalOrderIdField: INodeProperties = {
	displayName: 'External Order ID',
	name: 'externalOrderId',
	type: 'string',
	typeOptions: { textKind: 'id' },
	default: '',
	placeholder: 'e.g. {{ $json.orderId }}',
	description:
		'Your own order ID, such as the order number in your shop. The same line of the same order is bought only once.',
	hint: 'Without it, only Retry On Fail is protected from buying twice',
};

const additional = {
	beginDate: {
		displayName: 'Begin Date',
		name: 'beginDate',
		type: 'dateTime',
		typeOptions: { dateOnly: true, mayBeEmpty: true },
		default: '',
		description: 'The day the plan starts, in GMT+8. Some packages require it.',
	},
	customerEmail: {
		displayName: 'Customer Email',
		name: 'customerEmail',
		type: 'string',
		typeOptions: { textKind: 'email', mayBeEmpty: true },
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'The email address of your customer, stored on the order',
		hint: 'MIOeSIM emails this address only if you add Send Email and turn it on',
	},
	daypassDays: {
		displayName: 'Daypass Days',
		name: 'daypassDays',
		type: 'number',
		typeOptions: { minValue: 1, mayBeEmpty: true },
		default: 1,
		description: 'How many days a daypass runs',
		hint: 'The price of a daypass is per day',
	},
	externalItemId: {
		displayName: 'External Item ID',
		name: 'externalItemId',
		type: 'string',
		typeOptions: { textKind: 'id' },
		default: '',
		placeholder: 'e.g. {{ $json.lineId }}',
		description:
			'Your own ID of the line item in the order. Without it, the node uses the package and the position among equal lines of the input.',
		hint: 'Set it when the lines of an order arrive one at a time, as in a loop',
	},
	highestPrice: {
		displayName: 'Highest Price',
		name: 'highestPrice',
		type: 'number',
		// A missing limit costs money, so the expression must give one, also for an AI agent.
		typeOptions: { minValue: 0.01, numberPrecision: 2, mayBeEmpty: false },
		default: '',
		placeholder: 'e.g. 12.50',
		description:
			'The most that this item may cost in US dollars: package price × cards × daypass days, plus card fees',
		hint: 'Nothing is bought above this price. Leave empty for no limit.',
	},
	pdfLanguage: {
		displayName: 'PDF Language',
		name: 'pdfLanguage',
		type: 'options',
		typeOptions: { mayBeEmpty: true },
		options: [
			{ name: 'Chinese', value: 'zh-CN' },
			{ name: 'English', value: 'en-US' },
		],
		default: 'en-US',
		description:
			'Create a PDF with the QR code in this language, and return its link. For another language, use an expression with its tag, such as ja-JP.',
	},
	remark: {
		displayName: 'Remark',
		name: 'remark',
		type: 'string',
		typeOptions: { mayBeEmpty: true },
		default: '',
		description: 'A note that stays with the order',
	},
	sendEmail: {
		displayName: 'Send Email',
		name: 'sendEmail',
		type: 'boolean',
		default: false,
		description: 'Whether MIOeSIM sends the eSIM to Customer Email',
	},
} satisfies Record<string, INodeProperties>;

/** A new node shows these; the others are behind 'Add field'. */
const OPEN = ['customerEmail', 'highestPrice'] as const;

/** Optional fields of a purchase. Each purchase has all of them except those it can't use. */
export function additionalFields(names: Array<keyof typeof additional>): INodeProperties {
	const open = OPEN.filter((name) => names.includes(name)).map((name) => [
		name,
		additional[name].default,
	]);
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: { ...Object.fromEntries(open) },
		options: names.map((name) => additional[name]),
	};
}
