import { dateRange, DAY_MS, dayOf } from '../../api/dates';
import { toWire, type WireParameters } from '../../api/wire/parameters';
import type { EventName, Memory } from './memory';
import type { Settings } from './settings';
import { lasting } from './statuses';

/** One list of orders that a poll reads to its end. */
export interface Question {
	name: string;
	filters: WireParameters;
	/** Events that nothing was missed of once it is read. */
	answers: EventName[];
	/** A status whose orders are then known. */
	teaches?: number;
	/** Orders placed before are of no interest. */
	placedAfter?: number;
}

/** Plans that end later than this are watched when that time has come. */
const FAR_MS = 3 * 365 * DAY_MS;

/** The days between two instants, in GMT+8, with the days of both. */
export function days(from: number, to: number): string {
	return dateRange(dayOf(from), dayOf(to));
}

/**
 * What has to be read so that no wanted event is missed, as few orders as the API's filters allow.
 * Ranges reach a day further than now: the clocks may differ.
 */
export function questionsOf(memory: Memory, settings: Settings, now: number): Question[] {
	const { watches, statuses } = memory;
	const { newOrder, orderStatusChanged, planStarted, planEnded } = watches;
	const tomorrow = now + DAY_MS;
	const questions: Question[] = [];
	const ask = (name: string, filters: WireParameters, more: Partial<Question>) =>
		questions.push({
			name,
			filters: toWire({ packetName: settings.packageName, ...filters }),
			answers: [],
			...more,
		});

	if (newOrder || orderStatusChanged) {
		const from = Math.min(newOrder?.after ?? now, orderStatusChanged?.after ?? now);
		ask('placed', { subTime: days(from, tomorrow) }, { answers: ['newOrder'], placedAfter: from });
	}
	if (planStarted) {
		ask('started', { sTime: days(planStarted.after, tomorrow) }, { answers: ['planStarted'] });
	}
	const ends = rangeOfEnds(memory, settings, now);
	if (ends) {
		ask(
			'ends',
			{ eTime: days(...ends) },
			{
				answers: ['planEnded', 'planExpiring', 'dataRunningLow'],
			},
		);
	}
	if (orderStatusChanged && statuses) {
		for (const status of lasting) {
			if (statuses.learned.includes(status)) continue;
			const subTime = days(statuses.from, tomorrow);
			ask(`status ${status}`, { status: String(status), subTime }, { teaches: status });
		}
	}
	return questions;

	function rangeOfEnds(
		{ watches: { planExpiring, dataRunningLow } }: Memory,
		{ daysBefore }: Settings,
		today: number,
	): [number, number] | null {
		const ranges: Array<[number, number]> = [];
		if (planEnded) ranges.push([planEnded.after, tomorrow]);
		if (planExpiring) ranges.push([today - DAY_MS, tomorrow + daysBefore * DAY_MS]);
		if (dataRunningLow) ranges.push([today - DAY_MS, today + FAR_MS]);
		if (ranges.length === 0) return null;
		return [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))];
	}
}
