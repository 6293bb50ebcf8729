import { dashedDate, type CalendarDate } from '../../../mioesim/dates';
import type { ParameterReader } from './reader';
import { refuse } from './refusal';

/** A range of days; null means open on that side. */
export interface DayRange {
	from: CalendarDate | null;
	to: CalendarDate | null;
}

/**
 * @param fromName parameter of the first day
 * @param toName parameter of the last day
 * @throws {Failure} when the first day is after the last one: no order can match
 */
export function readDayRange(
	parameters: ParameterReader,
	fromName: string,
	toName: string,
): DayRange {
	const from = parameters.date(fromName);
	const to = parameters.date(toName);
	if (from !== null && to !== null && dashedDate(from) > dashedDate(to)) {
		refuse(
			`'${parameters.label(fromName)}' is after '${parameters.label(toName)}'`,
			'Swap the two dates',
		);
	}
	return { from, to };
}
