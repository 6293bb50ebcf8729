import { isDocumented } from '../codes/errorCodes';
import type { Failure, Outcome } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isLocked, orderStatus, orderStatusNames } from '../codes/orderStatus';
import { Cancelled } from '../client/stop';
import { failed, settle, succeeded, type Reply } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { isInDoubt, isRefusal, LOOK_UP_PAUSES_MS, RECALL_PAUSES_MS } from './inDoubt';
import { ledger, ledgerKey } from './ledger';
import { findByNumber, type Listed } from './lookUp';

export interface Refund {
	orderNumber: string;
	iccids: string[];
	remark: string | null;
	/** The order before anything was done to it; null when it couldn't be read. */
	before: Listed | null;
}

/**
 * Cancels cards of an order, once: the request is never sent again, neither by this call nor by another
 * try in this process. When the outcome is unknown, the node looks at the order, where that can settle
 * it.
 *
 * @returns a failure with the outcome `unknown` when it can't be found out
 */
export async function refund(call: ItemCall, asked: Refund): Promise<Reply<null>> {
	const { sessionAccount } = await call.client.account();
	const key = ledgerKey(sessionAccount, asked.orderNumber);
	const earlier = ledger.cancellations.recall(key);
	const { iccids: done = [], before = asked.before } = earlier?.content ?? {};
	if (earlier?.outcome === 'unknown') {
		return await recall(call, { ...asked, ...earlier.content }, key);
	}
	const left = asked.iccids.filter((iccid) => !done.includes(iccid));
	if (left.length === 0) return succeeded(null);
	const content = { iccids: [...done, ...left], before };
	ledger.cancellations.sent(key, { iccids: left, before: asked.before });
	const sent = await send(call, { ...asked, iccids: left }, key);
	if (sent.ok) ledger.cancellations.executed(key, content);
	else if (sent.failure.details.outcome === 'notExecuted') {
		ledger.cancellations.notExecuted(key);
		if (done.length > 0) ledger.cancellations.executed(key, { iccids: done, before });
	}
	return sent;
}

/** The result of a cancellation of this order that this process has sent; null when it has sent none. */
export async function earlierOutcome(
	{ client }: ItemCall,
	orderNumber: string,
): Promise<Outcome | null> {
	const { sessionAccount } = await client.account();
	return ledger.cancellations.recall(ledgerKey(sessionAccount, orderNumber))?.outcome ?? null;
}

async function send(call: ItemCall, asked: Refund, key: string): Promise<Reply<null>> {
	const { orderNumber, iccids, remark } = asked;
	const asking = call.client.ask('refundOrder', { orderNum: orderNumber, iccids, remark });
	const sent = await settle(asking).catch(async (error: unknown) => {
		// A stopped execution cancels a write before it is sent, never while it is running.
		if (error instanceof Cancelled) ledger.cancellations.notExecuted(key);
		return await Promise.reject(error);
	});
	return sent.ok ? succeeded(null) : await findOut(call, asked, sent.failure);
}

async function findOut(call: ItemCall, asked: Refund, failure: Failure): Promise<Reply<null>> {
	const { orderNumber, before } = asked;
	if (!isInDoubt(failure, before !== null)) return failed(failure);
	const isFinal = isRefusal(failure);
	const { now, isProven } = await watch(call, asked, isFinal ? [0] : LOOK_UP_PAUSES_MS);
	const isBelieved = isFinal && isDocumented(String(failure.details.code));
	// A documented refusal and a changed status together prove only that somebody has cancelled.
	if (isProven && !isBelieved) return succeeded(null);
	const isSame = now !== null && before !== null && now.order.status === before.order.status;
	if (isFinal && (isSame || (isBelieved && now === null))) return failed(failure);
	return failed(
		failure.with({
			resolution: `The cancellation may have been carried out. It was not sent again: ${seen(now)}. Look at the order with Order > Get Many in a few minutes, and cancel again only if its status has not changed. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
			outcome: 'unknown',
			retryable: false,
			orderNumber,
		}),
	);
}

/** An earlier try in this process has sent the cancellation, and its outcome stayed unknown. */
async function recall(call: ItemCall, sent: Refund, key: string): Promise<Reply<null>> {
	const { orderNumber, iccids, before } = sent;
	const { now, isProven } = await watch(call, sent, [0, ...RECALL_PAUSES_MS]);
	if (isProven) {
		ledger.cancellations.executed(key, { iccids, before });
		return succeeded(null);
	}
	return failed(
		inputFailure(
			'A cancellation that was sent for this order before may have been carried out',
			`It was not sent again: ${seen(now)}. Look at the order with Order > Get Many. If its status has not changed 15 minutes after the cancellation was sent, run the item again`,
			{ outcome: 'unknown', endpoint: 'refundOrder', orderNumber },
		),
	);
}

function seen(now: Listed | null): string {
	if (now === null) return 'MIOeSIM could not be asked for its status';
	const { status } = now.order;
	return `its status is ${status === null ? 'unknown' : (orderStatusNames[status] ?? status)}`;
}

/** Looks at the order after each pause, until it proves the cancellation; never throws. */
async function watch(
	{ client }: ItemCall,
	asked: Refund,
	pauses: readonly number[],
): Promise<{ now: Listed | null; isProven: boolean }> {
	let now: Listed | null = null;
	try {
		for (const pause of pauses) {
			if (pause > 0) await client.pause(pause);
			const found = await findByNumber(client, asked.orderNumber);
			now = found.ok ? found.data : null;
			if (now !== null && isProof(asked, now)) return { now, isProven: true };
		}
	} catch {
		// The execution was stopped: decide from what is known so far.
	}
	return { now, isProven: false };
}

/**
 * Whether only this very cancellation can explain the order's current state. If its earlier state is
 * unknown, or it was already being cancelled, nothing proves that.
 */
export function isProof(
	{ before, iccids }: Pick<Refund, 'before' | 'iccids'>,
	now: Listed,
): boolean {
	const { cancelled, partlyCancelled, cancelling, partlyCancelling } = orderStatus;
	const was = before?.order.status ?? null;
	const is = now.order.status;
	if (before === null || was === null || is === was || isLocked(was)) return false;
	if (is === cancelled || is === cancelling) {
		return was === partlyCancelled || before.facts.iccids.every((iccid) => iccids.includes(iccid));
	}
	if (is !== partlyCancelled && is !== partlyCancelling) return false;
	return sameCards(changedPlans(before, now), iccids);
}

/** The cards whose plan status has changed, whatever it means. */
function changedPlans(before: Listed, now: Listed): string[] {
	const statuses = new Map(before.planStatuses.map(({ iccid, status }) => [iccid, status]));
	return now.planStatuses.flatMap(({ iccid, status }) =>
		iccid !== null && statuses.has(iccid) && statuses.get(iccid) !== status ? [iccid] : [],
	);
}

function sameCards(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((iccid) => right.includes(iccid));
}
