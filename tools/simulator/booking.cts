import { cents, isDaypass, type Package } from './packages.cts';
import { CODES, Refusal } from './refusals.cts';
import type { Account } from './accounts.cts';
import type { Offer } from './catalogue.cts';
import type { Card, Order, Plan } from './store.cts';
import type { KeptId, Modes } from './modes.cts';
import type { Simulator } from './simulator.cts';

/** The only place where something is bought. */
export interface Purchase {
	/** key */
	endpoint: string;
	account: Account;
	offer: Offer;
	count: number;
	daypassDays: number | null;
	/** ms */
	notBefore: number | null;
	/** that get the plan; null: new eSIMs */
	cards: Card[] | null;
	/** the order that is renewed */
	main: Order | null;
	/** for the IDs, the remark and the email address */
	parameters: ReadonlyMap<string, string>;
	/** modes of this order only */
	modes: Partial<Modes>;
}

/** What really happened, whatever the caller was told. */
export interface LedgerRow {
	kind: 'order' | 'renewal' | 'cancellation' | 'mail';
	/** key */
	endpoint: string;
	orderNum: string;
	/** as it was sent, however it is stored */
	outerOrderId: string | null;
	outerItemId: string | null;
	skuId: number;
	priceId: number;
	apiCode: string | null;
	/** cards */
	count: number;
	iccids: string[];
	/** USD paid or, for a cancellation, refunded; 0 for an email */
	total: number;
	/** ms */
	at: number;
	phoneNumber: string;
	/** of an email */
	email?: string;
}

const MB_PER_GB = 1024;
const UNPAID = -1;
const PAID = 0;

/**
 * @param days of a daypass
 * @returns USD
 */
export function totalOf(pack: Package, count: number, days: number | null): number {
	return cents(count * (pack.price * (days ?? 1) + pack.openCardFee));
}

/** Another package of the same kind and destination. */
function otherOffer(sim: Simulator, { sku, package: pack }: Offer): Offer {
	const other = sim.catalogue
		.packages(sku.skuid)
		.find(
			(each) => each !== pack && !isDaypass(each) && each.mustDate === 0 && each.flowType === 0,
		);
	return { sku, package: other ?? pack };
}

/**
 * Charges the account and delivers at once, or refuses and does neither.
 *
 * @returns the order, the first one if the mode books two
 */
export function book(sim: Simulator, asked: Purchase): Order {
	const modes = { ...sim.modes.current, ...asked.modes };
	const isOther = modes.books === 'otherPackage';
	const purchase = isOther ? { ...asked, offer: otherOffer(sim, asked.offer) } : asked;
	const order = bookOnce(sim, purchase, modes);
	if (modes.books === 'twice') bookOnce(sim, purchase, modes);
	return order;
}

function bookOnce(sim: Simulator, purchase: Purchase, modes: Modes): Order {
	const { account, offer, count, daypassDays, main, parameters } = purchase;
	const pack = offer.package;
	const total = totalOf(pack, count, daypassDays);
	const left = sim.catalogue.stock.get(pack.priceid);
	if (left < count) throw new Refusal(CODES.STOCK);
	if (account.balance < total) throw new Refusal(CODES.BALANCE);
	sim.catalogue.stock.set(pack.priceid, left - count);
	account.balance = cents(account.balance - total);

	const order = createOrder(sim, {
		...purchase,
		total,
		at: sim.clock.now(),
		cards:
			purchase.cards ??
			Array.from({ length: count + modes.extraCards }, () => sim.cardMaker.esim(modes.iccidDigits)),
	});
	main?.renewals.push(order.orderNum);
	sim.store.add(order);
	enter(sim, order, main === null ? 'order' : 'renewal', purchase.endpoint, {
		outerOrderId: parameters.get('otherOrderId') || null,
		outerItemId: parameters.get('otherItemId') || null,
	});
	return order;
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An ID from the caller, as MIOeSIM stores it. */
function keep(id: string | undefined, how: KeptId): string | null {
	if (!id) return null;
	if (how === 'asSent') return id;
	if (how === 'other') return `OTHER-${Buffer.from(id).toString('hex')}`;
	if (how === 'lower') return id.toLowerCase();
	if (how === 'trimmed') return id.replace(/\s+/g, '');
	if (how === 'escaped') return id.replace(/[&<>"]/g, (character) => HTML[character]);
	return id.slice(0, Number(how.slice('cut:'.length)));
}

/** @returns not in the store yet */
export function createOrder(
	sim: Simulator,
	{
		account,
		offer,
		cards,
		parameters,
		main,
		at,
		...booking
	}: Omit<Purchase, 'endpoint' | 'cards'> & { cards: Card[]; total: number; at: number },
): Order {
	const { store } = sim;
	const { sku, package: pack } = offer;
	const { ids, orderStatus, paidMs } = { ...sim.modes.current, ...booking.modes };
	const isPaid = orderStatus !== UNPAID || paidMs === 'never';
	const order: Order = {
		...store.nextOrderNum(at),
		phoneNumber: account.phoneNumber,
		sku,
		package: pack,
		count: booking.count,
		daypassDays: booking.daypassDays,
		total: booking.total,
		status: orderStatus,
		createdAt: at,
		mainOrderNum: main?.orderNum ?? null,
		renewals: [],
		outerOrderId: keep(parameters.get('otherOrderId'), ids),
		outerItemId: keep(parameters.get('otherItemId'), ids),
		remark: parameters.get('remark') || null,
		email: parameters.get('customerEmail') || null,
		physical: cards.some(({ dpId }) => dpId !== null),
		personal: true,
		infoFetched: false,
		settles: isPaid ? null : { at: at + paidMs, status: PAID },
		modes: booking.modes,
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
			megabytes: isDaypass(pack) ? volume * days : volume,
			notBefore: booking.notBefore ?? at,
			cancelledAt: null,
			usedMb: null,
		};
		card.plans.push(plan);
		order.plans.push(plan);
	}
	return order;
}

/** Writes a row of the ledger. */
export function enter(
	sim: Simulator,
	order: Order,
	kind: LedgerRow['kind'],
	endpoint: string,
	more?: Partial<LedgerRow>,
) {
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
 * Refunds the money, and locks the order until the cancellation settles.
 *
 * @param plans of the order, not cancelled yet
 */
export function cancel(sim: Simulator, account: Account, order: Order, plans: readonly Plan[]) {
	const now = sim.clock.now();
	for (const plan of plans) plan.cancelledAt = now;
	const isWhole = order.plans.every((plan) => plan.cancelledAt !== null);
	order.status = isWhole ? 6 : 7;
	order.settles = { at: now + sim.settleMs, status: isWhole ? 2 : 4 };
	const total = cents((order.total * plans.length) / order.plans.length);
	account.balance = cents(account.balance + total);
	const left = sim.catalogue.stock.get(order.package.priceid);
	sim.catalogue.stock.set(order.package.priceid, left + plans.length);
	enter(sim, order, 'cancellation', 'refundOrder', {
		count: plans.length,
		iccids: plans.map((plan) => plan.card.iccid),
		total,
	});
}
