import type { IPollFunctions } from 'n8n-workflow';

import { inputFailure } from '../../api/codes/failures';
import { orderOfRow } from '../../api/shapes/order';
import { flag, number, record, text, texts, type JsonRecord } from '../../api/values';
import type { Wishes } from './events';
import { eventNames, type EventName } from './memory';

/** The trigger's parameters, read and checked. */
export interface Settings extends Wishes {
	events: ReadonlySet<EventName>;
	/** Statuses whose beginning is an event; empty: every one. */
	statuses: readonly number[];
	packageName: string | null;
	externalOrderIdPrefix: string | null;
	/** Null: eSIMs and physical SIM cards alike. */
	isPhysical: boolean | null;
	/** How far back the first poll emits, in days; 0: it emits nothing. */
	pastDays: number;
}

/** @throws {Failure} of type `input` that names the parameter as the user sees it */
export function readSettings(context: IPollFunctions): Settings {
	const get = (name: string) => context.getNodeParameter(name, null) as unknown;
	const events = texts(get('events')).filter((name): name is EventName =>
		(eventNames as readonly string[]).includes(name),
	);
	if (events.length === 0) {
		throw inputFailure("'Events' is required", "Choose at least one event in 'Events'");
	}
	const filters = record(get('filters'));
	const simType = text(filters.simType);
	const isLowWanted = events.includes('dataRunningLow');
	const isExpiringWanted = events.includes('planExpiring');
	return {
		events: new Set(events),
		statuses: (Array.isArray(get('statuses')) ? (get('statuses') as unknown[]) : [])
			.map(number)
			.filter((status): status is number => status !== null)
			.sort((left, right) => left - right),
		thresholds: isLowWanted ? thresholdsOf(get('thresholds')) : [],
		daysBefore: isExpiringWanted ? wholeNumber(get('daysBefore'), 'Days Before', 1, 365) : 0,
		packageName: text(filters.packageName),
		externalOrderIdPrefix: text(filters.externalOrderIdPrefix),
		isPhysical: simType === 'physical' ? true : simType === 'esim' ? false : null,
		pastDays: wholeNumber(record(get('options')).pastDays ?? 0, 'Include Past Days', 0, 365),
	};
}

function thresholdsOf(value: unknown): number[] {
	const entries = (typeof value === 'number' ? [value] : (text(value) ?? '').split(/[\s,;%]+/))
		.filter((entry) => entry !== '')
		.map(number);
	const isValid = (entry: number | null): entry is number =>
		entry !== null && entry > 0 && entry <= 100;
	if (entries.length > 0 && entries.every(isValid)) {
		return [...new Set(entries)].sort((left, right) => left - right);
	}
	throw inputFailure(
		"'Thresholds' must be percentages above 0 and up to 100",
		'Separate several by commas, such as 50, 80',
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

/** Whether the user wants events of this order; the package is asked for with the orders. */
export function isWanted(
	row: JsonRecord,
	{ externalOrderIdPrefix, isPhysical }: Settings,
): boolean {
	if (isPhysical !== null && (flag(row.cardType) ?? false) !== isPhysical) return false;
	if (externalOrderIdPrefix === null) return true;
	return orderOfRow(row).externalOrderId?.startsWith(externalOrderIdPrefix) === true;
}
