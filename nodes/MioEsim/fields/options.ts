import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_TIMEOUT_MS } from '../../../transport/client';

/** Options that every operation has. */
export const commonOptions = [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 5,
		description:
			'How many items are read at the same time, and the most calls that are open at once. Orders, renewals and cancellations go out as Purchase Concurrency says.',
	},
	{
		displayName: 'Error Output',
		name: 'errorOutput',
		type: 'boolean',
		// The number of outputs is read off the node before any item is there.
		noDataExpression: true,
		default: true,
		description:
			'Whether the node has an Error output. Failed items leave by it as soon as something is connected to it; with nothing connected the first failure stops the workflow.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 600_000 },
		default: DEFAULT_TIMEOUT_MS,
		description:
			'Milliseconds to wait for an answer from MIOeSIM, at most 600000 (ten minutes). A purchase that is not answered in time has an unknown outcome, so keep it above 10000.',
	},
] satisfies INodeProperties[];

/** For operations that change what was paid for. */
const purchaseConcurrencyOption = {
	displayName: 'Purchase Concurrency',
	name: 'purchaseConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 10 },
	default: 1,
	description:
		'How many orders, renewals or cancellations may be under way at the same time. Items that concern the same order line or card always wait for one another.',
} satisfies INodeProperties;

/** Options of operations that buy. */
const purchaseOptions = [
	{
		displayName: 'Check Package',
		name: 'checkPackage',
		type: 'boolean',
		default: true,
		description:
			'Whether to read the packages of the destination or the card first and refuse what they do not allow, such as too many daypass days or a renewal with a package that does not fit the card',
	},
	{
		displayName: 'Delivery Timeout',
		name: 'deliveryTimeout',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 600 },
		default: 60,
		description:
			'Seconds to wait until every card of a new order is delivered, from 0 to 600. Other items go on meanwhile. An order that is not complete by then becomes a failed item with its order number. With 0, MIOeSIM is not asked again.',
	},
	{
		displayName: 'Prevent Duplicates',
		name: 'preventDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask MIOeSIM first if an order with the same External Order ID and External Item ID exists, and return that one instead of buying again. Takes one more call an item.',
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
