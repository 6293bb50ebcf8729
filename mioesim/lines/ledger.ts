import { BoundedMap } from '../client/boundedMap';
import { cancellable } from '../client/stop';
import { clock } from '../../nodes/shared/port';
import type { Listed } from './lookUp';
import type { Requested } from './requested';

/**
 * What this process has sent. MIOeSIM has no idempotency key, may list an order late and may book a call
 * after its time-out, and n8n's Retry On Fail runs a whole node again without saying so. The ledger makes
 * sure that "not listed" never makes this process send anything again.
 */

/**
 * How long "it may have been carried out" is kept. After that, a look-up that finds nothing is believed.
 */
export const UNKNOWN_MS = 15 * 60 * 1000;

/** How long "it was carried out" is kept. */
export const EXECUTED_MS = 24 * 60 * 60 * 1000;

/** Far more than run at the same time; the oldest are forgotten first. */
const MOST = 10_000;

export interface Entry<Content> {
	/** `unknown` from the moment of sending until a reply says more. */
	outcome: 'unknown' | 'executed';
	content: Content;
	until: number;
}

/** Requests that were sent, by the thing they were sent for. Bounded in number and time. */
export class Ledger<Content> {
	private readonly entries = new Map<string, Entry<Content>>();

	/** @param now milliseconds since the epoch */
	constructor(
		private readonly now: () => number,
		private readonly most = MOST,
		private readonly executedMs = EXECUTED_MS,
	) {}

	/** Call this before sending: from then on, the request may have been carried out. */
	sent(key: string, content: Content): void {
		this.write(key, { outcome: 'unknown', content, until: this.now() + UNKNOWN_MS });
	}

	/** It was carried out. */
	executed(key: string, content: Content): void {
		this.write(key, { outcome: 'executed', content, until: this.now() + this.executedMs });
	}

	/** It was not carried out: the reply proves it, or nothing was sent. */
	notExecuted(key: string): void {
		this.entries.delete(key);
	}

	/** @returns undefined when nothing was sent, or so long ago that it no longer counts */
	recall(key: string): Entry<Content> | undefined {
		const entry = this.entries.get(key);
		if (entry === undefined || entry.until > this.now()) return entry;
		this.entries.delete(key);
		return undefined;
	}

	private write(key: string, entry: Entry<Content>): void {
		this.entries.delete(key);
		this.entries.set(key, entry);
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= this.most) break;
			this.entries.delete(oldest);
		}
	}
}

const now = () => clock.now();

/** The only memory of what was sent, for all runs of the node in this process. */
export const ledger = {
	/** Orders and renewals, by account and external ids. */
	purchases: new Ledger<{ orderNumber: string | null; requested: Requested }>(now),
	/**
	 * By account and order number, with the order as it was before. A cancellation may fail in the end, so
	 * after a while only the status of the order counts.
	 */
	cancellations: new Ledger<{ iccids: string[]; before: Listed | null }>(now, MOST, UNKNOWN_MS),
	/** Free requests that write, by the item of a run, with the data of the reply. */
	requests: new Ledger<{ data: unknown }>(now, 1000),
	/**
	 * What a run of the node has bought, refunded or emailed. n8n's Retry On Fail runs the whole node again
	 * within the same run: what earlier tries did must still be reported.
	 */
	runs: new BoundedMap<string, Set<string>>(1000),
};

export function ledgerKey(account: string, ...parts: string[]): string {
	return JSON.stringify([account, ...parts]);
}

/** A lock, not a memory: the last waiting task of each key. As many as there are running tasks. */
const lines = new Map<string, Promise<void>>();

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
	const before = keys.flatMap((key) => lines.get(key) ?? []);
	let leave = () => {};
	const mine = new Promise<void>((resolve) => (leave = resolve));
	const end = Promise.all(before).then(async () => await mine);
	for (const key of keys) lines.set(key, end);
	void end.then(() => {
		for (const key of keys) if (lines.get(key) === end) lines.delete(key);
	});
	try {
		if (before.length > 0) await cancellable(Promise.all(before), signal);
		return await task();
	} finally {
		leave();
	}
}
