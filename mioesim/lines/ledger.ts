import { hash } from 'node:crypto';

import type { StoredAccount } from '../client/account';
import { BoundedMap, Cancelled } from '../client/bounds';
import { isDocumented } from '../codes/errorCodes';
import { Failure } from '../codes/failure';
import type { Asked, ExternalIds, Line, Listed } from './line';

/**
 * What this process has sent: MIOeSIM has no idempotency key, may list an order late and may book a call
 * after its time-out, and a whole run may be repeated without saying so. The ledger makes sure that "not
 * listed" never makes this process send anything again.
 */

/** How long "it may have been carried out" is kept. Then a look-up that finds nothing is believed. */
export const UNKNOWN_MS = 15 * 60 * 1000;

/** How long "it was carried out" is kept. */
export const EXECUTED_MS = 24 * 60 * 60 * 1000;

/** Far more than run at the same time; of each kind the oldest are forgotten first. */
const MOST = 10_000;

/** Milliseconds that go on whatever happens to the clock on the wall: the memory must not jump. */
export const monotonic = { now: (): number => performance.now() };

interface Entry<Content> {
	/** `unknown` from the moment of sending until a reply says more. */
	outcome: 'unknown' | 'executed';
	content: Content;
	until: number;
}

/**
 * Requests that were sent, by the thing they were sent for. Bounded in number and time; finished ones are
 * forgotten before unknown ones.
 */
export class Ledger<Content> {
	private readonly entries: Record<Entry<Content>['outcome'], BoundedMap<string, Entry<Content>>>;

	constructor(
		private readonly executedMs = EXECUTED_MS,
		most = MOST,
	) {
		this.entries = { unknown: new BoundedMap(most), executed: new BoundedMap(most) };
	}

	/**
	 * Sends a request: from then on, it may have been carried out. If it certainly was not, what was known
	 * before counts again.
	 *
	 * @param resultOf what to keep of the reply
	 */
	async record<T>(
		key: string,
		content: Content,
		send: () => Promise<T>,
		resultOf: (reply: T) => Content,
	): Promise<T> {
		const before = this.recall(key);
		this.sent(key, content);
		const reply = await send().catch(async (error: unknown) => {
			if (wasNotSent(error)) this.write(key, before);
			return await Promise.reject(error);
		});
		this.executed(key, resultOf(reply));
		return reply;
	}

	sent(key: string, content: Content): void {
		this.write(key, { outcome: 'unknown', content, until: monotonic.now() + UNKNOWN_MS });
	}

	executed(key: string, content: Content): void {
		this.write(key, { outcome: 'executed', content, until: monotonic.now() + this.executedMs });
	}

	/** @returns undefined when nothing was sent, or so long ago that it no longer counts */
	recall(key: string): Entry<Content> | undefined {
		const entry = this.entries.unknown.get(key) ?? this.entries.executed.get(key);
		return entry !== undefined && entry.until > monotonic.now() ? entry : undefined;
	}

	private write(key: string, entry: Entry<Content> | undefined): void {
		this.entries.unknown.delete(key);
		this.entries.executed.delete(key);
		if (entry) this.entries[entry.outcome].set(key, entry);
	}
}

/** Whether a write certainly did not run. A stopped run holds it back, and never cuts it off. */
function wasNotSent(error: unknown): boolean {
	if (error instanceof Failure) return error.details.outcome === 'notExecuted';
	return error instanceof Cancelled;
}

/** PDF and email come after the order, so a failure there proves nothing about the order. */
const PDF_ERROR = 99;

/** Codes that say the request itself was not accepted. Any other refusal may come after MIOeSIM has booked. */
const certain: ReadonlySet<string> = new Set(['-1', '-2', '-10', '-30']);

const TOO_MANY_REQUESTS = 429;

/**
 * Whether a failed write may have been carried out. Only codes that say the request was not accepted are
 * certain. When MIOeSIM can't be asked, the other documented ones are believed.
 *
 * @param canBeFound whether a look-up in MIOeSIM would show it
 */
export function isInDoubt({ details }: Failure, canBeFound: boolean): boolean {
	const { outcome, type, code, httpStatus } = details;
	if (outcome !== 'notExecuted') return outcome === 'unknown';
	// A proxy may answer in MIOeSIM's place after the request went through.
	if (type === 'http') return httpStatus !== TOO_MANY_REQUESTS;
	if (type !== 'api') return false;
	if (canBeFound) return !certain.has(String(code));
	return code === PDF_ERROR || !isDocumented(String(code));
}

/** MIOeSIM itself says that nothing happened, so one look-up is enough. */
export function isRefusal({ details }: Failure): boolean {
	return details.type === 'api' && details.code !== PDF_ERROR;
}

/** Order numbers and eSIMs, each of which goes to one owner only. */
class Given {
	private readonly owners = new BoundedMap<string, string>(MOST);

	/** @returns the other owner that it was given to before; else null, and it is this one's from now on */
	give(account: string, thing: string, owner: string): string | null {
		const other = this.otherOwner(account, thing, owner);
		if (other === null) this.owners.set(digest(account, thing), owner);
		return other;
	}

	/** It was not the owner's after all. */
	takeBack(account: string, thing: string, owner: string): void {
		const key = digest(account, thing);
		if (this.owners.get(key) === owner) this.owners.delete(key);
	}

	/** @returns null when it was given to nobody, or to this owner */
	otherOwner(account: string, thing: string, owner: string): string | null {
		const known = this.owners.get(digest(account, thing));
		return known === undefined || known === owner ? null : known;
	}
}

/** The only memory of what was sent, for all runs in this process. */
export const ledger = {
	/** Orders and renewals, by account and external IDs. */
	purchases: new Ledger<{ orderNumber: string | null; asked: Asked }>(),
	/**
	 * By account and order number, with the order as it was before. A cancellation may fail in the end, so
	 * after a while only the status of the order counts.
	 */
	cancellations: new Ledger<{ iccids: string[]; before: Listed | null }>(UNKNOWN_MS),
	/** Free requests that write, by the item of a run. */
	requests: new Ledger<{ data: unknown }>(),
	/** Order numbers, by the key of the line that they belong to. */
	orders: new Given(),
	/** eSIMs, by the number of the order that they came with. */
	cards: new Given(),
	/** Numbers, in capitals, of orders whose email address was replaced on purpose. */
	savedEmails: new BoundedMap<string, true>(MOST),
	/** What a run has bought, refunded or emailed: repeated, it must still report what its earlier tries did. */
	runs: new BoundedMap<string, Set<string>>(1000),
};

/** An account, in any spelling of its phone number and address, and with any password. */
export function accountKey({ phoneNumber, baseUrl }: StoredAccount): string {
	const digits = phoneNumber.normalize('NFKC').replace(/\D/g, '');
	const number = digits.replace(/^0+/, '').replace(/^86(?=1\d{10}$)/, '');
	return `${number || phoneNumber.trim().toLowerCase()}@${new URL(baseUrl).host}`;
}

/** The listed orders of a line that were not given to another one. */
export function ownRows({ account, key }: Line, rows: readonly Listed[]): Listed[] {
	return rows.filter((row) => ledger.orders.otherOwner(account, row.orderNumber, key) === null);
}

export function lineKey(account: string, { externalOrderId, externalItemId }: ExternalIds): string {
	return JSON.stringify([account, externalOrderId, externalItemId]);
}

function digest(...parts: string[]): string {
	return hash('sha256', JSON.stringify(parts), 'base64').slice(0, 24);
}
