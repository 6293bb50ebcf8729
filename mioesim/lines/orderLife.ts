import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { isIntact, orderStatus, orderStatusNames } from '../codes/orderStatus';
import type { Listed } from './lookUp';

/** The state of an order that was placed earlier. */
export interface Life {
	orderNumber: string;
	status: number | null;
	/** Cards with the status of their plans, when the order was read from the list. */
	planStatuses?: Listed['planStatuses'];
}

interface End {
	/** What happened to the order, as the end of a sentence. */
	became: string;
	/** How to go on. */
	advice?: string;
	/** The order will never be complete again. */
	isOver?: true;
}

/** Why an order can no longer be returned. */
const ends: Readonly<Record<number, End>> = {
	[orderStatus.cancelled]: { became: 'has since been cancelled', isOver: true },
	[orderStatus.obsolete]: { became: 'MIOeSIM has since marked as obsolete', isOver: true },
	[orderStatus.partlyCancelled]: {
		became: 'has since been partly cancelled',
		advice: 'Check with Order > Get Many which of its cards are left before you use one.',
		isOver: true,
	},
	[orderStatus.cancelling]: {
		became: 'is being cancelled',
		advice: 'Check its status with Order > Get Many in a few minutes',
	},
	[orderStatus.partlyCancelling]: {
		became: 'is being partly cancelled',
		advice: 'Check its status with Order > Get Many in a few minutes',
	},
	[orderStatus.notPaid]: {
		became: 'is not paid',
		advice:
			'Check the order and the balance of the account in MIOeSIM. Once the order is paid, run the item again',
	},
};

/** Whether only another order can bring what this one was to bring. */
export function isOver(status: number | null): boolean {
	return status !== null && ends[status]?.isOver === true;
}

/**
 * Why an order that was placed earlier can't be returned for the same line.
 *
 * @returns null when it can
 */
export function lifeFailure({ orderNumber, status, planStatuses }: Life): Failure | null {
	if (status === null || isIntact(status)) return null;
	const { became, advice } = ends[status] ?? {
		became: `has the status ${orderStatusNames[status] ?? status}`,
		advice: 'Check the order in MIOeSIM',
	};
	const left =
		status === orderStatus.partlyCancelled && planStatuses ? cardsOf(planStatuses) : null;
	const again = isOver(status) ? "To buy again, use another 'External Item ID'" : null;
	const texts = ['Nothing was ordered now.', left, advice, again];
	return inputFailure(
		`This line was bought as order ${orderNumber}, which ${became}`,
		texts.filter(Boolean).join(' '),
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
