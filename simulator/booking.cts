import { CODES, Refusal } from './refusals.cts';

/**
 * The one place where something is bought.
 *
 * @typedef {object} Purchase
 * @property {string} endpoint key
 * @property {import('./accounts').Account} account
 * @property {import('./catalogue').Offer} offer
 * @property {number} count
 * @property {number | null} daypassDays
 * @property {number | null} notBefore ms
 * @property {import('./store').Card[] | null} cards that get the plan; null: new eSIMs
 * @property {import('./store').Order | null} main the order that is renewed
 * @property {ReadonlyMap<string, string>} parameters for ids, remark and e-mail
 *
 * What really happened, whatever the caller was told.
 *
 * @typedef {object} LedgerRow
 * @property {'order' | 'renewal' | 'cancellation' | 'mail'} kind
 * @property {string} endpoint key
 * @property {string} orderNum
 * @property {string | null} outerOrderId
 * @property {string | null} outerItemId
 * @property {number} skuId
 * @property {number} priceId
 * @property {string | null} apiCode
 * @property {number} count cards
 * @property {string[]} iccids
 * @property {number} total USD paid, or for a cancellation given back; 0 for a mail
 * @property {number} at ms
 * @property {string} phoneNumber
 * @property {string} [email] of a mail
 */

const MB_PER_GB = 1024;

/** @param {number} amount @returns {number} whole cents */
const cents = (amount) => Math.round(amount * 100) / 100;

/**
 * @param {import('./packages').Package} pack
 * @param {number} count
 * @param {number | null} days of a daypass
 * @returns {number} USD
 */
export function totalOf(pack, count, days) {
	return cents(count * (pack.price * (days ?? 1) + pack.openCardFee));
}

/**
 * Takes the money and delivers at once, or refuses and does neither.
 *
 * @param {import('./simulator').Simulator} sim
 * @param {Purchase} purchase
 * @returns {import('./store').Order}
 */
export function book(sim, purchase) {
	const { account, offer, count, daypassDays, main } = purchase;
	const pack = offer.package;
	const total = totalOf(pack, count, daypassDays);
	const left = sim.catalogue.stock.get(pack.priceid) ?? 0;
	if (left < count) throw new Refusal(CODES.STOCK);
	if (account.balance < total) throw new Refusal(CODES.BALANCE);
	sim.catalogue.stock.set(pack.priceid, left - count);
	account.balance = cents(account.balance - total);

	const order = createOrder(sim.store, {
		...purchase,
		total,
		at: sim.clock.now(),
		cards: purchase.cards ?? Array.from({ length: count }, () => sim.cardMaker.esim()),
	});
	main?.renewals.push(order.orderNum);
	sim.store.add(order);
	enter(sim, order, main === null ? 'order' : 'renewal', purchase.endpoint);
	return order;
}

/**
 * @param {import('./store').Store} store
 * @param {Omit<Purchase, 'endpoint' | 'cards'> & { cards: import('./store').Card[], total: number,
 *   at: number }} booking
 * @returns {import('./store').Order} not in the store yet
 */
export function createOrder(store, { account, offer, cards, parameters, main, at, ...booking }) {
	const { sku, package: pack } = offer;
	/** @type {import('./store').Order} */
	const order = {
		...store.nextOrderNum(at),
		phoneNumber: account.phoneNumber,
		sku,
		package: pack,
		count: booking.count,
		daypassDays: booking.daypassDays,
		total: booking.total,
		status: 0,
		createdAt: at,
		mainOrderNum: main?.orderNum ?? null,
		renewals: [],
		outerOrderId: parameters.get('otherOrderId') || null,
		outerItemId: parameters.get('otherItemId') || null,
		remark: parameters.get('remark') || null,
		email: parameters.get('customerEmail') || null,
		physical: cards[0].dpId !== null,
		personal: true,
		infoFetched: false,
		settles: null,
		plans: [],
	};
	const days = booking.daypassDays ?? pack.days;
	const volume = pack.unit === 'GB' ? pack.flows * MB_PER_GB : pack.flows;
	for (const card of cards) {
		const plan = {
			id: ++store.lastPlan,
			order,
			card,
			days,
			megabytes: pack.supportDaypass === 0 ? volume : volume * days,
			notBefore: booking.notBefore ?? at,
			cancelledAt: null,
			usedMb: null,
		};
		card.plans.push(plan);
		order.plans.push(plan);
	}
	return order;
}

/**
 * Writes a row of the ledger.
 *
 * @param {import('./simulator').Simulator} sim
 * @param {import('./store').Order} order
 * @param {LedgerRow['kind']} kind
 * @param {string} endpoint
 * @param {Partial<LedgerRow>} [more]
 */
export function enter(sim, order, kind, endpoint, more) {
	sim.ledger.push({
		kind,
		endpoint,
		orderNum: order.orderNum,
		outerOrderId: order.outerOrderId,
		outerItemId: order.outerItemId,
		skuId: order.sku.skuid,
		priceId: order.package.priceid,
		apiCode: order.package.apiCode ?? null,
		count: order.count,
		iccids: order.plans.map((plan) => plan.card.iccid),
		total: order.total,
		at: sim.clock.now(),
		phoneNumber: order.phoneNumber,
		...more,
	});
}

/**
 * Gives money back and locks the order until it settles.
 *
 * @param {import('./simulator').Simulator} sim
 * @param {import('./accounts').Account} account
 * @param {import('./store').Order} order
 * @param {readonly import('./store').Plan[]} plans of the order, not cancelled yet
 */
export function cancel(sim, account, order, plans) {
	const now = sim.clock.now();
	for (const plan of plans) plan.cancelledAt = now;
	const isWhole = order.plans.every((plan) => plan.cancelledAt !== null);
	order.status = isWhole ? 6 : 7;
	order.settles = { at: now + sim.settleMs, status: isWhole ? 2 : 4 };
	const total = cents((order.total * plans.length) / order.plans.length);
	account.balance = cents(account.balance + total);
	const left = sim.catalogue.stock.get(order.package.priceid) ?? 0;
	sim.catalogue.stock.set(order.package.priceid, left + plans.length);
	enter(sim, order, 'cancellation', 'refundOrder', {
		count: plans.length,
		iccids: plans.map((plan) => plan.card.iccid),
		total,
	});
}
