import type { INodeProperties, IPollFunctions } from 'n8n-workflow';

import {
	choice,
	choices,
	collection,
	notice,
	numberField,
	optionsOf,
	simTypeOptions,
	statusOptions,
	textField,
} from '../shared/builders';
import { fieldsOf, pollSource } from '../shared/parameters/fields';
import { readChoices } from '../shared/parameters/choice';
import { readPercentages } from '../shared/parameters/number';
import { ParameterReader } from '../shared/parameters/reader';

const eventKinds = {
	dataRunningLow: [
		'Data Running Low',
		'An active plan has used a given percentage of its data. Daypass and unlimited plans report no percentage.',
	],
	newOrder: [
		'New Order',
		'An order or a renewal was placed. Activation codes are not included: add Order > Get to fetch them.',
	],
	orderStatusChanged: [
		'Order Status Changed',
		'An order was paid, cancelled or ended, or is being cancelled',
	],
	planEnded: ['Plan Ended', 'The last day of a plan is over'],
	planExpiring: ['Plan Expiring', 'An active plan ends within a few days'],
	planStarted: ['Plan Started', 'A plan was used for the first time'],
} satisfies Record<string, [name: string, description: string]>;

export type EventName = keyof typeof eventKinds;
export const eventNames = Object.keys(eventKinds) as EventName[];

/** Events of an order; all others are those of a plan. */
export const isOfOrder = (event: EventName) =>
	event === 'newOrder' || event === 'orderStatusChanged';

const showFor = (event: EventName) => ({ displayOptions: { show: { events: [event] } } });

export const properties: INodeProperties[] = [
	notice(
		'pollingNotice',
		'MIOeSIM has no webhooks, so this node polls for changes. The first poll only records the current state. Fetch Test Event shows real events if it finds any, otherwise samples with <code>sample: true</code>.',
	),
	choices('Events', 'events', 'The events that start the workflow. Each event becomes one item.', {
		options: optionsOf(eventKinds),
		required: true,
		default: ['newOrder'],
	}),
	choices('New Statuses', 'statuses', {
		options: statusOptions,
		help: 'Only report changes to these statuses. Leave empty to report every change.',
		...showFor('orderStatusChanged'),
	}),
	textField('Thresholds', 'thresholds', {
		help: 'Percentages of data used, separated by commas. Each one fires once for each plan.',
		required: true,
		default: '80',
		placeholder: 'e.g. 50, 80, 95',
		...showFor('dataRunningLow'),
	}),
	numberField('Days Before', 'daysBefore', {
		help: 'How many days before its end a plan counts as expiring. Fires once for each plan.',
		typeOptions: { minValue: 1, maxValue: 365 },
		required: true,
		default: 3,
		...showFor('planExpiring'),
	}),
	collection('Filters', 'filters', 'Add filter', [
		textField('External Order ID Prefix', 'externalOrderIdPrefix', {
			help: 'The characters your own order ID starts with, case-sensitive',
			typeOptions: { textKind: 'code' },
			placeholder: 'e.g. SHOP-',
		}),
		textField('Package Name', 'packageName', {
			help: 'Part of the package name. Saves API calls. When you change it, the next poll only records the current state.',
			placeholder: 'e.g. Japan',
		}),
		choice('SIM Type', 'simType', 'The type of SIM card the order is for', {
			options: simTypeOptions,
			default: 'esim',
		}),
	]),
	collection('Options', 'options', 'Add option', [
		numberField('Include Past Days', 'pastDays', {
			help: 'How many days back the first poll reports events. Past status changes cannot be found, and Data Running Low only covers plans that started within these days.',
			typeOptions: { minValue: 0, maxValue: 365 },
			default: 0,
		}),
	]),
];

/** The trigger's parameters, read and checked. */
export type Settings = ReturnType<typeof readSettings>;

/**
 * Reads and checks every parameter. An event, status or filter that is set but empty is rejected:
 * skipping it would let through what the user wants to exclude.
 *
 * @throws {Failure} of type `input` that names the parameter as the user sees it
 */
export function readSettings(context: IPollFunctions) {
	const parameters = new ParameterReader(pollSource(context), fieldsOf(properties));
	const events = new Set(parameters.required('events', readChoices) as EventName[]);
	const statuses = events.has('orderStatusChanged')
		? parameters.optional('statuses', readChoices)
		: null;
	const simType = parameters.optionalChoice('filters.simType');
	return {
		events,
		/** Statuses to report, ascending; empty means all of them. */
		statuses: (statuses ?? []).map(Number).sort((left, right) => left - right),
		/** Percent of the plan's data, ascending. */
		thresholds: events.has('dataRunningLow')
			? parameters.required('thresholds', readPercentages)
			: [],
		/** Days before the end of a plan; 0 unless Plan Expiring is chosen. */
		daysBefore: events.has('planExpiring') ? parameters.integer('daysBefore') : 0,
		packageName: parameters.optionalText('filters.packageName'),
		externalOrderIdPrefix: parameters.optionalText('filters.externalOrderIdPrefix'),
		/** Null means eSIMs and physical SIM cards alike. */
		isPhysical: simType === null ? null : simType === 'physical',
		/** How many past days the first poll emits; 0 means none. */
		pastDays: parameters.integer('options.pastDays'),
	};
}
