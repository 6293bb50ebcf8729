import type { INodeProperties } from 'n8n-workflow';

import { destinationField, packageField } from './locators';

/** How the package to buy is named: chosen from lists, or by the code of MIOeSIM's price list. */
export function orderByFields(allowed: Record<string, string[]> = {}): INodeProperties[] {
	const when = (orderBy: string) => ({ show: { orderBy: [orderBy], ...allowed } });
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
			],
			default: 'package',
			description: 'How the package is named',
		},
		{ ...destinationField, displayOptions: when('package') },
		{ ...packageField, displayOptions: when('package') },
		{
			displayName: 'API Code',
			name: 'apiCode',
			type: 'string',
			typeOptions: { textKind: 'code' },
			default: '',
			required: true,
			placeholder: 'e.g. 40-0-3-1-G',
			description:
				'The code of the package. The code of a daypass holds a question mark: keep it, and set Daypass Days.',
			displayOptions: when('apiCode'),
		},
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
		'Your own order ID, such as the number of the shop order. It makes the purchase safe to repeat: the same line of the same order is bought once. Left empty, an ID is made that covers Retry On Fail only.',
};

const additional = {
	beginDate: {
		displayName: 'Begin Date',
		name: 'beginDate',
		type: 'dateTime',
		typeOptions: { dateOnly: true, mayBeEmpty: true },
		default: '',
		description: 'The day the plan starts, in GMT+8. Some packages demand it.',
	},
	customerEmail: {
		displayName: 'Customer Email',
		name: 'customerEmail',
		type: 'string',
		typeOptions: { textKind: 'email', mayBeEmpty: true },
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'The email address of your customer. Mail is sent only when Send Email is on.',
	},
	daypassDays: {
		displayName: 'Daypass Days',
		name: 'daypassDays',
		type: 'number',
		typeOptions: { minValue: 1, mayBeEmpty: true },
		default: 1,
		description: 'How many days a daypass runs. Its price is per day.',
	},
	externalItemId: {
		displayName: 'External Item ID',
		name: 'externalItemId',
		type: 'string',
		typeOptions: { textKind: 'id' },
		default: '',
		placeholder: 'e.g. {{ $json.lineId }}',
		description:
			'Your own ID of the line in the order. Left empty, it is made of the package and its position among equal lines of the input. Set it when lines come one by one, as in a loop.',
	},
	highestPrice: {
		displayName: 'Highest Price',
		name: 'highestPrice',
		type: 'number',
		typeOptions: { minValue: 0.01, numberPrecision: 2 },
		default: 0,
		placeholder: 'e.g. 12.50',
		description:
			'The most that this item may cost, in US dollars: price of the package, times cards, times days of a daypass, plus card fees. Above it nothing is bought. Needs Order By Package, because MIOeSIM tells no price of an API Code.',
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
			'Makes a PDF with the QR code in this language, and returns the link to it. An expression may give the tag of any other language, such as ja-JP.',
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
		description:
			'Whether MIOeSIM mails the eSIM to Customer Email. It mails nobody unless this is on.',
	},
} satisfies Record<string, INodeProperties>;

/** Optional fields of a purchase; every purchase has the same ones, less what it cannot take. */
export function additionalFields(names: Array<keyof typeof additional>): INodeProperties {
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: names.map((name) => additional[name]),
	};
}
