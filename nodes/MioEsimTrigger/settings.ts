import type { IPollFunctions } from 'n8n-workflow';

import { inputFailure } from '../../api/codes/failures';
import { orderStatusNames } from '../../api/codes/orderStatus';
import { number, record, text } from '../../api/values';
import { eventNames, type EventName } from './properties';

/** The trigger's parameters, read and checked. */
export interface Settings {
	events: ReadonlySet<EventName>;
	/** Statuses whose beginning is an event, ascending; empty: every one. */
	statuses: readonly number[];
	/** Percent of the plan's data, ascending. */
	thresholds: readonly number[];
	/** Days before the end of a plan. */
	daysBefore: number;
	packageName: string | null;
	externalOrderIdPrefix: string | null;
	/** Null: eSIMs and physical SIM cards alike. */
	isPhysical: boolean | null;
	/** How far back the first poll emits, in days; 0: it emits nothing. */
	pastDays: number;
}

/**
 * Reads and checks every parameter. A filter, a status or an event that is there and gives nothing is
 * refused: left out, it would let through what the user wanted to keep out.
 *
 * @throws {Failure} of type `input` that names the parameter as the user sees it
 */
export function readSettings(context: IPollFunctions): Settings {
	const get = (name: string) => context.getNodeParameter(name, null) as unknown;
	const events = eventsOf(get('events'));
	const filters = collection(get('filters'), 'Filters');
	const options = collection(get('options'), 'Options');
	const simType = filter(filters, 'simType', 'SIM Type');
	if (simType !== null && simType !== 'esim' && simType !== 'physical') {
		throw inputFailure(
			"'SIM Type' must be one of esim, physical",
			"Change 'SIM Type' or the expression in it",
		);
	}
	const isExpression = String(context.getNode().parameters.statuses).startsWith('=');
	return {
		events: new Set(events),
		statuses: events.includes('orderStatusChanged')
			? statusesOf(get('statuses'), isExpression)
			: [],
		thresholds: events.includes('dataRunningLow') ? thresholdsOf(get('thresholds')) : [],
		daysBefore: events.includes('planExpiring')
			? wholeNumber(get('daysBefore'), 'Days Before', 1, 365)
			: 0,
		packageName: filter(filters, 'packageName', 'Package Name'),
		externalOrderIdPrefix: filter(filters, 'externalOrderIdPrefix', 'External Order ID Prefix'),
		isPhysical: simType === null ? null : simType === 'physical',
		pastDays:
			'pastDays' in options ? wholeNumber(options.pastDays, 'Include Past Days', 0, 365) : 0,
	};
}

function collection(value: unknown, label: string): Record<string, unknown> {
	if (value === null || value === undefined || (typeof value === 'object' && !Array.isArray(value)))
		return record(value);
	throw inputFailure(`'${label}' could not be read`, `Check the expression in '${label}'`);
}

function filter(filters: Record<string, unknown>, name: string, label: string): string | null {
	if (!(name in filters)) return null;
	return text(filters[name]) ?? required(label, `Fill in '${label}' or remove the filter`);
}

function required(label: string, resolution: string): never {
	throw inputFailure(`'${label}' is required`, resolution);
}

function entriesOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return text(value) === null
		? []
		: String(value)
				.split(',')
				.map((entry) => entry.trim());
}

function eventsOf(value: unknown): EventName[] {
	const isEvent = (name: unknown): name is EventName =>
		(eventNames as readonly unknown[]).includes(name);
	const names = entriesOf(value);
	if (names.length === 0) return required('Events', "Choose at least one event in 'Events'");
	if (names.every(isEvent)) return names;
	throw inputFailure(
		`'Events' must be among ${eventNames.join(', ')}`,
		"Change 'Events' or the expression in it",
	);
}

function statusesOf(value: unknown, isExpression: boolean): number[] {
	const statuses = entriesOf(value).map(number);
	if (statuses.length === 0 && isExpression) {
		return required('New Statuses', "Check the expression in 'New Statuses': it gave nothing");
	}
	const isStatus = (status: number | null): status is number =>
		status !== null && orderStatusNames[status] !== undefined;
	if (statuses.every(isStatus)) return statuses.sort((left, right) => left - right);
	throw inputFailure(
		`'New Statuses' must be among ${Object.keys(orderStatusNames).join(', ')}`,
		"Change 'New Statuses' or the expression in it",
	);
}

function thresholdsOf(value: unknown): number[] {
	const entries = (typeof value === 'number' ? [value] : (text(value) ?? '').split(/[\s,;%]+/))
		.filter((entry) => entry !== '')
		.map(number);
	const isPercent = (entry: number | null): entry is number =>
		entry !== null && entry >= 1 && entry <= 100;
	if (entries.length > 0 && entries.every(isPercent)) {
		return [...new Set(entries)].sort((left, right) => left - right);
	}
	const isShare = entries.some((entry) => entry !== null && entry > 0 && entry < 1);
	throw inputFailure(
		"'Thresholds' must be percentages above 0 and up to 100",
		isShare ? 'Enter 80 for 80 %, not 0.8' : 'Separate several by commas, such as 50, 80',
	);
}

function wholeNumber(value: unknown, label: string, least: number, most: number): number {
	const parsed = number(value);
	if (parsed !== null && Number.isInteger(parsed) && parsed >= least && parsed <= most) {
		return parsed;
	}
	throw inputFailure(
		`'${label}' must be a whole number from ${least} to ${most}`,
		`Change '${label}' or the expression in it`,
	);
}
