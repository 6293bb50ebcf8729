import {
	finalStatuses,
	isFinal,
	lastingStatuses,
	orderStatus,
	passingStatuses,
} from '../../mioesim/codes/orderStatus';
import { DAY_MS } from '../../mioesim/dates';
import type { Parameters } from '../../mioesim/wire/parameters';
import { advance, type Memory, type Unfinished, type Watch, type Watches } from './memory';
import type { EventName, Settings } from './properties';
import { days, placedBefore, type PageReader } from './readPages';

/**
 * The lists that a poll reads: no event is missed, and as few orders are read as the API's filters allow.
 *
 * Orders whose status has changed are found without reading all others: the API has no list of changes,
 * but returns how many orders are in a status. If that number differs from the known one, an order has
 * moved there, and the list is read until the numbers agree.
 */

/** What the parts of one poll share. */
export interface Scan {
	reader: PageReader;
	memory: Memory;
	/** As they were when the poll began: within one poll, an order seen for the first time is not new. */
	watches: Watches;
	settings: Settings;
	/** Order numbers that this poll has read. */
	seen: Set<string>;
	/** When the poll began. */
	now: number;
}

/** One list, which a poll can leave unfinished. */
interface Step {
	name: string;
	filters: Parameters;
	/** Events that advance when it was read. */
	events?: EventName[];
	/** Another way than page by page. @returns the page to continue with; null when nothing is left */
	read?: (left: Unfinished) => Promise<number | null>;
}

/**
 * Reads everything that the watched events need, or as much as n8n's time allows. The next poll continues
 * where this one stopped.
 *
 * @throws {Failure}
 */
export async function readLists(scan: Scan): Promise<void> {
	const { reader, memory, now } = scan;
	const { unfinished } = memory;
	delete memory.unfinished;
	const steps = [...stepsOf(scan), ...statusSteps(scan)];
	// Moves none if the list is no longer read.
	steps.push(
		...steps.splice(
			0,
			steps.findIndex(({ name }) => name === unfinished?.step),
		),
	);
	for (const { name, filters, events, read } of steps) {
		const fresh = { step: name, page: 1, filters, startedAt: now };
		const left: Unfinished = unfinished?.step === name ? unfinished : fresh;
		const page = await (read?.(left) ?? reader.all(left.filters, left.page));
		if (page !== null) {
			memory.unfinished = { ...left, page };
			return;
		}
		if (events) advance(memory.watches, events, left.startedAt);
	}
}

/** Plans that end later than this are watched when that time has come. */
const FAR_MS = 3 * 365 * DAY_MS;

/** Date ranges extend one day beyond now, because the clocks may differ. */
function stepsOf({ reader, memory: { watches }, settings, now }: Scan): Step[] {
	const { newOrder, orderStatusChanged, planStarted, planEnded, dataRunningLow } = watches;
	const tomorrow = now + DAY_MS;
	const placed = Math.min(newOrder?.after ?? now, orderStatusChanged?.after ?? now);
	const ended = Math.min(planEnded?.after ?? now, now - DAY_MS);
	const lastEnd = dataRunningLow ? now + FAR_MS : tomorrow + settings.daysBefore * DAY_MS;
	const sTime = days(planStarted?.after ?? now, tomorrow);
	const eTime = days(ended, lastEnd);
	const steps = [
		{
			name: 'placed',
			filters: { subTime: days(placed, tomorrow) },
			events: ['newOrder', 'orderStatusChanged'],
			read: async ({ filters, page }) => await reader.all(filters, page, placedBefore(placed)),
		},
		{ name: 'started', filters: { sTime }, events: ['planStarted'] },
		{ name: 'ends', filters: { eTime }, events: ['planEnded', 'planExpiring', 'dataRunningLow'] },
	] satisfies Step[];
	return steps.filter(({ events }) => events.some((event) => watches[event]));
}

