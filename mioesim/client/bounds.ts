/** What keeps work within bounds: the stop button, time-outs, places, and maps that forget. */

/** The run was stopped: nothing more is sent. */
export class Cancelled extends Error {
	constructor() {
		super('The execution was stopped');
		this.name = 'Cancelled';
	}
}

/**
 * Waits for something until the run is stopped. The work itself continues.
 *
 * @throws {Cancelled} as soon as the signal is aborted
 */
export async function cancellable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (!signal) return await work;
	return await new Promise<T>((resolve, reject) => {
		const stop = () => reject(new Cancelled());
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, { once: true });
		void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}

/** What running work waits for. On Node 20, signals that nothing else refers to are garbage-collected. */
const held = new Set<readonly AbortSignal[]>();

/** Runs work that either of two signals ends. */
export async function within<T>(
	timeout: AbortSignal,
	stop: AbortSignal | undefined,
	work: (end: AbortSignal) => Promise<T>,
): Promise<T> {
	const end = stop ? AbortSignal.any([timeout, stop]) : timeout;
	const signals = [timeout, end];
	held.add(signals);
	try {
		return await work(end);
	} finally {
		held.delete(signals);
	}
}

/**
 * Runs at most the given number of tasks at the same time; others wait in line. A task may wait only for
 * the network: waiting for another task in line would block both.
 */
export class Limiter {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	/** @param stop the stop button: no task starts after it, however long it has waited */
	constructor(
		private readonly places: number,
		private readonly stop?: AbortSignal,
	) {}

	/** @throws {Cancelled} when the execution was stopped before the task got its place */
	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.running >= this.places) {
			await new Promise<void>((proceed) => this.waiting.push(proceed));
		} else {
			this.running++;
		}
		try {
			if (this.stop?.aborted) throw new Cancelled();
			return await task();
		} finally {
			// Passed on, not released: a new task waits behind those in line.
			const next = this.waiting.shift();
			if (next) next();
			else this.running--;
		}
	}
}

/** A map that keeps only the given number of entries: those used last. */
export class BoundedMap<K, V> extends Map<K, V> {
	constructor(private readonly most: number) {
		super();
	}

	override get(key: K): V | undefined {
		const value = super.get(key);
		if (value !== undefined) this.set(key, value);
		return value;
	}

	override set(key: K, value: V): this {
		this.delete(key);
		super.set(key, value);
		if (this.size > this.most) {
			const [oldest] = this.keys();
			this.delete(oldest);
		}
		return this;
	}
}

/** What the next task of each key waits for. As many as there are running tasks. */
const queues = new Map<string, Promise<void>>();

/**
 * Runs tasks with the same key one after another, across all executions in this process: two that buy the
 * same line at the same moment would both find that it was not bought yet. A task takes its place for
 * every key at once, before awaiting anything, so tasks can't block each other.
 *
 * @throws {Cancelled} when the signal is aborted before the task begins
 */
export async function serialize<T>(
	keys: readonly string[],
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
): Promise<T> {
	const before = Promise.all(keys.map((key) => queues.get(key)));
	const work = cancellable(before, signal).then(task);
	const end = Promise.allSettled([before, work]).then(() => {
		for (const key of keys) if (queues.get(key) === end) queues.delete(key);
	});
	for (const key of keys) queues.set(key, end);
	return await work;
}
