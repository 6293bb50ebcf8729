import { CODES, Refusal } from './refusals.cts';
import { parseRange } from './time.cts';
import { isReached, settle, startedWindow } from './usage.cts';
import type { Modes } from './modes.cts';
import type { Order, Store } from './store.cts';
import type { Simulator } from './simulator.cts';
import type { Account } from './accounts.cts';

/**
 * Finds orders of an account, newest first. An ID is looked up, and a time is found by bisection; only the
 * other filters check every order.
 */

/** ms, `until` not included */
export type Range = { from: number; until: number };

export interface Filters {
	orderNum?: string;
	iccid?: string;
	outerOrderId?: string;
	outerItemId?: string;
	status?: number;
	/** part of the name, in upper or lower case */
	packetName?: string;
	ordered?: Range;
	/** the start of one of its plans */
	started?: Range;
	/** the end of one of its plans */
	ended?: Range;
}

export type Search = Filters & { offset: number; limit: number };

const MONTHS_WITHOUT_FILTER = 3;

type Compare = (kept: string, wanted: string) => boolean;

const COMPARE: Record<Modes['idFilter'], Compare> = {
	exact: (kept, wanted) => kept === wanted,
	ignoreCase: (kept, wanted) => kept.toLowerCase() === wanted.toLowerCase(),
	contains: (kept, wanted) => kept.includes(wanted),
};

/** @returns one page, and the number of all matches */
export function search(
	sim: Simulator,
	account: Account,
	{ offset, limit, ordered, ...filters }: Search,
): { rows: Order[]; total: number } {
	const now = sim.clock.now();
	const { idFilter, listMs } = sim.modes.current;
	const isExact = idFilter === 'exact';
	const lags = listMs !== 0 || sim.store.listsLate;
	const found = byId(sim.store, account, filters, isExact);
	const meets = predicate(filters, now, COMPARE[idFilter]);
	const isWanted = (order: Order) =>
		meets(order) && (!lags || isReached(order, sim.modesOf(order).listMs, now));
	if (found !== null) {
		const rows = found.filter((order) => isIn(ordered, order.createdAt) && isWanted(order));
		rows.sort((left, right) => right.createdAt - left.createdAt || right.number - left.number);
		return { rows: rows.slice(offset, offset + limit), total: rows.length };
	}
	const mine = sim.store.ordersOf(account.phoneNumber);
	const first = ordered ? firstFrom(mine, ordered.from) : 0;
	const end = ordered ? firstFrom(mine, ordered.until) : mine.length;
	if (!lags && isExact && !hasMore(filters)) {
		const until = Math.max(first, end - offset);
		const rows = mine.slice(Math.max(first, until - limit), until).reverse();
		return { rows, total: end - first };
	}
	const rows = mine.slice(first, end).filter(isWanted).reverse();
	return { rows: rows.slice(offset, offset + limit), total: rows.length };
}

/**
 * The orders with the first ID in the request.
 *
 * @returns null if no ID was given, or if every order has to be checked
 */
function byId(
	store: Store,
	account: Account,
	{ orderNum, iccid, outerOrderId, outerItemId }: Filters,
	isExact: boolean,
): Order[] | null {
	let found: (Order | undefined)[];
	if (orderNum) found = [store.orders.get(orderNum)];
	else if (iccid) found = (store.cards.get(iccid)?.plans ?? []).map((plan) => plan.order);
	else if (!isExact) return null;
	else if (outerOrderId) found = store.byOuterOrderId.get(outerOrderId) ?? [];
	else if (outerItemId) found = store.byOuterItemId.get(outerItemId) ?? [];
	else return null;
	return found.filter((order) => order?.phoneNumber === account.phoneNumber) as Order[];
}

/** @returns whether orders have to be checked one by one */
const hasMore = ({ status, packetName, started, ended }: Filters): boolean =>
	status !== undefined || packetName !== undefined || !!started || !!ended;

/** @param now ms */
function predicate(filters: Filters, now: number, compare: Compare): (order: Order) => boolean {
	const name = filters.packetName?.toLowerCase();
	const hasPlan = (order: Order, range: Range, edge: 'start' | 'end') =>
		order.plans.some((plan) => {
			const window = startedWindow(plan, now);
			return window !== null && isIn(range, window[edge]);
		});
	return (order) =>
		(!filters.outerOrderId || compare(order.outerOrderId ?? '', filters.outerOrderId)) &&
		(!filters.outerItemId || compare(order.outerItemId ?? '', filters.outerItemId)) &&
		(!filters.iccid || order.plans.some((plan) => plan.card.iccid === filters.iccid)) &&
		(filters.status === undefined || hasStatus(order, filters.status, now)) &&
		(!name || order.package.showName.toLowerCase().includes(name)) &&
		(!filters.started || hasPlan(order, filters.started, 'start')) &&
		(!filters.ended || hasPlan(order, filters.ended, 'end'));
}

/**
 * Most orders can be ruled out by the status they had: only those that may have the status now are settled.
 *
 * @param now ms
 */
const hasStatus = (order: Order, status: number, now: number) =>
	(order.status === status || order.settles !== null || (order.status === 0 && status === 5)) &&
	settle(order, now).status === status;

/** @param time ms */
const isIn = (range: Range | undefined, time: number) =>
	!range || (time >= range.from && time < range.until);

/**
 * @param orders oldest first
 * @param time ms
 * @returns index of the first order at or after it
 */
function firstFrom(orders: readonly Order[], time: number): number {
	let low = 0;
	let high = orders.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (orders[middle].createdAt < time) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * The filters of queryEsimOrder. Without any: the last three months.
 *
 * @param now ms
 */
export function filtersOf(parameters: ReadonlyMap<string, string>, now: number): Filters {
	const text = (name: string) => parameters.get(name) || undefined;
	const range = (name: string) => {
		const given = text(name);
		if (given === undefined) return undefined;
		const parsed = parseRange(given);
		if (parsed === null) throw new Refusal(CODES.QUERY);
		return parsed;
	};
	const status = text('status');
	if (status !== undefined && !/^-?\d+$/.test(status)) throw new Refusal(CODES.QUERY);
	const filters = {
		orderNum: text('orderNum'),
		iccid: text('iccid'),
		outerOrderId: text('outerOrderId'),
		outerItemId: text('outerItemId'),
		status: status === undefined ? undefined : Number(status),
		packetName: text('packetName'),
		ordered: range('subTime'),
		started: range('sTime'),
		ended: range('eTime'),
	};
	if (Object.values(filters).some((value) => value !== undefined)) return filters;
	const from = new Date(now);
	from.setUTCMonth(from.getUTCMonth() - MONTHS_WITHOUT_FILTER);
	return { ordered: { from: from.getTime(), until: Infinity } };
}
