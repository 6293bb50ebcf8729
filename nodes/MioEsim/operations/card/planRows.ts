import { dateRange, dayOf } from '../../../../mioesim/dates';
import { readIccid } from '../../../../mioesim/shapes/iccid';
import { flag, records, text, type JsonRecord } from '../../../../mioesim/values';
import { clock } from '../../../shared/port';
import { concurrently } from '../../../../mioesim/client/limiter';
import { orderPage, queryOrders } from '../../../../mioesim/client/orders';
import { settle } from '../../../../mioesim/codes/failure';
import type { ItemCall } from '../../operation';

/** With fewer items than this, asking for the length of the list can cost more than it saves. */
const LEAST_ITEMS = 4;

const PAGE_SIZE = 100;

/** Parameters read in one go before the network gets its turn. */
const READ_AT_ONCE = 10;

/** Without a range, MIOeSIM lists three months (docs/api.md, section 5). No order is older than this. */
const FIRST_DAY = { year: 2010, month: 1, day: 1 };

/** Orders by their cards, newest first. */
type RowsByCard = ReadonlyMap<string, JsonRecord[]>;

/**
 * The orders with plans on a card, newest first.
 *
 * For many cards, the list of all orders takes fewer calls than one call per card: then it is read once
 * for all items. A card that the list doesn't cover completely is looked up on its own.
 *
 * @throws {Failure}
 */
export async function planRowsOf(call: ItemCall, iccid: string): Promise<JsonRecord[]> {
	const listed = await call.shared('plans of all cards', async () => await readList(call));
	const rows = listed?.get(iccid) ?? [];
	// A card begins with a main order: nothing earlier can be missing.
	if (rows.some(({ pflag }) => flag(pflag) !== false)) return rows;
	return await queryOrders(call.client, { iccid }, Infinity, call.concurrency);
}

/** @returns null when one call per card takes no more calls, or when the list is incomplete */
async function readList(call: ItemCall): Promise<RowsByCard | null> {
	if (call.itemCount < LEAST_ITEMS) return null;
	const walked = await settle(walk(call));
	// If this fails, each card is looked up and reports what is wrong.
	return walked.ok ? walked.data : null;
}

async function walk(call: ItemCall): Promise<RowsByCard | null> {
	const { client, itemCount, concurrency } = call;
	const { year, ...today } = dayOf(clock.now());
	const filters = { subTime: dateRange(FIRST_DAY, { year: year + 1, ...today }) };
	const { rows, total } = await orderPage(client, filters, 1, PAGE_SIZE);
	if (total === null || rows.length === 0) return null;
	const pageCount = Math.ceil(total / rows.length);
	if (pageCount > itemCount) return null;

	const wanted = cardsOf(call);
	const seen = new Set<string>();
	const pages: JsonRecord[][] = [];
	const keep = async (page: JsonRecord[], index: number) => {
		const cards = await wanted;
		const fresh = page.filter((row) => isNew(row, seen));
		pages[index] = fresh.filter((row) => cardsOn(row).some((iccid) => cards.has(iccid)));
	};
	await keep(rows, 0);
	await concurrently(pageCount - 1, concurrency, async (index) => {
		await keep((await orderPage(client, filters, index + 2, PAGE_SIZE)).rows, index + 1);
	});
	return seen.size >= total ? byCard(pages.flat()) : null;
}

/** The cards of all items. One that can't be read fails its item later. */
async function cardsOf(call: ItemCall): Promise<ReadonlySet<string>> {
	const cards = new Set<string>();
	for (let index = 0; index < call.itemCount; index++) {
		if (index % READ_AT_ONCE === 0) await clock.turn();
		const parameters = call.parametersOf(index);
		parameters.readAhead(['iccid']);
		const iccid = parameters.isSet('iccid') ? readIccid(parameters.raw('iccid')) : null;
		if (iccid !== null) cards.add(iccid);
	}
	return cards;
}

/** An order that arrives while pages are read shifts rows onto the next page, where they appear again. */
function isNew(row: JsonRecord, seen: Set<string>): boolean {
	const orderNumber = text(row.orderNum);
	if (orderNumber === null) return true;
	const before = seen.size;
	return seen.add(orderNumber).size > before;
}

function cardsOn(row: JsonRecord): string[] {
	return records(row.packageList)
		.map(({ iccid }) => readIccid(iccid))
		.filter((iccid): iccid is string => iccid !== null);
}

function byCard(rows: JsonRecord[]): RowsByCard {
	const cards = new Map<string, JsonRecord[]>();
	for (const row of rows) {
		for (const iccid of new Set(cardsOn(row))) cards.set(iccid, [...(cards.get(iccid) ?? []), row]);
	}
	return cards;
}
