import { flag, number, records, text, told, type JsonRecord } from '../values';
import { cardsIn, simTypeOf, type SimKind } from './card';
import { readIccid } from './iccid';

/**
 * The content of an order, for comparing it with a request. Null, or an empty list, if the reply doesn't
 * tell it: 0, empty text and masked values tell nothing.
 */
export interface OrderFacts {
	kind: 'purchase' | 'renewal' | null;
	skuId: string | null;
	/** One for each plan. */
	priceIds: string[];
	apiCode: string | null;
	/** Length of the plan. For a daypass: its days, or one. */
	planDays: number | null;
	count: number | null;
	daypassDays: number | null;
	simType: SimKind | null;
	iccids: string[];
	/** For a renewal: the renewed order. */
	mainOrderNumber: string | null;
	customerEmail: string | null;
}

/** A row of queryEsimOrder (docs/api.md, section 5). */
export function factsOfRow(row: JsonRecord): OrderFacts {
	const plans = records(row.packageList);
	return factsOf(row, plans, plans[0]?.days);
}

/** An Order object: the reply of a purchase with `backInfo`, and of getOrderInfo. */
export function factsOfObject(order: JsonRecord): OrderFacts {
	const cards = cardsIn(order);
	return factsOf(order, cards, cards[0]?.validity);
}

/** @param parts the plans or cards of the order */
function factsOf(order: JsonRecord, parts: JsonRecord[], planDays: unknown): OrderFacts {
	const [first = {}] = parts;
	const email = told(order, 'email');
	return {
		kind: kindOf(order),
		skuId: told(order, 'skuId', 'skuid'),
		priceIds: known([order, ...parts].map((part) => told(part, 'priceId', 'priceid'))),
		apiCode: told(order, 'apiCode') ?? told(first, 'apiCode'),
		planDays: number(planDays) || null,
		count: number(order.count) || null,
		daypassDays: number(order.daypassDay) || null,
		simType: simTypeOf(order.cardType),
		iccids: known(parts.map((part) => readIccid(part.iccid))),
		mainOrderNumber: told(order, 'mainOrderNum'),
		customerEmail: email?.includes('*') ? null : email,
	};
}

/**
 * A renewal has a main order, another than itself. Without one, `renew`, `renewal` and `pflag` contradict
 * each other in MIOeSIM's own samples; they prove something only in a row of queryEsimOrder, which has no
 * main order, and where both of its flags agree (docs/api.md, section 7).
 */
export function kindOf(order: JsonRecord): OrderFacts['kind'] {
	const main = told(order, 'mainOrderNum')?.toUpperCase();
	if (main !== undefined && main !== text(order.orderNum)?.toUpperCase()) return 'renewal';
	const [isMain, isRenewed] = [flag(order.pflag), flag(order.renew)];
	if (isMain === null || isMain === isRenewed) return null;
	return isRenewed === null ? null : isMain ? 'purchase' : 'renewal';
}

function known(values: Array<string | null>): string[] {
	return [...new Set(values.filter((value) => value !== null))];
}
