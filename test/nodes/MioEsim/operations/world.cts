import type { RunningSimulator } from '../../../../tools/simulator/index.cts';
import type { Seeding } from '../../../../tools/simulator/seeding.cts';

export { byId } from '../../../harness/parameters.cts';

/** The part of an order that the tests need. */
export interface Sold {
	orderNum: string;
	plans: { card: { iccid: string } }[];
}

/** The part of a simulator that parameters are made from: it may run in another process. */
export interface Stock<TOrder extends Sold = Sold> {
	catalogue: { oddities: Pick<RunningSimulator['catalogue']['oddities'], 'physical' | 'plain'> };
	clock: { now: () => number };
	seedOrders: (count: number, seeding: Seeding) => TOrder[];
}

/** An order of the plain package that was placed a moment ago; its cards are not in use. */
export function freshOrder<TOrder extends Sold>(sim: Stock<TOrder>, more: Seeding = {}) {
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	const settings = { skuId, priceId, status: 0, activated: false, personal: true, count: 2 };
	// One second ago: an order of this very millisecond may not be listed with its cards yet.
	const to = sim.clock.now() - 1000;
	const [order] = sim.seedOrders(1, { ...settings, to, ...more });
	return { orderNumber: order.orderNum, iccids: order.plans.map(({ card }) => card.iccid), order };
}
