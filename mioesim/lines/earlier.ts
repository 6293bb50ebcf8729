import type { Client } from '../client/client';
import { type Failure, settle, type Settled } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isIntact, orderStatus, statusText } from '../codes/orderStatus';
import { dayOf, toInstant } from '../dates';
import type { OrderFacts } from '../shapes/order';
import type { Claim } from './claims';
import { judge } from './judge';
import { ledger } from './ledger';
import type { Asked, Line, LineOrder, Listed } from './line';
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
	claim: Claim | null,
): Promise<LineOrder | null> {
	const sent = ledger.purchases.recall(line.key);
	if (sent !== undefined) {
		const { orderNumber, asked } = sent.content;
		const { differences } = judge(line, recorded(asked, line.asked), 'earlier');
		if (differences.length > 0) throw otherContent(orderNumber, differences);
		if (orderNumber !== null) return earlierOrder(orderNumber, null);
		// Sent by this process, and unknown since then.
		const rows = await askAgain(client, line, first);
		if (!rows.ok) throw notAsked(rows.failure, true);
		if (rows.data.length === 0) {
			const meaning = 'An order that was sent for this item before may have been placed';
			throw notListed(line, meaning, '15 minutes after it was sent');
		}
		return choose(line, rows.data);
	}
	if (first.ok && first.data.length > 0) return chooseOwn(line, first.data);
	const decision = await claim?.decision;
	const isTaken = decision === 'taken';
	let rows = first;
	if (isTaken) rows = await askAgain(client, line, first);
	// Whoever else was told the same has had the time to buy.
	if (decision === 'doubtful') rows = await settle(lookUp(client, line.ids));
	if (!rows.ok) throw notAsked(rows.failure, isTaken);
	if (rows.data.length > 0) return chooseOwn(line, rows.data);
	if (!isTaken) return null;
	const meaning = 'Another run is buying this line, or has bought it less than 30 minutes ago';
	throw notListed(line, meaning, 'in 30 minutes');
}

/** The reply may have come before MIOeSIM booked, or listed, the order. */
async function askAgain(
	client: Client,
	{ ids }: Line,
	first: Settled<Listed[]>,
): Promise<Settled<Listed[]>> {
	const isFound = (rows: Settled<Listed[]>) => rows.ok && rows.data.length > 0;
	const look = async () => await settle(lookUp(client, ids));
	return await lookUntil(client, RECALL_PAUSES_MS, first, isFound, look);
}

/** As `choose`, without orders that this process has given to other lines. */
function chooseOwn(line: Line, rows: Listed[]): LineOrder | null {
	const own = ledger.orders.notAnothers(line.account, rows, line.key);
	return own.length === 0 ? null : choose(line, own);
}

/**
 * The order to return among all with these IDs: the earliest live one that is what the line asks for.
 *
 * @throws {Failure} if there is none: why not
 */
function choose(line: Line, rows: readonly Listed[]): LineOrder {
	const judged = rows.map((row) => {
		const told = ledger.savedEmails.get(row.orderNumber.toUpperCase())
			? { ...row, facts: { ...row.facts, customerEmail: null } }
			: row;
		return { row, verdict: judge(line, told, 'earlier') };
	});
	const same = judged.filter(({ verdict }) => verdict.is === 'same');
	const [first] = same;
	if (first !== undefined) {
		const { orderNumber } = first.row;
		line.warnings.push(
			...first.verdict.warnings.map((each) => `Order ${orderNumber} is listed ${each}`),
		);
		if (same.length > 1) line.warnings.push(severalFor(same.map(({ row }) => row)));
		return earlierOrder(orderNumber, first.row);
	}
	const different = judged.filter(({ verdict }) => verdict.is === 'different');
	const [other] = [...different.filter(({ row }) => isIntact(row.order.status)), ...different];
	if (other) throw otherContent(other.row.orderNumber, other.verdict.differences);
	// Of several dead orders, one that may still be of use explains the most.
	const [end] = [...rows.filter(({ order }) => !isOver(order.status)), ...rows.slice(-1)];
	throw lifeFailure(end.orderNumber, end.order.status, end.planStatuses);
}

