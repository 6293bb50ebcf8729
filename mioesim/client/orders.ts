import type { Failure } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { expectEntries, isNothing, type Expected } from '../shapes/replies';
import type { Parameters } from '../wire/parameters';
import { number, record, text, type JsonRecord } from '../values';
import type { Client } from './client';
import { concurrently } from './concurrently';

/** Rows per page. The API's default is 30; the real number is measured on the first page. */
const PAGE_SIZE = 100;

/** A server may go on forever, or say that it will: what is read has to fit into the memory. */
const MOST_PAGES = 10_000;
const MOST_ORDERS = 200_000;

const ROWS: Expected = {
	endpoint: 'queryEsimOrder',
	marks: ['orderNum', 'createTime', 'skuName'],
	lists: ['packageList'],
};

/** Maximum full pages without a new order; many orders that arrive at once shift a page or two. */
const MOST_STALE = 3;

interface Page {
	rows: JsonRecord[];
	/** All matching rows, over all pages; null when the API doesn't say. */
	total: number | null;
}

/**
 * One page of queryEsimOrder. Pages count from 1.
 *
 * @throws {Failure} also when the reply is not a list: treated as an empty one, it would mean that an
 *   order was not placed
 */
export async function orderPage(
	client: Client,
	filters: Parameters,
	pageNo: number,
	pageSize: number,
): Promise<Page> {
	const ask = async () => await client.ask('queryEsimOrder', { ...filters, pageNo, pageSize });
	// "Nothing" may be this server's empty list, or a broken reply: once doesn't prove it.
	const data = orNothing(await ask()) ?? orNothing(await ask());
	const page = readPage(data);
	if (page === null || (pageNo === 1 && page.rows.length === 0 && (page.total ?? 0) > 0)) {
		throw replyFailure('a list of orders that cannot be read', 'queryEsimOrder');
	}
	return page;
}

/** "Nothing" has many spellings. */
function orNothing(data: unknown): unknown {
	const isList = Array.isArray(data) || record(data).rows !== undefined;
	return isNothing(data) && !isList ? null : data;
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
 * Rows of queryEsimOrder, newest first, over as many pages as needed.
 *
 * An order that arrives meanwhile shifts a row onto the next page. Rows are identified by their order
 * number, so that none appears twice.
 *
 * @param limit maximum number of rows
 * @param concurrency pages read at the same time, once their number is known
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
	// A server may return shorter pages than requested.
	const perPage = first.rows.length;
	if (bringsNew(first.rows, known) && perPage < wanted) {
		const more = first.total === null ? 0 : Math.ceil(wanted / perPage) - 1;
		let stale = 0;
		await concurrently(Math.min(more, MOST_PAGES), concurrency, async (index) => {
			if (stale >= MOST_STALE) return;
			const page = await orderPage(client, filters, index + 2, pageSize);
			pages[index + 1] = page.rows;
			// The total is only what the server says; the pages show what exists.
			if (bringsNew(page.rows, known)) stale = 0;
			else stale += page.rows.length === 0 ? MOST_STALE : 1;
		});
		if (stale < MOST_STALE) await readOn(client, filters, pageSize, wanted, pages, known);
	}
	return unique(pages.flat()).slice(0, limit);
}

/**
 * Reads pages one by one until there are enough rows or a page adds nothing new: for an unknown total,
 * and for orders that new ones have shifted beyond it.
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
		if (pages.length >= MOST_PAGES) throw tooLong();
		const { rows } = await orderPage(client, filters, pages.length + 1, pageSize);
		pages.push(rows);
		if (!bringsNew(rows, known)) return;
	}
}

/** Adds the order numbers of a page. @returns whether one of them is new */
function bringsNew(rows: JsonRecord[], known: Set<string>): boolean {
	const before = known.size;
	for (const row of rows) {
		const orderNumber = text(row.orderNum);
		if (orderNumber !== null) known.add(orderNumber);
	}
	if (known.size > MOST_ORDERS) throw tooLong();
	return known.size > before;
}

function tooLong(): Failure {
	return replyFailure('a list of orders that is too long', 'queryEsimOrder').with({
		resolution:
			"The node reads at most 200,000 orders for one item. Add filters, or turn off 'Return All'",
		retryable: false,
	});
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
