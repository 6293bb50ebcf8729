import { orderPage } from '../client/orders';
import type { Client } from '../client/client';
import { toInstant } from '../dates';
import { replyFailure } from '../codes/failures';
import { asOrder, factsOf } from '../shapes/order';
import { text, type JsonRecord } from '../values';
import type { Parameters } from '../wire/parameters';
import { compareIds } from './judge';
import type { ExternalIds, Listed } from './line';

/** The documented default: whether MIOeSIM accepts another size is unknown (docs/api.md, section 7). */
const PAGE_SIZE = 30;

/** A thousand orders. A list that goes on after them proves nothing. */
const MOST_PAGES = 34;

/** Pauses before each look-up after a write with an unknown outcome, in milliseconds. */
export const LOOK_UP_PAUSES_MS = [500, 2000, 5000];

/** Pauses for a write that an earlier try, or another run, has sent: at most a minute in all. */
export const RECALL_PAUSES_MS = [2000, 4000, 8000, 15_000, 25_000];

/**
 * Looks after each pause, until what is seen is enough. Never throws because of a look: when the execution
 * is stopped, what was seen last counts.
 */
export async function lookUntil<Seen>(
	client: Client,
	pauses: Iterable<number>,
	seen: Seen,
	isEnough: (seen: Seen) => boolean,
	look: (seen: Seen) => Promise<Seen>,
): Promise<Seen> {
	let latest = seen;
	for (const pause of pauses) {
		if (isEnough(latest)) break;
		try {
			if (pause > 0) await client.pause(pause);
			latest = await look(latest);
		} catch {
			break;
		}
	}
	return latest;
}

/** Growing pauses, the last of which repeats, until the time since `start` is over. Calls take time as well. */
export function* pausesWithin(
	client: Client,
	growing: readonly number[],
	ms: number,
	start: number,
): Generator<number, void> {
	let paused = 0;
	for (let at = 0; ; at++) {
		const left = ms - Math.max(paused, client.now() - start);
		if (left <= 0) return;
		const pause = Math.min(growing[Math.min(at, growing.length - 1)], left);
		paused += pause;
		yield pause;
	}
}

/**
 * What a row is to the one who looks: what was asked for, what may be listed beside it, what contradicts the
 * filter (the list was not asked for what is wanted), or a row that doesn't say.
 */
type Whose = 'wanted' | 'neighbor' | 'stranger' | 'unclear';

/**
 * Looks up the orders that have both IDs, oldest first: by time, then by order number.
 *
 * A filter may be ignored. So every row is compared, and "not listed" is believed only of a list that
 * followed the filter, or that was read to its end.
 *
 * @throws {Failure} also when the list proves nothing
 */
export async function lookUp(client: Client, ids: ExternalIds): Promise<Listed[]> {
	const filters = { outerOrderId: ids.externalOrderId, outerItemId: ids.externalItemId };
	const rows = provenRows(await read(client, filters, (row) => whoseIs(row, ids, true)));
	// Where MIOeSIM keeps IDs as they were sent, one in another case is another's.
	const exact = rows.filter((row) => whoseIs(row, ids, false) === 'wanted');
	return listedOf(exact.length > 0 ? exact : rows);
}

/** Looks up several lines of one shop order in a single call: the rows of each line, in their order. */
export function lookUpAll(client: Client, ids: readonly ExternalIds[]): Array<Promise<Listed[]>> {
	const [first] = ids;
	const isOneOrder = ids.every((each) => each.externalOrderId === first.externalOrderId);
	if (ids.length < 2 || !isOneOrder) return ids.map(async (each) => await lookUp(client, each));
	const filters = { outerOrderId: first.externalOrderId };
	const reading = read(client, filters, (row) => {
		const whose = ids.map((each) => whoseIs(row, each, false));
		if (whose.includes('unclear')) return 'unclear';
		return whose.find((each) => each !== 'neighbor') ?? 'neighbor';
	});
	return ids.map(async (each) => {
		const { wanted, isProof } = await reading;
		// One line among them shows nothing about another.
		if (!isProof) return await lookUp(client, each);
		return listedOf(wanted.filter((row) => whoseIs(row, each, false) === 'wanted'));
	});
}

/** The order as queryEsimOrder lists it: getOrderInfo may end the right to cancel. Null when it is not listed. */
export async function findByNumber(client: Client, orderNumber: string): Promise<Listed | null> {
	const wanted = orderNumber.toUpperCase();
	const found = await read(client, { orderNum: orderNumber }, (row) => {
		const number = text(row.orderNum)?.toUpperCase();
		return number === undefined ? 'unclear' : number === wanted ? 'wanted' : 'stranger';
	});
	return listedOf(provenRows(found))[0] ?? null;
}

