import { toInstant, toIso } from '../../api/dates';
import type { Parameters } from '../../api/wire/parameters';
import { text, type JsonRecord } from '../../api/values';
import type { Client } from '../../transport/client';
import { clock } from '../../transport/clock';
import { orderPage } from '../../transport/orders';

/** Rows a page; a server may give fewer. */
const PAGE_SIZE = 100;

export type RowReader = (row: JsonRecord) => void;

export interface Reading {
	/** The page to go on with when there was no time; null: nothing is left. */
	resumeAt: number | null;
}

/** Reads orders by pages, for as long as there is time. */
export class PageReader {
	private hasRead = false;

	/** @param deadline milliseconds since the epoch; one page is read even when it has passed */
	constructor(
		private readonly client: Client,
		private readonly deadline: number,
		private readonly onRow: RowReader,
	) {}

	get isLate(): boolean {
		return this.hasRead && clock.now() >= this.deadline;
	}

	/** One page, counted from 1. @throws {Failure} */
	async page(filters: Parameters, pageNo = 1) {
		const page = await orderPage(this.client, filters, pageNo, PAGE_SIZE);
		this.hasRead = true;
		page.rows.forEach((row) => this.onRow(row));
		return page;
	}

	/**
	 * Every page, or those from a given one, one after another.
	 *
	 * @param settings.from page to begin with
	 * @param settings.until asked after each page whether the rest can be left out
	 * @throws {Failure}
	 */
	async all(
		filters: Parameters,
		{ from = 1, until = () => false }: { from?: number; until?: Until } = {},
	): Promise<Reading> {
		const seen = new Set<string>();
		let perPage = 0;
		for (let pageNo = from; ; pageNo++) {
			if (this.isLate) return { resumeAt: pageNo };
			const { rows, total } = await this.page(filters, pageNo);
			perPage = Math.max(perPage, rows.length);
			const before = seen.size;
			for (const row of rows) seen.add(text(row.orderNum) ?? '');
			const isLast = total !== null && pageNo * perPage >= total;
			if (isLast || seen.size === before || until(rows)) return { resumeAt: null };
		}
	}
}

type Until = (rows: JsonRecord[]) => boolean;

/**
 * Stops where orders were placed before the given moment, as long as the rows come newest first.
 * Where they do not, every page is read.
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
