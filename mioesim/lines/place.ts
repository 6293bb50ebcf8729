import { Failure, settle } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { orderStatus, statusText } from '../codes/orderStatus';
import { redact } from '../redact';
import { asOrder, factsOf } from '../shapes/order';
import { record, text } from '../values';
import { judge } from './judge';
import { isInDoubt, isRefusal, ledger, ownRows } from './ledger';
import type { Line, LineOrder, Listed, Till } from './line';
import { LOOK_UP_PAUSES_MS, lookUntil, lookUp } from './look';
import { daysToOrder, endpointFor, packageParameters } from './package';

/**
 * Sends an order or a renewal, once, and sets the line's order. An unknown outcome is looked up in MIOeSIM.
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
	const open = { orderNumber: null, asked };
	line.order = await ledger.purchases.record(key, open, sending, ({ orderNumber }) => ({
		orderNumber,
		asked,
	}));
	const { orderNumber } = line.order;
	ledger.orders.give(account, orderNumber, key);
	till.done(`order ${orderNumber}`);
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
	const told = { order: asOrder(data), facts: factsOf(record(data)) };
	const fromObject = readOrderNumber(told.order.orderNumber);
	const orderNumber = fromObject ?? readOrderNumber(data);
	if (orderNumber === null) throw replyFailure('an order without a number', endpoint);
	const isAnothers =
		ledger.orders.otherOwner(account, orderNumber, key) !== null ||
		judge(line, told, 'reply').is === 'other';
	if (isAnothers) throw replyFailure('a different order from the one requested', endpoint);
	const object = fromObject === null ? null : { data: record(data), order: told.order };
	return { orderNumber, object, listed: null, from: 'reply' };
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
	if (typeof found !== 'string') {
		return { orderNumber: found.orderNumber, object: null, listed: found, from: 'found' };
	}
	// Without a look, nothing is proven.
	throw isFinal && found === NOT_LISTED ? failure : inDoubt(failure, line, found || NOT_LISTED);
}

const NOT_LISTED = 'MIOeSIM has not listed it so far';

/**
 * Looks after each pause for a new order with the IDs and the content of the line, until there is one.
 *
 * @returns the order, or why there is none, as a clause; empty when it was not looked for
 */
export async function lookForNew(
	{ client }: Till,
	line: Line,
	known: ReadonlySet<string>,
	pauses: readonly number[],
): Promise<Listed | string> {
	const look = async () => {
		const rows = await settle(lookUp(client, line.ids));
		if (!rows.ok) return `MIOeSIM could not be asked (${rows.failure.details.meaning})`;
		return pick(
			line,
			rows.data.filter(({ orderNumber }) => !known.has(orderNumber)),
		);
	};
	const isFound = (seen: Listed | string) => typeof seen !== 'string';
	return await lookUntil(client, pauses, '', isFound, look);
}

function pick(line: Line, rows: readonly Listed[]): Listed | string {
	const judged = ownRows(line, rows).map((row) => ({ row, ...judge(line, row, 'later') }));
	const mine = judged.find(
		({ row: { order }, is }) =>
			is === 'same' || (is === 'dead' && order.status === orderStatus.notPaid),
	);
	if (mine !== undefined) return mine.row;
	if (judged.length === 0) return NOT_LISTED;
	const [{ row, differences }] = judged;
	const [difference = `its status is ${statusText(row.order.status)}`] = differences;
	return `MIOeSIM lists order ${row.orderNumber} with its IDs, but ${difference}`;
}

/** @param why the outcome is unknown, as a clause */
function inDoubt(failure: Failure, { ids, preventDuplicates }: Line, why: string): Failure {
	const { externalOrderId, externalItemId } = ids;
	return failure.with({
		resolution: `This order may have been placed. It was not sent again: ${why}. Look for it with Order > Get Many and 'External Order ID' ${externalOrderId} (item ${redact(externalItemId)}). If it is not listed after 15 minutes, run the item again${preventDuplicates ? ": if you set 'External Order ID', the node looks for it once more" : ''}. What happened: ${failure.message}`,
		outcome: 'unknown',
		retryable: false,
	});
}
