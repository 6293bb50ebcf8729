import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isIntact } from '../codes/orderStatus';
import type { OrderFacts } from '../shapes/orderFacts';
import { packagesOf } from '../shapes/package';
import type { Client } from '../client/client';
import { failed, settle, succeeded, type Reply } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { compareOrder } from './compareOrder';
import { RECALL_PAUSES_MS } from './inDoubt';
import { ledger } from './ledger';
import { findByNumber, lookUp, lookUpAll, type Listed } from './lookUp';
import { isOver, lifeFailure } from './orderLife';
import { earlierOrder, type Placed } from './place';
import type { KeyedPurchase } from './purchase';
import { factsOfRequested, type Requested } from './requested';

/**
 * What each line was already bought with: in this process, or as MIOeSIM lists it.
 *
 * @returns for each purchase, the order to return; null when the line was not bought, or Prevent
 *   Duplicates is off; or why nothing must be bought now
 */
export async function findEarlier(
	call: ItemCall,
	purchases: readonly KeyedPurchase[],
): Promise<Array<Reply<Placed | null>>> {
	const fromLedger = await Promise.all(
		purchases.map(async (purchase) => await recall(call.client, purchase)),
	);
	const open = purchases.filter((_, index) => fromLedger[index] === undefined);
	const rows = await lookUpAll(
		call.client,
		open.map(({ ids }) => ids),
	);
	return await Promise.all(
		purchases.map(async (purchase, index) => {
			const known = fromLedger[index];
			if (known !== undefined) return known;
			return await judge(call, purchase, rows[open.indexOf(purchase)]);
		}),
	);
}

/** @returns undefined when MIOeSIM has to be asked */
async function recall(
	client: Client,
	{ key, requested, preventDuplicates }: KeyedPurchase,
): Promise<Reply<Placed | null> | undefined> {
	if (!preventDuplicates) return succeeded(null);
	const sent = ledger.purchases.recall(key);
	if (sent === undefined) return undefined;
	const { orderNumber, requested: before } = sent.content;
	const both = await withPackages(client, requested, factsOfRequested(before));
	const differences = compareOrder(both.requested, both.found);
	if (differences.length > 0) return failed(otherContent(orderNumber, differences));
	return orderNumber === null ? undefined : succeeded(earlierOrder({ orderNumber }));
}

/** Decides from what MIOeSIM lists; asks again when this process has sent the line. */
async function judge(
	call: ItemCall,
	purchase: KeyedPurchase,
	first: Reply<Listed[]>,
): Promise<Reply<Placed | null>> {
	const wasSent = ledger.purchases.recall(purchase.key) !== undefined;
	const rows = wasSent ? await askAgain(call, purchase, first) : first;
	if (!rows.ok) return failed(notAsked(rows.failure, wasSent));
	if (rows.data.length === 0) return wasSent ? failed(sentBefore(purchase)) : succeeded(null);
	return await choose(call.client, purchase, rows.data);
}

/** The reply may have come before MIOeSIM booked, or listed, the order. */
async function askAgain(
	{ client }: ItemCall,
	{ ids }: KeyedPurchase,
	first: Reply<Listed[]>,
): Promise<Reply<Listed[]>> {
	let rows = first;
	try {
		for (const pause of RECALL_PAUSES_MS) {
			if (rows.ok && rows.data.length > 0) break;
			await client.pause(pause);
			rows = await lookUp(client, ids);
		}
	} catch {
		// The execution was stopped: decide from what is known so far.
	}
	return rows;
}

/**
 * The order to return among all with these ids: the earliest live one that contains what the item asks
 * for. If there is none, why not.
 */
async function choose(
	client: Client,
	{ requested }: KeyedPurchase,
	rows: Listed[],
): Promise<Reply<Placed>> {
	const judged = await Promise.all(
		rows.map(async (row) => {
			const both = await complete(client, requested, row.facts);
			return { row, differences: compareOrder(both.requested, both.found) };
		}),
	);
	const standing = judged.filter(({ row }) => isIntact(row.order.status));
	const fitting = standing.filter(({ differences }) => differences.length === 0);
	const [first] = fitting;
	if (first !== undefined) {
		const warnings =
			fitting.length > 1
				? [
						`Orders ${fitting.map(({ row }) => row.orderNumber).join(', ')} were all placed for this line. The earliest one is returned: check in MIOeSIM whether the others can be cancelled`,
					]
				: [];
		return succeeded({ ...earlierOrder(first.row), warnings });
	}
	const [other] = [...standing, ...judged.filter(({ differences }) => differences.length > 0)];
	if (other) return failed(otherContent(other.row.orderNumber, other.differences));
	// Of several dead orders, one that may still be of use explains the most.
	const useful = rows.filter(({ order }) => !isOver(order.status));
	const [end] = [...useful, ...rows.slice(-1)].flatMap(({ orderNumber, order, planStatuses }) => {
		return lifeFailure({ orderNumber, status: order.status, planStatuses }) ?? [];
	});
	return failed(end);
}

