import { isDocumented } from '../../../api/codes/errorCodes';
import { Failure } from '../../../api/codes/failure';
import { inputFailure } from '../../../api/codes/failures';
import { isLocked, orderStatus, orderStatusNames } from '../../../api/codes/orderStatus';
import { orderOfRow, type Order } from '../../../api/shapes/order';
import { attempt } from '../../../transport/attempt';
import type { Client } from '../../../transport/client';
import { clock } from '../../../transport/clock';
import { cancelSignal } from '../../../transport/context';
import { queryOrders } from '../../../transport/orders';
import type { ItemCall } from '../operation';
import { isInDoubt, LOOK_UP_PAUSES_MS } from './buy';
import { chooseCards, type CardChoice } from './cancellableCards';

/** Between two looks at an order that is being cancelled, in milliseconds: growing up to the last. */
const SETTLING_PAUSES_MS = [1000, 2000, 3000, 5000];

export interface Cancellation {
	orderNumber: string;
	/** Empty: every card of the order. */
	iccids: string[];
	/** Leave out cards whose plan has started or has used something. */
	onlyUnused: boolean;
	remark: string | null;
	/** How long to wait for the order to leave 6 and 7, in milliseconds; 0: not at all. */
	waitMs: number;
}

/** What came of a cancellation. MIOeSIM answers it with nothing, so all of it is asked for. */
export interface CancelledOrder extends CardChoice {
	orderNumber: string;
	/** The status that the order has reached; null when it could not be asked for. */
	status: number | null;
	statusName: string | null;
}

/**
 * Cancels once: the request is never sent again. When it is unknown whether it was carried out, the
 * status of the order tells, where it can.
 *
 * @throws {Failure} with the outcome `unknown` when it cannot be found out
 */
export async function cancelOrder(
	call: ItemCall,
	cancellation: Cancellation,
): Promise<CancelledOrder> {
	const { orderNumber, remark, waitMs } = cancellation;
	const before = await readBefore(call.client, cancellation);
	const choice = chooseCards(before, cancellation);
	const sent = await attempt(
		call.client.call('refundOrder', { orderNum: orderNumber, iccids: choice.iccids, remark }),
	);
	if (sent instanceof Failure) await findOut(call, orderNumber, before?.status ?? null, sent);
	call.done(`cancellation of order ${orderNumber}`);
	const status = await reachedStatus(call, orderNumber, waitMs);
	return {
		orderNumber,
		status,
		statusName: status === null ? null : (orderStatusNames[status] ?? null),
		...choice,
	};
}

/** The order as queryEsimOrder lists it; getOrderInfo may end the right to cancel. */
async function readOrder(client: Client, orderNumber: string): Promise<Order | null> {
	const rows = await queryOrders(client, { orderNum: orderNumber }, 10, 1);
	return rows.map(orderOfRow).find((order) => order.orderNumber === orderNumber) ?? null;
}

/**
 * The order before anything is done to it.
 *
 * @returns null when it cannot be read, and is not needed to choose the cards
 */
async function readBefore(
	client: Client,
	{ orderNumber, iccids, onlyUnused }: Cancellation,
): Promise<Order | null> {
	const order = await attempt(readOrder(client, orderNumber));
	if (order !== null && !(order instanceof Failure)) return order;
	if (order instanceof Failure && order.details.type === 'login') throw order;
	if (iccids.length > 0 && !onlyUnused) return null;
	if (order === null) {
		throw inputFailure(
			'MIOeSIM lists no order with this number',
			"Check 'Order Number', and that the order was placed with the account of the credential",
			{ endpoint: 'queryEsimOrder' },
		);
	}
	throw order.with({
		resolution: `Nothing was cancelled, because the cards of the order could not be looked up first. ${order.details.resolution}`,
		outcome: 'notExecuted',
	});
}

/**
 * Returns when the cancellation turns out to be accepted.
 *
 * @param before the status that the order had; null when it is not known
 * @throws {Failure} in every other case
 */
async function findOut(
	call: ItemCall,
	orderNumber: string,
	before: number | null,
	failure: Failure,
): Promise<void> {
	if (!isInDoubt(failure, before !== null)) throw failure;
	// A refusal is final, so one look is enough; a call without an answer may still be under way.
	const isRefusal = failure.details.type === 'api';
	let now: number | null = null;
	for (const pause of isRefusal ? [0] : LOOK_UP_PAUSES_MS) {
		now = await statusAfter(call, orderNumber, pause);
		if (now !== null && isProof(before, now)) return;
	}
	const isKnown = isDocumented(String(failure.details.code)) || (now !== null && now === before);
	if (isRefusal && isKnown) throw failure;
	const seen =
		now === null
			? 'MIOeSIM could not be asked for its status'
			: `its status is ${orderStatusNames[now] ?? now}`;
	throw failure.with({
		resolution: `The cancellation may have been carried out, so it was not sent again: ${seen}. Look at the order with Order > Get Many in a few minutes, and cancel again only if its status has not changed. What went wrong: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'unknown',
		retryable: false,
	});
}

/** Whether the status can only come from this very cancellation. */
function isProof(before: number | null, now: number): boolean {
	const { cancelled, partlyCancelled } = orderStatus;
	if (isLocked(before) || now === before) return false;
	return isLocked(now) || now === cancelled || (now === partlyCancelled && before !== null);
}

/** @returns null when it cannot be told, also because the execution was stopped: never throws */
async function statusAfter(
	{ client, context }: ItemCall,
	orderNumber: string,
	pauseMs: number,
): Promise<number | null> {
	try {
		if (pauseMs > 0) await clock.pause(pauseMs, cancelSignal(context));
		return (await readOrder(client, orderNumber))?.status ?? null;
	} catch {
		return null;
	}
}

/** The status now, or the one after waiting for the cancellation to settle. */
async function reachedStatus(
	call: ItemCall,
	orderNumber: string,
	waitMs: number,
): Promise<number | null> {
	let status = await statusAfter(call, orderNumber, 0);
	let waited = 0;
	for (let look = 0; isLocked(status) && waited < waitMs; look++) {
		const usual = SETTLING_PAUSES_MS[Math.min(look, SETTLING_PAUSES_MS.length - 1)];
		const pause = Math.min(usual, waitMs - waited);
		waited += pause;
		const next = await statusAfter(call, orderNumber, pause);
		if (cancelSignal(call.context)?.aborted) break;
		status = next ?? status;
	}
	return status;
}
