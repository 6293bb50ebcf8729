import { Failure, settle } from '../codes/failure';
import { isUndone, statusText } from '../codes/orderStatus';
import { readIccid } from '../shapes/card';
import { notAsAsked, notUsable, placedFailure, warn } from './delivery';
import { earlierOrder, numbersOf } from './earlier';
import { judge } from './judge';
import { ledger, ownRows } from './ledger';
import type { Line, LineOrder, Listed, Till } from './line';
import { lookUntil, lookUp, seeByNumber } from './look';
import { refund } from './refund';

/** Milliseconds before each question: MIOeSIM may list an order some time after booking it. */
const PAUSES_MS = [0, 2000];

const endpoint = 'queryEsimOrder';

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
	const at = listed.findIndex(({ orderNumber }) => orderNumber === placed.orderNumber);
	// An order that is being cancelled was undone by another run.
	const others = listed.filter((each, index) => index !== at && !isUndone(each.order.status));
	if (at < 0) {
		const unlisted = `MIOeSIM does not list order ${placed.orderNumber} under its 'External Order ID' yet. A later run could not recognize it, and would buy again`;
		warn(line, others.length > 0 ? second(others) : unlisted);
		return;
	}
	const own = listed[at];
	placed.listed = own;
	const { status } = own.order;
	const { is, differences } = judge(line, own, 'later');
	if (is === 'different') {
		const told = `MIOeSIM lists it ${differences.join(' and ')}`;
		throw notAsAsked(own.orderNumber, told).with({ endpoint });
	}
	if (isUndone(status)) {
		const why = ': another run or program may have cancelled it';
		throw notUsable(own.orderNumber, status, why).with({ endpoint });
	}
	// Oldest first: orders before our own were placed before it.
	const first = others.find(
		(each) => listed.indexOf(each) < at && judge(line, each, 'later').is === 'same',
	);
	if (first !== undefined && placed.from === 'reply') await undo(till, line, own, first);
	else if (first !== undefined) warn(line, second([own]));
	const rest = others.filter((each) => each !== first);
	if (rest.length > 0) warn(line, second(rest));
	if (first !== undefined) line.order = earlierOrder(first.orderNumber, first);
}

/** @returns the orders with these IDs; null when they can't be read; never throws */
async function ownListed(
	{ client }: Till,
	line: Line,
	orderNumber: string,
): Promise<Listed[] | null> {
	const isListed = (rows: Listed[] | null) =>
		rows?.some((each) => each.orderNumber === orderNumber) === true;
	return await lookUntil<Listed[] | null>(client, PAUSES_MS, null, isListed, async (known) => {
		const rows = await settle(lookUp(client, line.ids));
		return rows.ok ? ownRows(line, rows.data) : known;
	});
}

/**
 * Cancels the line's own order, all of it, because an earlier one stays.
 *
 * @throws {Failure} when two orders, or a part of the second, stay
 */
async function undo(till: Till, line: Line, own: Listed, first: Listed): Promise<void> {
	const { asked, account, key } = line;
	const { orderNumber } = own;
	const stays = (why: string) =>
		placedFailure(
			orderNumber,
			`This line was bought twice, as orders ${first.orderNumber} and ${orderNumber}`,
			`Two runs bought it at the same moment, and ${why}. Use order ${first.orderNumber} for the customer: the run that placed it returns it. Ask MIOeSIM to cancel order ${orderNumber}`,
		).with({ endpoint });
	if (asked.kind === 'renewal') throw stays('MIOeSIM cannot cancel a renewal');
	const delivered = line.order?.object?.order.cards ?? [];
	const iccids = [
		...new Set([...own.facts.iccids, ...delivered.flatMap(({ iccid }) => readIccid(iccid) ?? [])]),
	];
	if (iccids.length === 0) throw stays('the later one has no card yet, so it was not cancelled');
	const remark = `Duplicate of ${first.orderNumber}`;
	try {
		await refund(till, account, { orderNumber, iccids, remark, before: own });
	} catch (error) {
		const why = error instanceof Failure ? error.details.meaning : 'the execution was stopped';
		throw stays(`the later one could not be cancelled (${why})`);
	}
	till.done(`cancellation of order ${orderNumber}`);
	ledger.purchases.executed(key, { orderNumber: first.orderNumber, asked });
	const left = (asked.count ?? 0) - iccids.length;
	if (left > 0)
		throw stays(`${left} of the later one's cards have no ICCID yet and were not cancelled`);
	const now = await seeByNumber(till.client, orderNumber);
	if (now !== null && !isUndone(now.order.status)) {
		throw stays(
			`MIOeSIM accepted the cancellation of the later one, but its status is ${statusText(now.order.status)}`,
		);
	}
}

function second(others: readonly Listed[]): string {
	const [orders, them] = others.length === 1 ? ['order', 'it'] : ['orders', 'them'];
	return `Another run placed ${orders} ${numbersOf(others)} for the same line at the same moment, and may cancel ${them}. Check with Order > Get Many in a few minutes`;
}
