import { replyFailure } from '../api/failures';
import type { Parameters } from '../api/parameters';
import { list, number, record, records, text, type JsonRecord } from '../api/values';
import type { Client } from './client';
import { concurrently } from './concurrently';

/** Rows a page. The API's default is 30; what it really gives is measured on the first page. */
const PAGE_SIZE = 100;

interface Page {
	rows: JsonRecord[];
	/** All rows that match, over all pages; null when the API does not say. */
	total: number | null;
}

/**
 * One page of queryEsimOrder. Pages count from 1.
 *
 * @throws {Failure} also when the reply is no list: taken for an empty one, it would say that an order
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

/** @returns null when it is no page */
function readPage(data: unknown): Page | null {
	if (data === null) return { rows: [], total: null };
	if (Array.isArray(data)) return readRows(data, null);
	const { rows, total } = record(data);
	return rows === undefined && total === undefined ? null : readRows(rows, number(total));
}

function readRows(content: unknown, total: number | null): Page | null {
	if (content === undefined || orNothing(content) === null) return { rows: [], total };
	if (typeof content !== 'object') return null;
	const rows = records(content);
	return rows.length === 0 && list(content).length > 0 ? null : { rows, total };
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
	const wanted = Math.min(limit, first.total ?? limit);
	// A server may give shorter pages than it was asked for.
	const perPage = first.rows.length;
	if (perPage > 0 && perPage < wanted) {
		const more = first.total === null ? 0 : Math.ceil(wanted / perPage) - 1;
		await concurrently(more, concurrency, async (index) => {
			const page = await orderPage(client, filters, index + 2, pageSize);
			pages[index + 1] = page.rows;
		});
		await readOn(client, filters, pageSize, wanted, pages);
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
): Promise<void> {
	for (let seen = unique(pages.flat()).length; seen < wanted; ) {
		const { rows } = await orderPage(client, filters, pages.length + 1, pageSize);
		pages.push(rows);
		const now = unique(pages.flat()).length;
		if (now === seen) return;
		seen = now;
	}
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
