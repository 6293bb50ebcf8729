/**
 * The time the simulator lives by, in ms since the epoch. Tokens, settling and usage know no other.
 */
export interface Clock {
	now: () => number;
	/** moves the clock forward */
	advance: (ms: number) => void;
	/** puts the clock to this moment */
	set: (ms: number) => void;
}

/** A clock that stands still until it is moved. */
export function createClock(startMs: number = Date.now()): Clock {
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

/** A clock that runs with real time, and can be moved all the same. */
export function createRunningClock(): Clock {
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
