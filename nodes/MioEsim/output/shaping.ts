import type { IDataObject } from 'n8n-workflow';

import { asCard } from '../../../mioesim/shapes/card';
import { Limiter } from '../../../mioesim/client/bounds';
import { isSessionFailure, settle } from '../../../mioesim/codes/failure';
import { contradicts, queryOrders } from '../../../mioesim/client/orders';
import type { Order } from '../../../mioesim/shapes/order';
import { isObject, list, type Json, type JsonRecord } from '../../../mioesim/values';
import type { Parameters } from '../../../mioesim/wire/parameters';
import type { ItemCall, OutputItem, PartialResult } from '../operation';

/** A shape from `mioesim/shapes` as the JSON of an item. */
export function asItem(shape: object): OutputItem {
	return { json: shape as IDataObject };
}

/**
 * The API's `data` untouched: a list becomes one item per entry, a bare value goes into `data`. Each item
 * gets its own copy, because items share identical replies.
 */
export function rawItems(data: unknown): OutputItem[] {
	const entries: unknown[] = Array.isArray(data) ? data : [data];
	return entries.map((entry) => {
		const json = isObject(entry) ? entry : { data: entry };
		return asItem(JSON.parse(JSON.stringify(json)) as object);
	});
}

/** One item for the order or, if the user wants that, one for each of its cards. */
export function orderItems(order: Order, output: string): OutputItem[] {
	if (output !== 'cards') return [asItem(order)];
	const { cards, ...rest } = order;
	// An order without cards must not vanish.
	const each = cards.length > 0 ? cards : [asCard({})];
	return each.map((card) => {
		const renewalOrderNumbers = [...rest.renewalOrderNumbers];
		return customerFirst({ ...card, ...rest, renewalOrderNumbers, ...card });
	});
}

/** What a customer needs, in the order in which an item shows it. */
const FIRST = [
	'iccid',
	'lpa',
	'iosInstallUrl',
	'androidInstallUrl',
	'qrCodeContentId',
	'data',
	'validityDays',
	'activateBefore',
];

/** The item of a card with what the customer needs first, then the card, then its order. */
export function customerFirst(json: object): OutputItem {
	const fields = json as IDataObject;
	const first = FIRST.filter((name) => name in fields).map((name) => [name, fields[name]]);
	return asItem({ ...Object.fromEntries(first), ...fields });
}

/**
 * Rows of queryEsimOrder that match what was asked for. A server may ignore a filter: a row that contradicts
 * it is left out, and the user is told.
 *
 * @throws {Failure}
 */
export async function matchingOrders(
	{ client, concurrency, hint }: ItemCall,
	query: Parameters,
	limit: number,
): Promise<JsonRecord[]> {
	const matching = (rows: JsonRecord[]) => rows.filter((row) => !contradicts(row, query));
	const rows = await queryOrders(client, query, limit, concurrency);
	const found = matching(rows);
	if (found.length === rows.length) return rows;
	hint(
		'MIOeSIM listed orders that contradict the filters: it ignores at least one of them. The node left those orders out.',
	);
	if (limit === Infinity) return found;
	return matching(await queryOrders(client, query, Infinity, concurrency)).slice(0, limit);
}

/**
 * The results of an item that asks for several things, in their order. One that fails is a failed part; the
 * others are complete.
 *
 * @param things each with what identifies it in `error`
 * @throws {Failure} when there is no session: all would fail
 */
export async function resultOf<Thing extends object>(
	{ concurrency }: ItemCall,
	things: readonly Thing[],
	itemsOf: (thing: Thing) => Promise<OutputItem[]>,
): Promise<PartialResult> {
	const limiter = new Limiter(concurrency);
	const working = things.map(async (thing): Promise<PartialResult> => {
		const made = await settle(limiter.run(async () => await itemsOf(thing)));
		if (made.ok) return { items: made.data, failed: [] };
		if (isSessionFailure(made.failure)) throw made.failure;
		return { items: [], failed: [{ failure: made.failure, subject: { ...thing } as IDataObject }] };
	});
	const parts = await Promise.all(working);
	return {
		items: parts.flatMap(({ items }) => items),
		failed: parts.flatMap(({ failed }) => failed),
	};
}

/** The maximum number of results for the item: Limit, or unlimited with Return All. */
export function limitOf({ parameters }: ItemCall): number {
	return parameters.flag('returnAll') ? Infinity : parameters.integer('limit');
}

/** How the user wants a list: how much of it, and as which items. */
export type Listing = ReturnType<typeof readListing>;

/**
 * Limit and Simplify of an operation that lists something. Read them before anything is sent.
 *
 * @param shapesOf the simplified objects of a reply
 * @throws {Failure} when one of them can't be read
 */
export function readListing(call: ItemCall, shapesOf: (data: unknown) => object[]) {
	const limit = limitOf(call);
	const simplify = call.parameters.flag('simplify');
	const itemsOf = (data: unknown) =>
		(simplify ? shapesOf(data).map(asItem) : rawItems(data)).slice(0, limit);
	return { limit, itemsOf };
}

/** As `readListing`, of an endpoint whose reply is a list of rows. */
export function readRows(call: ItemCall, shapeOf: (row: Json) => object): Listing['itemsOf'] {
	const { limit, itemsOf } = readListing(call, (rows) => list(rows).map(shapeOf));
	return (data) => itemsOf(list(data).slice(0, limit));
}
