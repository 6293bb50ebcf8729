import { serialize } from '../client/bounds';
import { type Failure, isSessionFailure, settle } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isLocked, isUndone, orderStatus, statusNameOf, statusText } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { readIccid } from '../shapes/card';
import { reasonToKeep } from '../shapes/usage';
import { records, type JsonRecord } from '../values';
import { accountKey, ledger } from './ledger';
import type { Listed, Till } from './line';
import {
	findByNumber,
	LOOK_UP_PAUSES_MS,
	lookUntil,
	pausesWithin,
	RECALL_PAUSES_MS,
	seeByNumber,
} from './look';
import { changedPlans, refund, refundKey } from './refund';

/** Pauses between two checks of an order that is being cancelled, in milliseconds; the last one repeats. */
const SETTLING_PAUSES_MS = [1000, 2000, 3000, 5000];

export interface Cancellation {
	orderNumber: string;
	/** Empty means every card of the order. */
	iccids: string[];
	/** Leave out cards whose plan has started or has used data. */
	onlyUnused: boolean;
	remark: string | null;
	/** How long to wait for the order to leave statuses 6 and 7, in milliseconds; 0 means not at all. */
	waitMs: number;
}

/** The cards of an order that a cancellation includes. */
export interface CardChoice {
	iccids: string[];
	/** Cards to keep, and why. */
	leftOut: Array<{ iccid: string; reason: string }>;
}

/** The result of a cancellation. MIOeSIM's reply is empty, so all of it is looked up. */
export interface CancelledOrder extends CardChoice {
	orderNumber: string;
	/** The status that the order has reached; null when it couldn't be read. */
	status: number | null;
	statusName: string | null;
}

/**
 * Cancels once: the request is never sent again. When the outcome is unknown, the order is looked at,
 * where that can settle it.
 *
 * @throws {Failure} with the outcome `unknown` when it can't be found out, or has no effect
 */
export async function cancelOrder(till: Till, asked: Cancellation): Promise<CancelledOrder> {
	const { orderNumber } = asked;
	const lock = `cancel ${orderNumber.toUpperCase()}`;
	const sent = await serialize([lock], till.client.stop, async () => cancelClaimed(till, asked));
	const status = await settleDown(till.client, asked, sent);
	return { orderNumber, status, statusName: statusNameOf(status), ...sent.choice };
}

/** The order before what is sent, if it is known, and the cards that are cancelled. */
interface Chosen {
	before: Listed | null;
	choice: CardChoice;
}

async function cancelClaimed(till: Till, asked: Cancellation): Promise<Chosen> {
	const { orderNumber, remark } = asked;
	const account = accountKey(await till.client.account());
	const key = refundKey(account, orderNumber);
	const isKnown = () => ledger.cancellations.recall(key) !== undefined;
	const claim = isKnown() ? null : till.claims?.claim(key);
	let isOpen = false;
	try {
		const chosen = await settle(choose(till.client, asked));
		if (!chosen.ok) throw withEarlierTry(key, orderNumber, chosen.failure);
		const { before, choice } = chosen.data;
		if ((await claim?.decision) === 'taken')
			return await watchOther(till.client, orderNumber, chosen.data);
		const sentTo = await till.purchaseTurn(async () => {
			isOpen = true;
			const { iccids } = choice;
			const order = await refund(till, account, { orderNumber, iccids, remark, before });
			isOpen = false;
			return order;
		});
		till.done(`cancellation of order ${orderNumber}`);
		return { before: sentTo, choice };
	} finally {
		// What is known needs no claim; what is not stays claimed until nobody can wait for it any more.
		if (!isOpen || !isKnown()) await claim?.release();
	}
}

async function choose(client: Client, asked: Cancellation): Promise<Chosen> {
	const before = await readBefore(client, asked);
	return { before, choice: chooseCards(before?.row ?? null, asked, client.now()) };
}

/** Another run has claimed the order: what it does is watched, and nothing is sent. */
async function watchOther(client: Client, orderNumber: string, chosen: Chosen): Promise<Chosen> {
	const isAll = chosen.choice.leftOut.length === 0 && isWhole(chosen);
	const now = await lookUntil(
		client,
		RECALL_PAUSES_MS,
		null,
		(order) => isAll && order !== null && isUndone(order.order.status),
		async (known: Listed | null) => (await seeByNumber(client, orderNumber)) ?? known,
	);
	const status = now?.order.status ?? null;
	if (isAll && isUndone(status)) return chosen;
	throw inputFailure(
		'Another run is cancelling cards of this order, or has tried to less than 30 minutes ago',
		`Nothing was sent for this item: its status is ${statusText(status)}. Look at the order with Order > Get Many, and cancel again only if its status has not changed in 30 minutes`,
		{ outcome: 'unknown', endpoint: 'refundOrder', orderNumber },
	);
}

/** Whether every card of the order is cancelled. */
function isWhole({ before, choice }: Chosen): boolean {
	return before !== null && before.facts.iccids.every((iccid) => choice.iccids.includes(iccid));
}

/**
 * A failure before the request means nothing was cancelled by this try. An earlier try in this process
 * may still have sent the cancellation.
 */
function withEarlierTry(key: string, orderNumber: string, failure: Failure): Failure {
	const sent = ledger.cancellations.recall(key);
	if (sent === undefined) return failure;
	const { outcome } = sent;
	return failure.with({
		resolution: `A cancellation of this order was sent before, and ${outcome === 'executed' ? 'was carried out' : 'may have been carried out'}. Look at the order with Order > Get Many, and cancel again only if its status has not changed. What happened now: ${failure.details.meaning}`,
		outcome,
		retryable: false,
		orderNumber,
	});
}

