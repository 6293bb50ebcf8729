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
			'How many items are looked up at the same time. Orders, renewals, cancellations and mails are always sent one after another.',
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
		typeOptions: { minValue: 1000 },
		default: DEFAULT_TIMEOUT_MS,
		description: 'Milliseconds to wait for an answer of MIOeSIM',
	},
] satisfies INodeProperties[];

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
		displayName: 'Prevent Duplicates',
		name: 'preventDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask MIOeSIM first if an order with the same External Order ID and External Item ID exists, and return that one instead of buying again. Takes one more call an item.',
	},
] satisfies INodeProperties[];

const buying = { resource: ['order'], operation: ['create', 'renew'] };

const byName = (left: INodeProperties, right: INodeProperties) =>
	left.displayName.localeCompare(right.displayName);

const collection = {
	displayName: 'Options',
	name: 'options',
	type: 'collection' as const,
	placeholder: 'Add option',
	default: {},
};

export const optionFields: INodeProperties[] = [
	{
		...collection,
		options: [...commonOptions],
		displayOptions: { hide: { operation: buying.operation } },
	},
	{
		...collection,
		options: [...commonOptions, ...purchaseOptions].sort(byName),
		displayOptions: { show: buying },
	},
];
