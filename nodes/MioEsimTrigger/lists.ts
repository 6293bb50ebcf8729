import {
	finalStatuses,
	isFinal,
	lastingStatuses,
	orderStatus,
	passingStatuses,
} from '../../mioesim/codes/orderStatus';
import { DAY_MS } from '../../mioesim/dates';
import type { WireParameters } from '../../mioesim/wire/parameters';
import {
	advance,
	STATUS_WINDOW_MS,
	STATUS_WINDOW_SLACK_MS,
	type Memory,
	type Unfinished,
	type Watch,
	type Watches,
} from './memory';
import type { EventName, Settings } from './properties';
import { days, filtersOf, placedBefore, type PageReader, type Until } from './readPages';

/**
 * The lists that a poll reads so that no chosen event is missed, with as few orders as the API's filters
 * allow.
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
	filters: WireParameters;
	/** As for `PageReader.all`. */
	until?: Until;
	/**
	 * Reads it in another way than page by page.
	 *
	 * @param left where to begin
	 * @returns the page to continue with; null when nothing is left
	 */
	read?(left: Unfinished): Promise<number | null>;
	/** Called when nothing is left. */
	onRead?(startedAt: number): void;
}

/**
 * Reads everything that the watched events need, or as much as n8n's time allows. The next poll continues
 * where this one stopped.
 *
 * @throws {Failure}
 */
export async function readLists(scan: Scan): Promise<void> {
	const { reader, memory, watches, now } = scan;
	if (watches.orderStatusChanged?.isReady === false) await countStatuses(scan);
	const steps = stepsOf(scan);
	const { unfinished } = memory;
	delete memory.unfinished;
	const first = Math.max(
		0,
		steps.findIndex(({ name }) => name === unfinished?.step),
	);
	for (const step of [...steps.slice(first), ...steps.slice(0, first)]) {
		const { name, filters, until } = step;
		const fresh = { step: name, page: 1, filters, startedAt: now };
		const left: Unfinished = unfinished?.step === name ? unfinished : fresh;
		const page = await (step.read?.(left) ?? reader.all(left.filters, left.page, until));
		if (page !== null) {
			memory.unfinished = { ...left, page };
			return;
		}
		step.onRead?.(left.startedAt);
	}
}

/** Plans that end later than this are watched when that time has come. */
const FAR_MS = 3 * 365 * DAY_MS;

/** Date ranges extend one day beyond now, because the clocks may differ. */
function stepsOf(scan: Scan): Step[] {
	const { memory, settings, now } = scan;
	const { newOrder, orderStatusChanged, planStarted, planEnded, planExpiring, dataRunningLow } =
		memory.watches;
	const tomorrow = now + DAY_MS;
	const steps: Step[] = [];
	const add = (name: string, filters: WireParameters, events: EventName[], until?: Until) => {
		const onRead = (startedAt: number) => advance(memory.watches, events, startedAt);
		steps.push({ name, filters: filtersOf(settings, filters), until, onRead });
	};
	if (newOrder || orderStatusChanged) {
		const from = Math.min(newOrder?.after ?? now, orderStatusChanged?.after ?? now);
		const events: EventName[] = ['newOrder', 'orderStatusChanged'];
		add('placed', { subTime: days(from, tomorrow) }, events, placedBefore(from));
	}
	if (planStarted) add('started', { sTime: days(planStarted.after, tomorrow) }, ['planStarted']);
	if (planEnded || planExpiring || dataRunningLow) {
		const from = Math.min(planEnded?.after ?? now, now - DAY_MS);
		const to = dataRunningLow ? now + FAR_MS : tomorrow + settings.daysBefore * DAY_MS;
		add('ends', { eTime: days(from, to) }, ['planEnded', 'planExpiring', 'dataRunningLow']);
	}
	return orderStatusChanged ? [...steps, ...statusSteps(scan, orderStatusChanged)] : steps;
}

function statusSteps(scan: Scan, watch: Watch): Step[] {
	const { passing, counted, isNormalWanted } = statusesToRead(scan.settings);
	const step = (name: string, status: number, more: Partial<Step> = {}): Step => ({
		name: `${name} ${status}`,
		filters: inStatus(scan, status),
		...more,
	});
	return [
		// Read once, so that a change from them can be reported: the second one comes when the first is known.
		...(watch.isReady ? [] : lastingStatuses).map((status, index) =>
			step('status', status, {
				until: () => watch.isReady,
				onRead: () => (watch.isReady ||= index === lastingStatuses.length - 1),
			}),
		),
		// There are few of them, and all are read in every poll.
		...passing.map((status) => step('in status', status)),
		...counted.map((status) =>
			step('changed to', status, { read: async (left) => await readChanged(scan, status, left) }),
		),
		{
			name: 'back to normal',
			filters: {},
			read: async () => (isNormalWanted ? await lookUpPassing(scan) : null),
			onRead: () => moveWindow(scan),
		},
	];
}

