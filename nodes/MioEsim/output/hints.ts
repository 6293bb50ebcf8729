import { isLocked } from '../../../mioesim/codes/orderStatus';
import { number, record, records } from '../../../mioesim/values';
import type { HintFor } from '../operation';

/** Shown above the output after an item succeeded, to prevent a mistake. */

export const shortage: HintFor = ({ json }) =>
	json.inStock === false
		? 'Low stock is not an error: the item goes to the Success output with inStock set to false. Add an If node after this one to branch on it.'
		: null;

/** A customer waits only for a new eSIM. Whether an earlier run has emailed them is unknown. */
export const notMailed: HintFor = ({ json }, parameters) => {
	const isNew = json.duplicate === false;
	const hasCode = records(json.cards ?? record(json)).some(({ lpa }) => typeof lpa === 'string');
	if (!isNew || !hasCode || parameters.flag('additionalFields.sendEmail')) return null;
	return "MIOeSIM did not email the customer. Pass the activation code or the QR code to the next node, or set 'Customer Email' and turn on 'Send Email'.";
};

export const mayNotBeCancelled: HintFor = () =>
	'MIOeSIM may refuse to cancel this order from now on, because its details were retrieved.';

export const notSettled: HintFor = ({ json }, parameters) =>
	isLocked(number(json.status)) && !parameters.flag('waitUntilSettled')
		? "An order with the status Cancelling or Partly Cancelling is locked until MIOeSIM has finished. Turn on 'Wait Until Settled' to get the final status."
		: null;
