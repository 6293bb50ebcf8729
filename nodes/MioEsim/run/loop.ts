import type { Failure } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { cancellable } from '../../../mioesim/client/bounds';
import { clock } from '../../shared/port';

/**
 * Starts items in input order, as many side by side as wanted, until it is stopped.
 *
 * The event loop turns before each item: started back to back, all of them would prepare their requests
 * before the first one is sent, and then all would wait together.
 *
 * @param width how many items may be in progress before their write or, without writes, before their end
 * @param begin starts an item, and never throws. It calls `leave` to let another one start before its end
 * @returns when all items that were started have ended
 */
export async function loopOver(
	count: number,
	width: number,
	isStopped: () => boolean,
	begin: (itemIndex: number, leave: () => void) => Promise<void>,
): Promise<void> {
	const begun: Array<Promise<void>> = [];
	let busy = 0;
	let wake = () => {};
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		while (busy >= width) await new Promise<void>((resolve) => (wake = resolve));
		if (busy > 0) await clock.turn();
		if (isStopped()) break;
		busy++;
		const left = new Promise<void>((leave) => {
			begun.push(begin(itemIndex, leave).finally(leave));
		});
		void left.then(() => {
			busy--;
			wake();
		});
	}
	await Promise.all(begun);
}

/**
 * Admits the items of a run to their writes, in input order, a few at a time. Look-ups and work after a
 * write run beside it. Money is spent in order, and never after an item that stops the workflow.
 *
 * Items here never wait for a later one, so the turnstile alone can't block. While waiting here, don't
 * hold anything that an earlier item needs.
 */
export class Turnstile {
	/** The first item that was neither admitted nor has ended. */
	private next = 0;
	/** Items that ended, in their turn or without one. */
	private readonly ended = new Set<number>();
	private readonly waiting = new Map<number, { admit(): void; refuse(failure: Failure): void }>();
	/** Items in their turn, and items whose write failed and that still look into it. */
	private readonly inside = new Set<number>();
	private readonly failed = new Set<number>();
	/** The last item that may still be admitted. */
	private last = Infinity;

	/**
	 * @param places number of items in their turn at the same time
	 * @param stops whether a failed item ends the run
	 */
	constructor(
		private readonly places: number,
		private readonly stops: boolean,
		private readonly signal?: AbortSignal,
	) {}

	/**
	 * Runs the task in the item's turn.
	 *
	 * @throws whatever the task throws; {Failure} when an earlier item ended the run; {Cancelled}
	 */
	async turn<T>(itemIndex: number, task: () => Promise<T>): Promise<T> {
		await this.admission(itemIndex);
		let isDone = false;
		try {
			const result = await task();
			isDone = true;
			return result;
		} finally {
			if (isDone || !this.stops) this.leave(itemIndex);
			else this.failed.add(itemIndex);
		}
	}

	/** Call this once for every item, when nothing more is done for it. */
	end(itemIndex: number, hasFailed: boolean): void {
		if (hasFailed && this.stops) this.last = Math.min(this.last, itemIndex);
		this.failed.delete(itemIndex);
		this.ended.add(itemIndex);
		this.leave(itemIndex);
	}

	private async admission(itemIndex: number): Promise<void> {
		// A second write of an admitted item, such as cancelling its own order.
		if (itemIndex < this.next) return;
		const admitted = new Promise<void>((admit, refuse) => {
			this.waiting.set(itemIndex, { admit, refuse });
		});
		this.advance();
		// Items admitted at the same moment must not overtake each other.
		if (!this.waiting.has(itemIndex)) return;
		await cancellable(admitted, this.signal).finally(() => this.waiting.delete(itemIndex));
	}

	private leave(itemIndex: number): void {
		this.inside.delete(itemIndex);
		this.advance();
	}

	private advance(): void {
		for (const [itemIndex, { refuse }] of this.waiting) {
			if (itemIndex <= this.last) continue;
			const meaning = 'An earlier item stopped the workflow before this item was sent';
			refuse(inputFailure(meaning, 'Run the workflow again for the remaining items'));
		}
		while (this.next <= this.last) {
			const waiting = this.waiting.get(this.next);
			if (waiting) {
				if (this.failed.size > 0 || this.inside.size >= this.places) return;
				this.inside.add(this.next);
				waiting.admit();
				this.waiting.delete(this.next);
			} else if (!this.ended.delete(this.next)) {
				return;
			}
			this.next++;
		}
	}
}
