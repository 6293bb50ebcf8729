/**
 * Runs a task for every index from 0 to `count` - 1, started in this order, at most `concurrency` at a
 * time. The first rejection rejects the whole; tasks that have not started are skipped.
 */
export async function concurrently(
	count: number,
	concurrency: number,
	task: (index: number) => Promise<void>,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			let isDone = false;
			try {
				await task(index);
				isDone = true;
			} finally {
				if (!isDone) next = count;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
}
