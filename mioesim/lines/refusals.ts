import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { redact } from '../redact';
import { packageLabel, type Package } from '../shapes/package';
import { findDestinations } from '../shapes/places';
import type { Sku } from '../shapes/sku';
import type { Plan, Wish } from './line';
import { cents, daysToOrder, nearestTo, priceOf, type Resolved } from './package';

/**
 * @param cards how many the item pays for; null when unknown
 * @returns everything that speaks against the purchase, the most important first
 */
export function refusalsOf(resolved: Resolved, wish: Wish, cards: number | null): Failure[] {
	const misfit = refuseMisfit(resolved, wish);
	// Without its package, a plan can't be ordered, and has no price.
	if (wish.chosen.by === 'plan' && misfit !== null) return [misfit];
	const { entry } = resolved;
	const refusals = [
		wish.refusal,
		...(wish.checkPackage ? [misfit, refuseStart(entry, wish) ?? refuseDays(entry, wish)] : []),
		refusePrice(resolved, wish, cards),
	];
	return refusals.filter((refusal) => refusal !== null);
}

/** @returns why there is no such package, or why it is none for a renewal; null when it may be one */
function refuseMisfit({ candidates, misfit }: Resolved, { kind }: Wish): Failure | null {
	const isOnce = candidates.length > 0 && candidates.every(({ renewable }) => renewable === false);
	if (kind === 'purchase' || !isOnce) return misfit;
	const advice =
		misfit?.details.resolution ?? 'Choose a package that Package > Get Many shows as renewable';
	return inputFailure(
		'The package cannot be used for a renewal',
		`MIOeSIM sells it for new eSIMs only. ${advice}`,
	);
}

/** @returns why the package needs a day to begin; null for a renewal, which has no field for it */
function refuseStart(entry: Package | null, { kind, beginDate }: Wish): Failure | null {
	if (kind === 'renewal' || !entry?.startDateRequired || beginDate !== null) return null;
	return inputFailure(
		"'Begin Date' is required for this package",
		"Set 'Begin Date' under 'Additional Fields' to the day the plan starts (GMT+8)",
	);
}

/** @returns why the package doesn't allow the days; null when it does */
function refuseDays(entry: Package | null, { chosen, daypassDays }: Wish): Failure | null {
	if (chosen.by === 'plan') {
		if (daypassDays === null || daypassDays === chosen.days) return null;
		return inputFailure(
			`'Daypass Days' is ${daypassDays}, but 'Plan Days' is ${chosen.days}`,
			"Remove 'Daypass Days': a plan has the days that 'Plan Days' says",
		);
	}
	// The code of a daypass has a question mark in place of the days.
	const hasMark = chosen.by === 'apiCode' && chosen.apiCode.includes('?');
	const isDaypass = entry?.isDaypass ?? (hasMark || null);
	if (isDaypass === true) {
		const least = entry?.minDays || 1;
		const most = entry?.maxDays || Infinity;
		if (daypassDays !== null && daypassDays >= least && daypassDays <= most) return null;
		const range = most === Infinity ? `${least} or more` : `from ${least} to ${most}`;
		return inputFailure(
			`'Daypass Days' must be ${range} days for this package`,
			"The package is a daypass. Set 'Daypass Days' under 'Additional Fields'",
		);
	}
	if (isDaypass === null || daypassDays === null) return null;
	const days = entry?.days == null ? 'has a fixed number of' : `runs for ${entry.days}`;
	return inputFailure(
		"'Daypass Days' does not apply to this package",
		`The package ${days} days. Remove 'Daypass Days', or choose a daypass`,
	);
}

/** A wrong row in a price list costs money. @returns why nothing must be bought; null when it may be */
function refusePrice(resolved: Resolved, wish: Wish, cards: number | null): Failure | null {
	const { highestPrice } = wish;
	if (highestPrice === null) return null;
	const price = priceOf(resolved.entry, cards, daysToOrder(wish, resolved.entry));
	if (price === null) {
		return inputFailure(
			"'Highest Price' is set, but the price of the package is not known",
			`Nothing was ordered, because ${whyUnknown(resolved, wish, cards)}, or remove 'Highest Price'`,
		);
	}
	if (cents(price.total) <= cents(highestPrice)) return null;
	return inputFailure(
		`The order would cost ${dollars(price.total)}, and 'Highest Price' is ${dollars(highestPrice)}`,
		"Nothing was ordered. Check 'Package' and 'Count', or raise 'Highest Price'",
	);
}

function whyUnknown({ candidates }: Resolved, { chosen }: Wish, cards: number | null): string {
	if (cards === null) {
		return "MIOeSIM does not say how many cards the order has. Set 'Renew By' to ICCID";
	}
	if (candidates.length > 0) {
		return "MIOeSIM's price list shows no price for it. Choose another package";
	}
	return chosen.by === 'apiCode'
		? "MIOeSIM's price lists could not be read or do not contain the code. Set 'Order By' to Package"
		: "MIOeSIM's price list could not be read or does not contain the package. Check 'Destination' and 'Package'";
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

/** A failure lists no more than these. */
const MOST_LABELS = 15;
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
export function whichDestination(typed: string, skus: readonly Sku[], isOfCard: boolean): Failure {
	const found = isOfCard ? [...skus] : findDestinations(skus, typed);
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
