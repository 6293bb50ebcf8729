import { endOf, toInstant, toIso } from '../../api/dates';
import { isLive } from '../../api/codes/orderStatus';
import { planSizeMb } from '../../api/shapes/planSize';
import { number, records, text, type JsonRecord } from '../../api/values';

/** What the trigger looks at in a row of queryEsimOrder. Instants are milliseconds since the epoch. */
export interface OrderState {
	orderNumber: string;
	status: number | null;
	createdAt: number | null;
	plans: PlanState[];
}

/** A data plan on a card. */
export interface PlanState {
	/** Tells the plan from the others of its order. */
	key: string;
	/** Its place in the row, and so in the order's cards. */
	index: number;
	/** First use; null while it has not started. */
	began: number | null;
	/** The first moment after the plan. */
	ends: number | null;
	usedMb: number | null;
	/** Null where the size is unknown or unlimited, and for daypass plans. */
	totalMb: number | null;
}

/** @returns null for a row without an order number, which nothing can be remembered of */
export function stateOf(row: JsonRecord): OrderState | null {
	const orderNumber = text(row.orderNum);
	if (orderNumber === null) return null;
	const status = number(row.status);
	const isDaypass = (number(row.daypassDay) ?? 0) > 0;
	const keys = new Set<string>();
	const plans = records(row.packageList).map((plan, index): PlanState => {
		const key = text(plan.id) ?? text(plan.iccid) ?? String(index);
		return {
			key: keys.has(key) ? `${key}#${index}` : (keys.add(key), key),
			index,
			began: toInstant(toIso(plan.beginDate)),
			ends: endOf(plan.endDate),
			usedMb: number(plan.usedMb),
			totalMb: isDaypass ? null : planSizeMb(plan),
		};
	});
	const createdAt = toInstant(toIso(row.createTime));
	// What a cancelled order has left over is of no use to its customer.
	return { orderNumber, status, createdAt, plans: isLive(status) ? plans : [] };
}
