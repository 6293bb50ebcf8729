import { readDate, toEndIso, toIso } from '../dates';
import { statusNameOf } from '../codes/orderStatus';
import {
	dollars,
	firstList,
	flag,
	number,
	record,
	records,
	text,
	texts,
	told,
	type JsonRecord,
} from '../values';
import { asCard, CARD_LISTS, cardsIn, readIccid, simTypeOf, type Card } from './card';

/** One concept, four spellings (docs/api.md, section 7). */
const ORDER_IDS = ['outerOrderid', 'outerOrderId', 'outer_orderid', 'otherOrderId'];
const ITEM_IDS = ['outerItemId', 'outerItemid', 'outer_itemid', 'otherItemId'];

/** Its cards and its plans: each may tell what the others don't. */
const partsOf = (order: JsonRecord) => [...cardsIn(order), ...records(order.packageList)];

/** As the node returns it. Times are in ISO 8601; null is what MIOeSIM doesn't tell. */
export type Order = ReturnType<typeof asOrder>;

/**
 * The order in an Order object (the reply of a purchase with `backInfo`, and of getOrderInfo) or in a row of
 * queryEsimOrder: docs/api.md, section 5, has the fields of each.
 */
export function asOrder(value: unknown) {
	const order = record(value);
	const [plan = {}] = records(order.packageList);
	const cards = firstList(order, ...CARD_LISTS, 'packageList').map(asCard);
	const status = number(order.status);
	const { startDate, endDate } = spanOf(cards);
	return {
		orderNumber: text(order.orderNum),
		status,
		statusName: statusNameOf(status),
		productName: text(plan.name) ?? text(order.display) ?? text(order.skuName),
		purchasedAt: toIso(order.purchaseDate) ?? toIso(order.createTime),
		count: number(order.count) || null,
		// The total in US dollars; nothing is sold for nothing.
		price: dollars(order.totle) || dollars(order.price) || null,
		// True only when MIOeSIM tells it: see `kindOf`.
		isRenewal: kindOf(order) === 'renewal',
		mainOrderNumber: told(order, 'mainOrderNum'),
		renewalOrderNumbers: texts(order.renewOrderNum),
		externalOrderId: told(order, ...ORDER_IDS),
		externalItemId: told(order, ...ITEM_IDS),
		// Whether an order placed earlier was returned instead of a new purchase.
		duplicate: false,
		skuId: told(order, 'skuId', 'skuid'),
		destination: text(order.skuName),
		// The days that a daypass was bought for; null for any other plan.
		daypassDays: number(order.daypassDay) || null,
		simType: simTypeOf(order.cardType),
		startDate: toIso(order.startDate) ?? startDate,
		endDate: toEndIso(order.endDate) ?? endDate,
		customerEmail: text(order.email),
		remark: text(order.remark),
		priceId: number(told(order, 'priceId', 'priceid') ?? plan.priceId) || null,
		cards,
	};
}

/** From the first known start of several plans to the last known end. */
export function spanOf(plans: ReadonlyArray<Pick<Card, 'startDate' | 'endDate'>>) {
	const starts = plans.flatMap((plan) => plan.startDate ?? []).sort();
	const ends = plans.flatMap((plan) => plan.endDate ?? []).sort();
	return { startDate: starts[0] ?? null, endDate: ends.pop() ?? null };
}

/** A row of queryOrder, which has no cards, and other names (docs/api.md, section 5). */
export function orderOfDatedRow(row: JsonRecord): Order {
	return asOrder({
		...row,
		orderNum: row.orderid ?? row.orderNum,
		display: row.packetName,
		createTime: row.subTime,
		count: row.num,
		endDate: row.expireDate,
	});
}

/** Fields of a queryEsimOrder row that `Order` is made of. */
const IN_ORDER = `orderNum status skuName createTime count totle pflag renew mainOrderNum renewOrderNum
	packageList skuId daypassDay cardType email remark`;
const inOrder = new Set([...ORDER_IDS, ...ITEM_IDS, ...IN_ORDER.split(/\s+/)]);

/**
 * An entry of getHistoryDetail: a plan of a card, past or current. Its nearest documented relative is a row
 * of queryEsimOrder, but its own fields are undocumented, so `other` has all that is not in the order.
 */
export function historyEntryOf(value: unknown) {
	const other = Object.entries(record(value)).filter(([name]) => !inOrder.has(name));
	return { ...asOrder(value), other: Object.fromEntries(other) };
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

/** What is told, each once. */
const distinct = (values: Array<string | null>) => [
	...new Set(values.flatMap((each) => each ?? [])),
];

/**
 * The content of an order (as for `asOrder`), for comparing it with a request. Null, or an empty list, if
 * MIOeSIM doesn't tell it: 0, empty text and masked values tell nothing.
 */
export function factsOf(order: JsonRecord) {
	const parts = partsOf(order);
	const email = told(order, 'email');
	return {
		kind: kindOf(order),
		skuId: told(order, 'skuId', 'skuid'),
		// One for each plan.
		priceIds: distinct([order, ...parts].map((part) => told(part, 'priceId', 'priceid'))),
		apiCode: told(order, 'apiCode') ?? told(parts[0] ?? {}, 'apiCode'),
		count: number(order.count) || null,
		daypassDays: number(order.daypassDay) || null,
		simType: simTypeOf(order.cardType),
		iccids: distinct(parts.map((part) => readIccid(part.iccid))),
		// For a renewal: the renewed order.
		mainOrderNumber: told(order, 'mainOrderNum'),
		customerEmail: email?.includes('*') ? null : email,
	};
}

export type OrderFacts = ReturnType<typeof factsOf>;

/**
 * A renewal has a main order, another than itself. Without one, `renew`, `renewal` and `pflag` contradict
 * each other in MIOeSIM's own samples; they prove something only in a row of queryEsimOrder, which has no
 * main order, and where both of its flags agree (docs/api.md, section 7).
 */
function kindOf(order: JsonRecord): 'purchase' | 'renewal' | null {
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
	const parts = [order, ...partsOf(order)];
	return DATES.split(' ').filter((name) =>
		parts.some((part) => readDate(part[name]) === 'unreadable'),
	);
}
