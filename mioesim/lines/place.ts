import { Failure } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { isIntact, orderStatus, statusNameOf } from '../codes/orderStatus';
import { redact } from '../redact';
import { factsOfObject, orderOfObject } from '../shapes/order';
import { record } from '../values';
import { isInDoubt, isRefusal, LOOK_UP_PAUSES_MS, wasNotSent } from './doubt';
import { judge } from './judge';
import { accountKey, ledger } from './ledger';
import type { Line, LineOrder, Listed, Till } from './line';
import { lookUp } from './look';
import { readOrderNumber } from './orderObject';

/**
 * Sends an order or a renewal, once. When the outcome is unknown, looks it up in MIOeSIM. Sets the line's
 * order.
 *
 * @param known numbers of older orders with the same IDs; null when unknown
 * @throws {Failure} with the outcome `unknown` when it can't be found out
 */
export async function place(
	till: Till,
	line: Line,
	known: ReadonlySet<string> | null,
): Promise<void> {
	const entry = ledger.purchases.sent(line.key, { orderNumber: null, asked: line.asked });
	const order = await send(till, line)
		.catch(async (error: unknown) => {
			const isOpen = error instanceof Failure && isInDoubt(error, known !== null);
			return await (isOpen ? findOut(till, line, known, error) : Promise.reject(error));
		})
		.catch(async (error: unknown) => {
			if (wasNotSent(error)) entry.notExecuted();
			return await Promise.reject(error);
		});
	const { orderNumber } = order;
	line.order = order;
	entry.executed({ orderNumber, asked: line.asked });
	ledger.orders.give(accountKey(await till.client.account()), orderNumber, line.key);
	till.done(`order ${orderNumber}`);
}

async function send({ client }: Till, line: Line): Promise<LineOrder> {
	const account = await client.account();
	const { externalOrderId, externalItemId } = line.ids;
	const data = await client.ask(line.endpoint, {
		...line.parametersFor(account, line.entry),
		otherOrderId: externalOrderId,
		otherItemId: externalItemId,
	});
	const order = orderOfObject(data);
	const fromObject = readOrderNumber(order.orderNumber);
	const orderNumber = fromObject ?? readOrderNumber(data);
	if (orderNumber === null) throw replyFailure('an order without a number', line.endpoint);
	const object = fromObject === null ? null : { data: record(data), order };
	const isAnothers =
		ledger.orders.isAnothers(accountKey(account), orderNumber, line.key) ||
		(object !== null &&
			judge(line, { order, facts: factsOfObject(object.data) }, 'reply').is === 'other');
	if (isAnothers) throw replyFailure('a different order from the one requested', line.endpoint);
	return { orderNumber, object, listed: null, isOwn: true, isEarlier: false };
}

/** What a look-up after a purchase shows. */
interface Found {
	/** The order of the line. */
	order: Listed | null;
	/** Why another order with its IDs is not it. */
	other: string | null;
	/** Why MIOeSIM couldn't be asked in the end. */
	failure: Failure | null;
}

async function findOut(
	till: Till,
	line: Line,
	known: ReadonlySet<string> | null,
	failure: Failure,
): Promise<LineOrder> {
	if (known === null) {
		throw inDoubt(
			failure,
			line,
			'orders with the same IDs may have been placed before, and MIOeSIM could not be asked for them',
		);
	}
	// A call without a reply may still be running on the server.
	const isFinal = isRefusal(failure);
	const found = await lookAgain(till, line, known, isFinal ? [0] : LOOK_UP_PAUSES_MS);
	if (found.order !== null) {
		const { orderNumber } = found.order;
		return { orderNumber, object: null, listed: found.order, isOwn: false, isEarlier: false };
	}
	if (isFinal && found.failure === null && found.other === null) throw failure;
	const asked =
		found.failure === null
			? 'MIOeSIM has not listed it so far'
			: `MIOeSIM could not be asked (${found.failure.details.meaning})`;
	throw inDoubt(failure, line, found.other ?? asked);
}

/**
 * Looks after each pause for a new order with the IDs and the content of the line, until there is one.
 */
export async function lookAgain(
	{ client }: Till,
	line: Line,
	known: ReadonlySet<string>,
	pauses: readonly number[],
): Promise<Found> {
	const account = accountKey(await client.account());
	let last: Found = { order: null, other: null, failure: null };
	try {
		for (const pause of pauses) {
			if (pause > 0) await client.pause(pause);
			last = await lookUp(client, line.ids).then(
				(rows) => {
					const fresh = rows.filter(({ orderNumber }) => !known.has(orderNumber));
					return pick(line, ledger.orders.notAnothers(account, fresh, line.key));
				},
				(error: unknown) => ({
					order: null,
					other: null,
					failure: error instanceof Failure ? error : rethrow(error),
				}),
			);
			if (last.order !== null) break;
		}
	} catch {
		// The execution was stopped: decide from what is known so far.
	}
	return last;
}

function rethrow(error: unknown): never {
	throw error as Error;
}

function pick(line: Line, rows: readonly Listed[]): Found {
	const judged = rows.map((row) => ({ row, verdict: judge(line, row, 'later') }));
	const isMine = ({ row, verdict }: (typeof judged)[number]) =>
		verdict.differences.length === 0 &&
		(isIntact(row.order.status) || row.order.status === orderStatus.notPaid);
	const mine = judged.find(isMine);
	const [other] = judged;
	if (mine !== undefined || other === undefined) {
		return { order: mine?.row ?? null, other: null, failure: null };
	}
	const { orderNumber, order } = other.row;
	const [difference = `its status is ${statusNameOf(order.status) ?? order.status}`] =
		other.verdict.differences;
	return {
		order: null,
		other: `MIOeSIM lists order ${orderNumber} with its IDs, but ${difference}`,
		failure: null,
	};
}

/**
 * The failure of an order that may have been placed.
 *
 * @param why the outcome is unknown, as a clause
 */
export function inDoubt(failure: Failure, { ids, preventDuplicates }: Line, why: string): Failure {
	const { externalOrderId, externalItemId } = ids;
	return failure.with({
		resolution: `This order may have been placed. It was not sent again: ${why}. Look for it with Order > Get Many and 'External Order ID' ${externalOrderId} (item ${redact(externalItemId)}). If it is not listed after 15 minutes, run the item again${preventDuplicates ? ": if you set 'External Order ID', the node looks for it once more" : ''}. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'unknown',
		retryable: false,
	});
}
