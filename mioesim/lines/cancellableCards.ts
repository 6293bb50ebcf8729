import { inputFailure } from '../codes/failures';
import type { Card } from '../shapes/card';
import type { Order } from '../shapes/order';

/** The cards of an order that a cancellation includes. */
export interface CardChoice {
	/** Cards to cancel. */
	iccids: string[];
	/** Cards to keep, and why. */
	leftOut: Array<{ iccid: string; reason: string }>;
}

/**
 * @param order as queryEsimOrder lists it; null when unknown: then the wanted cards are used as they are
 * @throws {Failure} when a wanted card doesn't belong to the order, or no card is left to cancel
 */
export function chooseCards(
	order: Order | null,
	wanted: { iccids: string[]; onlyUnused: boolean },
): CardChoice {
	if (order === null) return { iccids: wanted.iccids, leftOut: [] };
	const cards = pick(order, wanted.iccids);
	const choice: CardChoice = { iccids: [], leftOut: [] };
	for (const [iccid, plans] of cards) {
		const reason = wanted.onlyUnused ? reasonToKeep(plans) : null;
		if (reason === null) choice.iccids.push(iccid);
		else choice.leftOut.push({ iccid, reason });
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
function pick(order: Order, iccids: string[]): Map<string, Card[]> {
	const cards = new Map<string, Card[]>();
	for (const card of order.cards) {
		if (card.iccid === null) continue;
		if (iccids.length > 0 && !iccids.includes(card.iccid)) continue;
		cards.set(card.iccid, [...(cards.get(card.iccid) ?? []), card]);
	}
	const strangers = [...new Set(iccids)].filter((iccid) => !cards.has(iccid));
	if (strangers.length === 0) return cards;
	throw inputFailure(
		"'ICCIDs' contains cards that are not on this order",
		"Nothing was cancelled. Check 'ICCIDs' and 'Order Number': Order > Get Many shows the cards of an order",
		{ endpoint: 'queryEsimOrder' },
	);
}

/** Why a card must be kept; null when its plan has not started and has used no data. */
function reasonToKeep(plans: Card[]): string | null {
	if (plans.some(({ startDate }) => startDate !== null)) return 'the plan has started';
	if (plans.some(({ usedMb }) => (usedMb ?? 0) > 0)) return 'data was used';
	return null;
}
