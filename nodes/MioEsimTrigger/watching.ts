import { DAY_MS } from '../../api/dates';
import type { EventName, Memory, Watch } from './memory';
import type { Settings } from './settings';
import { lasting, passing, settled } from './statuses';

/** When each kind of event is watched from, and what makes the watching start anew. */

const HOUR_MS = 60 * 60 * 1000;

/**
 * How far back each poll looks again for what it may not have been told in time. Orders are there
 * when they are placed, so only clocks can differ; starts and ends of plans come from the networks.
 */
const lookBack: Record<EventName, number> = {
	newOrder: 6 * HOUR_MS,
	orderStatusChanged: 6 * HOUR_MS,
	planStarted: 2 * DAY_MS,
	planEnded: 2 * DAY_MS,
	planExpiring: 2 * DAY_MS,
	dataRunningLow: 2 * DAY_MS,
};

/** The status of an order is watched for a year from its purchase, and at most this much longer. */
export const STATUS_WINDOW_MS = 365 * DAY_MS;
export const STATUS_WINDOW_SLACK_MS = 30 * DAY_MS;

function settingsOf(event: EventName, settings: Settings): string {
	if (event === 'dataRunningLow') return settings.thresholds.join();
	if (event === 'planExpiring') return String(settings.daysBefore);
	return event === 'orderStatusChanged' ? settings.statuses.join() : '';
}

/** Starts watching what is new in the user's choice, and stops watching what is no longer in it. */
export function updateWatches(memory: Memory, settings: Settings, now: number): void {
	const isFirstPoll = Object.keys(memory.watches).length === 0;
	const before = memory.watches;
	memory.watches = {};
	for (const event of settings.events) {
		const watch = before[event];
		const wished = settingsOf(event, settings);
		if (watch?.settings === wished) {
			memory.watches[event] = watch;
			continue;
		}
		const pastMs = isFirstPoll ? settings.pastDays * DAY_MS : 0;
		clearMarks(memory, event);
		memory.watches[event] = {
			settings: wished,
			after: now - (pastMs || lookBack[event]),
			// What an order's status was before nobody knows, however far back the user wants to go.
			isReady: pastMs > 0 && event !== 'orderStatusChanged',
		};
		delete memory.unfinished;
	}
	if (!memory.watches.orderStatusChanged) delete memory.statuses;
	else memory.statuses ??= { from: now - STATUS_WINDOW_MS, counts: {}, learned: [] };
}

/** Statuses are only known while they are watched; other days before the end are another event. */
function clearMarks(memory: Memory, event: EventName): void {
	if (event === 'orderStatusChanged') delete memory.statuses;
	for (const order of Object.values(memory.orders)) {
		if (event === 'orderStatusChanged') order.status = null;
		if (event !== 'planExpiring') continue;
		for (const plan of Object.values(order.plans ?? {})) delete plan.expiring;
	}
}

/** Nothing that happened long enough before the given moment can still be heard of for the first time. */
export function advance(watch: Watch, event: EventName, startedAt: number): void {
	// Marks of low and expiring plans are kept until the plan ends: no need to look at dates.
	if (event === 'dataRunningLow' || event === 'planExpiring') return;
	watch.after = Math.max(watch.after, startedAt - lookBack[event]);
}

/** The statuses whose orders are read: those that the user wants to hear of. */
export function statusesToRead({ statuses }: Settings): {
	passing: readonly number[];
	big: readonly number[];
	/** Orders that come back from a passing status can only be looked up one day at a time. */
	isNormalWanted: boolean;
} {
	const wanted = (status: number) => statuses.length === 0 || statuses.includes(status);
	const isNormalWanted = wanted(0);
	return {
		passing: isNormalWanted ? passing : passing.filter(wanted),
		// Partly cancelled orders may leave again, so they come last, when every other count is right.
		big: [...settled, ...lasting.filter((status) => status !== 0)].filter(wanted),
		isNormalWanted,
	};
}
