import { dateRange, DAY_MS, dayOf, toInstant, toIso } from '../../mioesim/dates';
import { lastingStatuses } from '../../mioesim/codes/orderStatus';
import { contradicts, MOST_STALE, orderPage, walkOrders } from '../../mioesim/client/orders';
import type { JsonRecord } from '../../mioesim/values';
import { toWire, type Parameters, type WireParameters } from '../../mioesim/wire/parameters';
import type { Client } from '../../mioesim/client/client';
import { clock } from '../shared/port';
import { advance, type Memory, type Unfinished } from './memory';
import type { EventName, Settings } from './properties';

/** Rows per page; a server may return fewer. */
const PAGE_SIZE = 100;

/** Maximum pages in one poll, so that a list without an end can't keep a poll busy forever. */
const MOST_PAGES = 1000;

/** Reads orders page by page for as long as there is time. */
export class PageReader {
	private pagesRead = 0;

	/** @param deadline milliseconds since the epoch; one page is read even after it */
	constructor(
		private readonly client: Client,
		private readonly deadline: number,
		private readonly onRow: (row: JsonRecord) => void,
	) {}

	/** Whether the rest has to wait for the next poll. */
	get isLate(): boolean {
		if (this.pagesRead === 0) return false;
		return this.pagesRead >= MOST_PAGES || clock.now() >= this.deadline;
	}

	/** The first page. @throws {Failure} */
	async page(filters: Parameters) {
		const page = await orderPage(this.client, filters, 1, PAGE_SIZE);
		this.take(page.rows, filters);
		return page;
	}

	/**
	 * Every page from the given one on, in sequence.
	 *
	 * @param settings.from the first page to read
	 * @param settings.until asked after each page whether the rest can be skipped
	 * @returns the page to continue with if time ran out; null when the list was read
	 * @throws {Failure}
	 */
	async all(
		filters: Parameters,
		{ from, until }: { from?: number; until?: Until } = {},
	): Promise<number | null> {
		return await walkOrders(this.client, filters, {
			from,
			pageSize: PAGE_SIZE,
			stalePages: MOST_STALE,
			isLate: () => this.isLate,
			onPage: (rows) => {
				this.take(rows, filters);
				return until?.(rows);
			},
		});
	}

	/** A server may ignore a filter. Dates are compared by what happened, whatever the list is. */
	private take(rows: readonly JsonRecord[], { packetName, status }: Parameters): void {
		this.pagesRead++;
		for (const row of rows) {
			if (!contradicts(row, { packetName, status })) this.onRow(row);
		}
	}
}

type Until = (rows: JsonRecord[]) => boolean;

/**
 * Stops at orders placed before the given moment, as long as rows arrive newest first. If they don't,
 * every page is read.
 */
export function placedBefore(moment: number): Until {
	let previous = Infinity;
	let isSorted = true;
	return (rows) => {
		for (const row of rows) {
			const instant = toInstant(toIso(row.createTime));
			if (instant === null || instant > previous) isSorted = false;
			else previous = instant;
		}
		return isSorted && previous < moment;
	};
}

/** The days between two instants in GMT+8, including the first and the last day. */
export function days(from: number, to: number): string {
	return dateRange(dayOf(from), dayOf(to));
}

/** What the steps of one poll share. */
export interface Scan {
	reader: PageReader;
	memory: Memory;
	settings: Settings;
	/** Order numbers that this poll has read. */
	seen: ReadonlySet<string>;
	/** When the poll began. */
	now: number;
}

/** One list that a poll reads, and can leave unfinished. */
export interface Step {
	name: string;
	/**
	 * @param left the work that the previous poll had no time for
	 * @returns the work that is left; null when nothing is
	 */
	run(left: Unfinished | undefined): Promise<Unfinished | null>;
}

/** A list of orders that is read to its end. */
interface OrderList {
	name: string;
	filters: WireParameters;
	/** Events that can't have been missed once the list has been read. */
	completes: EventName[];
	/** The status of all orders in the list. */
	status?: number;
	/** Older orders don't need to be read. */
	placedAfter?: number;
}

