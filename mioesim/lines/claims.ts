import { createHash, randomUUID } from 'node:crypto';

/**
 * Prevents two processes from buying one line: each claims it in a store that they share, before it looks
 * for an earlier order (docs/exactly-once.md).
 *
 * The store is not atomic: it reads a list, adds to it and writes it back, so of two that claim at the
 * same moment both may be told that they were first. A claim is therefore verified: it is recorded
 * together with a mark of its own, and counts only if that mark is still there after a pause in which
 * every write that began earlier must have ended (Fischer's mutual exclusion). If the mark is gone,
 * somebody wrote over it, and the line is claimed again.
 */

/** A list of marks that all processes share. */
export interface ClaimStore {
	/** The list that the marks are in: claims of one process on one list go one after another. */
	readonly name: string;
	/** Adds the marks. @returns those that were there before */
	record(marks: readonly string[]): Promise<readonly string[]>;
	remove(marks: readonly string[]): Promise<void>;
}

/** Milliseconds that go on, whatever happens to the clock on the wall, and waiting for them. */
export interface Timer {
	/** Milliseconds since the epoch. */
	now(): number;
	pause(ms: number): Promise<void>;
}

export interface Claim {
	/**
	 * `taken`: another run has it. `doubtful`: another run may have been told the same, because the store
	 * was slow or didn't come to rest. `undecided`: there is no store.
	 */
	decision: Promise<'held' | 'taken' | 'doubtful' | 'undecided'>;
	/** Gives the line back: nothing was bought for it. Never throws. */
	release(): Promise<void>;
}

/** A claim ends by itself after one to two of these. */
const PERIOD_MS = 15 * 60 * 1000;

const SHORTEST_PAUSE_MS = 100;

/** The pause must be longer than a write of another process, which may be slower than our own. */
const PAUSE_BY_RECORDING = 3;

const TRIES = 6;

/** The last use of each store in this process. */
const queues = new Map<string, Promise<unknown>>();

/** Claims that start together, and share their calls. */
interface Batch {
	readonly lines: string[];
	/** Null without a store. */
	readonly verdict: Promise<Verdict | null>;
}

interface Verdict {
	/** The lines that another run has. */
	readonly taken: ReadonlySet<string>;
	/** Nobody else can have been told that the others are theirs. */
	readonly isSure: boolean;
}

export class Claims {
	private open: Batch | undefined;

	constructor(
		private readonly store: ClaimStore,
		private readonly timer: Timer,
	) {}

	/** @param line the key of a line, or of an order to cancel */
	claim(line: string): Claim {
		this.open ??= this.newBatch();
		const { lines, verdict } = this.open;
		const isFirst = !lines.includes(line);
		lines.push(line);
		let isHeld = false;
		const decision = verdict.then((known) => {
			if (known === null) return 'undecided';
			isHeld = isFirst && !known.taken.has(line);
			if (!isHeld) return 'taken';
			return known.isSure ? 'held' : 'doubtful';
		});
		const release = async () => {
			await decision;
			if (!isHeld) return;
			await this.inTurn(async () => await this.store.remove(this.marksOf(line))).catch(() => {});
		};
		return { decision, release };
	}

	private newBatch(): Batch {
		const lines: string[] = [];
		// The next store call of this process: until then, further lines join.
		const verdict = this.inTurn(async () => {
			this.open = undefined;
			return await this.record(lines);
		})
			.then(async (first) => await this.verify(lines, first))
			.catch(() => null);
		return { lines, verdict };
	}

	private async verify(lines: readonly string[], first: Recording): Promise<Verdict> {
		const taken = new Set(first.taken);
		let latest = first;
		let isSure = true;
		for (let tries = 1; ; tries++) {
			// Longer than somebody else's pause: what was written over may have counted by then.
			if (latest.tookMs > SHORTEST_PAUSE_MS) isSure = false;
			await this.timer.pause(Math.max(SHORTEST_PAUSE_MS, latest.tookMs * PAUSE_BY_RECORDING));
			const { own } = latest;
			const known = await this.inTurn(async () => await this.store.record([own]));
			if (known.includes(own)) return { taken, isSure };
			if (tries === TRIES) return { taken, isSure: false };
			const open = lines.filter((line) => !taken.has(line));
			latest = await this.inTurn(async () => await this.record(open));
			for (const line of latest.taken) taken.add(line);
		}
	}

	private async record(lines: readonly string[]): Promise<Recording> {
		const own = randomUUID();
		const started = this.timer.now();
		const known = await this.store.record([...lines.flatMap((line) => this.marksOf(line)), own]);
		const taken = lines.filter((line) => this.marksOf(line).some((mark) => known.includes(mark)));
		return { own, taken, tookMs: this.timer.now() - started };
	}

	/** Marks of this period and the previous one: whoever looks in the next period still finds one. */
	private marksOf(line: string): string[] {
		const period = Math.floor(this.timer.now() / PERIOD_MS);
		return [period, period - 1].map((each) =>
			createHash('sha256').update(`${each}\n${line}`).digest('base64').slice(0, 24),
		);
	}

	private async inTurn<T>(task: () => Promise<T>): Promise<T> {
		const { name } = this.store;
		const mine = (queues.get(name) ?? Promise.resolve()).then(task, task);
		const settled = mine.catch(() => {});
		queues.set(name, settled);
		void settled.then(() => queues.get(name) === settled && queues.delete(name));
		return await mine;
	}
}

/** The result of recording claims. */
interface Recording {
	/** The mark of this recording. */
	own: string;
	taken: readonly string[];
	tookMs: number;
}
