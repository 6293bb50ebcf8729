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
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new Cancelled());
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([work, stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
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
			await task(next++).catch((error: unknown) => {
				next = count;
				throw error;
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
}

/** A map that keeps only the given number of entries: those used last. */
export class BoundedMap<K, V> {
	private readonly entries = new Map<K, V>();

	constructor(private readonly most: number) {}

	get(key: K): V | undefined {
		const value = this.entries.get(key);
		if (value !== undefined) this.set(key, value);
		return value;
	}

	set(key: K, value: V): void {
		this.entries.delete(key);
		this.entries.set(key, value);
		if (this.entries.size <= this.most) return;
		const [oldest] = this.entries.keys();
		this.entries.delete(oldest);
	}

	delete(key: K): void {
		this.entries.delete(key);
	}
}

/** The last waiting task of each key. As many as there are running tasks. */
const queues = new Map<string, Promise<void>>();

/**
 * Runs tasks with the same key one after another, across all executions in this process: two that buy the
 * same line at the same moment would both find that it was not bought yet. A task takes its place for
 * every key at once, before awaiting anything, so tasks can't block each other.
 *
 * @throws {Cancelled} when the signal is aborted while the task is still waiting
 */
export async function serialize<T>(
	keys: readonly string[],
	signal: AbortSignal | undefined,
	task: () => Promise<T>,
): Promise<T> {
	const before = keys.flatMap((key) => queues.get(key) ?? []);
	let leave = () => {};
	const mine = new Promise<void>((resolve) => (leave = resolve));
	const end = Promise.all(before).then(async () => await mine);
	for (const key of keys) queues.set(key, end);
	void end.then(() => {
		for (const key of keys) if (queues.get(key) === end) queues.delete(key);
	});
	try {
		if (before.length > 0) await cancellable(Promise.all(before), signal);
		return await task();
	} finally {
		leave();
	}
}
