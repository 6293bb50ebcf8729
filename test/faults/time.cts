import { createRandom } from '../../tools/simulator/random.cts';
import type { clock as nodeClock } from '../../dist/nodes/shared/port';

/**
 * Time runs fast here: when the node waits one second, 20 ms pass. Pauses must not be zero: an order that
 * MIOeSIM books after the node has given up waiting is booked during them.
 */
const SPEED = 50;

/** Timeout in the node's options, in the node's milliseconds: 200 real ones. */
export const TIMEOUT = 10_000;
/** The duration of a slow answer, in real milliseconds. */
export const SLOW = 260;

/** Gives the node a fast clock and a seed for its random numbers. */
export function speedUp(clock: typeof nodeClock, seed: number): void {
	const random = createRandom(seed);
	const pause = clock.pause.bind(clock);
	clock.random = random.next;
	clock.pause = async (ms, signal) => {
		await pause(ms / SPEED, signal);
	};
	const timeout = clock.timeout.bind(clock);
	clock.timeout = (ms) => timeout(Math.ceil(ms / SPEED));
}
