import { readDate, toEndIso, toIso } from '../dates';
import { orderStatusNames } from '../codes/orderStatus';
import {
	dollars,
	number,
	record,
	records,
	text,
	texts,
	told,
	type Json,
	type JsonRecord,
} from '../values';
import { cardOfOrder, cardOfRow, cardsIn, simTypeOf, type Card, type SimKind } from './card';
import { kindOf } from './orderFacts';

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
	/** True only when MIOeSIM tells it: see `kindOf`. */
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

/** What every endpoint spells alike. */
function commonOf(order: JsonRecord) {
	const [externalOrderId, externalItemId] = [orderIds, itemIds].map((ids) => told(order, ...ids));
	return {
		isRenewal: kindOf(order) === 'renewal',
		mainOrderNumber: told(order, 'mainOrderNum'),
		renewalOrderNumbers: texts(order.renewOrderNum),
		externalOrderId,
		externalItemId,
		duplicate: false,
	};
}

/** One concept, four spellings (docs/api.md, section 7). */
const orderIds = ['outerOrderid', 'outerOrderId', 'outer_orderid', 'otherOrderId'];
const itemIds = ['outerItemId', 'outerItemid', 'outer_itemid', 'otherItemId'];

/** US dollars; nothing is sold for nothing. */
const priceOf = (...values: Json[]) => values.map(dollars).find((price) => price) ?? null;

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

/** The known dates, from the first to the last. */
function inOrder(dates: Array<string | null>): string[] {
	return dates.filter((date) => date !== null).sort();
}

/** An Order object: the reply of a purchase with `backInfo`, and of getOrderInfo. */
export function orderOfObject(value: unknown): Order {
	const order = record(value);
	return {
		orderNumber: text(order.orderNum),
		...statusOf(order.status),
		productName: text(order.display),
		purchasedAt: toIso(order.purchaseDate),
		count: number(order.count) || null,
		price: priceOf(order.price),
		...commonOf(order),
		...unknownHere,
		skuId: told(order, 'skuId', 'skuid'),
		priceId: number(told(order, 'priceId', 'priceid')),
		startDate: toIso(order.startDate),
		endDate: toEndIso(order.endDate),
		cards: cardsIn(order).map(cardOfOrder),
	};
}

/** A row of queryEsimOrder. */
export function orderOfRow(row: JsonRecord): Order {
	const plans = records(row.packageList);
	const cards = plans.map(cardOfRow);
	return {
		orderNumber: text(row.orderNum),
		...statusOf(row.status),
		productName: text(plans[0]?.name) ?? text(row.skuName),
		purchasedAt: toIso(row.createTime),
		count: number(row.count) || null,
		price: priceOf(row.totle),
		...commonOf(row),
		...unknownHere,
		skuId: told(row, 'skuId', 'skuid'),
		destination: text(row.skuName),
		priceId: number(plans[0]?.priceId) || null,
		daypassDays: number(row.daypassDay) || null,
		simType: simTypeOf(row.cardType),
		startDate: inOrder(cards.map((card) => card.startDate))[0] ?? null,
		endDate: inOrder(cards.map((card) => card.endDate)).pop() ?? null,
		customerEmail: text(row.email),
		remark: text(row.remark),
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
		count: number(row.num) || null,
		price: priceOf(row.totle, row.price),
		...commonOf(row),
		endDate: toEndIso(row.expireDate),
	};
}

/** A plan of a card, past or current. */
export interface HistoryEntry extends Order {
	/**
	 * Everything else that MIOeSIM sends, untouched: the fields of getHistoryDetail are undocumented, so
	 * none is dropped.
	 */
	other: JsonRecord;
}

/** Fields of a queryEsimOrder row that `Order` is made of. */
const known = new Set([
	...orderIds,
	...itemIds,
	'orderNum',
	'status',
	'skuName',
	'createTime',
	'count',
	'totle',
	'pflag',
	'renew',
	'mainOrderNum',
	'renewOrderNum',
	'packageList',
	'skuId',
	'daypassDay',
	'cardType',
	'email',
	'remark',
]);

/** An entry of getHistoryDetail. Its nearest documented relative is a row of queryEsimOrder. */
export function historyEntryOf(value: Json): HistoryEntry {
	const row = record(value);
	const other = Object.entries(row).filter(([name]) => !known.has(name));
	return { ...orderOfRow(row), other: Object.fromEntries(other) };
}

const dateNames =
	'purchaseDate createTime subTime beginDate startDate endDate expireDate activateBefore'.split(
		' ',
	);

/**
 * The date fields of an order that tell something which is not a date: they are null in its shape.
 *
 * @param order an Order object or a row of queryEsimOrder or queryOrder
 * @returns names of the API's fields, each once
 */
export function unreadableDates(order: JsonRecord): string[] {
	const parts = [order, ...cardsIn(order), ...records(order.packageList)];
	const isUnreadable = (name: string) =>
		parts.some((part) => readDate(part[name]) === 'unreadable');
	return dateNames.filter(isUnreadable);
}