/**
 * The order before anything is done to it.
 *
 * @returns null when it can't be read and isn't needed to choose the cards
 */
async function readBefore(
	client: Client,
	{ orderNumber, iccids, onlyUnused }: Cancellation,
): Promise<Listed | null> {
	const found = await settle(findByNumber(client, orderNumber));
	if (found.ok && found.data !== null) return found.data;
	if (!found.ok && isSessionFailure(found.failure)) throw found.failure;
	if (iccids.length > 0 && !onlyUnused) return null;
	if (found.ok) {
		throw inputFailure(
			'MIOeSIM lists no order with this number',
			"Check 'Order Number', and that the order was placed with the account of the credential",
			{ endpoint: 'queryEsimOrder', orderNumber },
		);
	}
	const { failure } = found;
	throw failure.with({
		resolution: `Nothing was cancelled, because the cards of the order could not be looked up first. ${failure.details.resolution}`,
		outcome: 'notExecuted',
		orderNumber,
	});
}

/**
 * Looks at the order after its cancellation: until it shows an effect and, if the user wants that, has
 * settled.
 *
 * @returns its status; null when it can't be read; code 0 is all that is known then
 * @throws {Failure} when MIOeSIM accepted the cancellation, and the order shows no effect or only a part
 */
async function settleDown(
	client: Client,
	{ orderNumber, waitMs }: Cancellation,
	chosen: Chosen,
): Promise<number | null> {
	const { before } = chosen;
	const look = async (known: Listed | null) => (await seeByNumber(client, orderNumber)) ?? known;
	const first = await look(null);
	const isShown = (now: Listed | null) => now === null || hasEffect(before, now);
	const seen = await lookUntil(client, LOOK_UP_PAUSES_MS, first, isShown, look);
	const pauses = pausesWithin(client, SETTLING_PAUSES_MS, waitMs, client.now());
	const isSettled = (now: Listed | null) => now === null || !isLocked(now.order.status);
	const now = await lookUntil(client, pauses, seen, isSettled, look);
	if (now === null) return null;
	const { status } = now.order;
	const isPart = status === orderStatus.partlyCancelled && isWhole(chosen);
	if (hasEffect(before, now) && !isPart) return status;
	throw inputFailure(
		isPart
			? `MIOeSIM cancelled only a part of order ${orderNumber}`
			: `MIOeSIM accepted the cancellation of order ${orderNumber}, but its status is still ${statusText(status)}`,
		`It was not sent again. Look at the order with Order > Get Many in a few minutes. If nothing changes, ask MIOeSIM support`,
		{
			type: 'reply',
			outcome: isPart ? 'executed' : 'unknown',
			endpoint: 'refundOrder',
			orderNumber,
		},
	);
}

/** Whether the order is, or is being, cancelled in part or as a whole by what was sent. */
function hasEffect(before: Listed | null, now: Listed): boolean {
	const { status } = now.order;
	if (status === null || isUndone(status) || status === orderStatus.partlyCancelling) return true;
	const wasPartly = before?.order.status === orderStatus.partlyCancelled;
	if (status === orderStatus.partlyCancelled && !wasPartly) return true;
	return before !== null && changedPlans(before, now).length > 0;
}

/**
 * @param row the order as queryEsimOrder lists it; null when unknown: then the wanted cards are used as
 *   they are
 * @param now milliseconds since the epoch
 * @throws {Failure} when a wanted card doesn't belong to the order, or no card is left to cancel
 */
export function chooseCards(
	row: JsonRecord | null,
	wanted: { iccids: string[]; onlyUnused: boolean },
	now: number,
): CardChoice {
	if (row === null) return { iccids: wanted.iccids, leftOut: [] };
	const choice: CardChoice = { iccids: [], leftOut: [] };
	for (const [iccid, plans] of pick(row, wanted.iccids)) {
		const reasons = wanted.onlyUnused
			? plans.flatMap((plan) => reasonToKeep(row, plan, now) ?? [])
			: [];
		if (reasons.length === 0) choice.iccids.push(iccid);
		else choice.leftOut.push({ iccid, reason: reasons[0] });
	}
	if (choice.iccids.length > 0) return choice;
	const reasons = [...new Set(choice.leftOut.map(({ reason }) => reason))].join(', ');
	throw inputFailure(
		'The order has no card that may be cancelled',
		choice.leftOut.length === 0
			? "MIOeSIM lists no card of this order. Enter 'ICCIDs' and turn off 'Only Unused' to cancel it anyway"
			: `Nothing was cancelled: ${reasons}. Turn off 'Only Unused' to let MIOeSIM decide`,
		{ endpoint: 'queryEsimOrder' },
	);
}

/** The wanted cards of an order with their plans; all cards when none is given. */
function pick(row: JsonRecord, iccids: string[]): Map<string, JsonRecord[]> {
	const cards = new Map<string, JsonRecord[]>();
	for (const plan of records(row.packageList)) {
		const iccid = readIccid(plan.iccid);
		if (iccid === null) continue;
		if (iccids.length > 0 && !iccids.includes(iccid)) continue;
		cards.set(iccid, [...(cards.get(iccid) ?? []), plan]);
	}
	const strangers = [...new Set(iccids)].filter((iccid) => !cards.has(iccid));
	if (strangers.length === 0) return cards;
	throw inputFailure(
		"'ICCIDs' contains cards that are not on this order",
		"Nothing was cancelled. Check 'ICCIDs' and 'Order Number': Order > Get Many shows the cards of an order",
		{ endpoint: 'queryEsimOrder' },
	);
}
