import { clock } from '../../../transport/clock';

export interface Items {
	count: number;
	/** How many items may be on their way to their write, or, where nothing is written, to their end. */
	width: number;
	/**
	 * Begins an item. It never throws.
	 *
	 * @param leave to be called when the item lets another one begin before its end
	 */
	begin(itemIndex: number, leave: () => void): Promise<void>;
	/** Does ahead what takes no call: while requests are under way there is time for it. */
	prepare(itemIndex: number): void;
	/** No further item begins. */
	isStopped(): boolean;
}

/**
 * Begins items in input order, as many side by side as wanted.
 *
 * n8n's expressions are slow: begun back to back, all items would evaluate theirs before the first
 * request leaves, and then all wait together. So the event loop turns before each item, and the items
 * to come are prepared while those before them wait for the network.
 *
 * @returns when all that began have ended
 */
export async function loopOver(items: Items): Promise<void> {
	const { count, width } = items;
	const begun: Array<Promise<void>> = [];
	let busy = 0;
	let prepared = 0;
	let wake = () => {};
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		prepared = Math.max(prepared, itemIndex + 1);
		while (busy >= width) {
			if (prepared < Math.min(count, itemIndex + width) && !items.isStopped()) {
				items.prepare(prepared++);
				await clock.turn();
			} else {
				await new Promise<void>((resolve) => (wake = resolve));
			}
		}
		if (busy > 0) await clock.turn();
		if (items.isStopped()) break;
		busy++;
		let isIn = true;
		const leave = () => {
			if (!isIn) return;
			isIn = false;
			busy--;
			wake();
		};
		begun.push(items.begin(itemIndex, leave).finally(leave));
	}
	await Promise.all(begun);
}
