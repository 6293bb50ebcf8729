import type { IDataObject } from 'n8n-workflow';

import {
	startSimulator,
	createClock,
	type RunningSimulator,
} from '../../../tools/simulator/index.cts';
import type { Seeding } from '../../../tools/simulator/seeding.cts';
import type { Settings } from '../../../tools/simulator/simulator.cts';
import type { Order } from '../../../tools/simulator/store.cts';
import { clock as nodeClock } from '../../../dist/nodes/shared/port';
import { eventNames } from '../../../dist/nodes/MioEsimTrigger/properties';
import { credentialOf, type CredentialStore } from '../../harness/credentials.cts';
import { ActiveTrigger, type EventItem } from '../../harness/polling.cts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const EVERY_EVENT = [...eventNames];

/** Noon in GMT+8: the API's days and the clock's days begin at different moments. */
export const START = Date.parse('2026-03-01T12:00:00+08:00');

export interface World {
	sim: RunningSimulator;
	clock: ReturnType<typeof createClock>;
	credential: CredentialStore;
	/** Advances the clock, in milliseconds. */
	advance: (ms: number) => void;
	/** Places orders of the plain package now; their cards are not in use. */
	place: (count?: number, more?: Seeding) => Order[];
	trigger: (
		parameters?: IDataObject,
		more?: { budgetMs?: number; durable?: boolean; old?: boolean },
	) => ActiveTrigger;
	/** Parameters of the queryEsimOrder calls since the last time this was called. */
	calls: () => Array<Record<string, string>>;
	close: () => Promise<void>;
}

/** A MIOeSIM that shares its clock with the node, and what can happen in it. */
export async function createWorld(settings: Settings = {}): Promise<World> {
	const clock = createClock(START);
	const real = { ...nodeClock, dateNow: Date.now };
	nodeClock.now = clock.now;
	nodeClock.pause = async () => {};
	// The credential computes the end of a session from the machine's clock.
	Date.now = clock.now;
	const sim = await startSimulator({ clock, ...settings });
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	const credential = credentialOf(sim);
	return {
		sim,
		clock,
		credential,
		advance: (ms) => clock.advance(ms),
		place: (count = 1, more = {}) =>
			sim.seedOrders(count, {
				from: clock.now(),
				to: clock.now(),
				status: 0,
				activated: false,
				personal: true,
				skuId,
				priceId,
				...more,
			}),
		trigger: (parameters = {}, more = {}) =>
			new ActiveTrigger({
				credential,
				parameters: {
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					events: EVERY_EVENT,
					statuses: [],
					thresholds: '50, 80',
					daysBefore: 3,
					filters: {},
					options: {},
					...parameters,
				},
				...more,
			}),
		calls: () => {
			const made = sim.calls.splice(0).filter(({ endpoint }) => endpoint === 'queryEsimOrder');
			return made.map(({ params }) => params);
		},
		close: async () => {
			Date.now = real.dateNow;
			nodeClock.now = real.now;
			nodeClock.pause = real.pause;
			await sim.close();
		},
	};
}

/** Identifies an event. */
export function keyOf({ event, change, order, card }: EventItem): string {
	const detail: Partial<Record<string, string | number | null>> = {
		dataRunningLow: change.threshold,
		orderStatusChanged: change.to,
	};
	const parts = [event, order.orderNumber, card?.iccid, detail[event]];
	return parts.filter((part) => part !== undefined).join(' ');
}

export const keysOf = (items: EventItem[]) => items.map(keyOf).sort();

/** The card of an order that has one. */
export const iccidOf = (order: Order) => order.plans[0].card.iccid;
