import { DAY_MS, fromInstant } from '../../api/dates';
import type { EventName, RememberedOrder, RememberedPlan, Watch, Watches } from './memory';
import type { OrderState, PlanState } from './state';
import { statusName } from './statuses';

/** What has happened to an order between two looks at it. No n8n and no network in here. */

export type Change = Record<string, string | number | null>;

export interface Happening {
	event: EventName;
	/** Milliseconds since the epoch; where the API does not tell, the moment it was noticed. */
	at: number;
	change: Change;
	/** Place of the plan in the order; null when it is about the order itself. */
	plan: number | null;
}

/** What the user wants to be told. */
export interface Wishes {
	/** Percent of the plan's data, ascending. */
	thresholds: readonly number[];
	/** Days before the end of a plan. */
	daysBefore: number;
}

interface Look {
	watches: Watches;
	wishes: Wishes;
	now: number;
}

/**
 * Compares an order with what is remembered of it.
 *
 * Every event is found once for each order or plan: it leaves a mark in the memory. A memory may
 * forget an order once every instant in it lies before the `after` of the watches, because nothing
 * that lies before is an event. Where a watch is not ready, marks are set and no event is found.
 *
 * @param known what is remembered; undefined for an order that is not
 */
export function look(
	order: OrderState,
	known: RememberedOrder | undefined,
	context: Look,
): { happenings: Happening[]; remembered: RememberedOrder } {
	const happenings: Happening[] = [];
	const found: Found = (event, at, change, plan) => {
		if (!context.watches[event]?.isReady) return;
		happenings.push({ event, at, change, plan: plan ?? null });
	};
	const { newOrder, orderStatusChanged } = context.watches;
	if (newOrder && known === undefined && isSince(order.createdAt, newOrder)) {
		found('newOrder', order.createdAt ?? context.now, statusChange(null, order.status));
	}
	const before = known?.status ?? null;
	if (before !== null && order.status !== null && before !== order.status) {
		found('orderStatusChanged', context.now, statusChange(before, order.status));
	}
	const plans: Record<string, RememberedPlan> = { ...known?.plans };
	for (const plan of order.plans) {
		if (plan.began === null || plan.began > context.now) continue;
		plans[plan.key] = lookAtPlan(plan, plans[plan.key], context, found);
	}
	return {
		happenings,
		remembered: {
			status: orderStatusChanged ? (order.status ?? before) : null,
			createdAt: order.createdAt,
			...(Object.keys(plans).length > 0 ? { plans } : {}),
		},
	};
}

type Found = (event: EventName, at: number, change: Change, plan?: number) => void;

function lookAtPlan(
	plan: PlanState,
	known: RememberedPlan | undefined,
	{ watches, wishes, now }: Look,
	found: Found,
): RememberedPlan {
	const { planStarted, planEnded, planExpiring } = watches;
	const { began, ends, index } = plan;
	const marked: RememberedPlan = { ...known, began, ends };
	const period = { startDate: iso(began), endDate: iso(ends) };
	if (planStarted && !known?.started && began !== null) {
		if (isSince(began, planStarted)) found('planStarted', began, period, index);
		marked.started = true;
	}
	const hasEnded = ends !== null && ends <= now;
	if (watches.dataRunningLow && !hasEnded) {
		marked.low = lookAtUsage(plan, known?.low, watches.dataRunningLow, wishes, now, found);
	}
	if (planExpiring && ends !== null && !hasEnded && !known?.expiring) {
		const due = ends - wishes.daysBefore * DAY_MS;
		if (due <= now) {
			const daysLeft = Math.ceil((ends - now) / DAY_MS);
			const at = Math.max(due, began ?? due);
			if (isSince(at, planExpiring)) found('planExpiring', at, { ...period, daysLeft }, index);
			marked.expiring = true;
		}
	}
	if (planEnded && hasEnded && !known?.ended) {
		if (isSince(ends, planEnded)) found('planEnded', ends, period, index);
		marked.ended = true;
	}
	return marked;
}

/** @returns the highest threshold that the plan has reached */
function lookAtUsage(
	{ began, usedMb, totalMb, index }: PlanState,
	known: number | undefined,
	watch: Watch,
	{ thresholds }: Wishes,
	now: number,
	found: Found,
): number {
	const percent = usedMb === null || totalMb === null ? 0 : (usedMb / totalMb) * 100;
	const reached = thresholds.filter((threshold) => threshold <= percent);
	const before = known ?? (isSince(began, watch) ? 0 : Infinity);
	for (const threshold of reached) {
		if (threshold <= before || usedMb === null || totalMb === null) continue;
		const change = {
			threshold,
			usedPercent: Math.round(percent * 10) / 10,
			usedMb,
			totalMb,
			remainingMb: Math.max(0, Math.round((totalMb - usedMb) * 100) / 100),
		};
		found('dataRunningLow', now, change, index);
	}
	return Math.max(known ?? 0, ...reached);
}

function isSince(instant: number | null, { after }: Watch): boolean {
	return instant !== null && instant >= after;
}

function iso(instant: number | null): string | null {
	return instant === null ? null : fromInstant(instant);
}

function statusChange(from: number | null, to: number | null): Change {
	return { from, fromName: statusName(from), to, toName: statusName(to) };
}
