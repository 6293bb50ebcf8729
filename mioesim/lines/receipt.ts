import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isUndone } from '../codes/orderStatus';
import { failed, succeeded, type Reply } from './reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { compareOrder } from './compareOrder';
import type { ExternalIds } from './externalIds';
import { ledger } from './ledger';
import { lookUp, type Listed } from './lookUp';
import { earlierOrder, type Placed } from './place';
import type { KeyedPurchase } from './purchase';
import { refund } from './refund';

/**
 * The pause before the second question, in milliseconds: MIOeSIM may list an order some time after
 * booking it.
 */
const LIST_PAUSE_MS = 2000;

/**
 * Asks once, after a purchase, for the orders with its ids. Two workers that buy the same line at the
 * same moment may both find nothing beforehand; the receipt shows both orders. The earliest one stays,
 * and a run that placed a later one cancels its own before an activation code leaves the node.
 *
 * It never cancels an order that this very call didn't buy, or one whose content differs from the
 * earliest order, and nothing twice. A receipt that can't be read changes nothing.
 *
 * @returns the order that stays, or a failure with the outcome `executed` if two stay
 */
export async function takeReceipt(
	call: ItemCall,
	purchase: KeyedPurchase,
	placed: Placed,
): Promise<Reply<Placed>> {
	const listed = await ownListed(call, purchase.ids, placed.orderNumber);
	if (listed === null) return succeeded(placed);
	const own = listed.find(({ orderNumber }) => orderNumber === placed.orderNumber);
	// An order that is being cancelled was undone by another run.
	const others = listed.filter((each) => each !== own && !isUndone(each.order.status));
	if (own === undefined) {
		return succeeded(withWarning(placed, others.length > 0 ? second(others) : notListed(placed)));
	}
	// Oldest first: orders before our own were placed before it.
	const earlier = others.filter((each) => listed.indexOf(each) < listed.indexOf(own));
	const same = earlier.filter(({ facts }) => compareOrder(purchase.requested, facts).length === 0);
	const [first] = same;
	if (first === undefined) {
		const found = { ...placed, listed: own.order };
		return succeeded(others.length > 0 ? withWarning(found, second(others)) : found);
	}
	return placed.isOwn
		? await undo(call, purchase, own, first)
		: succeeded({ ...earlierOrder(first), warnings: [second([own])] });
}

/** @returns the orders with these ids; null when they can't be read; never throws */
async function ownListed(
	{ client }: ItemCall,
	ids: ExternalIds,
	orderNumber: string,
): Promise<Listed[] | null> {
	let listed: Listed[] | null = null;
	try {
		for (const pause of [0, LIST_PAUSE_MS]) {
			if (pause > 0) await client.pause(pause);
			const rows = await lookUp(client, ids);
			listed = rows.ok ? rows.data : listed;
			if (listed?.some((each) => each.orderNumber === orderNumber)) return listed;
		}
	} catch {
		// The execution was stopped: the order exists, without a receipt.
	}
	return listed;
}

async function undo(
	call: ItemCall,
	{ key, requested }: KeyedPurchase,
	own: Listed,
	first: Listed,
): Promise<Reply<Placed>> {
	if (requested.kind === 'renewal') {
		return failed(boughtTwice(own, first, 'MIOeSIM cannot cancel a renewal'));
	}
	const { orderNumber, facts } = own;
	if (facts.iccids.length === 0) {
		return failed(
			boughtTwice(own, first, 'the later one has no card yet, so it was not cancelled'),
		);
	}
	const remark = `Duplicate of ${first.orderNumber}`;
	const undone = await refund(call, { orderNumber, iccids: facts.iccids, remark, before: own });
	if (!undone.ok) {
		const why = `the later one could not be cancelled (${undone.failure.details.meaning})`;
		return failed(boughtTwice(own, first, why));
	}
	call.done(`cancellation of order ${orderNumber}`);
	ledger.purchases.executed(key, { orderNumber: first.orderNumber, requested });
	return succeeded(earlierOrder(first));
}

function withWarning(placed: Placed, warning: string): Placed {
	return { ...placed, warnings: [...placed.warnings, warning] };
}

function notListed({ orderNumber }: Placed): string {
	return `MIOeSIM does not list order ${orderNumber} under its 'External Order ID' yet. A later run could not recognize it, and would buy again`;
}

function second(others: readonly Listed[]): string {
	const numbers = others.map(({ orderNumber }) => orderNumber).join(', ');
	const [orders, them] = others.length === 1 ? ['order', 'it'] : ['orders', 'them'];
	return `Another run placed ${orders} ${numbers} for the same line at the same moment, and may cancel ${them}. Check with Order > Get Many in a few minutes`;
}

function boughtTwice(own: Listed, first: Listed, why: string): Failure {
	return inputFailure(
		`This line was bought twice, as orders ${first.orderNumber} and ${own.orderNumber}`,
		`Two runs bought it at the same moment, and ${why}. Use order ${first.orderNumber} for the customer: the run that placed it returns it. Ask MIOeSIM to cancel order ${own.orderNumber}`,
		{
			type: 'reply',
			outcome: 'executed',
			endpoint: 'queryEsimOrder',
			orderNumber: own.orderNumber,
		},
	);
}
