import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isVoid, statusNameOf } from '../../mioesim/codes/orderStatus';
import { DAY_MS, endOf, fromInstant, toInstant } from '../../mioesim/dates';
import { replyFailure } from '../../mioesim/codes/failures';
import { asCard } from '../../mioesim/shapes/card';
import { asOrder, unreadableDates } from '../../mioesim/shapes/order';
import { isDaypass, planSizeMb } from '../../mioesim/shapes/package';
import { redact } from '../../mioesim/redact';
import { flag, number, records, text, type JsonRecord } from '../../mioesim/values';
import { isSince, type RememberedOrder, type RememberedPlan, type Watches } from './memory';
import type { EventName, Settings } from './properties';

/** What happened to an order since it was last seen. Instants are milliseconds since the epoch. */

type OrderState = NonNullable<ReturnType<typeof readState>>;
type PlanState = OrderState['plans'][number];

export type Change = Record<string, string | number | null>;

export interface OrderEvent {
	event: EventName;
	/** When the API doesn't give the time, the moment the trigger noticed. */
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
 * The part of a queryEsimOrder row that the trigger compares.
 *
 * @returns null for a row without an order number: nothing can be remembered about it
 * @throws {Failure} for a date that can't be read: without it, the trigger would be silent forever
 */
export function readState(row: JsonRecord) {
	const orderNumber = text(row.orderNum);
	if (orderNumber === null) return null;
	const [unreadable] = unreadableDates(row);
	if (unreadable !== undefined) {
		throw replyFailure('something other than requested', 'queryEsimOrder').with({
			meaning: `MIOeSIM lists order ${redact(orderNumber)} with a date that cannot be read, in ${unreadable}`,
			resolution:
				'Nothing was reported, and no event is lost: the next poll that can read it goes on from here. Report the date to the maintainers of this node, as Order > Get Many with Simplify off shows it',
		});
	}
	const status = number(row.status);
	// What is left of a cancelled plan is of no use to the customer.
	const plans = isVoid(status) ? [] : readPlans(row);
	return { orderNumber, status, createdAt: toInstant(row.createTime), plans };
}

function readPlans(row: JsonRecord) {
	const keys = new Set<string>();
	return records(row.packageList).flatMap((plan, index) => {
		const id = text(plan.id) ?? text(plan.iccid) ?? String(index);
		/** Identifies the plan within its order. */
		const key = keys.has(id) ? `${id}#${index}` : id;
		keys.add(key);
		/** First use; may be still to come. */
		const began = toInstant(plan.beginDate);
		if (began === null) return [];
		/** The first moment after the plan; Infinity when it isn't told. */
		const ends = endOf(plan.endDate) ?? Infinity;
		const { startDate, endDate, usedMb } = asCard(plan);
		/** Infinity when it is unknown or unlimited, and for daypass plans: nothing is a share of it. */
		const totalMb = (isDaypass(row, plan) ? null : planSizeMb(plan)) ?? Infinity;
		const usage = { usedMb: usedMb ?? 0, totalMb };
		return { key, index, began, ends, days: { startDate, endDate }, usage };
	});
}

/**
 * Compares an order with what is remembered about it.
 *
 * Every event is found once for each order or plan, because it leaves a mark in the memory. The memory
 * may forget an order once every instant in it is before the `after` of all watches: anything earlier is
 * not an event. While a watch is not ready, marks are set and no event is found.
 *
 * @param known undefined for a new order
 */
export function diffOrder(
	{ status, createdAt, plans }: OrderState,
	known: RememberedOrder | undefined,
	comparison: Comparison,
): { events: OrderEvent[]; remembered: RememberedOrder } {
	const { watches, now } = comparison;
	const found: OrderEvent[] = [];
	// An order without a time of purchase is never new.
	if (!known && createdAt !== null && isSince(watches.newOrder, createdAt)) {
		const change = statusChange(null, status);
		found.push({ event: 'newOrder', at: createdAt, change, plan: null });
	}
	const before = known?.status ?? null;
	if (before !== null && status !== null && before !== status) {
		const change = statusChange(before, status);
		found.push({ event: 'orderStatusChanged', at: now, change, plan: null });
	}
	const remembered: RememberedOrder['plans'] = { ...known?.plans };
	for (const plan of plans.filter(({ began }) => began <= now)) {
		remembered[plan.key] = diffPlan(plan, remembered[plan.key], comparison, found);
	}
	const last = watches.orderStatusChanged ? (status ?? before) : null;
	return {
		events: found.filter(({ event }) => watches[event]?.isReady),
		remembered: { status: last, createdAt, plans: remembered },
	};
}

/** @param found gets the events */
function diffPlan(
	{ index, began, ends, days, usage }: PlanState,
	known: RememberedPlan | undefined,
	{ watches, settings, now }: Comparison,
	found: OrderEvent[],
): RememberedPlan {
	const marked: RememberedPlan = { ...known, began, ends: ends === Infinity ? null : ends };
	const isOver = ends <= now;
	const expires = isOver ? Infinity : Math.max(began, ends - settings.daysBefore * DAY_MS);
	const daysLeft = Math.ceil((ends - now) / DAY_MS);
	/** What each plan has once, and its mark in the memory. */
	const moments = [
		{ event: 'planStarted', mark: 'started', at: began, change: days },
		{ event: 'planExpiring', mark: 'expiring', at: expires, change: { ...days, daysLeft } },
		{ event: 'planEnded', mark: 'ended', at: ends, change: days },
	] as const;
	for (const { event, mark, at, change } of moments) {
		if (!watches[event] || known?.[mark] || at > now) continue;
		if (isSince(watches[event], at)) found.push({ event, at, change, plan: index });
		marked[mark] = true;
	}
	const low = watches.dataRunningLow;
	if (!low || isOver) return marked;
	const usedPercent = (usage.usedMb / usage.totalMb) * 100;
	const reached = settings.thresholds.filter((threshold) => threshold <= usedPercent);
	// For a plan that began before the watch, earlier usage is unknown.
	const before = known?.low ?? (isSince(low, began) ? 0 : Infinity);
	for (const threshold of reached.filter((each) => each > before)) {
		const remainingMb = Math.max(0, usage.totalMb - usage.usedMb);
		const change = {
			threshold,
			usedPercent: Math.round(usedPercent * 10) / 10,
			...usage,
			remainingMb: Math.round(remainingMb * 100) / 100,
		};
		found.push({ event: 'dataRunningLow', at: now, change, plan: index });
	}
	marked.low = Math.max(known?.low ?? 0, ...reached);
	return marked;
}

export function statusChange(from: number | null, to: number | null): Change {
	return { from, fromName: statusNameOf(from), to, toName: statusNameOf(to) };
}

/** Whether the event passes the user's filters. The package name is filtered by the lists themselves. */
export function isWanted(
	{ event, change }: OrderEvent,
	row: JsonRecord,
	{ externalOrderIdPrefix: prefix, isPhysical, statuses }: Settings,
): boolean {
	const isAny = event !== 'orderStatusChanged' || statuses.length === 0;
	if (!isAny && !statuses.includes(Number(change.to))) return false;
	if (isPhysical !== null && (flag(row.cardType) ?? false) !== isPhysical) return false;
	return prefix === null || asOrder(row).externalOrderId?.startsWith(prefix) === true;
}

/** One event as the trigger emits it: order and card have the shape that the MIOeSIM node returns. */
export function eventItem(
	{ event, at, change, plan }: OrderEvent,
	row: JsonRecord,
	sample = false,
): INodeExecutionData {
	const order = asOrder(row);
	const json = {
		/** True for an invented event that Fetch Test Event shows; first, so that nobody misses it. */
		sample,
		event,
		occurredAt: fromInstant(at),
		change,
		order,
		card: plan === null ? null : order.cards[plan],
		/** The person to write to. */
		customerEmail: order.customerEmail,
	};
	return { json: json as unknown as IDataObject };
}
