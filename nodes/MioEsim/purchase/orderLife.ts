import type { Failure } from '../../../api/codes/failure';
import { inputFailure } from '../../../api/codes/failures';
import { orderStatus, orderStatusNames } from '../../../api/codes/orderStatus';
import type { Listed } from './lookUp';

/** The state of an order that was placed earlier. */
export interface Life {
	orderNumber: string;
	status: number | null;
	/** Cards with the status of their plans, when the order was read from the list. */
	planStatuses?: Listed['planStatuses'];
}

/** Paid or ended, or a status that isn't shown. */
export function isAlive(status: number | null): boolean {
	return status === null || status === orderStatus.normal || status === orderStatus.ended;
}

/** Why an order can no longer be returned, and how to go on. */
const lives: Readonly<Record<number, [became: string, advice: string]>> = {
	[orderStatus.cancelled]: ['has since been cancelled', buyAgain()],
	[orderStatus.obsolete]: ['MIOeSIM has since marked as obsolete', buyAgain()],
	[orderStatus.partlyCancelled]: [
		'has since been partly cancelled',
		`Check with Order > Get Many which of its cards are left before you use one. ${buyAgain()}`,
	],
	[orderStatus.cancelling]: [
		'is being cancelled',
		'Check its status with Order > Get Many in a few minutes',
	],
	[orderStatus.partlyCancelling]: [
		'is being partly cancelled',
		'Check its status with Order > Get Many in a few minutes',
	],
	[orderStatus.notPaid]: [
		'is not paid',
		'Check the order and the balance of the account in MIOeSIM. Once the order is paid, run the item again',
	],
};

function buyAgain(): string {
	return "To buy again, use another 'External Item ID'";
}

/**
 * Why an order that was placed earlier can't be returned for the same line.
 *
 * @returns null when it can
 */
export function lifeFailure({ orderNumber, status, planStatuses }: Life): Failure | null {
	if (status === null || isAlive(status)) return null;
	const [became, advice] = lives[status] ?? [
		`has the status ${orderStatusNames[status] ?? status}`,
		'Check the order in MIOeSIM',
	];
	const left =
		status === orderStatus.partlyCancelled && planStatuses ? ` ${cardsOf(planStatuses)}` : '';
	return inputFailure(
		`This line was bought as order ${orderNumber}, which ${became}`,
		`Nothing was ordered now.${left} ${advice}`,
		{ outcome: 'executed', endpoint: 'queryEsimOrder', orderNumber },
	);
}

/** MIOeSIM doesn't explain the status of a plan, so it is passed on unchanged. */
function cardsOf(planStatuses: Listed['planStatuses']): string {
	const cards = planStatuses.map(({ iccid, status }) => {
		const name = iccid === null ? 'without ICCID' : `…${iccid.slice(-4)}`;
		return status === null ? name : `${name} (plan status ${status})`;
	});
	return `MIOeSIM lists ${cards.length === 1 ? 'one card' : `${cards.length} cards`} on it: ${cards.join(', ')}.`;
}
