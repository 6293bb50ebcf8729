import { meansNothingFound } from '../codes/errorCodes';
import { settle, type Failure } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { readIccid } from '../shapes/card';
import { asOrder, type Order } from '../shapes/order';
import { expectEntries, isNothing, type Expected } from '../shapes/replies';
import { toWire, type Parameters } from '../wire/parameters';
import { number, record, records, text, type Json, type JsonRecord } from '../values';
import type { Client } from './client';

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

/** Maximum consecutive pages without a new order: many that arrive at once shift a page or two. */
const MOST_STALE = 3;

/**
 * One page of queryEsimOrder. Pages count from 1.
 *
 * @param isAnswer whether a code for "nothing found" is the answer that a user gets, not an empty page
 * @returns `total`, of all pages, is null when the API doesn't say
 * @throws {Failure} also when the reply is not a list: treated as an empty one, it would mean that an
 *   order was not placed
 */
export async function orderPage(
	client: Client,
	filters: Parameters,
	pageNo: number,
	pageSize: number,
	isAnswer = false,
): Promise<{ rows: JsonRecord[]; total: number | null }> {
	const ask = async () => {
		const reply = await settle(client.ask('queryEsimOrder', { ...filters, pageNo, pageSize }));
		if (reply.ok) return reply.data;
		if (!isAnswer && (await meansNone(reply.failure, client, filters, pageSize))) return [];
		throw reply.failure;
	};
	const isList = (data: unknown) => Array.isArray(data) || record(data).rows !== undefined;
	let data = await ask();
	// "Nothing" may be this server's empty list, or a broken reply: once doesn't prove it.
	if (isNothing(data) && !isList(data)) data = await ask();
	const page: JsonRecord = Array.isArray(data) ? { rows: data as Json[] } : record(data);
	const rows = expectEntries(page.rows, ROWS);
	const total = number(page.total);
	const isPage = isNothing(data) || isList(data) || total !== null;
	if (isPage && (pageNo > 1 || rows.length > 0 || (total ?? 0) <= 0)) return { rows, total };
	throw replyFailure('a list of orders that cannot be read', 'queryEsimOrder');
}

/** May mean that nothing was found, or that the list could not be read. */
const NOTHING_OR_BROKEN = '-8';

/**
 * MIOeSIM may tell by a code that nothing matches (docs/api.md, section 7). Of `-8`, a list without the
 * filters shows which of the two it is.
 */
async function meansNone(
	{ details: { type, code } }: Failure,
	client: Client,
	filters: Parameters,
	pageSize: number,
): Promise<boolean> {
	if (type !== 'api') return false;
	if (meansNothingFound(code)) return true;
	const isFiltered = Object.keys(toWire(filters)).length > 0;
	if (String(code) !== NOTHING_OR_BROKEN || !isFiltered) return false;
	return (await settle(orderPage(client, {}, 1, pageSize))).ok;
}

/** How a list of orders is walked. */
export interface Walk {
	/** The first page to read; 1 if left out. */
	from?: number;
	pageSize: number;
	/** Pages read at the same time, once their number is known. */
	concurrency?: number;
	/** How many different orders are enough. */
	wanted?: number;
	/** As for `orderPage`, on the first page. */
	isAnswer?: boolean;
	/** Gets the rows of each page. @returns true when the rest can be skipped */
	onPage(rows: JsonRecord[], pageNo: number): boolean | void;
	/** Asked before each page: whether the rest has to wait. */
	isLate?(): boolean;
}

/**
 * Walks over the pages of a list of orders, until nothing new comes. It serves all who read such a list: the
 * trigger reads one page at a time, with `from`, `isLate`, and `onPage` for what it skips.
 *
 * A server may return shorter pages than requested, no total or a wrong one. An order that arrives
 * meanwhile shifts a row onto the next page, so rows are counted by their order numbers. A page or two
 * without a new one prove nothing.
 *
 * @returns the page to continue with if it was late; null when the list was read
 * @throws {Failure}
 */
