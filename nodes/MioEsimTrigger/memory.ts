import { DAY_MS } from '../../api/dates';
import { isSettled } from './statuses';

/**
 * What a trigger remembers between polls: a plain structure, kept by n8n in the static data of the
 * node. Instants are milliseconds since the epoch.
 */
export interface Memory {
	version: 1;
	/** Whose orders of which package these are; another account is another memory. */
	scope: string;
	watches: Watches;
	orders: Record<string, RememberedOrder>;
	/** Orders placed up to here were dropped to keep the memory small, and are not watched. */
	droppedUpTo: number;
	/** Only while Order Status Changed is watched. */
	statuses?: StatusMemory;
	/** What a poll had no time to read to its end. */
	unfinished?: Unfinished;
}

export const eventNames = [
	'dataRunningLow',
	'newOrder',
	'orderStatusChanged',
	'planEnded',
	'planExpiring',
	'planStarted',
] as const;

export type EventName = (typeof eventNames)[number];

/** How far one kind of event is watched. */
export interface Watch {
	/** Its settings; when the user changes them, watching starts anew. */
	settings: string;
	/** What happened before is none of the events. Moves on with every poll that was completed. */
	after: number;
	/** False until everything there is has been seen once; till then nothing is emitted. */
	isReady: boolean;
}

export type Watches = Partial<Record<EventName, Watch>>;

export interface RememberedOrder {
	/** Null while Order Status Changed is not watched. */
	status: number | null;
	createdAt: number | null;
	/** Plans that have started, by their key. */
	plans?: Record<string, RememberedPlan>;
}

/** A plan that has started, and what is known to have happened to it. */
export interface RememberedPlan {
	began: number | null;
	ends: number | null;
	started?: true;
	expiring?: true;
	ended?: true;
	/** The highest threshold that was reached, in percent; 0: none yet. */
	low?: number;
}

export interface StatusMemory {
	/** Orders placed from here on are counted. */
	from: number;
	/** How many orders are in a status, as far as is known. */
	counts: Record<string, number>;
	/** Statuses whose orders were read once, to know what they change from. */
	learned: number[];
}

export interface Unfinished {
	step: string;
	/** The page to go on with. */
	page: number;
	/** What was asked, with the days as they were then. */
	filters: Record<string, string>;
	startedAt: number;
	/** How many orders the list had when it was begun. */
	total?: number | null;
}

/**
 * Most orders that are remembered, at about 50 bytes each and 100 more for every running plan.
 * Beyond, the oldest are dropped.
 */
export const MOST_ORDERS = 20_000;

/** A plan without an end is forgotten this long after its start. */
const ENDLESS_MS = 400 * DAY_MS;

export function emptyMemory(scope: string): Memory {
	return { version: 1, scope, watches: {}, orders: {}, droppedUpTo: 0 };
}

/** A copy of what n8n kept, or an empty memory when that is none of this scope and version. */
export function recall(kept: unknown, scope: string): Memory {
	// n8n hands out an observed object: changes to it would be kept even when the poll fails.
	const copy = JSON.parse(JSON.stringify(kept ?? null)) as Partial<Memory> | null;
	const isOurs = copy?.version === 1 && copy.scope === scope;
	return isOurs ? (copy as Memory) : emptyMemory(scope);
}

/** Forgets every order that can bring no event any more, and more when there are too many. */
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
	return !!status && !!statuses && !isSettled(order.status) && createdAt >= statuses.from;
}

function isPlanNeeded({ began, ends }: RememberedPlan, watches: Watches, now: number): boolean {
	const { planStarted, planEnded, planExpiring, dataRunningLow } = watches;
	if (planStarted && began !== null && began >= planStarted.after) return true;
	if (planEnded && ends !== null && ends >= planEnded.after) return true;
	if (!planExpiring && !dataRunningLow) return false;
	return (ends ?? (began ?? 0) + ENDLESS_MS) > now;
}
