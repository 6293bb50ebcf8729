import type { Failure } from '../codes/failure';
import type { Package } from '../shapes/package';
import type { EndpointKey } from '../wire/endpoints';
import type { Asked, ChosenPackage, Wish } from './line';
import { planKey } from './plan';

/** What a chosen package means in MIOeSIM's price lists. */
export interface Resolved {
	/**
	 * The row to check and to show: the cheapest that is the plan, else the dearest of the candidates. Null
	 * when unknown.
	 */
	entry: Package | null;
	/**
	 * Every row that is this package: an API code may stand in the lists of several SKUs, with different
	 * price IDs and prices (docs/api.md, section 7), and several packages may be the same plan. Empty when
	 * unknown.
	 */
	candidates: Package[];
	/** Why there is no such package, or none for the card to renew; null when there is, or when unknown. */
	misfit: Failure | null;
	/** Why the price list could not be read. */
	unread: Failure | null;
}

/** Identifies what is bought, for an external item id: the same however a plan's price changes. */
export function packageKey(chosen: ChosenPackage): string {
	if (chosen.by === 'plan') return planKey(chosen);
	return chosen.by === 'apiCode' ? chosen.apiCode : `${chosen.skuId}-${chosen.priceId}`;
}

/** What a wish tells that can be compared with an order. */
export function namedBy({
	kind,
	chosen,
	daypassDays,
}: Wish): Pick<Asked, 'kind' | 'skuId' | 'priceIds' | 'apiCode' | 'daypassDays'> {
	return {
		kind,
		skuId: chosen.by === 'package' ? chosen.skuId : null,
		priceIds: chosen.by === 'package' ? [chosen.priceId] : [],
		apiCode: chosen.by === 'apiCode' ? chosen.apiCode : null,
		daypassDays,
	};
}

/**
 * The parameters that specify the package in a request.
 *
 * @param entry the package that a plan is; without it, a plan has no parameters and can't be ordered
 */
export function packageParameters(
	chosen: ChosenPackage,
	entry: Package | null,
): Record<string, string> {
	if (chosen.by === 'apiCode') return { apiCode: chosen.apiCode };
	if (chosen.by === 'package') return { skuId: chosen.skuId, priceId: chosen.priceId };
	return entry === null ? {} : { skuId: String(entry.skuId), priceId: String(entry.priceId) };
}

/** The endpoint that takes those parameters. */
export function endpointFor({ kind, chosen: { by } }: Wish): EndpointKey {
	if (kind === 'renewal') return by === 'apiCode' ? 'renewCardByApiCode' : 'renewCard';
	return by === 'apiCode' ? 'addEsimOrderByApiCode' : 'addEsimOrder';
}

/** The days to order: those of a plan, if the package that it is has a price per day. */
export function daysToOrder({ chosen, daypassDays }: Wish, entry: Package | null): number | null {
	return chosen.by === 'plan' ? (entry?.isDaypass ? chosen.days : null) : daypassDays;
}

/**
 * The price IDs that an order of this package may show; any other means another package. Empty when
 * unknown.
 */
export function priceIdsOf(chosen: ChosenPackage, { candidates }: Resolved): string[] {
	const listed = candidates.flatMap(({ priceId }) => (priceId === null ? [] : [String(priceId)]));
	return [...new Set([...(chosen.by === 'package' ? [chosen.priceId] : []), ...listed])];
}

/** Whether two API codes are one, in any case, and with the days in place of a daypass's `?`. */
export function isSameCode(left: string, right: string): boolean {
	const [first, second] = [left, right].map((code) => code.trim().toUpperCase().split('-'));
	return (
		first.length === second.length &&
		first.every((part, at) => {
			const other = second[at];
			return part === other || (part === '?' ? isDays(other) : other === '?' && isDays(part));
		})
	);
}

const isDays = (part: string) => /^\d{1,4}$/.test(part);

/** The cost of an order from the price list, in US dollars. */
export interface Price {
	/** For one card and one day of a daypass, or for the whole plan. */
	unitPrice: number;
	/** Days that are charged one by one: 1 unless it is a daypass. */
	paidDays: number;
	/** Added for each card. */
	cardFee: number;
	/** For all cards. */
	total: number;
}

/** @returns null when the price list doesn't show it */
export function priceOf(
	entry: Package | null,
	cards: number | null,
	daypassDays: number | null,
): Price | null {
	if (entry === null || entry.price === null || entry.cardFee === null || cards === null)
		return null;
	const { price, cardFee } = entry;
	const paidDays = entry.isDaypass ? (daypassDays ?? 1) : 1;
	const total = cents(cards * (price * paidDays + cardFee)) / 100;
	return { unitPrice: price, paidDays, cardFee, total };
}

export function cents(amount: number): number {
	return Math.round(amount * 100);
}

/**
 * The dearest of the rows that are the package. Null when unknown: a row without a price may be it.
 *
 * @param cards how many are paid for; null when unknown
 */
export function highestPriceOf(
	{ entry, candidates }: Resolved,
	wish: Wish,
	cards: number | null,
): Price | null {
	// Of several packages that are a plan, one is ordered.
	const rows = candidates.filter(
		({ skuId, priceId }) =>
			wish.chosen.by !== 'plan' || (skuId === entry?.skuId && priceId === entry?.priceId),
	);
	const prices = rows.flatMap((row) => priceOf(row, cards, daysToOrder(wish, entry)) ?? []);
	if (prices.length < rows.length) return null;
	return prices.sort((left, right) => right.total - left.total)[0] ?? null;
}
