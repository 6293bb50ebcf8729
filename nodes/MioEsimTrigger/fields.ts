import type { INodeProperties } from 'n8n-workflow';

import { orderStatusNames } from '../../api/codes/orderStatus';
import type { EventName } from './memory';

interface EventOption {
	name: string;
	value: EventName;
	description: string;
}

const eventOptions: EventOption[] = [
	{
		name: 'Data Running Low',
		value: 'dataRunningLow',
		description:
			'A running plan has used up a share of its data. Daypass and unlimited plans have no such share.',
	},
	{ name: 'New Order', value: 'newOrder', description: 'An order or a renewal was placed' },
	{
		name: 'Order Status Changed',
		value: 'orderStatusChanged',
		description: 'An order was paid, cancelled or ended, or its cancellation is under way',
	},
	{ name: 'Plan Ended', value: 'planEnded', description: 'The last day of a plan is over' },
	{
		name: 'Plan Expiring',
		value: 'planExpiring',
		description: 'A running plan ends in a few days',
	},
	{ name: 'Plan Started', value: 'planStarted', description: 'A card was used for the first time' },
];

const shownFor = (event: EventName) => ({ displayOptions: { show: { events: [event] } } });

export const properties: INodeProperties[] = [
	{
		displayName:
			'MIOeSIM sends no webhooks, so this node asks for changes at the poll times. Its first poll takes note of what there is and emits nothing.',
		name: 'pollingNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: eventOptions,
		default: ['newOrder'],
		description: 'What starts the workflow. Each event becomes an item of its own.',
	},
	{
		displayName: 'New Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: Object.entries(orderStatusNames)
			.map(([value, name]) => ({ name, value: Number(value) }))
			.sort((left, right) => left.name.localeCompare(right.name)),
		default: [],
		description: 'Only changes to one of these statuses. With none chosen, every change.',
		...shownFor('orderStatusChanged'),
	},
	{
		displayName: 'Thresholds',
		name: 'thresholds',
		type: 'string',
		required: true,
		default: '80',
		placeholder: 'e.g. 50, 80, 95',
		description: 'Percent of the data used, separated by commas. Each fires once for a plan.',
		...shownFor('dataRunningLow'),
	},
	{
		displayName: 'Days Before',
		name: 'daysBefore',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 365 },
		required: true,
		default: 3,
		description: 'How many days before its end a plan counts as expiring. Fires once for a plan.',
		...shownFor('planExpiring'),
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'External Order ID Prefix',
				name: 'externalOrderIdPrefix',
				type: 'string',
				default: '',
				placeholder: 'e.g. SHOP-',
				description: 'How your own order ID begins. Upper and lower case count.',
			},
			{
				displayName: 'Package Name',
				name: 'packageName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Japan',
				description:
					'Part of the name of the package. Makes polls shorter; when it is changed, watching starts anew.',
			},
			{
				displayName: 'SIM Type',
				name: 'simType',
				type: 'options',
				options: [
					{ name: 'eSIM', value: 'esim' },
					{ name: 'Physical SIM Card', value: 'physical' },
				],
				default: 'esim',
				description: 'The kind of card the order is for',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Include Past Days',
				name: 'pastDays',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 365 },
				default: 0,
				description:
					'How many days back the first poll looks for events. Status changes of the past cannot be found.',
			},
		],
	},
];