/** As `findByNumber`, for what can do without: null also when it can't be read. */
export async function seeByNumber(client: Client, orderNumber: string): Promise<Listed | null> {
	return await findByNumber(client, orderNumber).catch(() => null);
}

/** Looks at an order after each pause, until what is seen is enough. A look that fails changes nothing. */
export async function watch<Known extends Listed | null>(
	client: Client,
	orderNumber: string,
	pauses: Iterable<number>,
	isEnough: (now: Listed) => boolean,
	known: Known,
): Promise<Listed | Known> {
	const isSeen = (now: Listed | Known) => now !== null && isEnough(now);
	return await lookUntil<Listed | Known>(client, pauses, known, isSeen, async (latest) => {
		return (await seeByNumber(client, orderNumber)) ?? latest;
	});
}

/** @param isFiltered whether the list was asked for the item's ID, too; else only a row with both IDs is wanted */
function whoseIs(row: JsonRecord, ids: ExternalIds, isFiltered: boolean): Whose {
	const { order, item } = compareIds(ids, asOrder(row));
	if (order === 'other') return 'stranger';
	if (order === 'untold' || order === 'cut') return 'unclear';
	if (item === 'other') return 'neighbor';
	if (item === 'cut') return 'unclear';
	return isFiltered || (order === 'equal' && item === 'equal') ? 'wanted' : 'unclear';
}

interface Reading {
	wanted: JsonRecord[];
	/** There are no others. */
	isProof: boolean;
}

/** @throws {Failure} when there are none, and the list doesn't prove it */
function provenRows({ wanted, isProof }: Reading): JsonRecord[] {
	if (wanted.length > 0 || isProof) return wanted;
	throw replyFailure('orders other than those asked for', 'queryEsimOrder').with({
		resolution:
			"MIOeSIM's list of orders ignores the IDs that it is asked for, or does not show them, so whether the order exists is unknown. Run Account > Check Setup, and tell MIOeSIM support. Without 'Prevent Duplicates' the node does not ask",
		retryable: false,
	});
}

/** The wanted rows of a list, page by page. Ends with the first ones of a list that ignores its filter. */
async function read(
	client: Client,
	filters: Parameters,
	whose: (row: JsonRecord) => Whose,
): Promise<Reading> {
	const wanted: JsonRecord[] = [];
	const seen = new Set<string>();
	const met = new Set<Whose>();
	let isWhole = false;
	for (let pageNo = 1; pageNo <= MOST_PAGES && !isWhole; pageNo++) {
		const { rows, total } = await orderPage(client, filters, pageNo, PAGE_SIZE);
		const fresh = rows.filter((row) => !seen.has(keyOf(row)));
		for (const row of fresh) {
			const is = whose(row);
			seen.add(keyOf(row));
			met.add(is);
			if (is === 'wanted') wanted.push(row);
		}
		const isIgnored = met.has('stranger');
		if (isIgnored && wanted.length > 0) return { wanted, isProof: false };
		if (rows.length > 0 && fresh.length === 0) break;
		const isShort = rows.length < PAGE_SIZE;
		const isLast = total === null ? isShort && !isIgnored : seen.size >= total;
		// A server that shows the same orders whatever it is asked may say that these are all.
		isWhole = rows.length === 0 || (isLast && (isShort || !isIgnored));
	}
	return { wanted, isProof: isWhole && !met.has('unclear') };
}

const keyOf = (row: JsonRecord) => text(row.orderNum) ?? JSON.stringify(row);

function listedOf(rows: readonly JsonRecord[]): Listed[] {
	const found = rows.map((row): Listed => {
		const order = asOrder(row);
		const { orderNumber } = order;
		if (orderNumber === null) throw replyFailure('an order without a number', 'queryEsimOrder');
		return { orderNumber, data: row, order, facts: factsOf(row) };
	});
	return found.sort(byAge);
}

/** Which of two orders was placed first; every run of any worker gets the same answer. */
function byAge(left: Listed, right: Listed): number {
	const [first, second] = [left, right].map(
		({ order }) => toInstant(order.purchasedAt) ?? Infinity,
	);
	if (first !== second) return first < second ? -1 : 1;
	// Order numbers count up; a longer one comes after a shorter one.
	const longer = left.orderNumber.length - right.orderNumber.length;
	return longer || (left.orderNumber < right.orderNumber ? -1 : 1);
}
