import { isFinal } from '../../mioesim/codes/orderStatus';
import { DAY_MS } from '../../mioesim/dates';
import type { EventName, Settings } from './properties';

/**
 * What a trigger remembers between polls: a plain structure that n8n keeps in the node's static data.
 * Instants are milliseconds since the epoch.
 */
export interface Memory {
	version: 1;
	/** The account and package name that the orders belong to; a different one starts a new memory. */
	scope: string;
	watches: Watches;
	orders: Record<string, RememberedOrder>;
	/** Orders placed up to this moment were dropped to keep the memory small, and are no longer watched. */
	droppedUpTo: number;
	/** Present only while Order Status Changed is watched. */
	statuses?: StatusMemory;
	/** The work that a poll had no time left for. */
	unfinished?: Unfinished;
}

/** Since when, and with which settings, one kind of event is watched. */
export interface Watch {
	/** The settings of the event; when the user changes them, watching starts again. */
	settings: string;
	/** Anything earlier is not reported. Advances with every completed poll. */
	after: number;
	/** False until every order has been seen once; nothing is emitted until then. */
	isReady: boolean;
}

export type Watches = Partial<Record<EventName, Watch>>;

export interface RememberedOrder {
	/** Null while Order Status Changed is not watched. */
	status: number | null;
	createdAt: number | null;
	/** Plans that have started, by key. */
	plans?: Record<string, RememberedPlan>;
}

/** A plan that has started, with a mark for each event already found. */
export interface RememberedPlan {
	began: number;
	ends: number | null;
	started?: true;
	expiring?: true;
	ended?: true;
	/** The highest threshold reached, in percent; 0 means none so far. */
	low?: number;
}

export interface StatusMemory {
	/** Orders placed since this moment are counted. */
	from: number;
	/** The known number of orders in each status. */
	counts: Record<string, number>;
	/** Statuses whose orders have all been read once, so that a change from them can be reported. */
	learned: number[];
}

/** Where the next poll continues. */
export interface Unfinished {
	step: string;
	/** The next page. */
	page: number;
	/** The filters of the list, with the days that applied when it was started. */
	filters: Record<string, string>;
	startedAt: number;
	/** The number of orders in the list when it was started. */
	total?: number | null;
}

/**
 * The maximum number of orders remembered, at about 75 bytes each with their plans. Beyond it,
 * the oldest are dropped.
 */
export const MOST_ORDERS = 20_000;

/** A plan without an end is forgotten this long after its start. */
const ENDLESS_MS = 400 * DAY_MS;

const HOUR_MS = 60 * 60 * 1000;

/**
 * How far back each poll looks again for what MIOeSIM may have listed late. Orders are listed when they
 * are placed, so only clocks can differ; networks report starts and ends of plans with a delay.
 */
const lookBack: Record<EventName, number> = {
	newOrder: 6 * HOUR_MS,
	orderStatusChanged: 6 * HOUR_MS,
	planStarted: 2 * DAY_MS,
	planEnded: 2 * DAY_MS,
	planExpiring: 2 * DAY_MS,
	dataRunningLow: 2 * DAY_MS,
};

/** An order's status is watched for a year from its purchase, and at most this much longer. */
export const STATUS_WINDOW_MS = 365 * DAY_MS;
export const STATUS_WINDOW_SLACK_MS = 30 * DAY_MS;

export function emptyMemory(scope: string): Memory {
	return { version: 1, scope, watches: {}, orders: {}, droppedUpTo: 0 };
}

/** A copy of what n8n kept, or an empty memory if that has another scope or version. */
export function recall(kept: unknown, scope: string): Memory {
	// n8n passes an observed object: changes to it would be kept even if the poll fails.
	const copy = JSON.parse(JSON.stringify(kept ?? null)) as Partial<Memory> | null;
	const isOurs = copy?.version === 1 && copy.scope === scope;
	return isOurs ? (copy as Memory) : emptyMemory(scope);
}