/**
 * Adds to both sides what only MIOeSIM's lists contain: the package behind an API code, and the cards of
 * the order to renew. What can't be looked up stays open.
 */
async function complete(
	client: Client,
	requested: Requested,
	found: OrderFacts,
): Promise<{ requested: Requested; found: OrderFacts }> {
	if (requested.mainOrderNumber !== null && requested.iccids.length === 0) {
		const iccids = await cardsOf(client, requested.mainOrderNumber);
		return { requested: { ...requested, iccids }, found };
	}
	return await withPackages(client, requested, found);
}

/** An API code on one side and a price ID on the other: the destination's list has both. */
async function withPackages(
	client: Client,
	requested: Requested,
	found: OrderFacts,
): Promise<{ requested: Requested; found: OrderFacts }> {
	const isOpen = [requested.apiCode, requested.priceId].some((named, index) => {
		const other = index === 0 ? found.priceIds.length > 0 : found.apiCode !== null;
		return named !== null && other;
	});
	const skuId = found.skuId ?? requested.skuId;
	if (!isOpen || skuId === null) return { requested, found };
	const packages = await settle(client.ask('getPackages', { skuId }));
	const entries = packages.ok ? packagesOf(packages.data) : [];
	const codeOf = (id: string | null | undefined) =>
		entries.find(({ priceId }) => String(priceId) === id)?.apiCode ?? null;
	const idOf = (code: string | null) => {
		const entry = code === null ? undefined : entries.find(({ apiCode }) => apiCode === code);
		return entry?.priceId == null ? null : String(entry.priceId);
	};
	const foundId = idOf(found.apiCode);
	return {
		requested: {
			...requested,
			priceId: requested.priceId ?? idOf(requested.apiCode),
			apiCode: requested.apiCode ?? codeOf(requested.priceId),
		},
		found: {
			...found,
			priceIds: found.priceIds.length > 0 || foundId === null ? found.priceIds : [foundId],
			apiCode: found.apiCode ?? codeOf(found.priceIds[0]),
		},
	};
}

async function cardsOf(client: Client, orderNumber: string): Promise<string[]> {
	const listed = await findByNumber(client, orderNumber);
	return listed.ok ? (listed.data?.facts.iccids ?? []) : [];
}

function otherContent(orderNumber: string | null, differences: readonly string[]): Failure {
	const which = orderNumber === null ? 'An order' : `Order ${orderNumber}`;
	return inputFailure(
		`${which} was placed for this line before, ${differences.join(' and ')}`,
		"Nothing was ordered now. An order with the same 'External Order ID' and 'External Item ID' is the same line. To buy something else, send another 'External Item ID'",
		{
			outcome: orderNumber === null ? 'unknown' : 'executed',
			endpoint: 'queryEsimOrder',
			...(orderNumber === null ? {} : { orderNumber }),
		},
	);
}

function notAsked(failure: Failure, wasSent: boolean): Failure {
	const why = wasSent
		? 'An order that was sent for this item before may have been placed, but it could not be looked up now, and was not ordered again'
		: 'Nothing was ordered, because it could not be checked whether this was ordered before';
	return failure.with({
		resolution: `${why}. ${failure.details.resolution}`,
		outcome: wasSent ? 'unknown' : 'notExecuted',
	});
}

function sentBefore({ ids }: KeyedPurchase): Failure {
	return inputFailure(
		'An order that was sent for this item before may have been placed',
		`It was not sent again: MIOeSIM has not listed it so far. Look for it with Order > Get Many and 'External Order ID' ${ids.externalOrderId}. If it is not listed 15 minutes after it was sent, run the item again, and the node buys it`,
		{ outcome: 'unknown', endpoint: 'queryEsimOrder' },
	);
}
