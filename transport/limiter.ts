/**
 * Runs at most the given number of tasks at the same time; others wait in line. A task may wait only for
 * the network: waiting for another task in line would block both.
 */
export class Limiter {
	private running = 0;

	private readonly waiting: Array<() => void> = [];

	constructor(private readonly places: number) {}

	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.running >= this.places) {
			await new Promise<void>((proceed) => this.waiting.push(proceed));
		} else {
			this.running++;
		}
		try {
			return await task();
		} finally {
			// Passed on, not released: a new task waits behind those in line.
			const next = this.waiting.shift();
			if (next) next();
			else this.running--;
		}
	}
}
