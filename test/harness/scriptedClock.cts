import { clock } from '../../dist/transport/clock';
import { Cancelled } from '../../dist/transport/context';

/** Time and chance as a test says. Pauses take no time: they are recorded, and move the clock. */
export class ScriptedClock {
	/** Milliseconds since the epoch. */
	now = Date.UTC(2026, 0, 31);
	/** Between 0 and 1. */
	chance = 0.5;
	/** Milliseconds of every pause. */
	readonly pauses: number[] = [];
	/** Milliseconds of every time-out, and what ends it. */
	readonly timeouts: Array<{ ms: number; end: AbortController }> = [];
	/** What happens elsewhere during a pause. */
	meanwhile: (ms: number) => unknown = () => undefined;

	/** Ends the time-out that was set last, now. */
	timeOut(): void {
		this.timeouts.at(-1)?.end.abort();
	}

	readonly clock: Partial<typeof clock> = {
		now: () => this.now,
		random: () => this.chance,
		pause: async (ms, signal) => {
			this.pauses.push(ms);
			await this.meanwhile(ms);
			if (signal?.aborted) throw new Cancelled();
			this.now += ms;
		},
		timeout: (ms) => {
			const end = new AbortController();
			this.timeouts.push({ ms, end });
			return end.signal;
		},
	};
}

/** A scripted clock, new for each test of a file. */
export function useScriptedClock(): { readonly time: ScriptedClock } {
	const real = { ...clock };
	let time = new ScriptedClock();
	beforeEach(() => {
		time = new ScriptedClock();
		Object.assign(clock, time.clock);
	});
	afterEach(() => Object.assign(clock, real));
	return {
		get time() {
			return time;
		},
	};
}
