import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isVoid, statusNameOf } from '../../mioesim/codes/orderStatus';
import { DAY_MS, endOf, fromInstant, toInstant } from '../../mioesim/dates';
import type { Failure } from '../../mioesim/codes/failure';
import { replyFailure } from '../../mioesim/codes/failures';
import { cardOfRow } from '../../mioesim/shapes/card';
import { orderOfRow, unreadableDates } from '../../mioesim/shapes/order';
import { isDaypass, planSizeMb } from '../../mioesim/shapes/package';
import { redact } from '../../mioesim/redact';
import { flag, number, records, text, type JsonRecord } from '../../mioesim/values';
import type { RememberedOrder, RememberedPlan, Watches } from './memory';
import type { EventName, Settings } from './properties';

/** Finds what has happened to an order since it was last seen. */

/**
 * The part of a queryEsimOrder row that the trigger compares. Instants are milliseconds since the epoch.
 */
interface OrderState {
	orderNumber: string;
	status: number | null;
	createdAt: number | null;
	plans: PlanState[];
}

/** A data plan on a card, from its first use on. */
interface PlanState {
	/** Identifies the plan within its order. */
	key: string;
	/** Its index in the row, and therefore in the order's cards. */
	index: number;
	/** First use; may be still to come. */
	began: number;
	/** The first moment after the plan; Infinity when it isn't told. */
	ends: number;
	/** Both as shown on the order's cards. */
	startDate: string | null;
	endDate: string | null;
	usedMb: number | null;
	/** Null when the size is unknown or unlimited, and for daypass plans. */
	totalMb: number | null;
}

export type Change = Record<string, string | number | null>;

export interface OrderEvent {
	event: EventName;
	/** Milliseconds since the epoch; when the API doesn't give the time, the moment the trigger noticed. */
	at: number;
	change: Change;
	/** Index of the plan in the order; null when the event concerns the order itself. */
	plan: number | null;
}

interface Comparison {
	watches: Watches;
	settings: Pick<Settings, 'thresholds' | 'daysBefore'>;
	/** When the order was read. */
	now: number;
}

/**
 * @returns null for a row without an order number: nothing can be remembered about it
 * @throws {Failure} for a date that can't be read: without it, the trigger would be silent forever
 */
export function readState(row: JsonRecord): OrderState | null {
	const orderNumber = text(row.orderNum);
	if (orderNumber === null) return null;
	const [unreadable] = unreadableDates(row);
	if (unreadable !== undefined) throw unreadableDate(orderNumber, unreadable);
	const status = number(row.status);
	const createdAt = toInstant(row.createTime);
	// What is left of a cancelled plan is of no use to the customer.
	return { orderNumber, status, createdAt, plans: isVoid(status) ? [] : readPlans(row) };
}

function readPlans(row: JsonRecord): PlanState[] {
	const keys = new Set<string>();
	return records(row.packageList).flatMap((plan, index) => {
		const id = text(plan.id) ?? text(plan.iccid) ?? String(index);
		const key = keys.has(id) ? `${id}#${index}` : id;
		keys.add(key);
		const began = toInstant(plan.beginDate);
		if (began === null) return [];
		const { startDate, endDate, usedMb } = cardOfRow(plan);
		const totalMb = isDaypass(row, plan) ? null : planSizeMb(plan);
		const ends = endOf(plan.endDate) ?? Infinity;
		return { key, index, began, ends, startDate, endDate, usedMb, totalMb };
	});
}

function unreadableDate(orderNumber: string, field: string): Failure {
	return replyFailure('something other than requested', 'queryEsimOrder').with({
		meaning: `MIOeSIM lists order ${redact(orderNumber)} with a date that cannot be read, in ${field}`,
		resolution:
			'Nothing was reported, and no event is lost: the next poll that can read it goes on from here. Report the date to the maintainers of this node, as Order > Get Many with Simplify off shows it',
		retryable: false,
	});
}

/**
 * Compares an order with what is remembered about it.
 *
 * Every event is found once for each order or plan, because it leaves a mark in the memory. The memory
 * may forget an order once every instant in it is before the `after` of all watches: anything earlier is
 * not an event. While a watch is not ready, marks are set and no event is found.
 *
 * @param known what is remembered; undefined for a new order
 */
export function diffOrder(
	order: OrderState,
	known: RememberedOrder | undefined,
	comparison: Comparison,
): { events: OrderEvent[]; remembered: RememberedOrder } {
	const { watches, now } = comparison;
	const found: OrderEvent[] = [];
	const { newOrder, orderStatusChanged } = watches;
	const { createdAt } = order;
	// An order without a time of purchase is never new.
	if (newOrder && !known && createdAt !== null && createdAt >= newOrder.after) {
		const change = statusChange(null, order.status);
		found.push({ event: 'newOrder', at: createdAt, change, plan: null });
	}
	const before = known?.status ?? null;
	if (before !== null && order.status !== null && before !== order.status) {
		const change = statusChange(before, order.status);
		found.push({ event: 'orderStatusChanged', at: now, change, plan: null });
	}
	const plans: Record<string, RememberedPlan> = { ...known?.plans };
	for (const plan of order.plans) {
		if (plan.began > now) continue;
		plans[plan.key] = diffPlan(plan, plans[plan.key], comparison, found);
	}
	const status = orderStatusChanged ? (order.status ?? before) : null;
	return {
		events: found.filter(({ event }) => watches[event]?.isReady),
		remembered: { status, createdAt, plans },
	};
}

