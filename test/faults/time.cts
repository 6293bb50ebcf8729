import { createRandom } from '../../simulator/random.cts';
import type { Clock } from '../../simulator/clock.cts';

/**
 * Time runs fast here: what the node would wait for a second takes 20 ms. It must not be nothing: an
 * order that MIOeSIM books after the node has given up waiting is booked in the course of these pauses.
 */
const SPEED = 50;

/** Milliseconds the node waits for an answer, and what a slow answer takes. */
export const TIMEOUT = 120;
export const SLOW = 160;

/** Gives the node a fast clock and its chance a seed. */
export function speedUp(clock: Clock, seed: number) {
	const random = createRandom(seed);
	const pause = clock.pause;
	clock.random = random.next;
	clock.pause = async (ms: number, signal) => await pause(ms / SPEED, signal);
}
