import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT_MS } from '../../../mioesim/client/client';

/** Options of every operation. */
const commonOptions = [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: DEFAULT_CONCURRENCY,
		description:
			'How many items to read at the same time, and the maximum number of simultaneous API calls',
		hint: 'Orders, renewals and cancellations follow Purchase Concurrency',
	},
	{
		displayName: 'Error Output',
		name: 'errorOutput',
		type: 'boolean',
		// n8n reads the number of outputs from the node before there is any item.
		noDataExpression: true,
		default: true,
		description:
			'Whether the node has an Error output. Failed items go to it if another node is connected to it. Otherwise, the first failure stops the workflow.',
	},
	{
		displayName: 'Include Input Fields',
		name: 'includeInputFields',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether to add the fields of the input item to each item on Success',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 600_000 },
		default: DEFAULT_TIMEOUT_MS,
		description: 'How long to wait for a response from MIOeSIM, at most ten minutes',
		hint: 'In milliseconds, from 1 to 600000. Keep it above 10000: the outcome of a purchase without a response is unknown.',
	},
] satisfies INodeProperties[];

/** For operations that change what was paid for. */
const purchaseConcurrencyOption = {
	displayName: 'Purchase Concurrency',
	name: 'purchaseConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 10, mayBeEmpty: true },
	default: '',
	description:
		'How many orders, renewals or cancellations to run at the same time, from 1 to 10. The same order line, and cancellations of one order, run one after another.',
	hint: 'Leave empty for 5 where a failed item goes to an output, and 1 where the first failure stops the workflow',
} satisfies INodeProperties;

/** Options of operations that buy. */
const purchaseOptions = [
	{
		displayName: 'Check Package',
		name: 'checkPackage',
		type: 'boolean',
		default: true,
		description:
			'Whether to check the package before buying, and refuse what it does not allow, such as too many daypass days or a package that does not fit the card',
	},
	{
		displayName: 'Delivery Timeout',
		name: 'deliveryTimeout',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 600 },
		default: 60,
		description:
			'How long to wait until every card of a new order is delivered. Other items continue meanwhile. An order that is still incomplete becomes a failed item with its order number.',
		hint: 'In seconds, from 0 to 600. Set to 0 to return at once.',
	},
	{
		displayName: 'Prevent Duplicates',
		name: 'preventDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to check first if an order with the same External Order ID and External Item ID exists, and return it instead of buying again. Makes at least one more API call before a purchase and one after it.',
	},
	purchaseConcurrencyOption,
] satisfies INodeProperties[];

const byName = (left: INodeProperties, right: INodeProperties) =>
	left.displayName.localeCompare(right.displayName);

function collection(
	options: INodeProperties[],
	displayOptions: INodeProperties['displayOptions'],
): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...commonOptions, ...options].sort(byName),
		displayOptions,
	};
}

const buying = ['create', 'renew'];
const cancelling = ['cancel'];

export const optionFields: INodeProperties[] = [
	collection([], { hide: { operation: [...buying, ...cancelling] } }),
	collection([purchaseConcurrencyOption], {
		show: { resource: ['order'], operation: cancelling },
	}),
	collection(purchaseOptions, { show: { resource: ['order'], operation: buying } }),
];
