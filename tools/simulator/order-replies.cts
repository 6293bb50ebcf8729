import { shownCards, type ShownCard } from './delivery.cts';
import { isDaypass } from './packages.cts';
import { DAY, toDate, toDateTime, toTimestamp } from './time.cts';
import { isOver, settle, startedWindow, usedMb } from './usage.cts';
import type { Call } from './endpoints/endpoint.cts';
import type { Card, Order, Plan } from './store.cts';
import type { Simulator } from './simulator.cts';

/**
 * Orders as the API writes them, each endpoint in its own way. What contradicts or varies in the real
 * replies depends on the order's number here, so an order looks the same each time.
 */

const APN = 'plus.4g';
const ACTIVATE_WITHIN = 180 * DAY;
/** Between a validity that is not that of the plan, and the plan's. */
const OTHER_DAYS = 30;

const purchaseDate = (order: Order) =>
	toDate(order.createdAt) + ['(GMT+8)', ' (GMT+8)', ''][order.number % 3];

const isRenewal = (order: Order) => order.mainOrderNum !== null;

/** @returns `6GB` */
const volume = (plan: Plan): string => {
	const { flows, unit } = plan.order.package;
	return `${flows}${unit}`;
};

/** @param now ms */
function period(plan: Plan, now: number) {
	const window = startedWindow(plan, now);
	return {
		startDate: window && toDateTime(window.start),
		endDate: window && toDateTime(window.end),
	};
}

/**
 * @param now ms
 * @returns the first plan that has started
 */
const firstStarted = (order: Order, now: number): Plan | undefined =>
	order.plans.find((plan) => startedWindow(plan, now) !== null);

/** A card of the Order object. */
function cardObject(sim: Simulator, { plan, installation }: ShownCard, withPdf: boolean) {
	const { card, order } = plan;
	const { validity, renewalCards } = sim.modesOf(order);
	const now = sim.clock.now();
	return {
		...installation,
		...(isRenewal(order) && renewalCards === 'noIccid' ? { iccid: null } : {}),
		pdfUrl: withPdf ? sim.pdfUrl(order.orderNum, card.iccid) : null,
		data: volume(plan),
		validity: validity === 'days' ? plan.days : plan.days + OTHER_DAYS,
		mobileNumber: card.number % 2 === 0 ? '' : null,
		activateBefore: toDate(order.createdAt + ACTIVATE_WITHIN),
		usedMB: String(usedMb(plan, now)),
		...period(plan, now),
		dpId: card.dpId,
		dpStatus: card.dpId === null ? null : 0,
		eid: card.activatedAt === null ? null : eidOf(card),
		apn: APN,
	};
}

/** @returns 32 digits */
export const eidOf = (card: Card): string => `89049032${String(card.number).padStart(24, '0')}`;

export function orderObject(sim: Simulator, order: Order, withPdf: boolean) {
	const now = sim.clock.now();
	settle(order, now);
	const renews = isRenewal(order);
	const started = firstStarted(order, now);
	const modes = sim.modesOf(order);
	const contradicts = modes.renewal === 'documented' && order.number % 3 === 0;
	const cards = renews && modes.renewalCards === 'none' ? [] : order.plans;
	return {
		orderNum: order.orderNum,
		display: order.sku.display,
		purchaseDate: purchaseDate(order),
		count: order.count,
		price: order.number % 2 === 0 ? order.total.toFixed(2) : order.total,
		status: order.status,
		renewal: contradicts ? !renews : renews,
		renew: renews ? 1 : 0,
		mainOrderNum: order.mainOrderNum,
		renewOrderNum: order.renewals.length === 0 && order.number % 2 ? null : order.renewals,
		priceId: order.package.priceid,
		startDate: started ? period(started, now).startDate : null,
		endDate: started ? period(started, now).endDate : null,
		outerOrderid: order.outerOrderId,
		outerItemId: order.outerItemId,
		[modes.cardsKey]: shownCards(order, cards, modes, now).map((shown) =>
			cardObject(sim, shown, withPdf),
		),
	};
}

/** An order of another customer of the same account, for the same package. */
function strangersOrder(sim: Simulator, { package: pack, sku, count, createdAt }: Order): Order {
	const ids = { outerOrderId: 'STRANGER', outerItemId: 'STRANGER-1' };
	const same = { skuId: sku.skuid, priceId: pack.priceid, count, status: 0, activated: false };
	return sim.seedOrders(1, { to: createdAt, personal: true, ...same, ...ids })[0];
}

/** @returns the order, or another customer's */
export function shownOrder({ sim, modes }: Call, order: Order): Order {
	const { replies } = { ...sim.modes.current, ...modes };
	return replies === 'own' ? order : strangersOrder(sim, order);
}

/** What is told of a new order: the number alone, the order, or the order with its PDFs. */
export function backInfo(call: Call, placed: Order): unknown {
	const wanted = call.parameters.get('backInfo') || '0';
	const order = shownOrder(call, placed);
	return wanted === '0' ? order.orderNum : orderObject(call.sim, order, wanted === '2');
}

/**
 * Not documented by MIOeSIM: 0 not started, 1 running, 2 over, 3 cancelled.
 *
 * @param now ms
 */
function planStatus(plan: Plan, now: number) {
	if (plan.cancelledAt !== null) return 3;
	if (isOver(plan, now)) return 2;
	return startedWindow(plan, now) === null ? 0 : 1;
}

/** @param now ms */
function planRow({ plan, installation }: ShownCard, now: number) {
	const { package: pack } = plan.order;
	const window = startedWindow(plan, now);
	return {
		id: plan.id,
		flows: pack.flows,
		unit: pack.unit,
		days: plan.days,
		usedMb: usedMb(plan, now),
		name: pack.showName,
		beginDate: window && toTimestamp(window.start),
		endDate: window && toTimestamp(window.end),
		status: planStatus(plan, now),
		iccid: installation.iccid,
		priceId: pack.priceid,
	};
}

/**
 * A row of queryEsimOrder.
 *
 * @param plans the plans to list
 */
export function esimOrderRow(sim: Simulator, order: Order, plans: readonly Plan[] = order.plans) {
	const now = sim.clock.now();
	settle(order, now);
	return {
		orderNum: order.orderNum,
		skuId: order.sku.skuid,
		skuName: order.sku.display,
		type: isDaypass(order.package) ? 1 : 0,
		daypassDay: order.daypassDays,
		count: order.count,
		createTime: toTimestamp(order.createdAt),
		status: order.status,
		totle: order.total,
		outer_orderid: order.outerOrderId,
		outer_itemid: order.outerItemId,
		pflag: !isRenewal(order),
		flowType: order.package.flowType,
		renew: isRenewal(order) ? 1 : 0,
		remark: order.remark,
		email: order.email,
		cardType: order.physical ? 1 : 0,
		packageList: shownCards(order, plans, sim.modesOf(order), now).map((shown) =>
			planRow(shown, now),
		),
	};
}

/**
 * A row of queryOrder.
 *
 * @param now ms
 */
export function orderRow(order: Order, now: number) {
	settle(order, now);
	const started = firstStarted(order, now);
	return {
		orderid: order.orderNum,
		num: order.count,
		price: order.package.price,
		totle: order.total,
		subTime: toTimestamp(order.createdAt),
		status: order.status,
		flowType: order.package.flowType,
		packetName: order.package.showName,
		expireDate: started ? period(started, now).endDate : null,
		renew: isRenewal(order) ? 1 : 0,
		outerOrderId: order.outerOrderId,
		outerItemId: order.outerItemId,
	};
}
