import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import type { Package } from '../shapes/package';
import type { ParameterReader } from '../../nodes/shared/parameters/reader';
import type { ChosenPackage } from './chosenPackage';

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
	count: number | null,
	daypassDays: number | null,
): Price | null {
	if (entry?.price == null || count === null) return null;
	const paidDays = entry.isDaypass ? (daypassDays ?? 1) : 1;
	const cardFee = entry.cardFee ?? 0;
	const total = cents(count * (entry.price * paidDays + cardFee)) / 100;
	return { unitPrice: entry.price, paidDays, cardFee, total };
}

/**
 * Compares the price of an item with 'Highest Price': a wrong row in a price list costs money.
 *
 * @param highest null means no limit
 * @returns why nothing must be bought; null when it may be
 */
export function refusePrice(
	price: Price | null,
	highest: number | null,
	chosen: ChosenPackage,
	parameters: ParameterReader,
): Failure | null {
	if (highest === null) return null;
	const label = parameters.label('additionalFields.highestPrice');
	if (price === null) {
		return inputFailure(
			`'${label}' is set, but the price of the package is not known`,
			chosen.by === 'apiCode'
				? `Nothing was ordered. MIOeSIM gives no price for an API Code that is not in the list of its destination. Set 'Order By' to Package, or remove '${label}'`
				: `Nothing was ordered, because MIOeSIM's price list could not be read or does not contain the package. Check 'Destination' and 'Package', or remove '${label}'`,
		);
	}
	if (cents(price.total) <= cents(highest)) return null;
	return inputFailure(
		`The order would cost ${dollars(price.total)}, and '${label}' is ${dollars(highest)}`,
		`Nothing was ordered. Check 'Package' and 'Count', or raise '${label}'`,
	);
}

function cents(amount: number): number {
	return Math.round(amount * 100);
}

function dollars(amount: number): string {
	return `$${amount.toFixed(2)}`;
}
