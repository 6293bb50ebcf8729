import { DAY } from './time.cts';
import type { Order, Plan } from './store.cts';

/**
 * When a plan runs, and how much of it is used. Nothing is stored: everything follows from the clock, the
 * card's activation and the previous plans on the same card.
 */

/** ms; `end` is the first moment after the plan */
export type Window = { start: number; end: number };

/** @returns null if the card is not activated, or the plan is cancelled */
export function windowOf(plan: Plan): Window | null {
	let free = plan.card.activatedAt;
	if (free === null) return null;
	for (const other of plan.card.plans) {
		if (other.cancelledAt !== null) continue;
		const start = Math.max(free, other.notBefore);
		free = start + other.days * DAY;
		if (other === plan) return { start, end: free };
	}
	return null;
}

/**
 * @param now ms
 * @returns null if the plan has not started
 */
export function startedWindow(plan: Plan, now: number): Window | null {
	const window = windowOf(plan);
	return window !== null && window.start <= now ? window : null;
}

/** How fast a card uses its plan: 0.4 to 1.5 times the rate that would last exactly to the end. */
const appetite = (plan: Plan) => 0.4 + ((plan.card.number * 37) % 111) / 100;

/**
 * @param now ms
 * @returns MB, two decimals
 */
export function usedMb(plan: Plan, now: number): number {
	if (plan.usedMb !== null) return plan.usedMb;
	const window = startedWindow(plan, now);
	if (window === null) return 0;
	const share = (Math.min(now, window.end) - window.start) / (window.end - window.start);
	const used = Math.min(plan.megabytes, plan.megabytes * share * appetite(plan));
	return Math.round(used * 100) / 100;
}

/**
 * @param now ms
 * @returns whether its days are over
 */
export function isOver(plan: Plan, now: number): boolean {
	const window = windowOf(plan);
	return window !== null && window.end <= now;
}

/**
 * Updates an order's status by the clock: a locked order settles, and an order ends when all its plans
 * have ended.
 *
 * @param now ms
 */
export function settle(order: Order, now: number) {
	if (order.settles !== null && order.settles.at <= now) {
		order.status = order.settles.status;
		order.settles = null;
	}
	if (order.status === 0 && order.plans.every((plan) => isOver(plan, now))) order.status = 5;
	return order;
}

/** Whether something that an order does a while after its booking has happened. */
export const isReached = (order: Order, ms: number | 'never', now: number): boolean =>
	ms !== 'never' && order.createdAt + ms <= now;
