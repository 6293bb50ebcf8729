import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT_MS } from '../../../mioesim/client/client';
import { collection, numberField, toggle } from '../../shared/builders';

/** Options of every operation. n8n reads the number of outputs before there is any item. */
const commonOptions = [
	numberField('Concurrency', 'concurrency', {
		help: 'How many items to read at the same time, and the maximum number of simultaneous API calls',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: DEFAULT_CONCURRENCY,
		hint: 'Orders, renewals and cancellations follow Purchase Concurrency',
	}),
	toggle('Error Output', 'errorOutput', {
		help: 'Whether the node has an Error output. Failed items go to it if another node is connected to it. Otherwise, the first failure stops the workflow.',
		noDataExpression: true,
		default: true,
	}),
	toggle('Include Input Fields', 'includeInputFields', {
		help: 'Whether to add the fields of the input item to each item on Success',
		noDataExpression: true,
	}),
	numberField('Timeout', 'timeout', {
		help: 'How long to wait for a response from MIOeSIM, at most ten minutes',
		typeOptions: { minValue: 1, maxValue: 600_000 },
		default: DEFAULT_TIMEOUT_MS,
		hint: 'In milliseconds, from 1 to 600000. Keep it above 10000: the outcome of a purchase without a response is unknown.',
	}),
];

/** For operations that change what was paid for. */
const purchaseConcurrencyOption = numberField('Purchase Concurrency', 'purchaseConcurrency', {
	help: 'How many orders, renewals or cancellations to run at the same time, from 1 to 10. The same order line, and cancellations of one order, run one after another.',
	typeOptions: { minValue: 1, maxValue: 10, mayBeEmpty: true },
	hint: 'Leave empty for 5 where a failed item goes to an output, and 1 where the first failure stops the workflow',
});

const purchaseOptions = [
	toggle('Check Package', 'checkPackage', {
		help: 'Whether to check the package before buying, and refuse what it does not allow, such as too many daypass days or a package that does not fit the card',
		default: true,
	}),
	numberField('Delivery Timeout', 'deliveryTimeout', {
		help: 'How long to wait until every card of a new order is delivered. Other items continue meanwhile. An order that is still incomplete becomes a failed item with its order number.',
		typeOptions: { minValue: 0, maxValue: 600 },
		default: 60,
		hint: 'In seconds, from 0 to 600. Set to 0 to return at once.',
	}),
	toggle('Prevent Duplicates', 'preventDuplicates', {
		help: 'Whether to check first if an order with the same External Order ID and External Item ID exists, and return it instead of buying again. Makes at least one more API call before a purchase and one after it.',
		default: true,
	}),
	purchaseConcurrencyOption,
];

function optionsWith(
	more: INodeProperties[],
	displayOptions: INodeProperties['displayOptions'],
): INodeProperties {
	const options = [...commonOptions, ...more].sort((left, right) =>
		left.displayName.localeCompare(right.displayName),
	);
	return collection('Options', 'options', 'Add option', options, { displayOptions });
}

export const optionFields: INodeProperties[] = [
	optionsWith([], { hide: { operation: ['create', 'renew', 'cancel'] } }),
	optionsWith([purchaseConcurrencyOption], {
		show: { resource: ['order'], operation: ['cancel'] },
	}),
	optionsWith(purchaseOptions, { show: { resource: ['order'], operation: ['create', 'renew'] } }),
];
