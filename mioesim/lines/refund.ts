import { isDocumented } from '../codes/errorCodes';
import { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isLocked, orderStatus, statusText } from '../codes/orderStatus';
import type { Client } from '../client/client';
import { isInDoubt, isRefusal, ledger } from './ledger';
import type { Listed, Till } from './line';
import { LOOK_UP_PAUSES_MS, RECALL_PAUSES_MS, watch } from './look';

export interface Refund {
	orderNumber: string;
	iccids: string[];
	remark: string | null;
	/** The order before anything was done to it; null when it couldn't be read. */
	before: Listed | null;
}

/** The key of an order that is cancelled, for ledger and claims. @param account of `accountKey` */
export function refundKey(account: string, orderNumber: string): string {
	return JSON.stringify([account, 'cancel', orderNumber.toUpperCase()]);
}

/**
 * Cancels cards of an order, once: no card is named twice, neither by this call nor by another try in
 * this process. When the outcome is unknown, looks at the order, where that can settle it.
 *
 * @returns the order before what was sent now; null when that is unknown, or nothing had to be sent
 * @throws {Failure} with the outcome `unknown` when it can't be found out
 */
export async function refund(till: Till, account: string, asked: Refund): Promise<Listed | null> {
	const key = refundKey(account, asked.orderNumber);
	const earlier = ledger.cancellations.recall(key);
	let { before } = asked;
	if (earlier?.outcome === 'unknown') {
		before = await settleEarlier(till.client, { ...asked, ...earlier.content });
		ledger.cancellations.executed(key, earlier.content);
	}
	const done = earlier?.content.iccids ?? [];
	const iccids = asked.iccids.filter((iccid) => !done.includes(iccid));
	if (iccids.length === 0) return null;
	await ledger.cancellations.record(
		key,
		{ iccids, before },
		async () => await send(till, { ...asked, iccids, before }),
		() => ({ iccids: [...done, ...iccids], before: earlier?.content.before ?? before }),
	);
	return before;
}

async function send({ client }: Till, asked: Refund): Promise<void> {
	const { orderNumber, iccids, remark, before } = asked;
	const parameters = { orderNum: orderNumber, iccids, remark };
	await client.ask('refundOrder', parameters).catch(async (error: unknown) => {
		const isOpen = error instanceof Failure && isInDoubt(error, before !== null);
		return await (isOpen ? findOut(client, asked, error) : Promise.reject(error));
	});
}

/** @throws {Failure} unless the order proves that it was carried out */
async function findOut(client: Client, asked: Refund, failure: Failure): Promise<void> {
	const { orderNumber, before } = asked;
	const isFinal = isRefusal(failure);
	const now = await watchFor(client, asked, isFinal ? [0] : LOOK_UP_PAUSES_MS);
	const isBelieved = isFinal && isDocumented(String(failure.details.code));
	// A documented refusal and a changed status together prove only that somebody has cancelled.
	if (isProof(asked, now) && !isBelieved) return;
	const isSame = now !== null && before !== null && now.order.status === before.order.status;
	if (isFinal && (isSame || (isBelieved && now === null))) throw failure;
	throw failure.with({
		resolution: `The cancellation may have been carried out. It was not sent again: ${seen(now)}. Look at the order with Order > Get Many in a few minutes, and cancel again only if its status has not changed. What happened: ${failure.message}`,
		outcome: 'unknown',
		retryable: false,
		orderNumber,
	});
}

/** An earlier try has sent a cancellation, and its outcome stayed unknown. @returns the order that proves it */
async function settleEarlier(client: Client, sent: Refund): Promise<Listed | null> {
	const now = await watchFor(client, sent, [0, ...RECALL_PAUSES_MS]);
	if (isProof(sent, now)) return now;
	throw inputFailure(
		'A cancellation that was sent for this order before may have been carried out',
		`It was not sent again: ${seen(now)}. Look at the order with Order > Get Many. If its status has not changed 15 minutes after the cancellation was sent, run the item again`,
		{ outcome: 'unknown', endpoint: 'refundOrder', orderNumber: sent.orderNumber },
	);
}

function seen(now: Listed | null): string {
	if (now === null) return 'MIOeSIM could not be asked for its status';
	return `its status is ${statusText(now.order.status)}`;
}

async function watchFor(client: Client, asked: Refund, pauses: readonly number[]) {
	return await watch(client, asked.orderNumber, pauses, (now) => isProof(asked, now), null);
}

/**
 * Whether only this very cancellation can explain the order's current state. If its earlier state is
 * unknown, or it was already being cancelled, nothing proves that.
 */
export function isProof(
	{ before, iccids }: Pick<Refund, 'before' | 'iccids'>,
	now: Listed | null,
): boolean {
	const { cancelled, partlyCancelled, cancelling, partlyCancelling } = orderStatus;
	if (before === null || now === null) return false;
	const was = before.order.status;
	const is = now.order.status;
	if (was === null || is === was || isLocked(was)) return false;
	if (is === cancelled || is === cancelling) {
		return was === partlyCancelled || before.facts.iccids.every((iccid) => iccids.includes(iccid));
	}
	if (is !== partlyCancelled && is !== partlyCancelling) return false;
	const changed = changedPlans(before, now);
	return changed.length === iccids.length && changed.every((iccid) => iccids.includes(iccid));
}

/** The cards whose plan status has changed, whatever it means, or that are no longer listed. */
export function changedPlans(before: Listed, now: Listed): string[] {
	const statuses = new Map(now.order.cards.map(({ iccid, planStatus }) => [iccid, planStatus]));
	return before.order.cards.flatMap(({ iccid, planStatus }) =>
		iccid !== null && statuses.get(iccid) !== planStatus ? [iccid] : [],
	);
}
