import { inputFailure } from '../codes/failures';
import { readIccid } from '../shapes/card';
import { reasonToKeep } from '../shapes/usage';
import { records, type JsonRecord } from '../values';

/** The cards of an order that a cancellation includes. */
export interface CardChoice {
	/** Cards to cancel. */
	iccids: string[];
	/** Cards to keep, and why. */
	leftOut: Array<{ iccid: string; reason: string }>;
}

/**
 * @param row the order as queryEsimOrder lists it; null when unknown: then the wanted cards are used as
 *   they are
 * @param now milliseconds since the epoch
 * @throws {Failure} when a wanted card doesn't belong to the order, or no card is left to cancel
 */
export function chooseCards(
	row: JsonRecord | null,
	wanted: { iccids: string[]; onlyUnused: boolean },
	now: number,
): CardChoice {
	if (row === null) return { iccids: wanted.iccids, leftOut: [] };
	const choice: CardChoice = { iccids: [], leftOut: [] };
	for (const [iccid, plans] of pick(row, wanted.iccids)) {
		const reasons = wanted.onlyUnused
			? plans.flatMap((plan) => reasonToKeep(row, plan, now) ?? [])
			: [];
		if (reasons.length === 0) choice.iccids.push(iccid);
		else choice.leftOut.push({ iccid, reason: reasons[0] });
	}
	if (choice.iccids.length > 0) return choice;
	const reasons = [...new Set(choice.leftOut.map(({ reason }) => reason))].join(', ');
	throw inputFailure(
		'The order has no card that may be cancelled',
		choice.leftOut.length === 0
			? "MIOeSIM lists no card of this order. Enter 'ICCIDs' and turn off 'Only Unused' to cancel it anyway"
			: `Nothing was cancelled: ${reasons}. Turn off 'Only Unused' to let MIOeSIM decide`,
		{ endpoint: 'queryEsimOrder' },
	);
}

/** The wanted cards of an order with their plans; all cards when none is given. */
function pick(row: JsonRecord, iccids: string[]): Map<string, JsonRecord[]> {
	const cards = new Map<string, JsonRecord[]>();
	for (const plan of records(row.packageList)) {
		const iccid = readIccid(plan.iccid);
		if (iccid === null) continue;
		if (iccids.length > 0 && !iccids.includes(iccid)) continue;
		cards.set(iccid, [...(cards.get(iccid) ?? []), plan]);
	}
	const strangers = [...new Set(iccids)].filter((iccid) => !cards.has(iccid));
	if (strangers.length === 0) return cards;
	throw inputFailure(
		"'ICCIDs' contains cards that are not on this order",
		"Nothing was cancelled. Check 'ICCIDs' and 'Order Number': Order > Get Many shows the cards of an order",
		{ endpoint: 'queryEsimOrder' },
	);
}
