/**
 * Lets no more than a number of tasks run at the same time; the others wait in line. A task may wait
 * for the network and nothing else: one that waited for another task in line would block both.
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
			// Handed on, not given back: who comes meanwhile waits behind those in line.
			const next = this.waiting.shift();
			if (next) next();
			else this.running--;
		}
	}
}