export function earlierOrder(orderNumber: string, listed: Listed | null): LineOrder {
	return { orderNumber, object: null, listed, isOwn: false, isEarlier: true };
}

/** What was asked before, in the form of an order. Any price ID that both accept is the same package. */
function recorded(before: Asked, now: Asked): Parameters<typeof judge>[1] {
	const shared = before.priceIds.filter((each) => now.priceIds.includes(each));
	const facts: OrderFacts = {
		...before,
		priceIds: shared.length > 0 ? shared : [...before.priceIds],
		iccids: [...before.iccids],
		planDays: null,
	};
	return { order: { status: null, externalOrderId: null, externalItemId: null }, facts };
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

function severalFor(rows: readonly Listed[]): string {
	const numbers = rows.map(({ orderNumber }) => orderNumber).join(', ');
	return `Orders ${numbers} were all placed for this line. The earliest one is returned: check in MIOeSIM whether the others can be cancelled`;
}

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

/** @param when MIOeSIM must have listed it by then, if it exists */
function notListed({ ids }: Line, meaning: string, when: string): Failure {
	return inputFailure(
		meaning,
		`It was not sent again: MIOeSIM has not listed it so far. Look for it with Order > Get Many and 'External Order ID' ${ids.externalOrderId}. If it is not listed ${when}, run the item again, and the node buys it`,
		{ outcome: 'unknown', endpoint: 'queryEsimOrder' },
	);
}

interface End {
	/** What happened to the order, as the end of a sentence. */
	became: string;
	advice?: string;
	/** The order will never be complete again. */
	isOver?: true;
}

const CHECK_SOON = 'Check its status with Order > Get Many in a few minutes';

/** Why an order can no longer be returned. */
const ends: Readonly<Record<number, End>> = {
	[orderStatus.cancelled]: { became: 'has since been cancelled', isOver: true },
	[orderStatus.obsolete]: { became: 'MIOeSIM has since marked as obsolete', isOver: true },
	[orderStatus.partlyCancelled]: {
		became: 'has since been partly cancelled',
		advice: 'Check with Order > Get Many which of its cards are left before you use one.',
		isOver: true,
	},
	[orderStatus.cancelling]: {
		became: 'is being cancelled',
		advice: CHECK_SOON,
	},
	[orderStatus.partlyCancelling]: {
		became: 'is being partly cancelled',
		advice: CHECK_SOON,
	},
	[orderStatus.notPaid]: {
		became: 'is not paid',
		advice:
			'Check the order and the balance of the account in MIOeSIM. Once the order is paid, run the item again',
	},
};

/** Whether only another order can bring what this one was to bring. */
const isOver = (status: number | null) => status !== null && ends[status]?.isOver === true;

/** Why an order that was placed earlier can't be returned for the same line. */
export function lifeFailure(
	orderNumber: string,
	status: number | null,
	planStatuses: Listed['planStatuses'] = [],
): Failure {
	const { became, advice } = ends[status ?? 0] ?? {
		became: `has the status ${statusText(status)}`,
		advice: 'Check the order in MIOeSIM',
	};
	const isPartly = status === orderStatus.partlyCancelled && planStatuses.length > 0;
	const left = isPartly ? cardsOf(planStatuses) : null;
	const again = isOver(status) ? "To buy again, use another 'External Item ID'" : null;
	return inputFailure(
		`This line was bought as order ${orderNumber}, which ${became}`,
		['Nothing was ordered now.', left, advice, again].filter(Boolean).join(' '),
		{ outcome: 'executed', endpoint: 'queryEsimOrder', orderNumber },
	);
}

/** MIOeSIM doesn't explain the status of a plan, so it is passed on unchanged. */
function cardsOf(planStatuses: Listed['planStatuses']): string {
	const cards = planStatuses.map(({ iccid, status }) => {
		const name = iccid === null ? 'without ICCID' : `…${iccid.slice(-4)}`;
		return status === null ? name : `${name} (plan status ${status})`;
	});
	return `MIOeSIM lists ${cards.length === 1 ? 'one card' : `${cards.length} cards`} on it: ${cards.join(', ')}.`;
}