/** Starts watching events that the user has added or changed, and stops watching removed ones. */
export function updateWatches(memory: Memory, settings: Settings, now: number): void {
	const isFirstPoll = Object.keys(memory.watches).length === 0;
	const before = memory.watches;
	memory.watches = {};
	for (const event of settings.events) {
		const watch = before[event];
		const own = settingsOf(event, settings);
		if (watch?.settings === own) {
			memory.watches[event] = watch;
			continue;
		}
		const pastMs = isFirstPoll ? settings.pastDays * DAY_MS : 0;
		clearMarks(memory, event);
		memory.watches[event] = {
			settings: own,
			after: now - (pastMs || lookBack[event]),
			// The API doesn't return earlier statuses, however far back the user wants to look.
			isReady: pastMs > 0 && event !== 'orderStatusChanged',
		};
		delete memory.unfinished;
	}
	if (!memory.watches.orderStatusChanged) delete memory.statuses;
	else memory.statuses ??= { from: now - STATUS_WINDOW_MS, counts: {}, learned: [] };
}

function settingsOf(event: EventName, settings: Settings): string {
	if (event === 'dataRunningLow') return settings.thresholds.join();
	if (event === 'planExpiring') return String(settings.daysBefore);
	return event === 'orderStatusChanged' ? settings.statuses.join() : '';
}

/** Statuses are known only while they are watched. With a new Days Before, plans can expire again. */
function clearMarks(memory: Memory, event: EventName): void {
	if (event === 'orderStatusChanged') delete memory.statuses;
	for (const order of Object.values(memory.orders)) {
		if (event === 'orderStatusChanged') order.status = null;
		if (event !== 'planExpiring') continue;
		for (const plan of Object.values(order.plans ?? {})) delete plan.expiring;
	}
}

/**
 * Advances a watch after everything it needs was read.
 *
 * @param startedAt when reading began; by then, MIOeSIM had listed everything older than `lookBack`
 */
export function advance(watch: Watch, event: EventName, startedAt: number): void {
	// Marks of low and expiring plans are kept until the plan ends, whatever the dates.
	if (event === 'dataRunningLow' || event === 'planExpiring') return;
	watch.after = Math.max(watch.after, startedAt - lookBack[event]);
}

/** Forgets every order that can produce no more events, and the oldest ones when there are too many. */
export function forget(memory: Memory, now: number, most = MOST_ORDERS): void {
	const kept = Object.entries(memory.orders)
		.map(([orderNumber, order]) => [orderNumber, withoutOldPlans(order, memory, now)] as const)
		.filter(([, order]) => order.plans !== undefined || isNeeded(order, memory));
	if (kept.length > most) {
		kept.sort(([, left], [, right]) => (right.createdAt ?? 0) - (left.createdAt ?? 0));
		memory.droppedUpTo = Math.max(memory.droppedUpTo, kept[most][1].createdAt ?? 0);
		kept.length = most;
	}
	memory.orders = Object.fromEntries(kept);
}

function withoutOldPlans(order: RememberedOrder, memory: Memory, now: number): RememberedOrder {
	const { plans, ...rest } = order;
	const needed = Object.entries(plans ?? {}).filter(([, plan]) =>
		isPlanNeeded(plan, memory.watches, now),
	);
	return needed.length > 0 ? { ...rest, plans: Object.fromEntries(needed) } : rest;
}

function isNeeded(order: RememberedOrder, { watches, statuses }: Memory): boolean {
	const createdAt = order.createdAt ?? 0;
	if (watches.newOrder && createdAt >= watches.newOrder.after) return true;
	const status = watches.orderStatusChanged;
	if (status && createdAt >= status.after) return true;
	return !!statuses && !isFinal(order.status) && createdAt >= statuses.from;
}

function isPlanNeeded({ began, ends }: RememberedPlan, watches: Watches, now: number): boolean {
	const { planStarted, planEnded, planExpiring, dataRunningLow } = watches;
	if (planStarted && began >= planStarted.after) return true;
	if (planEnded && (ends ?? 0) >= planEnded.after) return true;
	if (!planExpiring && !dataRunningLow) return false;
	return (ends ?? began + ENDLESS_MS) > now;
}
