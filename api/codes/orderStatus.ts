/** The meaning of an order's status (docs/api.md, section 6). There is no status 1. */
export const orderStatus = {
	notPaid: -1,
	normal: 0,
	cancelled: 2,
	obsolete: 3,
	partlyCancelled: 4,
	ended: 5,
	cancelling: 6,
	partlyCancelling: 7,
} as const;

export const orderStatusNames: Readonly<Record<number, string>> = {
	[orderStatus.notPaid]: 'Not Paid',
	[orderStatus.normal]: 'Paid',
	[orderStatus.cancelled]: 'Cancelled',
	[orderStatus.obsolete]: 'Obsolete',
	[orderStatus.partlyCancelled]: 'Partly Cancelled',
	[orderStatus.ended]: 'Ended',
	[orderStatus.cancelling]: 'Cancelling',
	[orderStatus.partlyCancelling]: 'Partly Cancelling',
};

/** Final statuses. */
export const settledStatuses: readonly number[] = [
	orderStatus.cancelled,
	orderStatus.obsolete,
	orderStatus.ended,
];

/** Statuses that an order only passes through: few orders have them at any time. */
export const passingStatuses: readonly number[] = [
	orderStatus.notPaid,
	orderStatus.cancelling,
	orderStatus.partlyCancelling,
];

/** Statuses that an order can keep for a long time and still leave. */
export const lastingStatuses: readonly number[] = [orderStatus.normal, orderStatus.partlyCancelled];

/** @returns null for a status that is unknown or undocumented */
export function statusNameOf(status: number | null): string | null {
	return status === null ? null : (orderStatusNames[status] ?? null);
}

/** Whether the status of the order can no longer change. */
export function isSettled(status: number | null): boolean {
	return status !== null && settledStatuses.includes(status);
}

/** Cancelled and obsolete orders are over; every other order means something was bought. */
export function isLive(status: number | null): boolean {
	return status !== orderStatus.cancelled && status !== orderStatus.obsolete;
}

/** While a cancellation settles, the order accepts no renewal, no cancellation and no change. */
export function isLocked(status: number | null): boolean {
	return status === orderStatus.cancelling || status === orderStatus.partlyCancelling;
}
