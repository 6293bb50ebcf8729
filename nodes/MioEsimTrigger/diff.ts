import { isVoid, statusNameOf } from '../../mioesim/codes/orderStatus';
import { DAY_MS, endOf, toEndIso, toInstant, toIso } from '../../mioesim/dates';
import type { Failure } from '../../mioesim/codes/failure';
import { replyFailure } from '../../mioesim/codes/failures';
import { orderOfRow, unreadableDates } from '../../mioesim/shapes/order';
import { isDaypass, planSizeMb, usedMbOf } from '../../mioesim/shapes/package';
import { redact } from '../../mioesim/redact';
import { flag, number, records, text, type JsonRecord } from '../../mioesim/values';
import type { RememberedOrder, RememberedPlan, Watch, Watches } from './memory';
import type { EventName, Settings } from './properties';

/** Finds what has happened to an order since it was last seen. Uses neither n8n nor the network. */

/**
 * The part of a queryEsimOrder row that the trigger compares. Instants are milliseconds since the epoch.
 */
export interface OrderState {
	orderNumber: string;
	status: number | null;
	createdAt: number | null;
	plans: PlanState[];
}

/** A data plan on a card. */
export interface PlanState {
	/** Identifies the plan within its order. */
	key: string;
	/** Its index in the row, and therefore in the order's cards. */
	index: number;
	/** First use; null until the plan starts. */
	began: number | null;
	/** The first moment after the plan. */
	ends: number | null;
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
	const keys = new Set<string>();
	const plans = records(row.packageList).map((plan, index): PlanState => {
		const key = text(plan.id) ?? text(plan.iccid) ?? String(index);
		return {
			key: keys.has(key) ? `${key}#${index}` : (keys.add(key), key),
			index,
			began: toInstant(toIso(plan.beginDate)),
			ends: endOf(plan.endDate),
			startDate: toIso(plan.beginDate),
			endDate: toEndIso(plan.endDate),
			usedMb: usedMbOf(plan.usedMb),
			totalMb: isDaypass(row, plan) ? null : planSizeMb(plan),
		};
	});
	const createdAt = toInstant(toIso(row.createTime));
	// What is left of a cancelled plan is of no use to the customer.
	return { orderNumber, status, createdAt, plans: isVoid(status) ? [] : plans };
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
	const events: OrderEvent[] = [];
	const report: Report = (event, at, change, plan) => {
		if (watches[event]?.isReady) events.push({ event, at, change, plan: plan ?? null });
	};
	const { newOrder, orderStatusChanged } = watches;
	// An order without a time of purchase is never new.
	const createdAt = order.createdAt ?? -Infinity;
	if (newOrder && known === undefined && isSince(createdAt, newOrder)) {
		report('newOrder', createdAt, statusChange(null, order.status));
	}
	const before = known?.status ?? null;
	if (before !== null && order.status !== null && before !== order.status) {
		report('orderStatusChanged', now, statusChange(before, order.status));
	}
	const plans: Record<string, RememberedPlan> = { ...known?.plans };
	for (const plan of order.plans) {
		if (!hasBegun(plan, now)) continue;
		plans[plan.key] = diffPlan(plan, plans[plan.key], comparison, report);
	}
	return {
		events,
		remembered: {
			status: orderStatusChanged ? (order.status ?? before) : null,
			createdAt: order.createdAt,
			plans,
		},
	};
}

type Report = (event: EventName, at: number, change: Change, plan?: number) => void;

interface BegunPlan extends PlanState {
	began: number;
}

function hasBegun(plan: PlanState, now: number): plan is BegunPlan {
	return plan.began !== null && plan.began <= now;
}

function diffPlan(
	plan: BegunPlan,
	known: RememberedPlan | undefined,
	{ watches, settings, now }: Comparison,
	report: Report,
): RememberedPlan {
	const { planStarted, planEnded, planExpiring, dataRunningLow } = watches;
	const { began, ends, startDate, endDate, index } = plan;
	const marked: RememberedPlan = { ...known, began, ends };
	const period = { startDate, endDate };
	if (planStarted && !known?.started) {
		if (isSince(began, planStarted)) report('planStarted', began, period, index);
		marked.started = true;
	}
	const hasEnded = ends !== null && ends <= now;
	if (dataRunningLow && !hasEnded) {
		const { thresholds } = settings;
		// For a plan that began before the watch, earlier usage is unknown.
		const before = known?.low ?? (isSince(began, dataRunningLow) ? 0 : Infinity);
		const reached = thresholds.filter((threshold) => threshold <= usedPercent(plan));
		for (const threshold of reached.filter((each) => each > before)) {
			report('dataRunningLow', now, usageChange(plan, threshold), index);
		}
		marked.low = Math.max(known?.low ?? 0, ...reached);
	}
	if (planExpiring && ends !== null && !hasEnded && !known?.expiring) {
		const due = ends - settings.daysBefore * DAY_MS;
		if (due <= now) {
			const daysLeft = Math.ceil((ends - now) / DAY_MS);
			const at = Math.max(due, began);
			if (isSince(at, planExpiring)) report('planExpiring', at, { ...period, daysLeft }, index);
			marked.expiring = true;
		}
	}
	if (planEnded && hasEnded && !known?.ended) {
		if (isSince(ends, planEnded)) report('planEnded', ends, period, index);
		marked.ended = true;
	}
	return marked;
}

function isSince(instant: number, { after }: Watch): boolean {
	return instant >= after;
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

function statusChange(from: number | null, to: number | null): Change {
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
