import { toCompactDate } from './time.cts';

/**
 * @typedef {object} Order
 * @property {string} orderNum
 * @property {number} number counts up with every order; which odd spelling a reply takes hangs on it
 * @property {string} phoneNumber the account it belongs to
 * @property {import('./catalogue').Sku} sku
 * @property {import('./packages').Package} package
 * @property {number} count
 * @property {number | null} daypassDays
 * @property {number} total USD
 * @property {number} status
 * @property {number} createdAt ms
 * @property {string | null} mainOrderNum of a renewal, the order it renews
 * @property {string[]} renewals order numbers
 * @property {string | null} outerOrderId
 * @property {string | null} outerItemId
 * @property {string | null} remark
 * @property {string | null} email
 * @property {boolean} physical
 * @property {boolean} personal
 * @property {boolean} infoFetched getOrderInfo was asked for it
 * @property {{ at: number, status: number } | null} settles what a locked order becomes, and when (ms)
 * @property {Plan[]} plans one for each card
 *
 * @typedef {object} Card
 * @property {string} iccid
 * @property {number} number
 * @property {number | null} dpId of a physical SIM, its partner
 * @property {string | null} host SM-DP+, null for a physical SIM
 * @property {string | null} matchingId
 * @property {number | null} activatedAt ms
 * @property {Plan[]} plans in the order they are used up
 *
 * What one order put on one card.
 *
 * @typedef {object} Plan
 * @property {number} id
 * @property {Order} order
 * @property {Card} card
 * @property {number} days
 * @property {number} megabytes in all
 * @property {number} notBefore ms; the plan does not start earlier
 * @property {number | null} cancelledAt ms
 * @property {number | null} usedMb as set by a test; null: by the clock
 */

/** Orders and cards, and the ways to find them that must not grow with their number. */
export class Store {
	constructor() {
		/** @type {Map<string, Order>} */
		this.orders = new Map();
		/** @type {Map<string, Card>} */
		this.cards = new Map();
		/** @type {Map<string, Order[]>} by account, oldest first once sorted */
		this.byAccount = new Map();
		/** @type {Map<string, Order[]>} */
		this.byOuterOrderId = new Map();
		/** @type {Map<string, Order[]>} */
		this.byOuterItemId = new Map();
		/** @type {Set<string>} accounts whose orders came in out of order */
		this.unsorted = new Set();
		this.lastOrder = 0;
		this.lastCard = 0;
		this.lastPlan = 0;
	}

	/** @param {number} at ms @returns {{ orderNum: string, number: number }} `EP20240124000013` */
	nextOrderNum(at) {
		const number = ++this.lastOrder;
		return { orderNum: `EP${toCompactDate(at)}${String(number).padStart(6, '0')}`, number };
	}

	/** @param {Order} order with its plans */
	add(order) {
		this.orders.set(order.orderNum, order);
		const mine = listIn(this.byAccount, order.phoneNumber);
		if (mine.length > 0 && mine[mine.length - 1].createdAt > order.createdAt) {
			this.unsorted.add(order.phoneNumber);
		}
		mine.push(order);
		if (order.outerOrderId) listIn(this.byOuterOrderId, order.outerOrderId).push(order);
		if (order.outerItemId) listIn(this.byOuterItemId, order.outerItemId).push(order);
		for (const plan of order.plans) this.cards.set(plan.card.iccid, plan.card);
	}

	/** @param {string} phoneNumber @returns {Order[]} oldest first */
	ordersOf(phoneNumber) {
		const mine = listIn(this.byAccount, phoneNumber);
		if (this.unsorted.delete(phoneNumber)) {
			mine.sort((left, right) => left.createdAt - right.createdAt);
		}
		return mine;
	}
}

/**
 * @param {Map<string, Order[]>} index
 * @param {string} key
 * @returns {Order[]}
 */
function listIn(index, key) {
	let list = index.get(key);
	if (list === undefined) index.set(key, (list = []));
	return list;
}
