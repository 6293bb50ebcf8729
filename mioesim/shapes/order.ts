import { toEndIso, toIso } from '../dates';
import { orderStatusNames } from '../codes/orderStatus';
import { flag, number, record, records, text, texts, type JsonRecord } from '../values';
import { cardOfOrder, cardOfRow, type Card, type SimKind } from './card';

/** An order as the node returns it, whichever endpoint it came from. */
export interface Order {
	orderNumber: string | null;
	/** docs/api.md, section 6. */
	status: number | null;
	statusName: string | null;
	productName: string | null;
	/** ISO 8601. */
	purchasedAt: string | null;
	count: number | null;
	/** Total in US dollars. */
	price: number | null;
	isRenewal: boolean;
	mainOrderNumber: string | null;
	renewalOrderNumbers: string[];
	/** Destination. */
	skuId: string | null;
	destination: string | null;
	priceId: number | null;
	/** Days that a daypass was bought for; null for any other plan. */
	daypassDays: number | null;
	/** What the plan is for; null when the endpoint doesn't say. */
	simType: SimKind | null;
	/** First use of the plan, ISO 8601; null until it starts. */
	startDate: string | null;
	endDate: string | null;
	customerEmail: string | null;
	remark: string | null;
	externalOrderId: string | null;
	externalItemId: string | null;
	/** True when an order placed earlier was returned instead of a new purchase. */
	duplicate: boolean;
	cards: Card[];
}

function statusOf(value: unknown): Pick<Order, 'status' | 'statusName'> {
	const status = number(value);
	return { status, statusName: status === null ? null : (orderStatusNames[status] ?? null) };
}

/** One concept, four spellings (docs/api.md, section 7). */
function externalIds(order: JsonRecord): Pick<Order, 'externalOrderId' | 'externalItemId'> {
	return {
		externalOrderId: text(order.outerOrderid ?? order.outerOrderId ?? order.outer_orderid),
		externalItemId: text(order.outerItemId ?? order.outerItemid ?? order.outer_itemid),
	};
}

/** Fields that only some endpoints return. */
const unknownHere = {
	skuId: null,
	destination: null,
	daypassDays: null,
	simType: null,
	startDate: null,
	endDate: null,
	customerEmail: null,
	remark: null,
} as const;

/** `cardType` of a queryEsimOrder row: 0 eSIM, 1 physical. */
function simTypeOf(cardType: unknown): SimKind | null {
	const isPhysical = flag(cardType);
	return isPhysical === null ? null : isPhysical ? 'physical' : 'esim';
}

/** The known dates, from the first to the last. */
function inOrder(dates: Array<string | null>): string[] {
	return dates.filter((date) => date !== null).sort();
}

/** An Order object: the reply of a purchase with `backInfo`, and of getOrderInfo. */
export function orderOfObject(value: unknown): Order {
	const order = record(value);
	const mainOrderNumber = text(order.mainOrderNum);
	return {
		orderNumber: text(order.orderNum),
		...statusOf(order.status),
		productName: text(order.display),
		purchasedAt: toIso(order.purchaseDate),
		count: number(order.count),
		price: number(order.price),
		// `renewal` contradicts `renew` in the documentation's own samples.
		isRenewal: flag(order.renew) === true || mainOrderNumber !== null,
		mainOrderNumber,
		renewalOrderNumbers: texts(order.renewOrderNum),
		...unknownHere,
		skuId: text(order.skuId ?? order.skuid),
		priceId: number(order.priceId),
		startDate: toIso(order.startDate),
		endDate: toEndIso(order.endDate),
		...externalIds(order),
		duplicate: false,
		cards: records(order.cardApiDtoList).map(cardOfOrder),
	};
}

/** A row of queryEsimOrder. */
export function orderOfRow(row: JsonRecord): Order {
	const plans = records(row.packageList);
	const cards = plans.map(cardOfRow);
	const mainOrderNumber = text(row.mainOrderNum);
	return {
		orderNumber: text(row.orderNum),
		...statusOf(row.status),
		productName: text(plans[0]?.name) ?? text(row.skuName),
		purchasedAt: toIso(row.createTime),
		count: number(row.count),
		price: number(row.totle),
		isRenewal: flag(row.pflag) === false || flag(row.renew) === true || mainOrderNumber !== null,
		mainOrderNumber,
		renewalOrderNumbers: texts(row.renewOrderNum),
		...unknownHere,
		skuId: text(row.skuId),
		destination: text(row.skuName),
		priceId: number(plans[0]?.priceId),
		daypassDays: number(row.daypassDay) || null,
		simType: simTypeOf(row.cardType),
		startDate: inOrder(cards.map((card) => card.startDate))[0] ?? null,
		endDate: inOrder(cards.map((card) => card.endDate)).pop() ?? null,
		customerEmail: text(row.email),
		remark: text(row.remark),
		...externalIds(row),
		duplicate: false,
		cards,
	};
}

/**
 * The order with the better data from its queryEsimOrder row: in the Order object, the name is the
 * destination's instead of the plan's, and the day of purchase has no time (docs/api.md, section 5).
 *
 * @param listed the order from its row; null when it isn't listed, or not yet
 */
export function withListed(order: Order, listed: Order | null): Order {
	if (listed === null) return order;
	return {
		...order,
		productName: listed.productName ?? order.productName,
		purchasedAt: listed.purchasedAt ?? order.purchasedAt,
		skuId: order.skuId ?? listed.skuId,
		destination: listed.destination,
		daypassDays: listed.daypassDays,
		simType: listed.simType,
		customerEmail: listed.customerEmail,
		remark: listed.remark,
	};
}

/** A row of queryOrder, which has no cards. */
export function orderOfDatedRow(row: JsonRecord): Order {
	return {
		...orderOfObject({}),
		orderNumber: text(row.orderid),
		...statusOf(row.status),
		productName: text(row.packetName),
		purchasedAt: toIso(row.subTime),
		count: number(row.num),
		price: number(row.totle) ?? number(row.price),
		isRenewal: flag(row.renew) === true,
		...externalIds(row),
		endDate: toEndIso(row.expireDate),
	};
}
