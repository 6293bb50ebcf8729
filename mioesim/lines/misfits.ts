import { Failure, isSessionFailure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { redact } from '../redact';
import { packageLabel, type Package } from '../shapes/package';
import { findDestinations } from '../shapes/places';
import { nearestTo, type Plan } from './plan';
import type { PricedSku } from './priceLists';

/** A failure lists no more packages than this. */
const MOST_LABELS = 15;

/** A failure lists no more destinations than this. */
const MOST_DESTINATIONS = 8;

/** @param fitting what the card can be renewed with */
export function doesNotFit(fitting: readonly Package[]): Failure {
	const labels = fitting.slice(0, MOST_LABELS).map(labelOf).join('; ');
	const more = fitting.length - MOST_LABELS;
	const rest = more > 0 ? `; and ${more} more, see Package > Get Many by Card` : '';
	return inputFailure(
		'The package does not fit this SIM card',
		fitting.length === 0
			? 'MIOeSIM lists no package that fits this card. Buy a new eSIM with Order > Create'
			: `The card can be renewed with: ${labels}${rest}`,
	);
}

function labelOf(entry: Package): string {
	const { destination, priceId, skuId } = entry;
	return `${destination ?? `Destination ${skuId}`} ${packageLabel(entry)} (skuId ${skuId}, priceId ${priceId})`;
}

/** @param entries the packages of its destination */
export function noSuchPlan(plan: Plan, entries: readonly Package[]): Failure {
	const nearest = nearestTo(plan, entries);
	return inputFailure(
		`No package for ${shown(plan.destination)} is exactly ${plan.data} for ${plan.days} days`,
		nearest.length === 0
			? 'Nothing was ordered. MIOeSIM lists no package that can be ordered for this destination'
			: `Nothing was ordered. The nearest ones: ${nearest.join('; ')}. Change 'Plan Data' or 'Plan Days'`,
	);
}

/** @param isOfCard whether these are the destinations of the card to renew */
export function whichDestination(
	typed: string,
	skus: readonly PricedSku[],
	isOfCard: boolean,
): Failure {
	const found = isOfCard ? [...skus] : findDestinations(skus, typed, (sku) => sku);
	const names = [...new Set(found.map(({ name, skuId }) => name ?? `Destination ${skuId}`))];
	const nearest = names.slice(0, MOST_DESTINATIONS).join(', ');
	if (isOfCard) {
		return inputFailure(
			`This SIM card cannot be renewed with a plan for ${shown(typed)}`,
			`Nothing was ordered. The card can be renewed with plans for ${nearest}`,
		);
	}
	return inputFailure(
		`MIOeSIM sells no destination that is called exactly ${shown(typed)}`,
		nearest === ''
			? "Nothing was ordered. Check 'Plan Destination': Destination > Get Many lists the names"
			: `Nothing was ordered. Set 'Plan Destination' to one of these, if it is meant: ${nearest}`,
	);
}

/** Enough of a value to recognize it. */
const shown = (typed: string) => `"${redact(typed.trim().slice(0, 60))}"`;

/** Says that a plan needs the price list. */
export async function notRead<T>(reading: Promise<T>): Promise<T> {
	return await reading.catch((error: unknown) => {
		if (!(error instanceof Failure) || isSessionFailure(error)) throw error;
		const { resolution } = error.details;
		throw error.with({
			outcome: 'notExecuted',
			resolution: `Nothing was ordered, because MIOeSIM's price list could not be read. ${resolution}`,
		});
	});
}
