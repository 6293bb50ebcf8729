import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import type { Package } from '../shapes/package';
import type { ChosenPackage, Resolved } from './package';

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
	const { cardFee } = entry;
	const paidDays = entry.isDaypass ? (daypassDays ?? 1) : 1;
	const total = cents(cards * (entry.price * paidDays + cardFee)) / 100;
	return { unitPrice: entry.price, paidDays, cardFee, total };
}

/** What is bought, as far as it decides about the price. */
export interface Priced {
	chosen: ChosenPackage;
	/** Number of cards; null when unknown. */
	cards: number | null;
	daypassDays: number | null;
}

/** The rows that an order may be charged by. Of several packages that are a plan, one is ordered. */
function chargedRows({ entry, candidates }: Resolved, { by }: ChosenPackage): Package[] {
	if (by !== 'plan') return candidates;
	return candidates.filter(
		({ skuId, priceId }) => skuId === entry?.skuId && priceId === entry?.priceId,
	);
}

/** The dearest of the rows that are the package. Null when unknown: a row without a price may be it. */
export function highestPriceOf(
	resolved: Resolved,
	{ chosen, cards, daypassDays }: Priced,
): Price | null {
	const rows = chargedRows(resolved, chosen);
	const prices = rows.flatMap((entry) => priceOf(entry, cards, daypassDays) ?? []);
	if (prices.length < rows.length) return null;
	return prices.sort((left, right) => right.total - left.total)[0] ?? null;
}

/**
 * Compares the price of an item with 'Highest Price': a wrong row in a price list costs money.
 *
 * @param highest null means no limit
 * @returns why nothing must be bought; null when it may be
 */
export function refusePrice(
	resolved: Resolved,
	priced: Priced,
	highest: number | null,
): Failure | null {
	if (highest === null) return null;
	const price = highestPriceOf(resolved, priced);
	if (price === null) {
		return inputFailure(
			"'Highest Price' is set, but the price of the package is not known",
			unknownPrice(priced, resolved.candidates.length > 0),
		);
	}
	if (cents(price.total) <= cents(highest)) return null;
	return inputFailure(
		`The order would cost ${dollars(price.total)}, and 'Highest Price' is ${dollars(highest)}`,
		"Nothing was ordered. Check 'Package' and 'Count', or raise 'Highest Price'",
	);
}

function unknownPrice({ chosen, cards }: Priced, isListed: boolean): string {
	if (cards === null) {
		return "Nothing was ordered, because MIOeSIM does not say how many cards the order has. Set 'Renew By' to ICCID, or remove 'Highest Price'";
	}
	if (isListed) {
		return "Nothing was ordered, because MIOeSIM's price list shows no price for it. Choose another package, or remove 'Highest Price'";
	}
	return chosen.by === 'apiCode'
		? "Nothing was ordered, because MIOeSIM's price lists could not be read or do not contain the code. Set 'Order By' to Package, or remove 'Highest Price'"
		: "Nothing was ordered, because MIOeSIM's price list could not be read or does not contain the package. Check 'Destination' and 'Package', or remove 'Highest Price'";
}

function cents(amount: number): number {
	return Math.round(amount * 100);
}

function dollars(amount: number): string {
	return `$${amount.toFixed(2)}`;
}
