import { readDate, toEndIso, toIso } from '../dates';
import { statusNameOf } from '../codes/orderStatus';
import {
	dollars,
	flag,
	number,
	record,
	records,
	text,
	texts,
	told,
	type Json,
	type JsonRecord,
} from '../values';
import {
	cardOfOrder,
	cardOfRow,
	cardsIn,
	readIccid,
	simTypeOf,
	type Card,
	type SimKind,
} from './card';

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

/** One concept, four spellings (docs/api.md, section 7). */
const ORDER_IDS = ['outerOrderid', 'outerOrderId', 'outer_orderid', 'otherOrderId'];
const ITEM_IDS = ['outerItemId', 'outerItemid', 'outer_itemid', 'otherItemId'];

export function statusOf(order: JsonRecord): Pick<Order, 'status' | 'statusName'> {
	const status = number(order.status);
	return { status, statusName: statusNameOf(status) };
}

/** What every endpoint spells alike. */
function commonOf(order: JsonRecord) {
	return {
		isRenewal: kindOf(order) === 'renewal',
		mainOrderNumber: told(order, 'mainOrderNum'),
		renewalOrderNumbers: texts(order.renewOrderNum),
		externalOrderId: told(order, ...ORDER_IDS),
		externalItemId: told(order, ...ITEM_IDS),
		duplicate: false,
	};
}

/** US dollars; nothing is sold for nothing. */
const priceOf = (...values: Json[]) => values.map(dollars).find((price) => price) ?? null;

/** The first and the last of the known dates. */
export function spanOf(dates: Array<string | null>): [string | null, string | null] {
	const inOrder = dates.filter((date) => date !== null).sort();
	return [inOrder[0] ?? null, inOrder.pop() ?? null];
}

/** An Order object: the reply of a purchase with `backInfo`, and of getOrderInfo. */
export function orderOfObject(value: unknown): Order {
	const order = record(value);
	return {
		orderNumber: text(order.orderNum),
		...statusOf(order),
		productName: text(order.display),
		purchasedAt: toIso(order.purchaseDate),
		count: number(order.count) || null,
		price: priceOf(order.price),
		...commonOf(order),
		skuId: told(order, 'skuId', 'skuid'),
		destination: null,
		daypassDays: null,
		simType: null,
		startDate: toIso(order.startDate),
		endDate: toEndIso(order.endDate),
		customerEmail: null,
		remark: null,
		priceId: number(told(order, 'priceId', 'priceid')),
		cards: cardsIn(order).map(cardOfOrder),
	};
}

const nothing = orderOfObject({});

/** A row of queryEsimOrder. */
export function orderOfRow(row: JsonRecord): Order {
	const plans = records(row.packageList);
	const cards = plans.map(cardOfRow);
	return {
		...nothing,
		orderNumber: text(row.orderNum),
		...statusOf(row),
		productName: text(plans[0]?.name) ?? text(row.skuName),
		purchasedAt: toIso(row.createTime),
		count: number(row.count) || null,
		price: priceOf(row.totle),
		...commonOf(row),
		skuId: told(row, 'skuId', 'skuid'),
		destination: text(row.skuName),
		priceId: number(plans[0]?.priceId) || null,
		daypassDays: number(row.daypassDay) || null,
		simType: simTypeOf(row.cardType),
		startDate: spanOf(cards.map((card) => card.startDate))[0],
		endDate: spanOf(cards.map((card) => card.endDate))[1],
		customerEmail: text(row.email),
		remark: text(row.remark),
		cards,
	};
}

/** A row of queryOrder, which has no cards. */
export function orderOfDatedRow(row: JsonRecord): Order {
	return {
		...nothing,
		orderNumber: text(row.orderid),
		...statusOf(row),
		productName: text(row.packetName),
		purchasedAt: toIso(row.subTime),
		count: number(row.num) || null,
		price: priceOf(row.totle, row.price),
		...commonOf(row),
		endDate: toEndIso(row.expireDate),
		cards: [],
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
const IN_ORDER = `orderNum status skuName createTime count totle pflag renew mainOrderNum renewOrderNum
	packageList skuId daypassDay cardType email remark`;
const inOrder = new Set([...ORDER_IDS, ...ITEM_IDS, ...IN_ORDER.split(/\s+/)]);

/** An entry of getHistoryDetail. Its nearest documented relative is a row of queryEsimOrder. */
export function historyEntryOf(value: Json): HistoryEntry {
	const row = record(value);
	const other = Object.entries(row).filter(([name]) => !inOrder.has(name));
	return { ...orderOfRow(row), other: Object.fromEntries(other) };
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

/** What is told, each once. */
const distinct = (values: Array<string | null>) => [
	...new Set(values.filter((value) => value !== null)),
];

/** @param parts the plans or cards of the order */
function factsOf(order: JsonRecord, parts: JsonRecord[], planDays: unknown): OrderFacts {
	const [first = {}] = parts;
	const email = told(order, 'email');
	return {
		kind: kindOf(order),
		skuId: told(order, 'skuId', 'skuid'),
		priceIds: distinct([order, ...parts].map((part) => told(part, 'priceId', 'priceid'))),
		apiCode: told(order, 'apiCode') ?? told(first, 'apiCode'),
		planDays: number(planDays) || null,
		count: number(order.count) || null,
		daypassDays: number(order.daypassDay) || null,
		simType: simTypeOf(order.cardType),
		iccids: distinct(parts.map((part) => readIccid(part.iccid))),
		mainOrderNumber: told(order, 'mainOrderNum'),
		customerEmail: email?.includes('*') ? null : email,
	};
}

/**
 * A renewal has a main order, another than itself. Without one, `renew`, `renewal` and `pflag` contradict
 * each other in MIOeSIM's own samples; they prove something only in a row of queryEsimOrder, which has no
 * main order, and where both of its flags agree (docs/api.md, section 7).
 */
function kindOf(order: JsonRecord): OrderFacts['kind'] {
	const main = told(order, 'mainOrderNum')?.toUpperCase();
	if (main !== undefined && main !== text(order.orderNum)?.toUpperCase()) return 'renewal';
	const [isMain, isRenewed] = [flag(order.pflag), flag(order.renew)];
	if (isMain === null || isMain === isRenewed) return null;
	return isRenewed === null ? null : isMain ? 'purchase' : 'renewal';
}

const DATES =
	'purchaseDate createTime subTime beginDate startDate endDate expireDate activateBefore';

/**
 * The date fields of an order that tell something which is not a date: they are null in its shape.
 *
 * @param order an Order object or a row of queryEsimOrder or queryOrder
 * @returns names of the API's fields, each once
 */
export function unreadableDates(order: JsonRecord): string[] {
	const parts = [order, ...cardsIn(order), ...records(order.packageList)];
	return DATES.split(' ').filter((name) =>
		parts.some((part) => readDate(part[name]) === 'unreadable'),
	);
}
