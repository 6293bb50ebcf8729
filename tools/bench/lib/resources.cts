import { createHook } from 'node:async_hooks';
import { join, sep } from 'node:path';

/** What this process holds open, by the names in `async_hooks`. */
const SOCKETS = new Set(['TCPWRAP', 'TLSWRAP', 'PIPEWRAP', 'TCPCONNECTWRAP', 'GETADDRINFOREQWRAP']);
const TIMER = 'Timeout';

/** Resources that the benchmark itself keeps open don't count. */
const OWN = join(__dirname, '..') + sep;

/** Where a resource was created: the first stack frame in a file that is not Node's own. */
function origin(): string {
	const lines = (new Error().stack ?? '').split('\n').slice(1);
	const own = lines.find((line) => !/node:|<anonymous>|resources\.cts/.test(line));
	return (own ?? lines.join()).trim();
}

/**
 * Tracks open sockets and timers, including those that don't keep the process alive, which
 * `process.getActiveResourcesInfo()` leaves out.
 */
export class Resources {
	/** By the ID in `async_hooks`. Text only: an unread stack keeps its context alive. */
	private readonly live = new Map<number, { type: string; origin: string }>();

	constructor() {
		createHook({
			init: (id, type) => {
				if (type !== TIMER && !SOCKETS.has(type)) return;
				const from = origin();
				if (!from.includes(OWN)) this.live.set(id, { type, origin: from });
			},
			destroy: (id) => this.live.delete(id),
		}).enable();
	}

	/** From now on, what is open at this moment does not count. */
	forget(): void {
		this.live.clear();
	}

	get timers(): number {
		return this.count((type) => type === TIMER);
	}

	get sockets(): number {
		return this.count((type) => SOCKETS.has(type));
	}

	/** Where the remaining ones were created, with their numbers. */
	origins(): string[] {
		const counts = new Map<string, number>();
		for (const { type, origin: from } of this.live.values()) {
			const name = `${type} ${from}`;
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
		return [...counts].map(([name, count]) => `${count} × ${name}`);
	}

	private count(isWanted: (type: string) => boolean): number {
		return [...this.live.values()].filter(({ type }) => isWanted(type)).length;
	}
}
