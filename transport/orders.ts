import { replyFailure } from '../api/codes/failures';
import { expectEntries, type Owed } from '../api/shapes/expected';
import type { Parameters } from '../api/wire/parameters';
import { number, record, text, type JsonRecord } from '../api/values';
import type { Client } from './client';
import { concurrently } from './concurrently';

/** Rows a page. The API's default is 30; what it really gives is measured on the first page. */
const PAGE_SIZE = 100;

/** A total beyond what an account can have is not a reason to ask forever. */
const MOST_PAGES = 100_000;

const ROWS: Owed = {
	endpoint: 'queryEsimOrder',
	marks: ['orderNum', 'createTime', 'skuName'],
	lists: ['packageList'],
};

/** Full pages with no order that is new; many orders that arrive at once push a page or two. */
const MOST_STALE = 3;

interface Page {
	rows: JsonRecord[];
	/** All rows that match, over all pages; null when the API does not say. */
	total: number | null;
}

/**
 * One page of queryEsimOrder. Pages count from 1.
 *
 * @throws {Failure} also when the reply is not a list: taken for an empty one, it would say that an order
 *   was not placed
 */
export async function orderPage(
	client: Client,
	filters: Parameters,
	pageNo: number,
	pageSize: number,
): Promise<Page> {
	const ask = async () => await client.call('queryEsimOrder', { ...filters, pageNo, pageSize });
	// Nothing at all may be this server's empty list, or a reply that went wrong: once is no answer.
	const data = orNothing(await ask()) ?? orNothing(await ask());
	const page = readPage(data);
	if (page === null || (pageNo === 1 && page.rows.length === 0 && (page.total ?? 0) > 0)) {
		throw replyFailure('a list of orders that cannot be read', 'queryEsimOrder');
	}
	return page;
}

/** Nothing at all is spelled in two ways. */
function orNothing(data: unknown): unknown {
	return data === '' ? null : data;
}

/**
 * @returns null when it is not a page
 * @throws {Failure} when its rows are not orders
 */
function readPage(data: unknown): Page | null {
	if (data === null) return { rows: [], total: null };
	if (Array.isArray(data)) return readRows(data, null);
	const { rows, total } = record(data);
	return rows === undefined && number(total) === null ? null : readRows(rows, number(total));
}

/** @throws {Failure} when it is not a list of orders */
function readRows(content: unknown, total: number | null): Page {
	return { rows: expectEntries(content, ROWS), total };
}

/**
 * Rows of queryEsimOrder, newest first, over as many pages as it takes.
 *
 * An order that arrives meanwhile pushes a row onto the next page: rows are told apart by their
 * order number, so that none comes twice.
 *
 * @param limit most rows wanted
 * @param concurrency pages fetched at the same time, once their number is known
 */
export async function queryOrders(
	client: Client,
	filters: Parameters,
	limit: number,
	concurrency: number,
): Promise<JsonRecord[]> {
	const pageSize = Math.min(PAGE_SIZE, limit);
	const first = await orderPage(client, filters, 1, pageSize);
	const pages = [first.rows];
	const known = new Set<string>();
	const wanted = Math.min(limit, first.total ?? limit);
	// A server may give shorter pages than it was asked for.
	const perPage = first.rows.length;
	if (bringsNew(first.rows, known) && perPage < wanted) {
		const more = first.total === null ? 0 : Math.ceil(wanted / perPage) - 1;
		let stale = 0;
		await concurrently(Math.min(more, MOST_PAGES), concurrency, async (index) => {
			if (stale >= MOST_STALE) return;
			const page = await orderPage(client, filters, index + 2, pageSize);
			pages[index + 1] = page.rows;
			// The total is what a server says: the pages are what it has.
			if (bringsNew(page.rows, known)) stale = 0;
			else stale += page.rows.length === 0 ? MOST_STALE : 1;
		});
		if (stale < MOST_STALE) await readOn(client, filters, pageSize, wanted, pages, known);
	}
	return unique(pages.flat()).slice(0, limit);
}

/**
 * Reads pages one by one until there are enough rows or a page brings nothing new: where no total
 * is known, and where orders that arrived meanwhile have pushed the last ones beyond it.
 */
async function readOn(
	client: Client,
	filters: Parameters,
	pageSize: number,
	wanted: number,
	pages: JsonRecord[][],
	known: Set<string>,
): Promise<void> {
	while (known.size < wanted) {
		const { rows } = await orderPage(client, filters, pages.length + 1, pageSize);
		pages.push(rows);
		if (!bringsNew(rows, known)) return;
	}
}

/** Takes the order numbers of a page down. @returns whether one of them was not known yet */
function bringsNew(rows: JsonRecord[], known: Set<string>): boolean {
	const before = known.size;
	for (const row of rows) {
		const orderNumber = text(row.orderNum);
		if (orderNumber !== null) known.add(orderNumber);
	}
	return known.size > before;
}

function unique(rows: JsonRecord[]): JsonRecord[] {
	const seen = new Set<string>();
	return rows.filter((row) => {
		const orderNumber = text(row.orderNum);
		if (orderNumber === null) return true;
		if (seen.has(orderNumber)) return false;
		seen.add(orderNumber);
		return true;
	});
}
