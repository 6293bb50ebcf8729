import { serialize } from '../client/bounds';
import { type Failure, isSessionFailure, settle, type Outcome } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import {
	isLocked,
	isUndone,
	isVoid,
	orderStatus,
	statusNameOf,
	statusText,
} from '../codes/orderStatus';
import type { Client } from '../client/client';
import { readIccid } from '../shapes/card';
import { reasonToKeep } from '../shapes/usage';
import { records, type JsonRecord } from '../values';
import { accountKey, ledger } from './ledger';
import type { Listed, Till } from './line';
import {
	findByNumber,
	LOOK_UP_PAUSES_MS,
	pausesWithin,
	RECALL_PAUSES_MS,
	seeByNumber,
	watch,
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

/** The cards to cancel, those to keep, and why; and the order before it, if it is known. */
interface Chosen {
	iccids: string[];
	leftOut: Array<{ iccid: string; reason: string }>;
	before: Listed | null;
}

/** The result of a cancellation. MIOeSIM's reply is empty, so all of it is looked up. */
export type CancelledOrder = Awaited<ReturnType<typeof cancelOrder>>;

/**
 * Cancels once: the request is never sent again. When the outcome is unknown, the order is looked at,
 * where that can settle it.
 *
 * @throws {Failure} with the outcome `unknown` when it can't be found out, or has no effect
 */
export async function cancelOrder(till: Till, asked: Cancellation) {
	const { orderNumber } = asked;
	const lock = `cancel ${orderNumber.toUpperCase()}`;
	const sent = await serialize([lock], till.client.stop, async () => cancelClaimed(till, asked));
	const status = await settleDown(till.client, asked, sent);
	const { iccids, leftOut } = sent;
	return { orderNumber, status, statusName: statusNameOf(status), iccids, leftOut };
}

async function cancelClaimed(till: Till, asked: Cancellation): Promise<Chosen> {
	const { orderNumber, remark } = asked;
	const account = accountKey(await till.client.account());
	const key = refundKey(account, orderNumber);
	const sentBefore = ledger.cancellations.recall(key);
	const claim = sentBefore ? null : till.claims?.claim(key);
	try {
		const settled = await settle(choose(till.client, asked));
		if (!settled.ok) throw withEarlierTry(sentBefore?.outcome, orderNumber, settled.failure);
		const chosen = settled.data;
		if ((await claim?.decision) === 'taken') return await watchOther(till.client, asked, chosen);
		const before = await till.purchaseTurn(
			async () => await refund(till, account, { ...chosen, orderNumber, remark }),
		);
		till.done(`cancellation of order ${orderNumber}`);
		return { ...chosen, before };
	} finally {
		// What is known needs no claim; what is not stays claimed until nobody can wait for it any more.
		if (ledger.cancellations.recall(key)?.outcome !== 'unknown') await claim?.release();
	}
}

/** Reads the order before anything is done to it. For cards that are named and may be in use, it is not needed. */
async function choose(client: Client, asked: Cancellation): Promise<Chosen> {
	const { orderNumber, iccids, onlyUnused } = asked;
	const found = await settle(findByNumber(client, orderNumber));
	if (!found.ok && isSessionFailure(found.failure)) throw found.failure;
	const before = found.ok ? found.data : null;
	if (before !== null || (iccids.length > 0 && !onlyUnused)) {
		return { before, ...chooseCards(before?.data ?? null, asked, client.now()) };
	}
	if (found.ok) {
		throw inputFailure(
			'MIOeSIM lists no order with this number',
			"Check 'Order Number', and that the order was placed with the account of the credential",
			{ endpoint: 'queryEsimOrder', orderNumber },
		);
	}
	throw found.failure.with({
		resolution: `Nothing was cancelled, because the cards of the order could not be looked up first. ${found.failure.details.resolution}`,
		outcome: 'notExecuted',
		orderNumber,
	});
}

/** Another run has claimed the order: what it does is watched, and nothing is sent. */
async function watchOther(
	client: Client,
	{ orderNumber }: Cancellation,
	chosen: Chosen,
): Promise<Chosen> {
	const isDone = ({ order }: Listed) => isWhole(chosen) && isUndone(order.status);
	const now = await watch(client, orderNumber, RECALL_PAUSES_MS, isDone, null);
	if (now !== null && isDone(now)) return chosen;
	throw inputFailure(
		'Another run is cancelling cards of this order, or has tried to less than 30 minutes ago',
		`Nothing was sent for this item: its status is ${statusText(now?.order.status ?? null)}. Look at the order with Order > Get Many, and cancel again only if its status has not changed in 30 minutes`,
		{ outcome: 'unknown', endpoint: 'refundOrder', orderNumber },
	);
}

/** Whether every card of the order is cancelled. */
function isWhole({ before, iccids }: Chosen): boolean {
	return before !== null && before.facts.iccids.every((iccid) => iccids.includes(iccid));
}

/** A failure before the request: an earlier try in this process may have sent the cancellation. */
function withEarlierTry(
	outcome: Outcome | undefined,
	orderNumber: string,
	failure: Failure,
): Failure {
	if (outcome === undefined) return failure;
	return failure.with({
		resolution: `A cancellation of this order was sent before, and ${outcome === 'executed' ? 'was carried out' : 'may have been carried out'}. Look at the order with Order > Get Many, and cancel again only if its status has not changed. What happened now: ${failure.details.meaning}`,
		outcome,
		retryable: false,
		orderNumber,
	});
}

/**
 * Looks at the order until it shows an effect and, if the user wants that, has settled.
 *
 * @returns its status; null when it can't be read: code 0 is all that is known then
 * @throws {Failure} when MIOeSIM accepted the cancellation, and the order shows no effect or only a part
 */
async function settleDown(
	client: Client,
	{ orderNumber, waitMs }: Cancellation,
	chosen: Chosen,
): Promise<number | null> {
	const isShown = (now: Listed) => hasEffect(chosen.before, now);
	const isSettled = ({ order }: Listed) => !isLocked(order.status);
	const first = await seeByNumber(client, orderNumber);
	if (first === null) return null;
	const seen = await watch(client, orderNumber, LOOK_UP_PAUSES_MS, isShown, first);
	const pauses = pausesWithin(client, SETTLING_PAUSES_MS, waitMs, client.now());
	const now = await watch(client, orderNumber, pauses, isSettled, seen);
	const { status } = now.order;
	const isPart = status === orderStatus.partlyCancelled && isWhole(chosen);
	if (isShown(now) && !isPart) return status;
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
	if (status === null || isVoid(status) || isLocked(status)) return true;
	if (status === orderStatus.partlyCancelled && before?.order.status !== status) return true;
	return before !== null && changedPlans(before, now).length > 0;
}

/**
 * @param row of queryEsimOrder; null when it is unknown: then the wanted cards are used as they are
 * @param now milliseconds since the epoch
 * @throws {Failure} when a wanted card doesn't belong to the order, or no card is left to cancel
 */
export function chooseCards(
	row: JsonRecord | null,
	wanted: { iccids: string[]; onlyUnused: boolean },
	now: number,
): Omit<Chosen, 'before'> {
	if (row === null) return { iccids: wanted.iccids, leftOut: [] };
	const isAll = wanted.iccids.length === 0;
	/** Why to keep each of the wanted cards, or null. */
	const reasons = new Map<string, string | null>();
	for (const plan of records(row.packageList)) {
		const iccid = readIccid(plan.iccid);
		if (iccid === null || !(isAll || wanted.iccids.includes(iccid))) continue;
		const reason = wanted.onlyUnused ? reasonToKeep(row, plan, now) : null;
		reasons.set(iccid, reasons.get(iccid) ?? reason);
	}
	if (!wanted.iccids.every((iccid) => reasons.has(iccid))) {
		throw inputFailure(
			"'ICCIDs' contains cards that are not on this order",
			"Nothing was cancelled. Check 'ICCIDs' and 'Order Number': Order > Get Many shows the cards of an order",
			{ endpoint: 'queryEsimOrder' },
		);
	}
	const cards = [...reasons];
	const iccids = cards.flatMap(([iccid, reason]) => (reason === null ? iccid : []));
	const leftOut = cards.flatMap(([iccid, reason]) => (reason === null ? [] : { iccid, reason }));
	if (iccids.length > 0) return { iccids, leftOut };
	const why = [...new Set(leftOut.map(({ reason }) => reason))].join(', ');
	throw inputFailure(
		'The order has no card that may be cancelled',
		why === ''
			? "MIOeSIM lists no card of this order. Enter 'ICCIDs' and turn off 'Only Unused' to cancel it anyway"
			: `Nothing was cancelled: ${why}. Turn off 'Only Unused' to let MIOeSIM decide`,
		{ endpoint: 'queryEsimOrder' },
	);
}
