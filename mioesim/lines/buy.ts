import { serialize } from '../client/bounds';
import { Failure, settle, type Settled } from '../codes/failure';
import type { Order } from '../shapes/order';
import type { Package } from '../shapes/package';
import type { JsonRecord } from '../values';
import type { Claim } from './claims';
import { deliver, stopped, warn } from './delivery';
import { ageWarnings, findEarlier } from './earlier';
import { compareIds } from './judge';
import { accountKey, ledger, lineKey } from './ledger';
import type { Line, Listed, Marking, Request, Till } from './line';
import { lookUp, lookUpAll, seeByNumber } from './look';
import { daysToOrder, priceOf, type Price } from './package';
import { place } from './place';
import { check } from './priceLists';
import { takeReceipt } from './receipt';

/** What an item bought, now or earlier. */
export interface Purchased {
	/** The Order object, untouched. */
	data: JsonRecord;
	/** `duplicate` is true when the order was placed earlier. */
	order: Order;
	/** The order as queryEsimOrder lists it; null when it was not looked up. */
	listed: Order | null;
	/** The package from the price list; null when it isn't there, or nothing was bought now. */
	entry: Package | null;
	/** From the price list; null like the package. */
	price: Price | null;
	/** What the user should know about the item. */
	warnings: string[];
}

/**
 * Buys what an item asks for, each line once: claim, look-up and checks side by side, then the order in
 * the item's turn, its receipt and its delivery. Lines with the same IDs wait for each other only until
 * it is known which order counts for them: no item waits for another item's delivery.
 *
 * @returns the result of each line
 */
export async function buy(
	till: Till,
	asked: ReadonlyArray<Marking & Request>,
): Promise<Array<Settled<Purchased>>> {
	const keys = asked.map(({ ids }) => lineKey('', ids));
	const obtained = await serialize(keys, till.client.stop, async () => await obtain(till, asked));
	return await Promise.all(
		obtained.map(async (each) => (each.ok ? await settle(handOver(till, each.data)) : each)),
	);
}

/** Finds or places the order of each line. Nothing is waited for. */
async function obtain(
	till: Till,
	asked: ReadonlyArray<Marking & Request>,
): Promise<Array<Settled<Line>>> {
	const stored = await till.client.account();
	const account = accountKey(stored);
	const lines = asked.map(
		(each): Line => ({
			...each,
			account,
			key: lineKey(account, each.ids),
			// What the account lacks must be told before anything is sent.
			dpId: each.partnerOf(stored),
			entry: null,
			order: null,
			warnings: [],
		}),
	);
	const claims = lines.map((line) => claimOf(till, line));
	try {
		const looks = looksOf(till, lines);
		const results = await Promise.all(
			lines.map(async (line, index) =>
				settle(decide(till, line, lines.length, looks[index], claims[index])),
			),
		);
		const open = lines.filter((line, index) => results[index].ok && line.order === null);
		const placed = open.length === 0 ? passOn(till) : await placeAll(till, open);
		return await Promise.all(
			lines.map(async (line, index) => {
				const at = open.indexOf(line);
				if (at < 0) return results[index];
				return placed[at].ok ? await settle(confirm(till, line)) : placed[at];
			}),
		);
	} finally {
		const isSent = ({ key, order }: Line) => order !== null || ledger.purchases.recall(key);
		await Promise.all(claims.map(async (claim, index) => isSent(lines[index]) || claim?.release()));
	}
}

/** A line that this process has sent is known without a claim. */
function claimOf({ claims }: Till, { key, preventDuplicates }: Line): Claim | null {
	const isSent = ledger.purchases.recall(key) !== undefined;
	return claims === null || !preventDuplicates || isSent ? null : claims.claim(key);
}

/** The look-ups, running. */
function looksOf({ client }: Till, lines: readonly Line[]): Array<Promise<Listed[]>> {
	const asked = lines.filter(({ preventDuplicates }) => preventDuplicates);
	const looks = lookUpAll(
		client,
		asked.map(({ ids }) => ids),
	);
	return lines.map(async (line) =>
		line.preventDuplicates ? await looks[asked.indexOf(line)] : await Promise.resolve([]),
	);
}

/**
 * Sets the order of a line that was bought before.
 *
 * @param times how many lines the item has: all ask for the same number of cards
 * @throws {Failure} why nothing must be bought. What was sent before comes before every check.
 */
async function decide(
	till: Till,
	line: Line,
	times: number,
	looking: Promise<Listed[]>,
	claim: Claim | null,
): Promise<Line> {
	const counting = nameCards(till, line).then((cards) => cards && cards * times);
	const [rows, checked] = await Promise.all([
		settle(looking),
		settle(check(till.client, line, counting)),
		counting,
	]);
	if (line.preventDuplicates) {
		line.order = await findEarlier(till.client, line, rows, claim);
		if (line.order !== null) return line;
	}
	const refusal = checked.ok ? checked.data : checked.failure;
	if (refusal === null) return line;
	const isUnknown = ledger.purchases.recall(line.key)?.outcome === 'unknown';
	throw isUnknown ? unknownBefore(refusal) : refusal;
}