function statusSteps(scan: Scan): Step[] {
	const { memory, settings } = scan;
	const watch = memory.watches.orderStatusChanged;
	if (!watch) return [];
	const isWanted = (status: number) =>
		settings.statuses.length === 0 || settings.statuses.includes(status);
	const steps = (name: string, statuses: readonly number[], read?: typeof readChanged): Step[] =>
		statuses.map((status) => ({
			name: `${name} ${status}`,
			filters: inStatus(scan, status),
			read: read && (async (left) => await read(scan, status, left, watch)),
		}));
	// An order can return to normal from every passing status.
	const passing = isWanted(orderStatus.normal) ? passingStatuses : passingStatuses.filter(isWanted);
	// Partly cancelled orders can move on, so they come last, when every other count is right.
	const counted = [...finalStatuses, orderStatus.partlyCancelled].filter(isWanted);
	return [
		// There are few of them, and all are read in every poll.
		...steps('in status', passing),
		...steps('changed to', counted, readChanged),
		...steps('status', lastingStatuses, learn),
		...steps('back to', [orderStatus.normal].filter(isWanted), lookUpPassing),
	];
}

/** Reads each status once, so that a change from it can be reported. When the last is known, all are. */
async function learn({ reader }: Scan, status: number, left: Unfinished, watch: Watch) {
	if (watch.isReady) return null;
	const page = await reader.all(left.filters, left.page);
	watch.isReady = page === null && status === lastingStatuses.at(-1);
	return page;
}

/** One order more or less is in this status, if it is counted. */
export function recount({ statuses: { counts } }: Memory, status: number | null, by: 1 | -1): void {
	const count = counts[String(status)];
	if (typeof count === 'number') counts[String(status)] = count + by;
}

/** How far back to check the ends of plans for completed orders. */
const ENDED_LOOK_BACK_MS = 4 * DAY_MS;

/** The many orders in a counted status are read until their number is explained. */
async function readChanged(scan: Scan, status: number, left: Unfinished, watch: Watch) {
	const { reader, memory, now } = scan;
	const { counts } = memory.statuses;
	if (reader.isLate) return left.page;
	const filters = inStatus(scan, status);
	const { total } = await reader.page(filters);
	// The first number is right: nothing is reported before all orders are known.
	if (!watch.isReady) counts[status] ??= total;
	const isExplained = () => total !== null && counts[status] === total;
	if (isExplained()) return null;
	// If the list has grown since, its pages have shifted.
	const from = left.total === total ? Math.max(2, left.page) : 2;
	left.total = total;
	if (status === orderStatus.ended && from === 2) {
		// Most orders are completed when their plans end: few recent ones among many that ended long ago.
		const eTime = days(now - ENDED_LOOK_BACK_MS, now + DAY_MS);
		if ((await reader.all({ status: String(status), eTime }, 1, isExplained)) !== null) return 2;
		if (isExplained()) return null;
	}
	const watched = Object.values(memory.orders).filter((order) => !isFinal(order.status));
	const oldest = watched.reduce((least, { createdAt }) => Math.min(least, createdAt ?? now), now);
	const isOlder = placedBefore(oldest);
	const page = await reader.all(filters, from, (rows) => isOlder(rows) || isExplained());
	if (page === null) counts[status] = total;
	return page;
}

/**
 * An order that has left a passing status and is in none of the lists read can only be back to normal: it
 * is looked up by the day of its purchase.
 */
async function lookUpPassing({ reader, memory, seen }: Scan): Promise<number | null> {
	for (const [orderNumber, { status, createdAt }] of Object.entries(memory.orders)) {
		const isPassing = passingStatuses.some((each) => each === status);
		if (!isPassing || createdAt === null || seen.has(orderNumber)) continue;
		const subTime = days(createdAt, createdAt);
		const page = await reader.all({ subTime }, 1, () => seen.has(orderNumber));
		if (page !== null) return page;
		// No longer listed at all, so it will produce no more events.
		if (!seen.has(orderNumber)) delete memory.orders[orderNumber];
	}
	return null;
}

function inStatus({ memory, now }: Scan, status: number): Parameters {
	return { status: String(status), subTime: days(memory.statuses.from, now + DAY_MS) };
}
