import { flag, number, records, text, type JsonRecord } from '../values';
import type { SimKind } from './card';
import { readIccid } from './iccid';

/**
 * The content of an order, for comparing it with a request. Null, or an empty list, if the reply doesn't
 * show it.
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
	const isMain = flag(row.pflag);
	return {
		// In a main order, `renew` may mean that it was renewed, so `pflag` comes first.
		kind: isMain === null ? kindOf(row) : isMain ? 'purchase' : 'renewal',
		skuId: text(row.skuId),
		priceIds: told(plans.map((plan) => text(plan.priceId))),
		apiCode: text(row.apiCode) ?? text(plans[0]?.apiCode),
		planDays: number(plans[0]?.days),
		count: number(row.count),
		daypassDays: number(row.daypassDay) || null,
		simType: simTypeOf(row.cardType),
		iccids: told(plans.map((plan) => readIccid(plan.iccid))),
		mainOrderNumber: text(row.mainOrderNum),
		customerEmail: text(row.email),
	};
}

/** An Order object: the reply of a purchase with `backInfo`, and of getOrderInfo. */
export function factsOfObject(order: JsonRecord): OrderFacts {
	const cards = records(order.cardApiDtoList);
	return {
		kind: kindOf(order),
		skuId: text(order.skuId),
		priceIds: told([text(order.priceId)]),
		apiCode: text(order.apiCode),
		planDays: number(cards[0]?.validity),
		count: number(order.count),
		daypassDays: number(order.daypassDay) || null,
		simType: simTypeOf(order.cardType),
		iccids: told(cards.map((card) => readIccid(card.iccid))),
		mainOrderNumber: text(order.mainOrderNum),
		customerEmail: text(order.email),
	};
}

/** A renewal is linked to the order that it renews. `renewal` is contradictory in the samples. */
function kindOf(order: JsonRecord): OrderFacts['kind'] {
	if (text(order.mainOrderNum) !== null) return 'renewal';
	const isRenewal = flag(order.renew);
	return isRenewal === null ? null : isRenewal ? 'renewal' : 'purchase';
}

function simTypeOf(cardType: unknown): SimKind | null {
	const isPhysical = flag(cardType);
	return isPhysical === null ? null : isPhysical ? 'physical' : 'esim';
}

function told(values: Array<string | null>): string[] {
	return [...new Set(values.filter((value) => value !== null))];
}