/** Plans that end later than this are watched when that time has come. */
const FAR_MS = 3 * 365 * DAY_MS;

/** The filters of queryEsimOrder (docs/api.md, section 5), with the user's package name. */
export function filtersOf({ packageName }: Settings, filters: WireParameters): WireParameters {
	return toWire({ packetName: packageName, ...filters });
}

/**
 * The lists to read so that no chosen event is missed, with as few orders as the API's filters allow.
 * Date ranges extend one day beyond now, because the clocks may differ.
 */
function listsOf({ memory, settings, now }: Scan): OrderList[] {
	const { watches, statuses } = memory;
	const { newOrder, orderStatusChanged, planStarted } = watches;
	const tomorrow = now + DAY_MS;
	const lists: OrderList[] = [];
	const add = (name: string, filters: WireParameters, more: Partial<OrderList>) =>
		lists.push({ name, filters: filtersOf(settings, filters), completes: [], ...more });

	if (newOrder || orderStatusChanged) {
		const placedAfter = Math.min(newOrder?.after ?? now, orderStatusChanged?.after ?? now);
		const subTime = days(placedAfter, tomorrow);
		add('placed', { subTime }, { completes: ['newOrder'], placedAfter });
	}
	if (planStarted) {
		add('started', { sTime: days(planStarted.after, tomorrow) }, { completes: ['planStarted'] });
	}
	const ends = rangeOfEnds(memory, settings, now);
	if (ends) {
		const completes: EventName[] = ['planEnded', 'planExpiring', 'dataRunningLow'];
		add('ends', { eTime: days(...ends) }, { completes });
	}
	if (orderStatusChanged && statuses) {
		for (const status of lastingStatuses) {
			if (statuses.learned.includes(status)) continue;
			const subTime = days(statuses.from, tomorrow);
			add(`status ${status}`, { status: String(status), subTime }, { status });
		}
	}
	return lists;
}

function rangeOfEnds(
	{ watches: { planEnded, planExpiring, dataRunningLow } }: Memory,
	{ daysBefore }: Settings,
	now: number,
): [number, number] | null {
	const tomorrow = now + DAY_MS;
	const ranges: Array<[number, number]> = [];
	if (planEnded) ranges.push([planEnded.after, tomorrow]);
	if (planExpiring) ranges.push([now - DAY_MS, tomorrow + daysBefore * DAY_MS]);
	if (dataRunningLow) ranges.push([now - DAY_MS, now + FAR_MS]);
	if (ranges.length === 0) return null;
	return [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))];
}

/**
 * One step for each list.
 *
 * @param onRead called for each list that was read to its end: it advances the watches
 */
export function listSteps(scan: Scan, onRead: (moveOn: () => void) => void): Step[] {
	return listsOf(scan).map((list) => ({
		name: list.name,
		run: async (left) => {
			const { filters, page, startedAt } = left ?? { ...list, page: 1, startedAt: scan.now };
			const until = placedBefore(list.placedAfter ?? -Infinity);
			const resumeAt = await scan.reader.all(filters, { from: page, until });
			if (resumeAt !== null) return { step: list.name, filters, page: resumeAt, startedAt };
			onRead(() => complete(scan.memory, list, startedAt));
			return null;
		},
	}));
}

function complete(
	memory: Memory,
	{ completes, status, placedAfter }: OrderList,
	startedAt: number,
) {
	const { watches, statuses } = memory;
	for (const event of completes) {
		const watch = watches[event];
		if (!watch) continue;
		watch.isReady = true;
		advance(watch, event, startedAt);
	}
	const { orderStatusChanged } = watches;
	if (!statuses || !orderStatusChanged) return;
	if (status !== undefined) statuses.learned.push(status);
	const areKnown = lastingStatuses.every((each) => statuses.learned.includes(each));
	orderStatusChanged.isReady ||= areKnown;
	if (placedAfter !== undefined) advance(orderStatusChanged, 'orderStatusChanged', startedAt);
}
