import type { IPollFunctions } from 'n8n-workflow';

import { Client, DEFAULT_TIMEOUT_MS } from '../../mioesim/client/client';
import { contradicts, orderPage, walkOrders } from '../../mioesim/client/orders';
import { dateRange, dayOf, toInstant } from '../../mioesim/dates';
import type { JsonRecord } from '../../mioesim/values';
import type { Parameters } from '../../mioesim/wire/parameters';
import { clock, portOf } from '../shared/port';
import type { Settings } from './properties';

/** Rows per page; a server may return fewer. */
const PAGE_SIZE = 100;
/** Maximum pages in one poll, so that a list without an end can't keep a poll busy forever. */
const MOST_PAGES = 1000;

/** n8n before 2.41 sets no limit; this is the limit later versions set. */
const DEFAULT_BUDGET_MS = 5 * 60 * 1000;
/** The share of n8n's time after which no further page is started. The last page may take several tries. */
const READING_SHARE = 0.6;
/** A call may take this share of the time, so that three tries fit. */
const TIMEOUT_SHARE = 0.1;
const SHORTEST_TIMEOUT_MS = 1000;

type OnRow = (row: JsonRecord) => void;

/** Reads orders page by page for as long as there is time. */
export class PageReader {
	private pagesRead = 0;

	/**
	 * @param deadline milliseconds since the epoch; one page is read even after it
	 * @param common filters of queryEsimOrder (docs/api.md, section 5) for every list
	 */
	constructor(
		readonly client: Client,
		private readonly deadline: number,
		private readonly common: Parameters,
		private readonly onRow: OnRow,
	) {}

	/** A reader for the time that n8n lets this poll run. */
	static of(context: IPollFunctions, { packageName }: Settings, onRow: OnRow): PageReader {
		const isTold = typeof context.getPollBudgetMs === 'function';
		const budgetMs = isTold ? context.getPollBudgetMs() : DEFAULT_BUDGET_MS;
		const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, budgetMs * TIMEOUT_SHARE);
		const client = new Client(portOf(context), Math.min(DEFAULT_TIMEOUT_MS, timeoutMs));
		const deadline = clock.now() + budgetMs * READING_SHARE;
		return new PageReader(client, deadline, { packetName: packageName }, onRow);
	}

	/** Whether the rest has to wait for the next poll. */
	get isLate(): boolean {
		if (this.pagesRead === 0) return false;
		return this.pagesRead >= MOST_PAGES || clock.now() >= this.deadline;
	}

	/** The first page. @throws {Failure} */
	async page(filters: Parameters) {
		const page = await orderPage(this.client, { ...this.common, ...filters }, 1, PAGE_SIZE);
		this.take(page.rows, filters);
		return page;
	}

	/**
	 * Every page from the given one on, in sequence.
	 *
	 * @param until asked after each page whether the rest can be skipped
	 * @returns the page to continue with if time ran out; null when the list was read
	 * @throws {Failure}
	 */
	async all(filters: Parameters, from: number, until?: Until): Promise<number | null> {
		const isLate = () => this.isLate;
		const onPage = (rows: JsonRecord[]) => {
			this.take(rows, filters);
			return until?.(rows);
		};
		const walk = { from, pageSize: PAGE_SIZE, isLate, onPage };
		return await walkOrders(this.client, { ...this.common, ...filters }, walk);
	}

	/** A server may ignore a filter. Dates are compared by what happened, whatever the list is. */
	private take(rows: readonly JsonRecord[], { status }: Parameters): void {
		this.pagesRead++;
		for (const row of rows) {
			if (!contradicts(row, { ...this.common, status })) this.onRow(row);
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
			const instant = toInstant(row.createTime);
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
