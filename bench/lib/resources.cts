import { createHook } from 'node:async_hooks';
import { join, sep } from 'node:path';

/** What is held open by this process, as `async_hooks` names it. */
const SOCKETS = new Set(['TCPWRAP', 'TLSWRAP', 'PIPEWRAP', 'TCPCONNECTWRAP', 'GETADDRINFOREQWRAP']);
const TIMER = 'Timeout';

/** Resources that the benchmark itself keeps open don't count. */
const OWN = join(__dirname, '..') + sep;

/** Where a resource was made: the first frame in a file that is not one of Node's. */
function origin(): string {
	const lines = (new Error().stack ?? '').split('\n').slice(1);
	const own = lines.find((line) => !/node:|<anonymous>|resources\.cts/.test(line));
	return (own ?? lines.join()).trim();
}

/**
 * Watches which sockets and timers come and go: also those that keep no process alive, which
 * `process.getActiveResourcesInfo()` leaves out.
 */
export class Resources {
	/** By the ID of `async_hooks`. Texts only: an unread stack keeps alive what it was made in. */
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

	/** What is there now does not count any more. */
	forget(): void {
		this.live.clear();
	}

	get timers(): number {
		return this.count((type) => type === TIMER);
	}

	get sockets(): number {
		return this.count((type) => SOCKETS.has(type));
	}

	/** Where those that are left were made, each with its number. */
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
