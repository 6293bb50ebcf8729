import { DAY_MS } from '../../api/dates';
import { toWire } from '../../api/wire/parameters';
import { orderStatus } from '../../api/codes/orderStatus';
import type { Memory, StatusMemory, Unfinished } from './memory';
import { placedBefore } from './pages';
import { days } from './questions';
import { isSettled, passing } from './statuses';
import type { Scan, Step } from './steps';
import { STATUS_WINDOW_MS, STATUS_WINDOW_SLACK_MS, statusesToRead } from './watching';

/**
 * Finds the orders whose status has changed, without reading those whose status has not: the API
 * cannot be asked for changes, but it tells how many orders are in a status. Where that is not the
 * number that is known, an order has come, and the list is read until the numbers agree.
 */

/** How far back the ends of plans are looked at for orders that have ended. */
const ENDED_LOOK_BACK_MS = 4 * DAY_MS;

/** Takes the numbers as they are, before anything is known about the orders themselves. */
export async function countStatuses(scan: Scan, statuses: StatusMemory): Promise<void> {
	for (const status of statusesToRead(scan.settings).big) {
		if (statuses.counts[status] !== undefined) continue;
		const { total } = await scan.reader.page(filtersOf(scan, statuses, status));
		if (total !== null) statuses.counts[status] = total;
	}
}

/** One step for each list: a poll with little time gets through a few of them. */
export function statusSteps(scan: Scan, statuses: StatusMemory): Step[] {
	const { reader } = scan;
	const toRead = statusesToRead(scan.settings);
	const steps = toRead.passing.map((status): Step => {
		const step = `in status ${status}`;
		return {
			name: step,
			run: async (left) => {
				const { resumeAt } = await reader.all(filtersOf(scan, statuses, status), {
					from: left?.page,
				});
				return resumeAt === null ? null : unfinished(scan, step, resumeAt);
			},
		};
	});
	for (const status of toRead.big) steps.push(changedStep(scan, statuses, status));
	steps.push(lastStep(scan, statuses, toRead.isNormalWanted));
	return steps;
}

function unfinished({ now }: Scan, step: string, page: number): Unfinished {
	return { step, page, filters: {}, startedAt: now };
}

function changedStep(scan: Scan, statuses: StatusMemory, status: number): Step {
	const { reader, now, memory } = scan;
	const name = `changed to ${status}`;
	const { counts } = statuses;
	const run: Step['run'] = async (left) => {
		if (reader.isLate) return unfinished(scan, name, 1);
		const filters = filtersOf(scan, statuses, status);
		const { total } = await reader.page(filters);
		const isFound = () => total !== null && counts[status] === total;
		if (isFound()) return null;
		// The pages of a list that has grown since are not those that were read.
		const from = left && left.page > 1 && left.total === total ? left.page : 2;
		const goOn = (page: number) => ({ ...unfinished(scan, name, page), total });
		if (status === orderStatus.ended && from === 2) {
			// Most orders end with their plans: those are few, among very many that ended long ago.
			const eTime = days(now - ENDED_LOOK_BACK_MS, now + DAY_MS);
			const recently = filtersWith(scan, { status: String(status), eTime });
			const { resumeAt } = await reader.all(recently, { until: isFound });
			if (resumeAt !== null) return goOn(2);
			if (isFound()) return null;
		}
		const isOlder = placedBefore(oldestWatched(memory, now));
		const until: typeof isOlder = (rows) => isOlder(rows) || isFound();
		const { resumeAt } = await reader.all(filters, { from, until });
		if (resumeAt !== null) return goOn(resumeAt);
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
 * An order that has left a passing status, and is in none of the lists that were read, can only be
 * back to normal: it is looked up by the day of its purchase.
 *
 * @returns false when there was no time for all of it
 */
async function lookUpPassing({ reader, memory, settings, seen }: Scan): Promise<boolean> {
	const lost = () =>
		Object.entries(memory.orders).filter(
			([orderNumber, { status, createdAt }]) =>
				status !== null && passing.includes(status) && createdAt !== null && !seen.has(orderNumber),
		);
	for (let [first] = lost(); first; [first] = lost()) {
		const [orderNumber, order] = first;
		const subTime = days(order.createdAt ?? 0, order.createdAt ?? 0);
		const filters = toWire({ packetName: settings.packageName, subTime });
		const { resumeAt } = await reader.all(filters, { until: () => seen.has(orderNumber) });
		if (resumeAt !== null) return false;
		// Gone altogether: nothing will ever be heard of it.
		if (!seen.has(orderNumber)) delete memory.orders[orderNumber];
	}
	return true;
}

/** Now and then the window moves on; after that every list is read once, back to the oldest order. */
function moveWindow(statuses: StatusMemory, now: number): void {
	if (now - statuses.from <= STATUS_WINDOW_MS + STATUS_WINDOW_SLACK_MS) return;
	statuses.from = now - STATUS_WINDOW_MS;
	statuses.counts = {};
}

function oldestWatched({ orders }: Memory, now: number): number {
	let oldest = now;
	for (const { status, createdAt } of Object.values(orders)) {
		if (createdAt !== null && createdAt < oldest && !isSettled(status)) oldest = createdAt;
	}
	return oldest;
}

function filtersOf(scan: Scan, { from }: StatusMemory, status: number) {
	return filtersWith(scan, { status: String(status), subTime: days(from, scan.now + DAY_MS) });
}

function filtersWith({ settings }: Scan, filters: Record<string, string>) {
	return toWire({ packetName: settings.packageName, ...filters });
}
