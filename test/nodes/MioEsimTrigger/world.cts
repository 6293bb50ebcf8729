import { startSimulator, createClock } from '../../../simulator/index.cts';
import { clock as nodeClock } from '../../../dist/transport/clock';
import { credentialOf } from '../../harness/credentials.cts';
import { ActiveTrigger } from '../../harness/polling.cts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const EVERY_EVENT = [
	'dataRunningLow',
	'newOrder',
	'orderStatusChanged',
	'planEnded',
	'planExpiring',
	'planStarted',
];

/** Noon in GMT+8: a day's range of the API and a day of the clock begin at different moments. */
export const START = Date.parse('2026-03-01T12:00:00+08:00');

/**
 * A MIOeSIM whose clock is also that of the node, and what can happen in it.
 *
 * @param {object} [settings] of the simulator
 */
export async function createWorld({ start = START, ...settings } = {}) {
	const clock = createClock(start);
	const real = { ...nodeClock, dateNow: Date.now };
	nodeClock.now = clock.now;
	nodeClock.pause = async () => {};
	// The credential takes the end of a session from the machine's clock.
	Date.now = clock.now;
	const sim = await startSimulator({ clock, ...settings });
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	const credential = credentialOf(sim);
	return {
		sim,
		clock,
		credential,
		pack: { skuId, priceId },
		advance: (ms) => clock.advance(ms),
		/** Orders of the plain package, placed now, their cards not in use. */
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
		/** queryEsimOrder calls since it was asked last. */
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

/** What tells an event from every other. */
export function keyOf({ event, change, order, card }) {
	const detail = { dataRunningLow: change.threshold, orderStatusChanged: change.to };
	const parts = [event, order.orderNumber, card?.iccid, detail[event]];
	return parts.filter((part) => part !== undefined).join(' ');
}

export const keysOf = (items) => items.map(keyOf).sort();
