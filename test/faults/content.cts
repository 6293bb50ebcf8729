import fc from 'fast-check';
import type { Modes } from '../../tools/simulator/modes.cts';

/**
 * How MIOeSIM handles the orders of a batch, apart from failing calls: each is a set of the simulator's
 * modes. Times are short, because the node's clock runs fast here (time.cts).
 */
export interface Content {
	name: string;
	modes: Partial<Modes>;
}

/** ms: less than the node waits, and more than the timeout of a call. */
const SOON = 40;
const BEYOND_TIMEOUT = 300;

const usual: fc.Arbitrary<Content> = fc.constant({ name: 'as documented', modes: {} });

const delivered = fc.constantFrom(0, 1);
const undelivered = fc.constantFrom(
	...(['absent', 'empty', 'link', 'prose', 'noIccid', 'same'] as const),
);

const odd: fc.Arbitrary<Content>[] = [
	fc
		.record({ deliveryMs: fc.constant(SOON), delivered, undelivered })
		.map((modes) => ({ name: 'delivered late', modes })),
	fc
		.record({ deliveryMs: fc.constant('never' as const), delivered, undelivered })
		.map((modes) => ({ name: 'never delivered in full', modes })),
	fc
		.constantFrom(
			...(['lowerPrefix', 'noPrefix', 'spaced', 'percentEncoded', 'oid', 'confirmation'] as const),
			...(['parts', 'whole', 'inHost', 'inMatchingId'] as const),
		)
		.map((codes) => ({ name: 'codes in another spelling', modes: { codes } })),
	fc
		.constantFrom(...(['link', 'prose', 'empty'] as const))
		.map((codes) => ({ name: 'no codes', modes: { codes } })),
	fc
		.constantFrom<
			Partial<Modes>
		>({ orderStatus: -1 }, { orderStatus: -1, paidMs: SOON }, { orderStatus: 2 }, { orderStatus: 3 }, { orderStatus: 4 }, { orderStatus: 5 }, { orderStatus: 6 }, { orderStatus: 7 })
		.map((modes) => ({ name: 'booked with another status', modes })),
	fc
		.constantFrom<Modes['ids']>('lower', 'trimmed', 'escaped', 'cut:9')
		.map((ids) => ({ name: 'IDs stored differently', modes: { ids } })),
	fc
		.constantFrom<Modes['listMs']>(SOON, 'never')
		.map((listMs) => ({ name: 'listed late', modes: { listMs } })),
	fc
		.constantFrom<
			Partial<Modes>
		>({ bookingMs: SOON, bookedReply: 'drop' }, { bookingMs: BEYOND_TIMEOUT, bookedReply: 'drop' }, { bookingMs: BEYOND_TIMEOUT }, { bookingMs: SOON, bookedReply: 'http:504', listMs: SOON })
		.map((modes) => ({ name: 'booked late', modes })),
	fc
		.constantFrom<
			Modes['bookedReply']
		>(...(['http:400', 'http:404', 'http:409', 'http:422', 'code:99', 'code:500'] as const), 'code:1013')
		.map((bookedReply) => ({ name: 'booked, and then refused', modes: { bookedReply } })),
];

/** Mostly as documented. */
export const content: fc.Arbitrary<Content> = fc.oneof(
	{ weight: odd.length, arbitrary: usual },
	...odd.map((arbitrary) => ({ weight: 1, arbitrary })),
);

/** How long after its batch an order may still be booked, in ms. */
export const lastBooking = ({ modes }: Content): number =>
	typeof modes.bookingMs === 'number' ? modes.bookingMs : 0;

/** Whether an order is listed under its IDs, and live, as soon as it is booked. */
export const isFound = ({ modes: { ids, listMs, orderStatus } }: Content): boolean =>
	ids === undefined && listMs === undefined && orderStatus !== 2 && orderStatus !== 3;
