import { clock } from '../../shared/port';

export interface Items {
	count: number;
	/** How many items may be in progress before their write or, without writes, before their end. */
	width: number;
	/**
	 * Starts an item. It never throws.
	 *
	 * @param leave call it when the item lets another one start before its own end
	 */
	begin(itemIndex: number, leave: () => void): Promise<void>;
	/** Prepares work that takes no call, while requests are running. */
	prepare(itemIndex: number): void;
	/** No further item starts. */
	isStopped(): boolean;
}

/**
 * Starts items in input order, as many side by side as wanted.
 *
 * n8n's expressions are slow: started back to back, all items would evaluate theirs before the first
 * request is sent, and then all would wait together. So the event loop turns before each item, and later
 * items are prepared while earlier ones wait for the network.
 *
 * @returns when all items that were started have ended
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
