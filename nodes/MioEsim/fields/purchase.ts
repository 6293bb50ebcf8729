import type { INodeProperties } from 'n8n-workflow';

import {
	choice,
	collection,
	dayField,
	locator,
	numberField,
	optionsOf,
	textField,
	toggle,
} from '../../shared/builders';
import { destinationField, packageField } from './common';

const when = (orderBy: string) => ({ displayOptions: { show: { orderBy: [orderBy] } } });

/** The package to buy: chosen from lists, by its code in MIOeSIM's price list, or by what it is. */
export const orderByFields: INodeProperties[] = [
	choice('Order By', 'orderBy', 'How to choose the package', {
		options: optionsOf({
			apiCode: ['API Code', 'The code of the package in MIOeSIM’s price list'],
			package: ['Package', 'Choose destination and package from lists, or by their IDs'],
			plan: [
				'Plan',
				'The cheapest package with a destination, an amount of data and a number of days',
			],
		}),
		default: 'package',
	}),
	{ ...destinationField, ...when('package') },
	{ ...packageField, ...when('package') },
	{
		...destinationField,
		required: undefined,
		description: 'Filters the list of API Codes. Not needed if you enter the code.',
		...when('apiCode'),
	},
	locator('API Code', 'apiCode', {
		help: 'The code of the package in MIOeSIM’s price list',
		search: 'searchApiCodes',
		placeholder: 'e.g. 40-0-3-1-G',
		textKind: 'code',
		hint: 'Keep the question mark in the code of a daypass, and add Daypass Days',
		...when('apiCode'),
	}),
	textField('Plan Destination', 'destination', {
		help: 'The country or region: its name in most languages, an ISO code such as JP, or what people say, such as UK, Dubai or worldwide',
		required: true,
		placeholder: 'e.g. Japan',
		...when('plan'),
	}),
	textField('Plan Data', 'data', {
		help: 'The amount of data, such as 5 GB, 500 MB, 1 GB/day or unlimited. A number alone means GB.',
		required: true,
		placeholder: 'e.g. 5 GB',
		...when('plan'),
	}),
	numberField('Plan Days', 'days', 'How many days the plan runs', {
		typeOptions: { minValue: 1 },
		default: 7,
		required: true,
		hint: 'The node takes the cheapest package that is exactly this plan. Add Highest Price as a limit.',
		...when('plan'),
	}),
];

export const externalOrderIdField = textField('External Order ID', 'externalOrderId', {
	help: 'Your own order ID, such as the order number in your shop. The same line of the same order is bought only once.',
	typeOptions: { textKind: 'id' },
	placeholder: 'e.g. {{ $json.orderId }}',
	hint: 'Without it, only Retry On Fail is protected from buying twice',
});

const additional = {
	beginDate: dayField('Begin Date', 'beginDate', {
		help: 'The day the plan starts, in GMT+8. Some packages require it.',
		typeOptions: { dateOnly: true, mayBeEmpty: true },
	}),
	customerEmail: textField('Customer Email', 'customerEmail', {
		help: 'The email address of your customer, stored on the order',
		typeOptions: { textKind: 'email', mayBeEmpty: true },
		placeholder: 'e.g. nathan@example.com',
		hint: 'MIOeSIM emails this address only if you add Send Email and turn it on',
	}),
	daypassDays: numberField('Daypass Days', 'daypassDays', 'How many days a daypass runs', {
		typeOptions: { minValue: 1, mayBeEmpty: true },
		default: 1,
		hint: 'The price of a daypass is per day',
	}),
	externalItemId: textField('External Item ID', 'externalItemId', {
		help: 'Your own ID of the line item in the order. Without it, the node uses the package and the position among equal lines of the input.',
		typeOptions: { textKind: 'id' },
		placeholder: 'e.g. {{ $json.lineId }}',
		hint: 'Set it when the lines of an order arrive one at a time, as in a loop',
	}),
	highestPrice: numberField('Highest Price', 'highestPrice', {
		help: 'The most that this item may cost in US dollars: package price × cards × daypass days, plus card fees',
		// A missing limit costs money, so the expression must give one, also for an AI agent.
		typeOptions: { minValue: 0.01, numberPrecision: 2, mayBeEmpty: false },
		placeholder: 'e.g. 12.50',
		hint: 'Nothing is bought above this price. Leave empty for no limit.',
	}),
	pdfLanguage: choice('PDF Language', 'pdfLanguage', {
		options: optionsOf({ 'zh-CN': 'Chinese', 'en-US': 'English' }),
		default: 'en-US',
		help: 'Create a PDF with the QR code in this language, and return its link. For another language, use an expression with its tag, such as ja-JP.',
		typeOptions: { mayBeEmpty: true },
	}),
	remark: textField('Remark', 'remark', 'A note that stays with the order', {
		typeOptions: { mayBeEmpty: true },
	}),
	sendEmail: toggle('Send Email', 'sendEmail', 'Whether MIOeSIM sends the eSIM to Customer Email'),
};

/** A new node shows these; the others are behind 'Add field'. */
const OPEN = ['customerEmail', 'highestPrice'] as const;

type Name = keyof typeof additional;

/** Optional fields of a purchase: all of them, or those that it can use. */
export function additionalFields(names = Object.keys(additional) as Name[]): INodeProperties {
	const open = OPEN.filter((name) => names.includes(name)).map((name) => [name, '']);
	const options = names.map((name) => additional[name]);
	return collection('Additional Fields', 'additionalFields', 'Add field', options, {
		default: Object.fromEntries(open),
	});
}
