import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isLocked, statusNameOf } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { dataOf, isSessionFailure, settle } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { chooseCards, type CardChoice } from './cancellableCards';
import { serialize } from './ledger';
import { findByNumber, type Listed } from './lookUp';
import { earlierOutcome, refund } from './refund';

/**
 * Pauses between two checks of an order that is being cancelled, in milliseconds; the last one repeats.
 */
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
 * Cancels once: the request is never sent again. When the outcome is unknown, the node looks at the
 * order, where that can settle it.
 *
 * @throws {Failure} with the outcome `unknown` when it can't be found out
 */
export async function cancelOrder(
	call: ItemCall,
	cancellation: Cancellation,
): Promise<CancelledOrder> {
	const { orderNumber, remark, waitMs } = cancellation;
	const choice = await serialize([`cancel ${orderNumber}`], call.client.stop, async () => {
		const reply = await settle(choose(call, cancellation));
		if (!reply.ok) throw await withEarlierTry(call, orderNumber, reply.failure);
		const { before, chosen } = reply.data;
		await call.purchaseTurn(async () =>
			dataOf(await refund(call, { orderNumber, iccids: chosen.iccids, remark, before })),
		);
		call.done(`cancellation of order ${orderNumber}`);
		return chosen;
	});
	const status = await reachedStatus(call, orderNumber, waitMs);
	return {
		orderNumber,
		status,
		statusName: statusNameOf(status),
		...choice,
	};
}

async function choose(
	{ client }: ItemCall,
	cancellation: Cancellation,
): Promise<{ before: Listed | null; chosen: CardChoice }> {
	const before = await readBefore(client, cancellation);
	return { before, chosen: chooseCards(before?.order ?? null, cancellation) };
}

/**
 * A failure before the request means nothing was cancelled by this try. An earlier try in this process
 * (Retry On Fail) may still have sent the cancellation.
 */
async function withEarlierTry(
	call: ItemCall,
	orderNumber: string,
	failure: Failure,
): Promise<Failure> {
	const outcome = await earlierOutcome(call, orderNumber);
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
	const found = await findByNumber(client, orderNumber);
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

/** @returns null when unknown, also because the execution was stopped; never throws */
async function statusAfter(
	{ client }: ItemCall,
	orderNumber: string,
	pauseMs: number,
): Promise<number | null> {
	try {
		if (pauseMs > 0) await client.pause(pauseMs);
		const found = await findByNumber(client, orderNumber);
		return found.ok ? (found.data?.order.status ?? null) : null;
	} catch {
		return null;
	}
}

/** The current status, or the one after waiting for the cancellation to settle. */
async function reachedStatus(
	call: ItemCall,
	orderNumber: string,
	waitMs: number,
): Promise<number | null> {
	let status = await statusAfter(call, orderNumber, 0);
	const start = call.client.now();
	let paused = 0;
	for (let attempt = 0; isLocked(status); attempt++) {
		// Calls take time as well.
		const left = waitMs - Math.max(paused, call.client.now() - start);
		if (left <= 0) break;
		const usual = SETTLING_PAUSES_MS[Math.min(attempt, SETTLING_PAUSES_MS.length - 1)];
		const pause = Math.min(usual, left);
		paused += pause;
		const next = await statusAfter(call, orderNumber, pause);
		if (call.client.stop?.aborted) break;
		status = next ?? status;
	}
	return status;
}
