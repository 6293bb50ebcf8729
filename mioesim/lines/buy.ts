import { serialize } from '../client/bounds';
import { Failure, settle, type Settled } from '../codes/failure';
import type { Order } from '../shapes/order';
import type { Claim } from './claims';
import { deliver, stopped, warn } from './delivery';
import { ageWarnings, findEarlier } from './earlier';
import { compareIds } from './judge';
import { accountKey, ledger, lineKey } from './ledger';
import type { Line, Listed, Marking, Request, Till } from './line';
import { lookUp, lookUpAll, seeByNumber } from './look';
import { daysToOrder, priceOf } from './package';
import { place } from './place';
import { check } from './priceLists';
import { takeReceipt } from './receipt';

/** What an item bought, now or earlier. */
export type Purchased = Awaited<ReturnType<typeof handOver>>;

/**
 * Buys what an item asks for, each line once: claim, look-up and checks side by side, then the order in
 * the item's turn, its receipt and its delivery. Lines with the same IDs wait for each other only until
 * it is known which order counts for them: no item waits for another item's delivery.
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
	// A line that this process has sent is known without a claim.
	const claims = lines.map(({ key, preventDuplicates }) =>
		preventDuplicates && !ledger.purchases.recall(key) ? till.claims?.claim(key) : undefined,
	);
	try {
		const isLookedUp = lines.some(({ preventDuplicates }) => preventDuplicates);
		const ids = lines.map((line) => line.ids);
		const looks = isLookedUp ? lookUpAll(till.client, ids) : [];
		const results = await Promise.all(
			lines.map(async (line, index) =>
				settle(decide(till, line, lines.length, looks.at(index), claims[index])),
			),
		);
		const open = lines.filter((line, index) => results[index].ok && line.order === null);
		const placed = await placeAll(till, open);
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
	looking: Promise<Listed[]> | undefined,
	claim: Claim | undefined,
): Promise<Line> {
	const counting = nameCards(till, line).then((cards) => cards && cards * times);
	const [rows, checked] = await Promise.all([
		settle(looking ?? Promise.resolve([])),
		settle(check(till.client, line, counting)),
		counting,
	]);
	if (line.preventDuplicates) {
		line.order = await findEarlier(till.client, line, rows, claim);
		if (line.order !== null) return line;
	}
	const refusal = checked.ok ? checked.data : checked.failure;
	if (refusal === null) return line;
	if (ledger.purchases.recall(line.key)?.outcome !== 'unknown') throw refusal;
	// It was sent without 'Prevent Duplicates', so it was not looked for.
	throw refusal.with({
		outcome: 'unknown',
		resolution: `An order that was sent for this item before may have been placed: look for it with Order > Get Many. It was not sent again: ${refusal.message}`,
	});
}

/**
 * Names the cards of an order to renew, to compare them with those that were renewed.
 *
 * @returns how many cards the line pays for; null when the order's count and its list don't agree
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

/** Sends the lines one after another, in the item's turn. Without lines, the turn is given up. */
async function placeAll(till: Till, lines: readonly Line[]): Promise<Array<Settled<void>>> {
	const placed: Array<Settled<void>> = [];
	if (lines.length === 0) {
		till.purchaseTurn(async () => await Promise.resolve()).catch(() => undefined);
		return placed;
	}
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

/** The orders that already have the IDs of a line: any that appears later is new. Null when unknown. */
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

async function handOver(till: Till, line: Line) {
	const placed = line.order;
	if (placed === null) throw stopped(' before this was ordered');
	if (placed.from === 'earlier') till.done(`order ${placed.orderNumber}`);
	const { data, order } = await deliver(till, line, placed);
	const { from, listed } = line.order ?? placed;
	const isEarlier = from === 'earlier';
	if (!isEarlier) checkCharge(till, line, order);
	else for (const each of ageWarnings(placed, till.client.now())) warn(line, each);
	tellKept(line, order);
	const { wish, asked, warnings } = line;
	// What the price list shows now says nothing about an earlier order.
	const entry = isEarlier ? null : line.entry;
	return {
		/** The Order object, untouched. */
		data,
		order: { ...order, duplicate: isEarlier },
		/** As queryEsimOrder lists it; null when it was not looked up. */
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
