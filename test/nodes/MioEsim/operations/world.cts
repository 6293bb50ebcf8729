import { startSimulator, type RunningSimulator } from '../../../../tools/simulator/index.cts';
import { credentialOf, type CredentialStore } from '../../../harness/credentials.cts';
import { runNode, type NodeSettings } from '../../../harness/engine.cts';
import { forgetSent } from '../../../harness/ledger.cts';
import { clock } from '../../../../dist/nodes/shared/port';
import type { IDataObject } from 'n8n-workflow';
import type { Seeding } from '../../../../tools/simulator/seeding.cts';
import type { Settings } from '../../../../tools/simulator/simulator.cts';
import type { Item } from '../../../harness/items.cts';

/** A resource locator filled in by ID. */
export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });

/** Pauses take no time, and are recorded. */
export function withoutPauses() {
	const real = { ...clock };
	const pauses: number[] = [];
	beforeEach(() => {
		pauses.length = 0;
		clock.pause = (ms) => Promise.resolve(void pauses.push(ms));
	});
	afterEach(() => Object.assign(clock, real));
	return pauses;
}

export class World {
	sim!: RunningSimulator;
	/** New for every test. */
	credential!: CredentialStore;

	run = async <TJson = Item,>(parameters: IDataObject, more: Partial<NodeSettings> = {}) =>
		await runNode<TJson>({ credential: this.credential, parameters, ...more });
}

/** A simulator for the tests of a file, cleared before each of them. */
export function useSimulator(settings: Settings = {}): World {
	const world = new World();
	beforeAll(async () => {
		world.sim = await startSimulator({ seed: 1, accounts: [{ balance: 1e9 }], ...settings });
	});
	afterAll(async () => await world.sim.close());
	beforeEach(() => {
		world.sim.reset();
		// The simulator numbers its orders anew; the node would recognize them from the previous test.
		forgetSent();
		world.credential = credentialOf(world.sim);
	});
	return world;
}

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
