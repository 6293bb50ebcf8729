import { createOrder, totalOf } from './booking.cts';
import { isDaypass } from './packages.cts';
import { createRandom } from './random.cts';
import { DAY } from './time.cts';
import type { Modes } from './modes.cts';
import type { Simulator } from './simulator.cts';
import type { Order } from './store.cts';

/** How past orders are generated. Omitted fields are drawn at random, the same each time. */
export interface Seeding {
	/** ms, 80 days ago by default; the orders are spread evenly */
	from?: number;
	/** ms, now by default */
	to?: number;
	/** the first account by default */
	phoneNumber?: string;
	status?: number;
	/** whether the cards are in use; by default every second one is */
	activated?: boolean;
	/** by default every 25th is not */
	personal?: boolean;
	/** cards per order, 1 by default */
	count?: number;
	/** with priceId: the package of all orders */
	skuId?: number;
	priceId?: number;
	outerOrderId?: string | ((index: number) => string | null);
	outerItemId?: string | ((index: number) => string | null);
	/** modes of these orders only */
	modes?: Partial<Modes>;
}

const PAST_DAYS = 80;
const NON_PERSONAL_EACH = 25;
const STATUSES = [0, 0, 0, 0, 0, 0, 0, 2, 3, 4];

export function seedOrders(sim: Simulator, count: number, seeding: Seeding = {}): Order[] {
	const random = createRandom(count);
	const to = seeding.to ?? sim.clock.now();
	const from = seeding.from ?? to - PAST_DAYS * DAY;
	const account = seeding.phoneNumber ? sim.accountOf(seeding.phoneNumber) : sim.account;
	const offers = offersFor(sim, seeding);
	return Array.from({ length: count }, (_, index) => {
		const at = Math.round(from + ((to - from) * (index + 1)) / count);
		const offer = offers[index % offers.length];
		const cards = Array.from({ length: seeding.count ?? 1 }, () => sim.cardMaker.esim());
		const daypassDays = isDaypass(offer.package) ? offer.package.minDay : null;
		const order = createOrder(sim, {
			account,
			offer,
			count: cards.length,
			daypassDays,
			notBefore: null,
			cards,
			main: null,
			parameters: idsOf(seeding, index),
			modes: seeding.modes ?? {},
			total: totalOf(offer.package, cards.length, daypassDays),
			at,
		});
		order.personal = seeding.personal ?? (index + 1) % NON_PERSONAL_EACH !== 0;
		order.status = seeding.status ?? seeding.modes?.orderStatus ?? random.pick(STATUSES);
		if (seeding.activated ?? (index % 2 === 0 && order.status === 0)) {
			for (const card of cards) card.activatedAt = at + random.integer(0, 2 * DAY);
		}
		if (order.status === 2) for (const plan of order.plans) plan.cancelledAt = at;
		sim.store.add(order);
		return order;
	});
}

function offersFor(sim: Simulator, { skuId, priceId }: Seeding) {
	const { catalogue } = sim;
	if (priceId === undefined) {
		return catalogue.skus.flatMap((sku) =>
			(sku.packages ?? []).slice(0, 1).map((pack) => ({ sku, package: pack })),
		);
	}
	const offer = catalogue.findPackage(
		(pack, sku) => pack.priceid === priceId && (skuId === undefined || sku.skuid === skuId),
	);
	if (offer === undefined) throw new Error(`No package ${priceId}`);
	return [offer];
}

/** @returns the IDs as a caller sends them */
function idsOf({ outerOrderId, outerItemId }: Seeding, index: number): Map<string, string> {
	const ids = new Map<string, string>();
	for (const [name, id] of [
		['otherOrderId', outerOrderId ?? `SEED-${index + 1}`],
		['otherItemId', outerItemId],
	] as const) {
		const value = typeof id === 'function' ? id(index) : id;
		if (value) ids.set(name, value);
	}
	return ids;
}
