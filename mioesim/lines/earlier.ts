import type { Client } from '../client/client';
import { type Failure, settle, type Settled } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isIntact, isVoid, orderStatus, statusText } from '../codes/orderStatus';
import { dayOf, toInstant } from '../dates';
import type { Card } from '../shapes/card';
import type { Claim } from './claims';
import { compare, judge } from './judge';
import { ledger, ownRows } from './ledger';
import type { Line, LineOrder, Listed } from './line';
import { lookUntil, lookUp, RECALL_PAUSES_MS } from './look';

/**
 * What the line was already bought with: in this process, by another run, or as MIOeSIM lists it.
 *
 * @param first the orders with its IDs, or why they can't be known
 * @returns the order to return; null when the line was not bought
 * @throws {Failure} why nothing must be bought now
 */
export async function findEarlier(
	client: Client,
	line: Line,
	first: Settled<Listed[]>,
	claim: Claim | undefined,
): Promise<LineOrder | null> {
	const sent = ledger.purchases.recall(line.key);
	if (sent !== undefined) {
		const { orderNumber, asked } = sent.content;
		// Any price ID that both accept is the same package.
		const shared = asked.priceIds.filter((each) => line.asked.priceIds.includes(each));
		const before = { ...asked, priceIds: shared.length > 0 ? shared : asked.priceIds };
		const { differences } = compare(line.asked, before, 'earlier');
		if (differences.length > 0) throw otherContent(orderNumber, differences);
		if (orderNumber !== null) return earlierOrder(orderNumber, null);
	}
	const ownOf = (rows: Settled<Listed[]>) => (rows.ok ? ownRows(line, rows.data) : []);
	const look = async () => await settle(lookUp(client, line.ids));
	let rows = first;
	const wasSentHere = sent !== undefined;
	let mayBeSent = wasSentHere;
	if (ownOf(first).length === 0) {
		const decision = wasSentHere ? null : await claim?.decision;
		mayBeSent = wasSentHere || decision === 'taken';
		// The reply may have come before MIOeSIM booked, or listed, the order.
		const isFound = (seen: typeof rows) => ownOf(seen).length > 0;
		if (mayBeSent) rows = await lookUntil(client, RECALL_PAUSES_MS, first, isFound, look);
		// Whoever else was told the same has had the time to buy.
		if (decision === 'doubtful') rows = await look();
	}
	if (!rows.ok) throw notAsked(rows.failure, mayBeSent);
	const own = ownOf(rows);
	if (own.length > 0) return choose(line, own);
	if (mayBeSent) throw notListed(line, wasSentHere);
	return null;
}

/** The order to return among all with these IDs: the earliest live one that is what the line asks for. */
function choose(line: Line, rows: readonly Listed[]): LineOrder {
	const judged = rows.map((row) => {
		const isMailed = ledger.savedEmails.get(row.orderNumber.toUpperCase());
		const facts = isMailed ? { ...row.facts, customerEmail: null } : row.facts;
		return { row, ...judge(line, { ...row, facts }, 'earlier') };
	});
	const same = judged.filter(({ is }) => is === 'same');
	if (same.length > 0) {
		const [{ row, warnings }] = same;
		const { orderNumber } = row;
		line.warnings.push(...warnings.map((each) => `Order ${orderNumber} is listed ${each}`));
		if (same.length > 1) {
			const all = numbersOf(same.map((each) => each.row));
			line.warnings.push(
				`Orders ${all} were all placed for this line. The earliest one is returned: check in MIOeSIM whether the others can be cancelled`,
			);
		}
		return earlierOrder(orderNumber, row);
	}
	const different = judged.filter(({ is }) => is === 'different');
	const [other] = [...different.filter(({ row }) => isIntact(row.order.status)), ...different];
	if (other) throw otherContent(other.row.orderNumber, other.differences);
	// Of several dead orders, one that may still be of use explains the most.
	const isOver = (status: number | null) =>
		isVoid(status) || status === orderStatus.partlyCancelled;
	const [end] = [...rows.filter(({ order }) => !isOver(order.status)), ...rows.slice(-1)];
	throw lifeFailure(end.orderNumber, end.order.status, end.order.cards);
}

export function earlierOrder(orderNumber: string, listed: Listed | null): LineOrder {
	return { orderNumber, object: null, listed, from: 'earlier' };
}

/** Plans run for weeks: after this, an order that is returned for its IDs may be another customer's wish. */
const OLD_MS = 30 * 24 * 60 * 60 * 1000;

