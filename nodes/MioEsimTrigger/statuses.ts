import {
	finalStatuses,
	isFinal,
	lastingStatuses,
	orderStatus,
	passingStatuses,
} from '../../mioesim/codes/orderStatus';
import { DAY_MS } from '../../mioesim/dates';
import {
	STATUS_WINDOW_MS,
	STATUS_WINDOW_SLACK_MS,
	type Memory,
	type StatusMemory,
	type Unfinished,
} from './memory';
import { days, filtersOf, placedBefore, type Scan, type Step } from './readPages';
import type { Settings } from './properties';

/**
 * Finds the orders whose status has changed without reading all others: the API has no list of changes,
 * but returns how many orders are in a status. If that number differs from the known one, an order has
 * moved there, and the list is read until the numbers agree.
 */

/** How far back to check the ends of plans for completed orders. */
const ENDED_LOOK_BACK_MS = 4 * DAY_MS;

/** The statuses whose orders are read: those the user wants to know about. */
function statusesToRead({ statuses }: Settings): {
	passing: readonly number[];
	counted: readonly number[];
	/** Orders that return from a passing status can only be found one day at a time. */
	isNormalWanted: boolean;
} {
	const isWanted = (status: number) => statuses.length === 0 || statuses.includes(status);
	const isNormalWanted = isWanted(orderStatus.normal);
	const lasting = lastingStatuses.filter((status) => status !== orderStatus.normal);
	return {
		passing: isNormalWanted ? passingStatuses : passingStatuses.filter(isWanted),
		// Partly cancelled orders can move on, so they come last, when every other count is right.
		counted: [...finalStatuses, ...lasting].filter(isWanted),
		isNormalWanted,
	};
}

/** Takes the current numbers before anything is known about the orders themselves. */
export async function countStatuses(scan: Scan, { from, counts }: StatusMemory): Promise<void> {
	for (const status of statusesToRead(scan.settings).counted) {
		if (counts[status] !== undefined) continue;
		const { total } = await scan.reader.page(inStatus(scan, from, status));
		if (total !== null) counts[status] = total;
	}
}

/** Updates the number of orders in each counted status when an order moves from one to another. */
export function recount({ counts }: StatusMemory, from: number | null, to: number | null): void {
	const add = (status: string, by: number) => {
		if (counts[status] !== undefined) counts[status] += by;
	};
	add(String(from), -1);
	add(String(to), 1);
}

/** One step for each list, so that a poll with little time can complete some of them. */
export function statusSteps(scan: Scan, statuses: StatusMemory): Step[] {
	const { passing, counted, isNormalWanted } = statusesToRead(scan.settings);
	return [
		...passing.map((status) => passingStep(scan, statuses, status)),
		...counted.map((status) => countedStep(scan, statuses, status)),
		lastStep(scan, statuses, isNormalWanted),
	];
}

/** The few orders in a passing status are read in every poll. */
function passingStep(scan: Scan, { from }: StatusMemory, status: number): Step {
	const name = `in status ${status}`;
	return {
		name,
		run: async (left) => {
			const page = await scan.reader.all(inStatus(scan, from, status), { from: left?.page });
			return page === null ? null : unfinished(scan, name, page);
		},
	};
}

/** The many orders in any other status are read until their number is explained. */
function countedStep(scan: Scan, { from, counts }: StatusMemory, status: number): Step {
	const { reader, now, memory, settings } = scan;
	const name = `changed to ${status}`;
	const run: Step['run'] = async (left) => {
		if (reader.isLate) return unfinished(scan, name, 1);
		const filters = inStatus(scan, from, status);
		const { total } = await reader.page(filters);
		const isExplained = () => counts[status] === total;
		if (isExplained()) return null;
		// If the list has grown since, its pages have shifted.
		const nextPage = left && left.page > 1 && left.total === total ? left.page : 2;
		const goOn = (page: number) => ({ ...unfinished(scan, name, page), total });
		if (status === orderStatus.ended && nextPage === 2) {
			// Most orders are completed when their plans end: few recent ones among many that ended long ago.
			const eTime = days(now - ENDED_LOOK_BACK_MS, now + DAY_MS);
			const recently = filtersOf(settings, { status: String(status), eTime });
			if ((await reader.all(recently, { until: isExplained })) !== null) return goOn(2);
			if (isExplained()) return null;
		}
		const isOlder = placedBefore(oldestWatched(memory, now));
		const until: typeof isOlder = (rows) => isOlder(rows) || isExplained();
		const page = await reader.all(filters, { from: nextPage, until });
		if (page !== null) return goOn(page);
		if (total === null) delete counts[status];
		else counts[status] = total;
		return null;
	};
	return { name, run };
}

function lastStep(scan: Scan, statuses: StatusMemory, isNormalWanted: boolean): Step {
	const name = 'back to normal';
	return {
		name,
		run: async () => {
			if (isNormalWanted && !(await lookUpPassing(scan))) return unfinished(scan, name, 1);
			moveWindow(statuses, scan.now);
			return null;
		},
	};
}

/**
 * An order that has left a passing status and is in none of the lists read can only be back to normal: it
 * is looked up by the day of its purchase.
 *
 * @returns false when there was not enough time for all of it
 */
async function lookUpPassing({ reader, memory, settings, seen }: Scan): Promise<boolean> {
	const lost = () =>
		Object.entries(memory.orders).find(
			([orderNumber, { status, createdAt }]) =>
				status !== null &&
				passingStatuses.includes(status) &&
				createdAt !== null &&
				!seen.has(orderNumber),
		);
	for (let first = lost(); first; first = lost()) {
		const [orderNumber, { createdAt }] = first;
		const day = createdAt ?? 0;
		const subTime = days(day, day);
		const until = () => seen.has(orderNumber);
		if ((await reader.all(filtersOf(settings, { subTime }), { until })) !== null) return false;
		// No longer listed at all, so it will produce no more events.
		if (!seen.has(orderNumber)) delete memory.orders[orderNumber];
	}
	return true;
}

/** From time to time the window moves on; then every list is read once, back to the oldest order. */
function moveWindow(statuses: StatusMemory, now: number): void {
	if (now - statuses.from <= STATUS_WINDOW_MS + STATUS_WINDOW_SLACK_MS) return;
	statuses.from = now - STATUS_WINDOW_MS;
	statuses.counts = {};
}

function oldestWatched({ orders }: Memory, now: number): number {
	let oldest = now;
	for (const { status, createdAt } of Object.values(orders)) {
		if (!isFinal(status)) oldest = Math.min(oldest, createdAt ?? now);
	}
	return oldest;
}

function unfinished({ now }: Scan, step: string, page: number): Unfinished {
	return { step, page, filters: {}, startedAt: now };
}

function inStatus({ settings, now }: Scan, from: number, status: number) {
	return filtersOf(settings, { status: String(status), subTime: days(from, now + DAY_MS) });
}