/**
 * Names the cards of an order to renew, to compare them with those that were renewed.
 *
 * @returns how many cards the line pays for; null when MIOeSIM doesn't say how many the order has, by its
 *   count and its list alike
 */
async function nameCards({ client }: Till, line: Line): Promise<number | null> {
	const { mainOrderNumber, count } = line.asked;
	if (mainOrderNumber === null) return count;
	const main = await seeByNumber(client, mainOrderNumber);
	if (main === null) return null;
	const { facts, order } = main;
	line.asked = { ...line.asked, iccids: facts.iccids };
	return facts.iccids.length === order.count ? order.count : null;
}

/** Gives up the item's turn: nothing is sent for it. */
function passOn(till: Till): [] {
	till.purchaseTurn(async () => await Promise.resolve()).catch(() => undefined);
	return [];
}

/** Sends the lines one after another, in the item's turn. */
async function placeAll(till: Till, lines: readonly Line[]): Promise<Array<Settled<void>>> {
	const placed: Array<Settled<void>> = [];
	const known = await Promise.all(lines.map(async (line) => await knownBefore(till, line)));
	await till
		.purchaseTurn(async () => {
			for (const [index, line] of lines.entries()) {
				placed.push(await settle(place(till, line, known[index])));
			}
			// The loop must know about a failure before it admits the next item.
			for (const each of placed) if (!each.ok) throw each.failure;
		})
		.catch((error: unknown) => {
			// Orders that were placed must be reported, whatever stopped the others.
			const isTold = error instanceof Failure || placed.length > 0;
			if (!isTold) throw error;
			const failure = error instanceof Failure ? error : stopped(' before this was ordered');
			while (placed.length < lines.length) placed.push({ ok: false, failure });
		});
	return placed;
}

/**
 * The orders that already have the IDs of a line: any order that appears under them later is new.
 *
 * @returns null when they are unknown
 */
async function knownBefore({ client }: Till, line: Line): Promise<ReadonlySet<string> | null> {
	// The earlier look-up found none, or no other order can have these IDs.
	if (line.preventDuplicates || line.isUnique) return new Set();
	const rows = await settle(lookUp(client, line.ids));
	return rows.ok ? new Set(rows.data.map(({ orderNumber }) => orderNumber)) : null;
}

/** Takes the receipt of an order that was placed now. */
async function confirm(till: Till, line: Line): Promise<Line> {
	if (line.order !== null && line.preventDuplicates) await takeReceipt(till, line, line.order);
	return line;
}

async function handOver(till: Till, line: Line): Promise<Purchased> {
	const placed = line.order;
	if (placed === null) throw stopped(' before this was ordered');
	if (placed.isEarlier) till.done(`order ${placed.orderNumber}`);
	const { data, order } = await deliver(till, line, placed);
	const { isEarlier, listed } = line.order ?? placed;
	if (isEarlier) {
		for (const each of ageWarnings(placed, till.client.now())) warn(line, each);
	} else {
		checkCharge(till, line, order);
	}
	tellKept(line, order);
	const { wish, asked, warnings } = line;
	const entry = isEarlier ? null : line.entry;
	return {
		data,
		order: { ...order, duplicate: isEarlier },
		listed: listed?.order ?? null,
		entry,
		price: priceOf(entry, asked.count ?? order.count, daysToOrder(wish, entry)),
		warnings,
	};
}

/** The price list may be older than the price. */
function checkCharge({ client }: Till, line: Line, { orderNumber, price }: Order): void {
	const { highestPrice } = line.wish;
	if (highestPrice === null || price === null || price <= highestPrice) return;
	client.forget();
	warn(
		line,
		`Order ${orderNumber} cost $${price.toFixed(2)}, more than 'Highest Price' ($${highestPrice.toFixed(2)}) allows. Check the order with MIOeSIM; the next items are checked against a new price list`,
	);
}

/** A later run looks for the IDs as they were sent. */
function tellKept(line: Line, order: Order): void {
	const same = compareIds(line.ids, order);
	const kept = [
		['External Order ID', same.order, line.ids.externalOrderId, order.externalOrderId],
		['External Item ID', same.item, line.ids.externalItemId, order.externalItemId],
	] as const;
	for (const [name, is, sent, stored] of kept) {
		if (is === 'equal' || is === 'untold') continue;
		warn(
			line,
			`MIOeSIM stored '${name}' ${sent} as ${stored}. A later run may not recognize this order, and buy again: use shorter IDs of capital letters, digits and dashes`,
		);
	}
}

/** An earlier try was sent without 'Prevent Duplicates', so it was not looked for. */
function unknownBefore(refusal: Failure): Failure {
	return refusal.with({
		outcome: 'unknown',
		resolution: `An order that was sent for this item before may have been placed: look for it with Order > Get Many. It was not sent again: ${refusal.message}`,
	});
}