/** An event that each plan has once. */
interface PlanEvent {
	event: EventName;
	/** Its mark in the memory. */
	mark: 'started' | 'expiring' | 'ended';
	/** When it happens; Infinity if it doesn't. */
	at(plan: PlanState, comparison: Comparison): number;
	/** What `change` tells besides the days of the plan. */
	more?(plan: PlanState, now: number): Change;
}

const planEvents: PlanEvent[] = [
	{ event: 'planStarted', mark: 'started', at: ({ began }) => began },
	{
		event: 'planExpiring',
		mark: 'expiring',
		at: ({ began, ends }, { settings, now }) =>
			ends > now ? Math.max(began, ends - settings.daysBefore * DAY_MS) : Infinity,
		more: ({ ends }, now) => ({ daysLeft: Math.ceil((ends - now) / DAY_MS) }),
	},
	{ event: 'planEnded', mark: 'ended', at: ({ ends }) => ends },
];

/** @param found gets the events */
function diffPlan(
	plan: PlanState,
	known: RememberedPlan | undefined,
	comparison: Comparison,
	found: OrderEvent[],
): RememberedPlan {
	const { watches, settings, now } = comparison;
	const { began, ends, startDate, endDate, index } = plan;
	const marked: RememberedPlan = { ...known, began, ends: ends === Infinity ? null : ends };
	for (const { event, mark, ...row } of planEvents) {
		const watch = watches[event];
		const at = row.at(plan, comparison);
		if (!watch || known?.[mark] || at > now) continue;
		const change = { startDate, endDate, ...row.more?.(plan, now) };
		if (at >= watch.after) found.push({ event, at, change, plan: index });
		marked[mark] = true;
	}
	const low = watches.dataRunningLow;
	if (low && ends > now) {
		// For a plan that began before the watch, earlier usage is unknown.
		const before = known?.low ?? (began >= low.after ? 0 : Infinity);
		const reached = settings.thresholds.filter((threshold) => threshold <= usedPercent(plan));
		for (const threshold of reached.filter((each) => each > before)) {
			const change = usageChange(plan, threshold);
			found.push({ event: 'dataRunningLow', at: now, change, plan: index });
		}
		marked.low = Math.max(known?.low ?? 0, ...reached);
	}
	return marked;
}

/** 0 when MIOeSIM gives no figures to calculate with. */
function usedPercent({ usedMb, totalMb }: PlanState): number {
	return totalMb === null ? 0 : ((usedMb ?? 0) / totalMb) * 100;
}

function usageChange(plan: PlanState, threshold: number): Change {
	const { usedMb, totalMb } = plan;
	const remainingMb = Math.max(0, (totalMb ?? 0) - (usedMb ?? 0));
	return {
		threshold,
		usedPercent: Math.round(usedPercent(plan) * 10) / 10,
		usedMb,
		totalMb,
		remainingMb: Math.round(remainingMb * 100) / 100,
	};
}

export function statusChange(from: number | null, to: number | null): Change {
	return { from, fromName: statusNameOf(from), to, toName: statusNameOf(to) };
}

/** Whether the event passes the user's filters. The package name is filtered by the lists themselves. */
export function isWanted(
	{ event, change }: OrderEvent,
	row: JsonRecord,
	{ externalOrderIdPrefix, isPhysical, statuses }: Settings,
): boolean {
	const isAny = event !== 'orderStatusChanged' || statuses.length === 0;
	if (!isAny && !statuses.includes(Number(change.to))) return false;
	if (isPhysical !== null && (flag(row.cardType) ?? false) !== isPhysical) return false;
	if (externalOrderIdPrefix === null) return true;
	return orderOfRow(row).externalOrderId?.startsWith(externalOrderIdPrefix) === true;
}

/** One event as the trigger emits it: order and card have the shape that the MIOeSIM node returns. */
export function eventItem(
	{ event, at, change, plan }: OrderEvent,
	row: JsonRecord,
	sample = false,
) {
	const order = orderOfRow(row);
	const json = {
		/** True for an invented event that Fetch Test Event shows; first, so that nobody misses it. */
		sample,
		event,
		occurredAt: fromInstant(at),
		change,
		order,
		card: plan === null ? null : order.cards[plan],
		/** The address the order was placed with: the person to write to. */
		customerEmail: order.customerEmail,
	};
	return { json: json as unknown as IDataObject } satisfies INodeExecutionData;
}
