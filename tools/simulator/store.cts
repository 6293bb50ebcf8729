import { toCompactDate } from './time.cts';
import type { Modes } from './modes.cts';
import type { Sku } from './catalogue.cts';
import type { Package } from './packages.cts';

export interface Order {
	orderNum: string;
	/** rises with every order; determines which odd spelling a reply uses */
	number: number;
	/** the account that it belongs to */
	phoneNumber: string;
	sku: Sku;
	package: Package;
	count: number;
	daypassDays: number | null;
	/** USD */
	total: number;
	status: number;
	/** ms */
	createdAt: number;
	/** of a renewal: the order that it renews */
	mainOrderNum: string | null;
	/** order numbers */
	renewals: string[];
	outerOrderId: string | null;
	outerItemId: string | null;
	remark: string | null;
	email: string | null;
	physical: boolean;
	personal: boolean;
	/** getOrderInfo was called for it */
	infoFetched: boolean;
	/** the status that a locked order gets, and when (ms) */
	settles: { at: number; status: number } | null;
	/** its own modes, which take precedence */
	modes: Partial<Modes>;
	/** one for each card */
	plans: Plan[];
}

export interface Card {
	iccid: string;
	number: number;
	/** of a physical SIM: its partner */
	dpId: number | null;
	/** SM-DP+ address; null for a physical SIM */
	host: string | null;
	matchingId: string | null;
	/** ms */
	activatedAt: number | null;
	/** in the order in which they are used up */
	plans: Plan[];
}

/** The plan that one order put on one card. */
export interface Plan {
	id: number;
	order: Order;
	card: Card;
	days: number;
	/** in total */
	megabytes: number;
	/** ms; the plan does not start earlier */
	notBefore: number;
	/** ms */
	cancelledAt: number | null;
	/** as set by a test; null: by the clock */
	usedMb: number | null;
}

/** Orders and cards, with indexes so that finding them doesn't slow down with their number. */
export class Store {
	orders: Map<string, Order> = new Map();
	cards: Map<string, Card> = new Map();
	byAccount: Map<string, Order[]> = new Map();
	byOuterOrderId: Map<string, Order[]> = new Map();
	byOuterItemId: Map<string, Order[]> = new Map();
	unsorted: Set<string> = new Set();
	lastOrder = 0;
	lastCard = 0;
	lastPlan = 0;
	/** whether some order is listed later than it was booked */
	listsLate = false;

	/**
	 * @param at ms
	 * @returns `EP20240124000013`
	 */
	nextOrderNum(at: number): { orderNum: string; number: number } {
		const number = ++this.lastOrder;
		return { orderNum: `EP${toCompactDate(at)}${String(number).padStart(6, '0')}`, number };
	}

	/** @param order with its plans */
	add(order: Order) {
		this.orders.set(order.orderNum, order);
		if (order.modes.listMs !== undefined) this.listsLate = true;
		const mine = listIn(this.byAccount, order.phoneNumber);
		if (mine.length > 0 && mine[mine.length - 1].createdAt > order.createdAt) {
			this.unsorted.add(order.phoneNumber);
		}
		mine.push(order);
		if (order.outerOrderId) listIn(this.byOuterOrderId, order.outerOrderId).push(order);
		if (order.outerItemId) listIn(this.byOuterItemId, order.outerItemId).push(order);
		for (const plan of order.plans) this.cards.set(plan.card.iccid, plan.card);
	}

	/** @returns oldest first */
	ordersOf(phoneNumber: string): Order[] {
		const mine = listIn(this.byAccount, phoneNumber);
		if (this.unsorted.delete(phoneNumber)) {
			mine.sort((left, right) => left.createdAt - right.createdAt);
		}
		return mine;
	}
}

function listIn(index: Map<string, Order[]>, key: string): Order[] {
	let list = index.get(key);
	if (list === undefined) index.set(key, (list = []));
	return list;
}
