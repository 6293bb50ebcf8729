import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import type { Package } from '../shapes/package';
import { daysToOrder, type ChosenPackage, type Resolved } from './package';
import { refusePrice } from './price';

/** The values that a package may set conditions for. */
export interface Terms {
	daypassDays: number | null;
	/** `MM/dd/yyyy` */
	beginDate: string | null;
	/** Why the begin date can't be ordered: a line that was bought before is found all the same. */
	refusal: Failure | null;
}

/** What an item asks of its package. */
export interface Asked {
	chosen: ChosenPackage;
	kind: 'purchase' | 'renewal';
	terms: Terms;
	/** Number of cards that are paid for; null when unknown. */
	cards: number | null;
	/** US dollars for the whole item; null means no limit. */
	highestPrice: number | null;
	checkPackage: boolean;
}

/** @returns everything that speaks against the purchase, the most important first */
export function refusalsOf(resolved: Resolved, asked: Asked): Failure[] {
	const { chosen, kind, terms, cards, highestPrice, checkPackage } = asked;
	const misfit = refuseMisfit(resolved, kind);
	// Without its package, a plan can't be ordered, and has no price.
	if (chosen.by === 'plan' && misfit !== null) return [misfit];
	const daypassDays = daysToOrder(chosen, resolved.entry, terms.daypassDays);
	const refusals = [
		terms.refusal,
		checkPackage ? misfit : null,
		checkPackage ? refuseTerms(resolved.entry, asked) : null,
		refusePrice(resolved, { chosen, cards, daypassDays }, highestPrice),
	];
	return refusals.filter((refusal) => refusal !== null);
}

/** @returns why there is no such package, or why it is none for a renewal; null when it may be one */
function refuseMisfit({ candidates, misfit }: Resolved, kind: Asked['kind']): Failure | null {
	const isOnce = candidates.length > 0 && candidates.every(({ renewable }) => renewable === false);
	if (kind === 'purchase' || !isOnce) return misfit;
	const advice =
		misfit?.details.resolution ?? 'Choose a package that Package > Get Many shows as renewable';
	return inputFailure(
		'The package cannot be used for a renewal',
		`MIOeSIM sells it for new eSIMs only. ${advice}`,
	);
}

/** @returns why the package doesn't allow the order, naming the field to change; null when it does */
function refuseTerms(entry: Package | null, { chosen, kind, terms }: Asked): Failure | null {
	const { beginDate, daypassDays } = terms;
	// A renewal has no field for the day it begins.
	if (kind === 'purchase' && entry?.startDateRequired && beginDate === null) {
		return inputFailure(
			"'Begin Date' is required for this package",
			"Set 'Begin Date' under 'Additional Fields' to the day the plan starts (GMT+8)",
		);
	}
	if (chosen.by !== 'plan') return refuseDays(entry, chosen, daypassDays);
	if (daypassDays === null || daypassDays === chosen.days) return null;
	return inputFailure(
		`'Daypass Days' is ${daypassDays}, but 'Plan Days' is ${chosen.days}`,
		"Remove 'Daypass Days': a plan has the days that 'Plan Days' says",
	);
}

/** @returns why the package doesn't allow the days; null when it does */
function refuseDays(
	entry: Package | null,
	chosen: ChosenPackage,
	daypassDays: number | null,
): Failure | null {
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
