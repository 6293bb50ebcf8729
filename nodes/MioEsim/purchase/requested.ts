import type { SimKind } from '../../../api/shapes/card';
import type { OrderFacts } from '../../../api/shapes/orderFacts';

/** What an item asks for, in the terms that an order can be held against. */
export interface Requested {
	kind: 'purchase' | 'renewal';
	/** Named by the item, or looked up by its API code; null where neither tells. */
	skuId: string | null;
	priceId: string | null;
	apiCode: string | null;
	/** Cards; null for a renewal of all cards of an order. */
	count: number | null;
	daypassDays: number | null;
	/** Null for a renewal, which goes onto whatever card is there. */
	simType: SimKind | null;
	/** Physical cards, or the card that is renewed. */
	iccids: string[];
	/** The order whose cards are renewed. */
	mainOrderNumber: string | null;
	customerEmail: string | null;
}

/** What an item asked for before, in the same terms. */
export function factsOfRequested(requested: Requested): OrderFacts {
	const { priceId, ...rest } = requested;
	return { ...rest, priceIds: priceId === null ? [] : [priceId], planDays: null };
}
