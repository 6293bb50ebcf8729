import { Failure, settle } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { isIntact, orderStatus, statusText } from '../codes/orderStatus';
import { redact } from '../redact';
import { factsOfObject, orderOfObject } from '../shapes/order';
import { record, text } from '../values';
import { judge } from './judge';
import { isInDoubt, isRefusal, ledger } from './ledger';
import type { Line, LineOrder, Listed, Till } from './line';
import { LOOK_UP_PAUSES_MS, lookUntil, lookUp } from './look';
import { daysToOrder, endpointFor, packageParameters } from './package';

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
	const { account, key, asked } = line;
	const sending = async () =>
		await send(till, line).catch(async (error: unknown) => {
			const isOpen = error instanceof Failure && isInDoubt(error, known !== null);
			return await (isOpen ? findOut(till, line, known, error) : Promise.reject(error));
		});
	const order = await ledger.purchases.record(
		key,
		{ orderNumber: null, asked },
		sending,
		({ orderNumber }) => ({ orderNumber, asked }),
	);
	line.order = order;
	ledger.orders.give(account, order.orderNumber, key);
	till.done(`order ${order.orderNumber}`);
}

/** `EP20240124000013`: letters and at least six digits, and not an ICCID. */
const ORDER_NUMBER = /^(?!89\d{11,18}$)[A-Za-z]{0,8}[-_]?\d{6,24}[A-Za-z]{0,4}$/;

/** @returns null for text that doesn't look like an order number: `操作成功`, `true`, a piece of JSON */
export function readOrderNumber(value: unknown): string | null {
	const content = text(value);
	return content !== null && ORDER_NUMBER.test(content) ? content : null;
}

async function send({ client }: Till, line: Line): Promise<LineOrder> {
	const { account, key, ids, wish, entry, dpId } = line;
	const endpoint = endpointFor(wish);
	const data = await client.ask(endpoint, {
		...packageParameters(wish.chosen, entry),
		daypassDays: daysToOrder(wish, entry),
		dpId,
		...line.parameters,
		otherOrderId: ids.externalOrderId,
		otherItemId: ids.externalItemId,
	});
	const order = orderOfObject(data);
	const fromObject = readOrderNumber(order.orderNumber);
	const orderNumber = fromObject ?? readOrderNumber(data);
	if (orderNumber === null) throw replyFailure('an order without a number', endpoint);
	const object = fromObject === null ? null : { data: record(data), order };
	const isAnothers =
		ledger.orders.isAnothers(account, orderNumber, key) ||
		(object !== null &&
			judge(line, { order, facts: factsOfObject(object.data) }, 'reply').is === 'other');
	if (isAnothers) throw replyFailure('a different order from the one requested', endpoint);
	return { orderNumber, object, listed: null, isOwn: true, isEarlier: false };
}

/** What a look-up after a purchase shows. */
interface Found {
	order: Listed | null;
	/** Why there is none, as a clause. */
	why: string;
	/** MIOeSIM lists no order with its IDs. */
	isNone: boolean;
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
	const found = await lookForNew(till, line, known, isFinal ? [0] : LOOK_UP_PAUSES_MS);
	if (found.order === null) {
		throw isFinal && found.isNone ? failure : inDoubt(failure, line, found.why);
	}
	const { orderNumber } = found.order;
	return { orderNumber, object: null, listed: found.order, isOwn: false, isEarlier: false };
}

const NOT_LISTED: Found = { order: null, why: 'MIOeSIM has not listed it so far', isNone: true };

/** Looks after each pause for a new order with the IDs and the content of the line, until there is one. */
export async function lookForNew(
	{ client }: Till,
	line: Line,
	known: ReadonlySet<string>,
	pauses: readonly number[],
): Promise<Found> {
	const { account, key, ids } = line;
	const look = async (): Promise<Found> => {
		const rows = await settle(lookUp(client, ids));
		if (!rows.ok) {
			const why = `MIOeSIM could not be asked (${rows.failure.details.meaning})`;
			return { order: null, why, isNone: false };
		}
		const fresh = rows.data.filter(({ orderNumber }) => !known.has(orderNumber));
		return pick(line, ledger.orders.notAnothers(account, fresh, key));
	};
	// Without a look, nothing is proven.
	const unseen = { ...NOT_LISTED, isNone: false };
	return await lookUntil(client, pauses, unseen, ({ order }) => order !== null, look);
}

function pick(line: Line, rows: readonly Listed[]): Found {
	const judged = rows.map((row) => ({ row, ...judge(line, row, 'later') }));
	const mine = judged.find(
		({ row: { order }, differences }) =>
			differences.length === 0 && (isIntact(order.status) || order.status === orderStatus.notPaid),
	);
	if (mine !== undefined) return { order: mine.row, why: '', isNone: false };
	if (judged.length === 0) return NOT_LISTED;
	const [{ row, differences }] = judged;
	const [difference = `its status is ${statusText(row.order.status)}`] = differences;
	const why = `MIOeSIM lists order ${row.orderNumber} with its IDs, but ${difference}`;
	return { order: null, why, isNone: false };
}

/**
 * The failure of an order that may have been placed.
 *
 * @param why the outcome is unknown, as a clause
 */
function inDoubt(failure: Failure, { ids, preventDuplicates }: Line, why: string): Failure {
	const { externalOrderId, externalItemId } = ids;
	return failure.with({
		resolution: `This order may have been placed. It was not sent again: ${why}. Look for it with Order > Get Many and 'External Order ID' ${externalOrderId} (item ${redact(externalItemId)}). If it is not listed after 15 minutes, run the item again${preventDuplicates ? ": if you set 'External Order ID', the node looks for it once more" : ''}. What happened: ${failure.message}`,
		outcome: 'unknown',
		retryable: false,
	});
}
