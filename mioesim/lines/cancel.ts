import { type Failure, isSessionFailure, settle } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isLocked, isUndone, orderStatus, statusNameOf } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { chooseCards, type CardChoice } from './cardChoice';
import { LOOK_UP_PAUSES_MS, RECALL_PAUSES_MS } from './doubt';
import { serialize } from './ledger';
import type { Listed, Till } from './line';
import { findByNumber } from './look';
import { changedPlans, earlierOutcome, refund, refundKey } from './refund';

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
	const { orderNumber, waitMs } = asked;
	const lock = `cancel ${orderNumber.toUpperCase()}`;
	const { before, choice } = await serialize(
		[lock],
		till.client.stop,
		async () => await cancelClaimed(till, asked),
	);
	const reached = await settleDown(till.client, orderNumber, before, choice, waitMs);
	const status = reached?.order.status ?? null;
	return { orderNumber, status, statusName: statusNameOf(status), ...choice };
}

/** The order before what is sent, if it is known, and the cards that are cancelled. */
interface Chosen {
	before: Listed | null;
	choice: CardChoice;
}

async function cancelClaimed(till: Till, asked: Cancellation): Promise<Chosen> {
	const { orderNumber, remark } = asked;
	let sentTo: Listed | null = null;
	const isSent = (await earlierOutcome(till, orderNumber)) !== null;
	const claim = isSent ? null : till.claims?.claim(await refundKey(till, orderNumber));
	let isOpen = false;
	try {
		const chosen = await settle(choose(till.client, asked));
		if (!chosen.ok) throw await withEarlierTry(till, orderNumber, chosen.failure);
		const { before, choice } = chosen.data;
		if ((await claim?.decision) === 'taken')
			return await watchOther(till, orderNumber, chosen.data);
		await till.purchaseTurn(async () => {
			isOpen = true;
			sentTo = await refund(till, { orderNumber, iccids: choice.iccids, remark, before });
			isOpen = false;
		});
		till.done(`cancellation of order ${orderNumber}`);
		return { before: sentTo, choice };
	} finally {
		// What is known needs no claim; what is not stays claimed until nobody can wait for it any more.
		if (!isOpen || (await earlierOutcome(till, orderNumber)) === null) await claim?.release();
	}
}

async function choose(client: Client, asked: Cancellation): Promise<Chosen> {
	const before = await readBefore(client, asked);
	return { before, choice: chooseCards(before?.row ?? null, asked, client.now()) };
}

/** Another run has claimed the order: what it does is watched, and nothing is sent. */
async function watchOther(till: Till, orderNumber: string, chosen: Chosen): Promise<Chosen> {
	const isAll = chosen.choice.leftOut.length === 0 && isWhole(chosen);
	let status: number | null = null;
	try {
		for (const pause of RECALL_PAUSES_MS) {
			await till.client.pause(pause);
			const now = await findByNumber(till.client, orderNumber).catch(() => null);
			status = now?.order.status ?? status;
			if (isAll && isUndone(status)) return chosen;
		}
	} catch {
		// The execution was stopped: decide from what is known so far.
	}
	throw inputFailure(
		'Another run is cancelling cards of this order, or has tried to less than 30 minutes ago',
		`Nothing was sent for this item: its status is ${statusNameOf(status) ?? status ?? 'unknown'}. Look at the order with Order > Get Many, and cancel again only if its status has not changed in 30 minutes`,
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
async function withEarlierTry(till: Till, orderNumber: string, failure: Failure): Promise<Failure> {
	const outcome = await earlierOutcome(till, orderNumber);
	if (outcome === null) return failure;
	const { meaning } = failure.details;
	return failure.with({
		resolution: `A cancellation of this order was sent before, and ${outcome === 'executed' ? 'was carried out' : 'may have been carried out'}. Look at the order with Order > Get Many, and cancel again only if its status has not changed. What happened now: ${meaning}`,
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
 * The order after its cancellation: once it shows an effect and, if the user wants that, has settled.
 *
 * @returns null when it can't be read; code 0 is all that is known then
 * @throws {Failure} when MIOeSIM accepted the cancellation, and the order shows no effect or only a part
 */
async function settleDown(
	client: Client,
	orderNumber: string,
	before: Listed | null,
	choice: CardChoice,
	waitMs: number,
): Promise<Listed | null> {
	let now = await read(client, orderNumber);
	for (const pause of LOOK_UP_PAUSES_MS) {
		if (now === null || hasEffect(before, now)) break;
		now = (await readAfter(client, orderNumber, pause)) ?? now;
	}
	const start = client.now();
	let paused = 0;
	for (let attempt = 0; now !== null && isLocked(now.order.status); attempt++) {
		// Calls take time as well.
		const left = waitMs - Math.max(paused, client.now() - start);
		if (left <= 0 || client.stop?.aborted) break;
		const pause = Math.min(SETTLING_PAUSES_MS[Math.min(attempt, 3)], left);
		paused += pause;
		now = (await readAfter(client, orderNumber, pause)) ?? now;
	}
	if (now === null) return null;
	const status = statusNameOf(now.order.status) ?? now.order.status;
	const isPart = now.order.status === orderStatus.partlyCancelled && isWhole({ before, choice });
	if (hasEffect(before, now) && !isPart) return now;
	throw inputFailure(
		isPart
			? `MIOeSIM cancelled only a part of order ${orderNumber}`
			: `MIOeSIM accepted the cancellation of order ${orderNumber}, but its status is still ${status}`,
		`It was not sent again. Look at the order with Order > Get Many in a few minutes. If nothing changes, ask MIOeSIM support`,
		{
			type: 'reply',
			outcome: isPart ? 'executed' : 'unknown',
			endpoint: 'refundOrder',
			orderNumber,
		},
	);
}

async function read(client: Client, orderNumber: string): Promise<Listed | null> {
	return await findByNumber(client, orderNumber).catch(() => null);
}

/** @returns null when it can't be read, also because the execution was stopped */
async function readAfter(client: Client, orderNumber: string, ms: number): Promise<Listed | null> {
	return await client.pause(ms).then(
		async () => await read(client, orderNumber),
		() => null,
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