/** The statuses whose orders are read: those the user wants to know about. */
function statusesToRead({ statuses }: Settings) {
	const isWanted = (status: number) => statuses.length === 0 || statuses.includes(status);
	/** Orders that return from a passing status can only be found one day at a time. */
	const isNormalWanted = isWanted(orderStatus.normal);
	const lasting = lastingStatuses.filter((status) => status !== orderStatus.normal);
	return {
		isNormalWanted,
		passing: isNormalWanted ? passingStatuses : passingStatuses.filter(isWanted),
		// Partly cancelled orders can move on, so they come last, when every other count is right.
		counted: [...finalStatuses, ...lasting].filter(isWanted),
	};
}

/** Takes the current numbers before anything is known about the orders themselves. */
async function countStatuses(scan: Scan): Promise<void> {
	const { counts } = scan.memory.statuses;
	for (const status of statusesToRead(scan.settings).counted) {
		if (counts[status] !== undefined) continue;
		const { total } = await scan.reader.page(inStatus(scan, status));
		if (total !== null) counts[status] = total;
	}
}

/** Updates the number of orders in each counted status when an order moves from one to another. */
export function recount({ statuses }: Memory, from: number | null, to: number | null): void {
	const add = (status: string, by: number) => {
		if (statuses.counts[status] !== undefined) statuses.counts[status] += by;
	};
	add(String(from), -1);
	add(String(to), 1);
}

/** How far back to check the ends of plans for completed orders. */
const ENDED_LOOK_BACK_MS = 4 * DAY_MS;

/** The many orders in a counted status are read until their number is explained. */
async function readChanged(scan: Scan, status: number, left: Unfinished): Promise<number | null> {
	const { reader, memory, settings, now } = scan;
	const { counts } = memory.statuses;
	if (reader.isLate) return left.page;
	const filters = inStatus(scan, status);
	const { total } = await reader.page(filters);
	const isExplained = () => counts[status] === total;
	if (isExplained()) return null;
	// If the list has grown since, its pages have shifted.
	const from = left.total === total ? Math.max(2, left.page) : 2;
	left.total = total;
	if (status === orderStatus.ended && from === 2) {
		// Most orders are completed when their plans end: few recent ones among many that ended long ago.
		const eTime = days(now - ENDED_LOOK_BACK_MS, now + DAY_MS);
		const recently = filtersOf(settings, { status: String(status), eTime });
		if ((await reader.all(recently, 1, isExplained)) !== null) return 2;
		if (isExplained()) return null;
	}
	const isOlder = placedBefore(oldestWatched(memory, now));
	const page = await reader.all(filters, from, (rows) => isOlder(rows) || isExplained());
	if (page !== null) return page;
	if (total === null) delete counts[status];
	else counts[status] = total;
	return null;
}

/**
 * An order that has left a passing status and is in none of the lists read can only be back to normal: it
 * is looked up by the day of its purchase.
 */
async function lookUpPassing({ reader, memory, settings, seen }: Scan): Promise<number | null> {
	for (const [orderNumber, { status, createdAt }] of Object.entries(memory.orders)) {
		const isPassing = status !== null && passingStatuses.includes(status);
		if (!isPassing || createdAt === null || seen.has(orderNumber)) continue;
		const filters = filtersOf(settings, { subTime: days(createdAt, createdAt) });
		const page = await reader.all(filters, 1, () => seen.has(orderNumber));
		if (page !== null) return page;
		// No longer listed at all, so it will produce no more events.
		if (!seen.has(orderNumber)) delete memory.orders[orderNumber];
	}
	return null;
}

/** From time to time the window moves on; then every list is read once, back to the oldest order. */
function moveWindow({ memory, now }: Scan): void {
	const longest = STATUS_WINDOW_MS + STATUS_WINDOW_SLACK_MS;
	if (now - memory.statuses.from <= longest) return;
	memory.statuses = { from: now - STATUS_WINDOW_MS, counts: {} };
}

function oldestWatched({ orders }: Memory, now: number): number {
	const watched = Object.values(orders).filter(({ status }) => !isFinal(status));
	return watched.reduce((oldest, { createdAt }) => Math.min(oldest, createdAt ?? now), now);
}

function inStatus({ memory, settings, now }: Scan, status: number): WireParameters {
	const subTime = days(memory.statuses.from, now + DAY_MS);
	return filtersOf(settings, { status: String(status), subTime });
}