export async function walkOrders(
	client: Client,
	filters: Parameters,
	{ from = 1, pageSize, concurrency = 1, wanted = Infinity, ...walk }: Walk,
): Promise<number | null> {
	const seen = new Set<string | null>();
	let next = from;
	let perPage = 0;
	let total: number | null = null;
	let stale = 0;
	let isOver = false;
	const isMoreDue = () => total === null || (from - 1) * perPage + seen.size < total;
	const readNext = async () => {
		const pageNo = next++;
		if (pageNo - from >= MOST_PAGES) throw tooLong();
		const isAnswer = walk.isAnswer && pageNo === from;
		let page = await orderPage(client, filters, pageNo, pageSize, isAnswer);
		total = page.total ?? total;
		// The server says there are more rows: one empty page doesn't prove the opposite.
		if (page.rows.length === 0 && total !== null && isMoreDue()) {
			page = await orderPage(client, filters, pageNo, pageSize);
		}
		const { rows } = page;
		perPage = Math.max(perPage, rows.length);
		const before = seen.size;
		for (const { orderNum } of rows) seen.add(text(orderNum));
		if (seen.size > MOST_ORDERS) throw tooLong();
		stale = seen.size > before ? 0 : stale + 1;
		const isEnd = rows.length === 0 || stale >= MOST_STALE || seen.size >= wanted || !isMoreDue();
		if (walk.onPage(rows, pageNo) === true || isEnd) isOver = true;
	};
	const readTo = async (last: number) => {
		while (!isOver && next <= last && walk.isLate?.() !== true) {
			await readNext().catch((error: unknown) => {
				isOver = true;
				throw error;
			});
		}
	};
	await readTo(from);
	const last = Math.ceil(Math.min(wanted, total ?? 0) / perPage);
	await Promise.all(Array.from({ length: concurrency }, async () => await readTo(last)));
	await readTo(Infinity);
	return isOver ? null : next;
}

/**
 * Rows of queryEsimOrder, newest first, over as many pages as needed; no order twice.
 *
 * @param limit maximum number of rows
 * @throws {Failure}
 */
export async function queryOrders(
	client: Client,
	filters: Parameters,
	limit: number,
	concurrency: number,
): Promise<JsonRecord[]> {
	const pages: JsonRecord[][] = [];
	await walkOrders(client, filters, {
		pageSize: Math.min(PAGE_SIZE, limit),
		concurrency,
		wanted: limit,
		isAnswer: true,
		onPage: (rows, pageNo) => void (pages[pageNo] = rows),
	});
	const byNumber = new Map(pages.flat().map((row) => [text(row.orderNum) ?? row, row]));
	return [...byNumber.values()].slice(0, limit);
}

function tooLong(): Failure {
	return replyFailure('a list of orders that is too long', 'queryEsimOrder').with({
		resolution:
			"The node reads at most 200,000 orders for one item. Add filters, or turn off 'Return All'",
		retryable: false,
	});
}

/** What a row tells about a filter (docs/api.md, section 5); nothing when it doesn't. */
const tellers: Readonly<Record<string, (order: Order, row: JsonRecord) => Array<string | null>>> = {
	orderNum: ({ orderNumber }) => [orderNumber],
	outerOrderId: ({ externalOrderId }) => [externalOrderId],
	outerItemId: ({ externalItemId }) => [externalItemId],
	status: ({ status }) => [text(status)],
	iccid: ({ cards }) => cards.map(({ iccid }) => readIccid(iccid)),
	packetName: (_, row) =>
		[row.skuName, ...records(row.packageList).map(({ name }) => name)].map(text),
	subTime: ({ purchasedAt }) => [purchasedAt],
	sTime: ({ cards }) => cards.map(({ startDate }) => startDate),
	eTime: ({ cards }) => cards.map(({ endDate }) => endDate),
};

function fits(name: string, wanted: string, told: string): boolean {
	if (name.endsWith('Time')) {
		// `yyyy/MM/dd-yyyy/MM/dd`: days in GMT+8, as all times of the API.
		const [first, last] = wanted.split('-');
		const day = told.slice(0, 10).replace(/-/g, '/');
		return first <= day && day <= last;
	}
	const [here, there] = [wanted.toLowerCase(), told.toLowerCase()];
	return name === 'packetName' ? there.includes(here) : there === here;
}

/**
 * Whether a row of queryEsimOrder visibly contradicts the filters that were sent: a server may ignore them.
 * What a row doesn't tell contradicts nothing.
 *
 * @param filters by the names of the API
 */
export function contradicts(row: JsonRecord, filters: Readonly<Record<string, unknown>>): boolean {
	return Object.entries(filters).some(([name, value]) => {
		const wanted = text(value);
		if (wanted === null) return false;
		const told = tellers[name]?.(asOrder(row), row).filter((each) => each !== null) ?? [];
		return told.length > 0 && !told.some((each) => fits(name, wanted, each));
	});
}
