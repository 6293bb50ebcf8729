import type { SimKind } from '../shapes/card';
import type { OrderFacts } from '../shapes/orderFacts';

/** What an item asks for, in a form that can be compared with an order. */
export interface Requested {
	kind: 'purchase' | 'renewal';
	/** From the item, or looked up by its API code; null when neither shows it. */
	skuId: string | null;
	priceId: string | null;
	apiCode: string | null;
	/** Number of cards; null for a renewal of all cards of an order. */
	count: number | null;
	daypassDays: number | null;
	/** Null for a renewal, which works for either kind of card. */
	simType: SimKind | null;
	/** Physical cards, or the card to renew. */
	iccids: string[];
	/** The order whose cards are renewed. */
	mainOrderNumber: string | null;
	customerEmail: string | null;
}

/** An earlier request of an item, in the same form. */
export function factsOfRequested(requested: Requested): OrderFacts {
	const { priceId, ...rest } = requested;
	return { ...rest, priceIds: priceId === null ? [] : [priceId], planDays: null };
}
