/**
 * The simulator's time, in ms since the epoch. Tokens, settling and usage all follow it.
 */
export interface Clock {
	now: () => number;
	/** moves the clock forward */
	advance: (ms: number) => void;
	/** sets the clock to this moment */
	set: (ms: number) => void;
	/** Runs something when the clock reaches this moment, even while the clock is being moved. */
	at: (ms: number, run: () => void) => void;
}

interface Due {
	at: number;
	run: () => void;
}

/** What is due, in order of time. */
class Agenda {
	private readonly due: Due[] = [];

	add(entry: Due): void {
		const later = this.due.findIndex(({ at }) => at > entry.at);
		this.due.splice(later < 0 ? this.due.length : later, 0, entry);
	}

	run(now: number): void {
		while (this.due.length > 0 && this.due[0].at <= now) this.due.shift()?.run();
	}
}

/** The longest delay of a JavaScript timer, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A clock that stands still until it is advanced. */
export function createClock(startMs: number = Date.now()): Clock {
	let time = startMs;
	const agenda = new Agenda();
	const set = (ms: number) => {
		time = ms;
		agenda.run(time);
	};
	return {
		now: () => time,
		advance: (ms) => {
			set(time + ms);
		},
		set,
		at: (ms, run) => {
			agenda.add({ at: ms, run });
			agenda.run(time);
		},
	};
}

/** A clock that follows real time, and can also be moved. */
export function createRunningClock(): Clock {
	let offset = 0;
	const agenda = new Agenda();
	const now = () => Date.now() + offset;
	/** Keeps no process alive. A timer may come early, and the clock may be put back. */
	const wake = (ms: number) => {
		const left = Math.min(Math.max(0, ms - now()), LONGEST_TIMER);
		const look = () => {
			if (now() < ms) wake(ms);
			else agenda.run(now());
		};
		setTimeout(look, left).unref();
	};
	const set = (ms: number) => {
		offset = ms - Date.now();
		agenda.run(now());
	};
	return {
		now,
		advance: (ms) => {
			set(now() + ms);
		},
		set,
		at: (ms, run) => {
			agenda.add({ at: ms, run });
			wake(ms);
		},
	};
}
