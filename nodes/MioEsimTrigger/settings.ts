import type { IPollFunctions } from 'n8n-workflow';

import { fieldsOf } from '../shared/parameters/fields';
import { ParameterReader } from '../shared/parameters/reader';
import { pollSource } from '../shared/parameters/source';
import { properties, type EventName } from './properties';

/** The trigger's parameters, read and checked. */
export interface Settings {
	events: ReadonlySet<EventName>;
	/** Statuses to report, ascending; empty means all of them. */
	statuses: readonly number[];
	/** Percent of the plan's data, ascending. */
	thresholds: readonly number[];
	/** Days before the end of a plan. */
	daysBefore: number;
	packageName: string | null;
	externalOrderIdPrefix: string | null;
	/** Null means eSIMs and physical SIM cards alike. */
	isPhysical: boolean | null;
	/** How many past days the first poll emits; 0 means none. */
	pastDays: number;
}

const fields = fieldsOf(properties);

/**
 * Reads and checks every parameter. An event, status or filter that is set but empty is rejected:
 * skipping it would let through what the user wants to exclude.
 *
 * @throws {Failure} of type `input` that names the parameter as the user sees it
 */
export function readSettings(context: IPollFunctions): Settings {
	const parameters = new ParameterReader(pollSource(context), fields);
	const events = new Set(parameters.choices('events') as EventName[]);
	if (events.size === 0) parameters.missing('events');
	const simType = parameters.optionalChoice('filters.simType');
	return {
		events,
		statuses: events.has('orderStatusChanged') ? readStatuses(parameters) : [],
		thresholds: events.has('dataRunningLow') ? parameters.percentages('thresholds') : [],
		daysBefore: events.has('planExpiring') ? parameters.integer('daysBefore') : 0,
		packageName: parameters.optionalText('filters.packageName'),
		externalOrderIdPrefix: parameters.optionalText('filters.externalOrderIdPrefix'),
		isPhysical: simType === null ? null : simType === 'physical',
		pastDays: parameters.integer('options.pastDays'),
	};
}

function readStatuses(parameters: ParameterReader): number[] {
	const statuses = parameters.choices('statuses') as number[];
	return statuses.sort((left, right) => left - right);
}
