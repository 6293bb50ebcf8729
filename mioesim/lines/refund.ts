import { isDocumented } from '../codes/errorCodes';
import { Failure, type Outcome } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isLocked, orderStatus, statusNameOf } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { isInDoubt, isRefusal, LOOK_UP_PAUSES_MS, RECALL_PAUSES_MS, wasNotSent } from './doubt';
import { accountKey, ledger } from './ledger';
import type { Listed, Till } from './line';
import { findByNumber } from './look';

export interface Refund {
	orderNumber: string;
	iccids: string[];
	remark: string | null;
	/** The order before anything was done to it; null when it couldn't be read. */
	before: Listed | null;
}

/** The key of an order that is cancelled, for ledger and claims. */
export async function refundKey({ client }: Till, orderNumber: string): Promise<string> {
	return JSON.stringify([accountKey(await client.account()), 'cancel', orderNumber.toUpperCase()]);
}

/**
 * Cancels cards of an order, once: no card is named twice, neither by this call nor by another try in
 * this process. When the outcome is unknown, looks at the order, where that can settle it.
 *
 * @returns the order before what was sent now; null when that is unknown, or nothing had to be sent
 * @throws {Failure} with the outcome `unknown` when it can't be found out
 */
export async function refund(till: Till, asked: Refund): Promise<Listed | null> {
	const key = await refundKey(till, asked.orderNumber);
	const earlier = ledger.cancellations.recall(key);
	let { before } = asked;
	if (earlier?.outcome === 'unknown') {
		before = await settleEarlier(till, { ...asked, ...earlier.content });
		ledger.cancellations.executed(key, earlier.content);
	}
	const done = earlier?.content.iccids ?? [];
	const left = asked.iccids.filter((iccid) => !done.includes(iccid));
	if (left.length === 0) return null;
	const entry = ledger.cancellations.sent(key, { iccids: left, before });
	await send(till, { ...asked, iccids: left, before }).catch(async (error: unknown) => {
		if (wasNotSent(error)) entry.notExecuted();
		return await Promise.reject(error);
	});
	entry.executed({ iccids: [...done, ...left], before: earlier?.content.before ?? before });
	return before;
}

/** The result of a cancellation of this order that this process has sent; null when it has sent none. */
export async function earlierOutcome(till: Till, orderNumber: string): Promise<Outcome | null> {
	return ledger.cancellations.recall(await refundKey(till, orderNumber))?.outcome ?? null;
}

async function send(till: Till, asked: Refund): Promise<void> {
	const { orderNumber, iccids, remark, before } = asked;
	await till.client
		.ask('refundOrder', { orderNum: orderNumber, iccids, remark })
		.catch(async (error: unknown) => {
			const isOpen = error instanceof Failure && isInDoubt(error, before !== null);
			return await (isOpen ? findOut(till, asked, error) : Promise.reject(error));
		});
}

/** @throws {Failure} unless the order proves that it was carried out */
async function findOut(till: Till, asked: Refund, failure: Failure): Promise<void> {
	const { orderNumber, before } = asked;
	const isFinal = isRefusal(failure);
	const { now, isProven } = await watch(till.client, asked, isFinal ? [0] : LOOK_UP_PAUSES_MS);
	const isBelieved = isFinal && isDocumented(String(failure.details.code));
	// A documented refusal and a changed status together prove only that somebody has cancelled.
	if (isProven && !isBelieved) return;
	const isSame = now !== null && before !== null && now.order.status === before.order.status;
	if (isFinal && (isSame || (isBelieved && now === null))) throw failure;
	throw failure.with({
		resolution: `The cancellation may have been carried out. It was not sent again: ${seen(now)}. Look at the order with Order > Get Many in a few minutes, and cancel again only if its status has not changed. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'unknown',
		retryable: false,
		orderNumber,
	});
}

/**
 * An earlier try in this process has sent a cancellation, and its outcome stayed unknown.
 *
 * @returns the order, when it proves that it was carried out
 */
async function settleEarlier({ client }: Till, sent: Refund): Promise<Listed | null> {
	const { now, isProven } = await watch(client, sent, [0, ...RECALL_PAUSES_MS]);
	if (isProven) return now;
	throw inputFailure(
		'A cancellation that was sent for this order before may have been carried out',
		`It was not sent again: ${seen(now)}. Look at the order with Order > Get Many. If its status has not changed 15 minutes after the cancellation was sent, run the item again`,
		{ outcome: 'unknown', endpoint: 'refundOrder', orderNumber: sent.orderNumber },
	);
}

function seen(now: Listed | null): string {
	if (now === null) return 'MIOeSIM could not be asked for its status';
	const { status } = now.order;
	return `its status is ${status === null ? 'unknown' : (statusNameOf(status) ?? status)}`;
}

/** Looks at the order after each pause, until it proves the cancellation; never throws. */
async function watch(
	client: Client,
	asked: Refund,
	pauses: readonly number[],
): Promise<{ now: Listed | null; isProven: boolean }> {
	let now: Listed | null = null;
	try {
		for (const pause of pauses) {
			if (pause > 0) await client.pause(pause);
			now = await findByNumber(client, asked.orderNumber).catch(() => null);
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
	const changed = changedPlans(before, now);
	return changed.length === iccids.length && changed.every((iccid) => iccids.includes(iccid));
}

/** The cards whose plan status has changed, whatever it means, or that are no longer listed. */
export function changedPlans(before: Listed, now: Listed): string[] {
	const statuses = new Map(now.planStatuses.map(({ iccid, status }) => [iccid, status]));
	return before.planStatuses.flatMap(({ iccid, status }) =>
		iccid !== null && statuses.get(iccid) !== status ? [iccid] : [],
	);
}