/** What a user should know about an order that was placed earlier. */
export function ageWarnings({ orderNumber, listed }: LineOrder, now: number): string[] {
	const { purchasedAt = null, endDate = null, status = null } = listed?.order ?? {};
	const bought = toInstant(purchasedAt);
	const end = toInstant(endDate);
	const advice = "To buy again, send another 'External Order ID'";
	if (status === orderStatus.ended || (end !== null && end < now)) {
		return [`The plan of order ${orderNumber} has ended. ${advice}`];
	}
	if (bought === null || now - bought < OLD_MS) return [];
	return [`Order ${orderNumber} was placed on ${dayOf(bought)}. ${advice}`];
}

export const numbersOf = (rows: readonly Listed[]) =>
	rows.map(({ orderNumber }) => orderNumber).join(', ');

function otherContent(orderNumber: string | null, differences: readonly string[]): Failure {
	const which = orderNumber === null ? 'An order' : `Order ${orderNumber}`;
	const isEmail = differences.some((each) => each.includes('customer email'));
	const advice = isEmail
		? ". If it is the same one, and MIOeSIM lists another address than yours, such as the account's own, remove 'Customer Email' to get that order"
		: '';
	return inputFailure(
		`${which} was placed for this line before, ${differences.join(' and ')}`,
		`Nothing was ordered now. An order with the same 'External Order ID' and 'External Item ID' is the same line. If this is a new order, send another 'External Item ID'${advice}`,
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
		: "Nothing was ordered, because it could not be checked whether this was ordered before ('Prevent Duplicates')";
	return failure.with({
		resolution: `${why}. ${failure.details.resolution}`,
		outcome: wasSent ? 'unknown' : 'notExecuted',
	});
}

/** @param isOurs whether this process has sent it; else another run has claimed the line */
function notListed({ ids }: Line, isOurs: boolean): Failure {
	const when = isOurs ? '15 minutes after it was sent' : 'in 30 minutes';
	return inputFailure(
		isOurs
			? 'An order that was sent for this item before may have been placed'
			: 'Another run is buying this line, or has bought it less than 30 minutes ago',
		`It was not sent again: MIOeSIM has not listed it so far. Look for it with Order > Get Many and 'External Order ID' ${ids.externalOrderId}. If it is not listed ${when}, run the item again, and the node buys it`,
		{ outcome: 'unknown', endpoint: 'queryEsimOrder' },
	);
}

const BUY_AGAIN = "To buy again, use another 'External Item ID'";
const CHECK_SOON = 'Check its status with Order > Get Many in a few minutes';

/** What became of an order that can no longer be returned, and what to do. */
const ends: Readonly<Record<number, readonly [became: string, advice: string]>> = {
	[orderStatus.cancelled]: ['has since been cancelled', BUY_AGAIN],
	[orderStatus.obsolete]: ['MIOeSIM has since marked as obsolete', BUY_AGAIN],
	[orderStatus.partlyCancelled]: [
		'has since been partly cancelled',
		`Check with Order > Get Many which of its cards are left before you use one. ${BUY_AGAIN}`,
	],
	[orderStatus.cancelling]: ['is being cancelled', CHECK_SOON],
	[orderStatus.partlyCancelling]: ['is being partly cancelled', CHECK_SOON],
	[orderStatus.notPaid]: [
		'is not paid',
		'Check the order and the balance of the account in MIOeSIM. Once the order is paid, run the item again',
	],
};

/** Why an order that was placed earlier can't be returned for the same line. @param cards as listed */
export function lifeFailure(
	orderNumber: string,
	status: number | null,
	cards: readonly Card[] = [],
): Failure {
	const unknown = [`has the status ${statusText(status)}`, 'Check the order in MIOeSIM'] as const;
	const [became, advice] = ends[status ?? 0] ?? unknown;
	const isPartly = status === orderStatus.partlyCancelled && cards.length > 0;
	return inputFailure(
		`This line was bought as order ${orderNumber}, which ${became}`,
		`Nothing was ordered now. ${isPartly ? cardsLeft(cards) : ''}${advice}`,
		{ outcome: 'executed', endpoint: 'queryEsimOrder', orderNumber },
	);
}

/** MIOeSIM doesn't explain the status of a plan, so it is passed on unchanged. */
function cardsLeft(cards: readonly Card[]): string {
	const names = cards.map(({ iccid, planStatus }) => {
		const name = iccid === null ? 'without ICCID' : `…${iccid.slice(-4)}`;
		return planStatus === null ? name : `${name} (plan status ${planStatus})`;
	});
	return `MIOeSIM lists ${names.length === 1 ? 'one card' : `${names.length} cards`} on it: ${names.join(', ')}. `;
}
