import { orderStatus, orderStatusNames } from '../../api/codes/orderStatus';

/** Statuses that nothing follows: such an order is forgotten. */
export const settled: readonly number[] = [
	orderStatus.cancelled,
	orderStatus.obsolete,
	orderStatus.ended,
];

/** Statuses that an order passes through: few orders are in them at any time. */
export const passing: readonly number[] = [
	orderStatus.notPaid,
	orderStatus.cancelling,
	orderStatus.partlyCancelling,
];

/** Statuses that an order can stay in for long and still leave. */
export const lasting: readonly number[] = [orderStatus.normal, orderStatus.partlyCancelled];

export function isSettled(status: number | null): boolean {
	return status !== null && settled.includes(status);
}

export function statusName(status: number | null): string | null {
	return status === null ? null : (orderStatusNames[status] ?? null);
}
