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

const is = orderStatus;

export const orderStatusNames: Readonly<Record<number, string>> = {
	[is.notPaid]: 'Not Paid',
	[is.normal]: 'Paid',
	[is.cancelled]: 'Cancelled',
	[is.obsolete]: 'Obsolete',
	[is.partlyCancelled]: 'Partly Cancelled',
	[is.ended]: 'Ended',
	[is.cancelling]: 'Cancelling',
	[is.partlyCancelling]: 'Partly Cancelling',
};

/** Statuses that no longer change. */
export const finalStatuses: readonly number[] = [is.cancelled, is.obsolete, is.ended];

/** Statuses that an order only passes through: few orders have them at any time. */
export const passingStatuses: readonly number[] = [is.notPaid, is.cancelling, is.partlyCancelling];

/** Statuses that an order can keep for a long time and still leave. */
export const lastingStatuses: readonly number[] = [is.normal, is.partlyCancelled];

const isOneOf = (statuses: readonly number[]) => (status: number | null) =>
	statuses.some((each) => each === status);

/** Whether the status of the order can no longer change. */
export const isFinal = isOneOf(finalStatuses);

/** Nothing of the order counts any more; every other order means something was bought. */
export const isVoid = isOneOf([is.cancelled, is.obsolete]);

/** Void, or about to be. */
export const isUndone = isOneOf([is.cancelled, is.obsolete, is.cancelling]);

/** While a cancellation settles, the order accepts no renewal, no cancellation and no change. */
export const isLocked = isOneOf([is.cancelling, is.partlyCancelling]);

const isPaidInFull = isOneOf([is.normal, is.ended]);

/** Paid or ended with all its cards, or a status that isn't shown. */
export function isIntact(status: number | null): boolean {
	return status === null || isPaidInFull(status);
}

/** @returns null for a status that is unknown or undocumented */
export function statusNameOf(status: number | null): string | null {
	return status === null ? null : (orderStatusNames[status] ?? null);
}

/** The status in a sentence. */
export function statusText(status: number | null): string {
	return statusNameOf(status) ?? String(status ?? 'unknown');
}
