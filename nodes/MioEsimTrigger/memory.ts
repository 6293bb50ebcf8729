import { isFinal } from '../../mioesim/codes/orderStatus';
import { DAY_MS } from '../../mioesim/dates';
import type { Parameters } from '../../mioesim/wire/parameters';
import { isOfOrder, type EventName, type Settings } from './properties';

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
	/**
	 * The known number of orders placed since `from` in each status; null if MIOeSIM doesn't tell it. Of
	 * use only while Order Status Changed is watched, and begun anew with it.
	 */
	statuses: { from: number; counts: Partial<Record<string, number | null>> };
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
	/** By key. */
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

/** Where the next poll continues. */
export interface Unfinished {
	step: string;
	page: number;
	/** The filters of the list, with the days that applied when it was started. */
	filters: Parameters;
	startedAt: number;
	/** The number of orders in the list when it was started. */
	total?: number | null;
}

/** Beyond this many orders, of about 75 bytes each with their plans, the oldest are dropped. */
const MOST_ORDERS = 20_000;
/** A plan without an end is forgotten this long after its start. */
const ENDLESS_MS = 400 * DAY_MS;
/** An order's status is watched for a year from its purchase, and at most 30 days longer. */
const STATUS_WINDOW_MS = 365 * DAY_MS;
const LONGEST_WINDOW_MS = 395 * DAY_MS;
const HOUR_MS = 60 * 60 * 1000;

/**
 * How far back each poll looks again for what MIOeSIM may have listed late. Orders are listed when they
 * are placed, so only clocks can differ; networks report starts and ends of plans with a delay.
 */
const lookBackOf = (event: EventName) => (isOfOrder(event) ? 6 * HOUR_MS : 2 * DAY_MS);

/** Whether an instant is late enough for the watch, if there is one. */
export function isSince(watch: Watch | undefined, instant: number): boolean {
	return watch !== undefined && instant >= watch.after;
}

/** A copy of what n8n kept, or an empty memory if that has another scope or version. */
export function recall(kept: unknown, scope: string): Memory {
	// n8n passes an observed object: changes to it would be kept even if the poll fails.
	const copy = JSON.parse(JSON.stringify(kept ?? null)) as Memory | null;
	if (copy?.version === 1 && copy.scope === scope) return copy;
	const statuses = { from: 0, counts: {} };
	return { version: 1, scope, watches: {}, orders: {}, droppedUpTo: 0, statuses };
}

/** Starts watching events that the user has added or changed, and stops watching removed ones. */
export function updateWatches(memory: Memory, settings: Settings, now: number): void {
	const before = memory.watches;
	const isFirstPoll = Object.keys(before).length === 0;
	const pastMs = isFirstPoll ? settings.pastDays * DAY_MS : 0;
	const own: Partial<Record<EventName, string>> = {
		dataRunningLow: settings.thresholds.join(),
		planExpiring: String(settings.daysBefore),
		orderStatusChanged: settings.statuses.join(),
	};
	memory.watches = {};
	for (const event of settings.events) {
		const text = own[event] ?? '';
		const isSame = before[event]?.settings === text;
		if (!isSame) startOver(memory, event);
		memory.watches[event] = isSame
			? before[event]
			: {
					settings: text,
					after: now - (pastMs || lookBackOf(event)),
					// The API doesn't return earlier statuses, however far back the user wants to look.
					isReady: pastMs > 0 && event !== 'orderStatusChanged',
				};
	}
	// From time to time the window moves on; then every list is read once, back to the oldest order.
	const isLong = now - memory.statuses.from > LONGEST_WINDOW_MS;
	if (isLong || memory.watches.orderStatusChanged !== before.orderStatusChanged) {
		memory.statuses = { from: now - STATUS_WINDOW_MS, counts: {} };
	}
}

/** Statuses are known only while they are watched. With a new Days Before, plans can expire again. */
function startOver(memory: Memory, event: EventName): void {
	delete memory.unfinished;
	for (const order of Object.values(memory.orders)) {
		if (event === 'orderStatusChanged') order.status = null;
		if (event !== 'planExpiring') continue;
		for (const plan of Object.values(order.plans ?? {})) delete plan.expiring;
	}
}

/**
 * Advances the watches of these events after everything they need was read.
 *
 * @param startedAt when reading began; by then, MIOeSIM had listed everything older than `lookBackOf` tells
 */
export function advance(watches: Watches, events: EventName[], startedAt: number): void {
	for (const event of events) {
		const watch = watches[event];
		if (!watch) continue;
		// A change is known only once the status before it is: `learn` tells when.
		if (event !== 'orderStatusChanged') watch.isReady = true;
		// Marks of low and expiring plans are kept until the plan ends, whatever the dates.
		if (event === 'dataRunningLow' || event === 'planExpiring') continue;
		watch.after = Math.max(watch.after, startedAt - lookBackOf(event));
	}
}

/** Forgets every order that can produce no more events, and the oldest ones when there are too many. */
export function forget(memory: Memory, now: number, most = MOST_ORDERS): void {
	for (const [orderNumber, order] of Object.entries(memory.orders)) {
		const plans = Object.entries(order.plans ?? {}).filter(([, plan]) =>
			isPlanNeeded(plan, memory.watches, now),
		);
		order.plans = plans.length > 0 ? Object.fromEntries(plans) : undefined;
		if (!order.plans && !isNeeded(order, memory)) delete memory.orders[orderNumber];
	}
	const kept = Object.entries(memory.orders);
	if (kept.length <= most) return;
	kept.sort(([, left], [, right]) => (right.createdAt ?? 0) - (left.createdAt ?? 0));
	memory.droppedUpTo = Math.max(memory.droppedUpTo, kept[most][1].createdAt ?? 0);
	memory.orders = Object.fromEntries(kept.slice(0, most));
}

function isNeeded({ status, createdAt }: RememberedOrder, { watches, statuses }: Memory): boolean {
	const { newOrder, orderStatusChanged } = watches;
	const placedAt = createdAt ?? 0;
	if (isSince(newOrder, placedAt) || isSince(orderStatusChanged, placedAt)) return true;
	return orderStatusChanged !== undefined && !isFinal(status) && placedAt >= statuses.from;
}

function isPlanNeeded({ began, ends }: RememberedPlan, watches: Watches, now: number): boolean {
	const { planStarted, planEnded, planExpiring, dataRunningLow } = watches;
	if (isSince(planStarted, began) || isSince(planEnded, ends ?? 0)) return true;
	const mayRunOut = planExpiring !== undefined || dataRunningLow !== undefined;
	return mayRunOut && (ends ?? began + ENDLESS_MS) > now;
}
