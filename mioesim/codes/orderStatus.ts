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

const {
	notPaid,
	normal,
	cancelled,
	obsolete,
	partlyCancelled,
	ended,
	cancelling,
	partlyCancelling,
} = orderStatus;

/** Statuses that no longer change. */
export const finalStatuses: readonly number[] = [cancelled, obsolete, ended];

/** Statuses that an order only passes through: few orders have them at any time. */
export const passingStatuses: readonly number[] = [notPaid, cancelling, partlyCancelling];

/** Statuses that an order can keep for a long time and still leave. */
export const lastingStatuses: readonly number[] = [normal, partlyCancelled];

const isOneOf = (statuses: readonly number[]) => (status: number | null) =>
	statuses.some((each) => each === status);

/** Whether the status of the order can no longer change. */
export const isFinal = isOneOf(finalStatuses);

/** Nothing of the order counts any more; every other order means something was bought. */
export const isVoid = isOneOf([cancelled, obsolete]);

/** Void, or about to be. */
export const isUndone = isOneOf([cancelled, obsolete, cancelling]);

/** While a cancellation settles, the order accepts no renewal, no cancellation and no change. */
export const isLocked = isOneOf([cancelling, partlyCancelling]);

const isPaidInFull = isOneOf([normal, ended]);

/** Paid or ended with all its cards, or a status that isn't shown. */
export function isIntact(status: number | null): boolean {
	return status === null || isPaidInFull(status);
}

/** @returns null for a status that is unknown or undocumented */
export function statusNameOf(status: number | null): string | null {
	return status === null ? null : (orderStatusNames[status] ?? null);
}
