/**
 * The time the simulator lives by, in ms since the epoch. Tokens, settling and usage know no other.
 *
 * @typedef {object} Clock
 * @property {() => number} now
 * @property {(ms: number) => void} advance moves the clock forward
 * @property {(ms: number) => void} set puts the clock to this moment
 */

/**
 * A clock that stands still until it is moved.
 *
 * @param {number} [startMs]
 * @returns {Clock}
 */
export function createClock(startMs = Date.now()) {
	let time = startMs;
	return {
		now: () => time,
		advance: (ms) => {
			time += ms;
		},
		set: (ms) => {
			time = ms;
		},
	};
}

/**
 * A clock that runs with real time, and can be moved all the same.
 *
 * @returns {Clock}
 */
export function createRunningClock() {
	let offset = 0;
	return {
		now: () => Date.now() + offset,
		advance: (ms) => {
			offset += ms;
		},
		set: (ms) => {
			offset = ms - Date.now();
		},
	};
}
