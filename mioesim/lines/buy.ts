import { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import type { Order } from '../shapes/order';
import type { Package } from '../shapes/package';
import type { JsonRecord } from '../values';
import { dataOf, failed, succeeded, type Reply } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { deliver } from './delivery';
import { findEarlier } from './earlier';
import { ledgerKey, serialize } from './ledger';
import { lookUp } from './lookUp';
import { place, type Placed } from './place';
import type { KeyedPurchase, Purchase } from './purchase';
import { takeReceipt } from './receipt';

/** What an item bought, now or earlier. */
export interface Purchased {
	/** The Order object, untouched. */
	data: JsonRecord;
	/** `duplicate` is true when the order was placed earlier. */
	order: Order;
	/** The order as queryEsimOrder lists it; null when it was not looked up. */
	listed: Order | null;
	/** The package from the price list; null when it isn't there. */
	entry: Package | null;
	/** What the user should know about the item. */
	warnings: string[];
}

/** A purchase that resulted in an order. */
interface Obtained {
	placed: Placed;
	entry: Package | null;
}

/**
 * Buys the one thing that an item asks for.
 *
 * @throws {Failure} when it was not bought, or not as requested
 */
export async function buyOne(call: ItemCall, purchase: Purchase): Promise<Purchased> {
	const [bought] = await buy(call, [purchase]);
	return dataOf(bought);
}

/**
 * Buys what an item asks for, each line once: look-up and checks side by side, then the order in the
 * item's turn, its receipt and its delivery. Lines with the same ids wait for each other only until it is
 * known which order counts for them: no item waits for another item's delivery.
 *
 * @returns the result of each purchase
 */
export async function buy(
	call: ItemCall,
	purchases: readonly Purchase[],
): Promise<Array<Reply<Purchased>>> {
	const lines = purchases.map(({ ids }) => ledgerKey(ids.externalOrderId, ids.externalItemId));
	const obtained = await serialize(lines, call.client.stop, async () => {
		return await obtain(call, purchases);
	});
	return await Promise.all(
		obtained.map(async (each, index) =>
			each.ok ? await handOver(call, purchases[index], each.data) : each,
		),
	);
}

/** The order of each purchase, or why there is none. Nothing is waited for. */
async function obtain(
	call: ItemCall,
	purchases: readonly Purchase[],
): Promise<Array<Reply<Obtained>>> {
	const account = await call.client.account();
	const keyed = purchases.map((purchase): KeyedPurchase => {
		const { externalOrderId, externalItemId } = purchase.ids;
		const key = ledgerKey(account.sessionAccount, externalOrderId, externalItemId);
		return { ...purchase, key, parameters: purchase.parametersFor(account) };
	});
	const [earlier, checks] = await Promise.all([
		findEarlier(call, keyed),
		Promise.all(keyed.map(async ({ check, parameters }) => await check(parameters))),
	]);
	const lines = keyed.map((purchase, index) => lineOf(purchase, earlier[index], checks[index]));
	const open = lines.filter(({ decided }) => decided === null).map(({ purchase }) => purchase);
	const placed = open.length === 0 ? passOn(call) : await placeAll(call, open);
	return await Promise.all(
		lines.map(async ({ purchase, entry, decided }) => {
			const reply = decided ?? (await confirm(call, purchase, placed[open.indexOf(purchase)]));
			return reply.ok ? succeeded({ placed: reply.data, entry }) : reply;
		}),
	);
}

/** A purchase that was looked up and checked. */
interface Line {
	purchase: KeyedPurchase;
	entry: Package | null;
	/** The order to return, or why nothing must be bought; null when it is to be bought. */
	decided: Reply<Placed> | null;
}

/** An order that exists counts, whatever the check says; otherwise the check explains more. */
function lineOf(
	purchase: KeyedPurchase,
	found: Reply<Placed | null>,
	checked: Reply<Package | null>,
): Line {
	const line = { purchase, entry: null };
	if (found.ok && found.data !== null) return { ...line, decided: succeeded(found.data) };
	if (!checked.ok) return { ...line, decided: checked };
	if (!found.ok) return { ...line, decided: found };
	return { purchase: withPackage(purchase, checked.data), entry: checked.data, decided: null };
}

/** The price list shows which package an API code means. */
function withPackage(purchase: KeyedPurchase, entry: Package | null): KeyedPurchase {
	const { requested } = purchase;
	if (requested.priceId !== null || entry?.priceId == null) return purchase;
	return { ...purchase, requested: { ...requested, priceId: String(entry.priceId) } };
}

/** Takes the receipt of an order that was placed now. */
async function confirm(
	call: ItemCall,
	purchase: KeyedPurchase,
	placed: Reply<Placed>,
): Promise<Reply<Placed>> {
	return placed.ok && purchase.preventDuplicates
		? await takeReceipt(call, purchase, placed.data)
		: placed;
}

/** Gives up the item's turn: nothing is sent for it. */
function passOn(call: ItemCall): Array<Reply<Placed>> {
	call.purchaseTurn(async () => await Promise.resolve()).catch(() => undefined);
	return [];
}

/** Sends the purchases one after another, in the item's turn. */
async function placeAll(
	call: ItemCall,
	purchases: readonly KeyedPurchase[],
): Promise<Array<Reply<Placed>>> {
	const placed: Array<Reply<Placed>> = [];
	const known = await Promise.all(purchases.map(async (each) => await knownBefore(call, each)));
	await call
		.purchaseTurn(async () => {
			for (const [index, purchase] of purchases.entries()) {
				placed.push(await place(call, purchase, known[index]));
			}
			// The loop must know about a failure before it admits the next item.
			for (const each of placed) dataOf(each);
		})
		.catch(async (error: unknown) => {
			// Orders that were placed must be reported, whatever stopped the others.
			const isTold = error instanceof Failure || placed.length > 0;
			const failure = error instanceof Failure ? error : stopped();
			while (isTold && placed.length < purchases.length) placed.push(failed(failure));
			return await (isTold ? Promise.resolve() : Promise.reject(error));
		});
	return placed;
}

function stopped(): Failure {
	return inputFailure(
		'The execution was stopped before this was ordered',
		'Run it again for the remaining items',
	);
}

/**
 * The orders that already have the ids of a purchase: any order that appears under them later is new.
 *
 * @returns null when they are unknown
 */
async function knownBefore(
	{ client }: ItemCall,
	{ ids, preventDuplicates, isUnique }: KeyedPurchase,
): Promise<ReadonlySet<string> | null> {
	// The earlier look-up found none, or no other order can have these ids.
	if (preventDuplicates || isUnique) return new Set();
	const rows = await lookUp(client, ids);
	return rows.ok ? new Set(rows.data.map(({ orderNumber }) => orderNumber)) : null;
}

async function handOver(
	call: ItemCall,
	{ ids, requested, deliveryMs }: Purchase,
	{ placed, entry }: Obtained,
): Promise<Reply<Purchased>> {
	const { orderNumber, fetched, listed, isEarlier, warnings } = placed;
	if (isEarlier) call.done(`order ${orderNumber}`);
	const waiting = { timeoutMs: deliveryMs, isEarlier };
	const whole = await deliver(call, orderNumber, fetched, requested, waiting);
	if (!whole.ok) return whole;
	const { data, order } = whole.data;
	const kept = keptDifferently('External Order ID', ids.externalOrderId, order.externalOrderId);
	const keptItem = keptDifferently('External Item ID', ids.externalItemId, order.externalItemId);
	return succeeded({
		data,
		order: { ...order, duplicate: isEarlier },
		listed,
		entry,
		warnings: [...warnings, ...kept, ...keptItem],
	});
}

function keptDifferently(name: string, sent: string, kept: string | null): string[] {
	if (kept === null || kept === sent) return [];
	return [
		`MIOeSIM stored '${name}' ${sent} as ${kept}. A later run could not recognize this order, and would buy again: use shorter IDs of capital letters, digits and dashes`,
	];
}
