import { hash, randomUUID } from 'node:crypto';

import { serialize } from '../client/bounds';
import type { Port } from '../client/port';

/**
 * Prevents two processes from buying one line: each claims it in a store that they share, before it looks
 * for an earlier order (docs/exactly-once.md).
 *
 * The store is not atomic: of two that claim at the same moment, both may be told that they were first. A
 * claim is therefore recorded together with a mark of its own, and counts only if that mark is still there
 * after a pause in which every write that began earlier must have ended (Fischer's mutual exclusion). If it
 * is gone, somebody wrote over it, and the line is claimed again.
 */

/** A list of marks that all processes share. It is read, added to, and written back. */
export interface ClaimStore {
	/** Of the list: claims of one process on one list go one after another. */
	readonly name: string;
	/** Adds the marks. @returns those that were there before */
	record(marks: readonly string[]): Promise<readonly string[]>;
	remove(marks: readonly string[]): Promise<void>;
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
const TRIES = 6;
const SHORTEST_PAUSE_MS = 100;
/** The pause must be longer than a write of another process, which may be slower than our own. */
const PAUSE_BY_RECORDING = 3;

/** Claims that start together, and share their calls. */
interface Batch {
	readonly lines: string[];
	/** Null without a store. */
	readonly verdict: Promise<Verdict | null>;
}

interface Verdict {
	/** The lines that another run has. */
	readonly taken: ReadonlySet<string>;
	readonly others: 'held' | 'doubtful' | 'undecided';
	/** Of the first recording. */
	readonly trace: string;
}

/** The result of recording claims. */
interface Recording {
	/** The mark of this recording; asking for it records it again. */
	own: string;
	/** Another one, which nobody asks for alone: where it is, the lines are. */
	trace: string;
	taken: readonly string[];
	tookMs: number;
}

export class Claims {
	private open: Batch | undefined;

	constructor(
		private readonly store: ClaimStore,
		private readonly timer: Pick<Port, 'now' | 'pause'>,
	) {}

	/** @param line the key of a line, or of an order to cancel */
	claim(line: string): Claim {
		this.open ??= this.newBatch();
		const { lines, verdict } = this.open;
		const isFirst = !lines.includes(line);
		lines.push(line);
		const decision = verdict.then((known) => {
			if (known === null) return 'undecided';
			return !isFirst || known.taken.has(line) ? 'taken' : known.others;
		});
		const release = async () => {
			const known = await verdict;
			const is = await decision;
			if (known === null || is === 'taken') return;
			const remove = async () => {
				// Marks that were not verified may be another's by now.
				const isOurs = is !== 'undecided' || (await this.isThere(known.trace));
				if (isOurs) await this.store.remove(this.marksOf(line));
			};
			await this.inTurn(remove).catch(() => {});
		};
		return { decision, release };
	}

	private newBatch(): Batch {
		const lines: string[] = [];
		// The next store call of this process: until then, further lines join.
		const verdict = this.inTurn(async () => {
			await Promise.resolve();
			this.open = undefined;
			return await this.record(lines);
		})
			.then(async (first): Promise<Verdict> => {
				const taken = new Set(first.taken);
				const verifying = this.verify(lines, first, taken).catch(() => 'undecided' as const);
				return { taken, others: await verifying, trace: first.trace };
			})
			.catch(() => null);
		return { lines, verdict };
	}

	/** @param taken gets the lines that another run turns out to have */
	private async verify(
		lines: readonly string[],
		first: Recording,
		taken: Set<string>,
	): Promise<'held' | 'doubtful'> {
		const traces = [first.trace];
		let latest = first;
		let isSure = true;
		for (let tries = 1; ; tries++) {
			const { own, tookMs } = latest;
			// Longer than somebody else's pause: what was written over may have counted by then.
			if (tookMs > SHORTEST_PAUSE_MS) isSure = false;
			await this.timer.pause(Math.max(SHORTEST_PAUSE_MS, tookMs * PAUSE_BY_RECORDING));
			const isThere = await this.inTurn(async () => await this.isThere(own));
			if (isThere) return isSure ? 'held' : 'doubtful';
			if (tries === TRIES) return 'doubtful';
			const open = lines.filter((line) => !taken.has(line));
			latest = await this.inTurn(async () => await this.record(open, traces));
			for (const line of latest.taken) taken.add(line);
			traces.push(latest.trace);
		}
	}

	/**
	 * @param earlier traces of earlier recordings. If one of them is there again, so are the lines that were
	 *   recorded with it, and whoever came after them was told that they are taken
	 */
	private async record(lines: readonly string[], earlier: string[] = []): Promise<Recording> {
		const [own, trace] = [randomUUID(), randomUUID()];
		const started = this.timer.now();
		const marks = lines.flatMap((line) => this.marksOf(line));
		const known = await this.store.record([...marks, ...earlier, trace, own]);
		const isOurs = earlier.some((mark) => known.includes(mark));
		const taken = lines.filter((line) => this.marksOf(line).some((mark) => known.includes(mark)));
		return { own, trace, taken: isOurs ? [] : taken, tookMs: this.timer.now() - started };
	}

	/** Records it again if it is not. */
	private async isThere(mark: string): Promise<boolean> {
		return (await this.store.record([mark])).includes(mark);
	}

	/** Marks of this period and the previous one: whoever looks in the next period still finds one. */
	private marksOf(line: string): string[] {
		const period = Math.floor(this.timer.now() / PERIOD_MS);
		return [period, period - 1].map((each) =>
			hash('sha256', `${each}\n${line}`, 'base64').slice(0, 24),
		);
	}

	private async inTurn<T>(task: () => Promise<T>): Promise<T> {
		return await serialize([`claims ${this.store.name}`], undefined, task);
	}
}
