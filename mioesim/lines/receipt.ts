import { Failure, settle } from '../codes/failure';
import { isUndone, statusText } from '../codes/orderStatus';
import { readIccid } from '../shapes/card';
import { notAsAsked, notUsable, placedFailure, warn } from './delivery';
import { earlierOrder } from './earlier';
import { judge } from './judge';
import { ledger } from './ledger';
import type { Line, LineOrder, Listed, Till } from './line';
import { lookUntil, lookUp, seeByNumber } from './look';
import { refund } from './refund';

/**
 * The pause before the second question, in milliseconds: MIOeSIM may list an order some time after
 * booking it.
 */
const LIST_PAUSE_MS = 2000;

/**
 * Asks once, after a purchase, for the orders with its IDs. Where claims don't reach (other workflows and
 * programs), two runs that buy the same line at the same moment may both find nothing beforehand; the
 * receipt shows both orders. The earliest one stays, and a run that placed a later one cancels its own
 * before an activation code leaves it.
 *
 * It never cancels an order that this very call didn't buy, nor its own for one that is not paid, being
 * cancelled or different, and nothing twice. A receipt that can't be read changes nothing.
 *
 * @throws {Failure} with the outcome `executed` if two stay, or the order is not what was asked
 */
export async function takeReceipt(till: Till, line: Line, placed: LineOrder): Promise<void> {
	const listed = await ownListed(till, line, placed.orderNumber);
	if (listed === null) return;
	const own = listed.find(({ orderNumber }) => orderNumber === placed.orderNumber);
	// An order that is being cancelled was undone by another run.
	const others = listed.filter((each) => each !== own && !isUndone(each.order.status));
	if (own === undefined) {
		warn(line, others.length > 0 ? second(others) : notListed(placed));
		return;
	}
	placed.listed = own;
	const { is, differences } = judge(line, own, 'later');
	if (is === 'different') {
		const told = `MIOeSIM lists it ${differences.join(' and ')}`;
		throw notAsAsked(own.orderNumber, told, 'queryEsimOrder');
	}
	if (isUndone(own.order.status))
		throw notUsable(own, ': another run or program may have cancelled it', 'queryEsimOrder');
	// Oldest first: orders before our own were placed before it.
	const first = others.find(
		(each) =>
			listed.indexOf(each) < listed.indexOf(own) && judge(line, each, 'later').is === 'same',
	);
	const rest = others.filter((each) => each !== first);
	if (first === undefined) {
		if (rest.length > 0) warn(line, second(rest));
		return;
	}
	if (placed.isOwn) await undo(till, line, own, first);
	else warn(line, second([own]));
	if (rest.length > 0) warn(line, second(rest));
	line.order = earlierOrder(first.orderNumber, first);
}

/** @returns the orders with these IDs; null when they can't be read; never throws */
async function ownListed(
	{ client }: Till,
	{ ids, account, key }: Line,
	orderNumber: string,
): Promise<Listed[] | null> {
	return await lookUntil<Listed[] | null>(
		client,
		[0, LIST_PAUSE_MS],
		null,
		(listed) => listed?.some((each) => each.orderNumber === orderNumber) === true,
		async (listed) => {
			const rows = await settle(lookUp(client, ids));
			return rows.ok ? ledger.orders.notAnothers(account, rows.data, key) : listed;
		},
	);
}

/**
 * Cancels the line's own order, all of it, because an earlier one stays.
 *
 * @throws {Failure} when two orders, or a part of the second, stay
 */
async function undo(till: Till, line: Line, own: Listed, first: Listed): Promise<void> {
	const { asked, account, key } = line;
	const stays = (why: string) => boughtTwice(own, first, why);
	if (asked.kind === 'renewal') throw stays('MIOeSIM cannot cancel a renewal');
	const delivered = line.order?.object?.order.cards ?? [];
	const iccids = [
		...new Set([...own.facts.iccids, ...delivered.flatMap(({ iccid }) => readIccid(iccid) ?? [])]),
	];
	if (iccids.length === 0) throw stays('the later one has no card yet, so it was not cancelled');
	const { orderNumber } = own;
	const remark = `Duplicate of ${first.orderNumber}`;
	try {
		await refund(till, account, { orderNumber, iccids, remark, before: own });
	} catch (error) {
		const why = error instanceof Failure ? error.details.meaning : 'the execution was stopped';
		throw stays(`the later one could not be cancelled (${why})`);
	}
	till.done(`cancellation of order ${orderNumber}`);
	ledger.purchases.executed(key, { orderNumber: first.orderNumber, asked });
	const left = Math.max(own.order.count ?? 0, asked.count ?? 0) - iccids.length;
	if (left > 0)
		throw stays(`${left} of the later one's cards have no ICCID yet and were not cancelled`);
	const now = await seeByNumber(till.client, orderNumber);
	if (now !== null && !isUndone(now.order.status)) {
		throw stays(
			`MIOeSIM accepted the cancellation of the later one, but its status is ${statusText(now.order.status)}`,
		);
	}
}

function notListed({ orderNumber }: LineOrder): string {
	return `MIOeSIM does not list order ${orderNumber} under its 'External Order ID' yet. A later run could not recognize it, and would buy again`;
}

function second(others: readonly Listed[]): string {
	const numbers = others.map(({ orderNumber }) => orderNumber).join(', ');
	const [orders, them] = others.length === 1 ? ['order', 'it'] : ['orders', 'them'];
	return `Another run placed ${orders} ${numbers} for the same line at the same moment, and may cancel ${them}. Check with Order > Get Many in a few minutes`;
}

function boughtTwice(own: Listed, first: Listed, why: string): Failure {
	return placedFailure(
		own.orderNumber,
		`This line was bought twice, as orders ${first.orderNumber} and ${own.orderNumber}`,
		`Two runs bought it at the same moment, and ${why}. Use order ${first.orderNumber} for the customer: the run that placed it returns it. Ask MIOeSIM to cancel order ${own.orderNumber}`,
		'queryEsimOrder',
	);
}
