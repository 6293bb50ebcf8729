import { clock } from '../../dist/nodes/shared/port';
import { Cancelled } from '../../dist/mioesim/client/bounds';

/** No test needs more pauses; a loop that never ends fails at once. */
const MOST_PAUSES = 100;

/** Scripted time and chance. Pauses take no time: they are recorded, and advance the clock. */
export class ScriptedClock {
	/** Milliseconds since the epoch. */
	now = Date.UTC(2026, 0, 31);
	/** Between 0 and 1. */
	chance = 0.5;
	/** Milliseconds of every pause. */
	readonly pauses: number[] = [];
	/** Milliseconds of every timeout, and what ends it. */
	readonly timeouts: Array<{ ms: number; end: AbortController }> = [];
	/** What happens elsewhere during a pause. */
	meanwhile: (ms: number) => unknown = () => undefined;

	/** Lets the latest timeout expire now. */
	timeOut(): void {
		this.timeouts.at(-1)?.end.abort();
	}

	readonly clock: Partial<typeof clock> = {
		now: () => this.now,
		random: () => this.chance,
		pause: async (ms, signal) => {
			if (this.pauses.push(ms) > MOST_PAUSES) throw new Error('The pauses do not end');
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

/**
 * Awaits work that should end as soon as everything that is ready has run. It fails if the work is still
 * waiting then, so that a wait that never ends does not hold up the tests.
 */
export async function soon<T>(work: Promise<T>): Promise<T> {
	let isOver = false;
	const late = async () => {
		for (let turn = 0; turn < 50 && !isOver; turn++) {
			await new Promise((resolve) => setImmediate(resolve));
		}
		throw new Error('It is still waiting');
	};
	try {
		return await Promise.race([work, late()]);
	} finally {
		isOver = true;
	}
}
