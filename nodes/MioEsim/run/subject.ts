import type { Failure } from '../../../mioesim/codes/failure';
import { readIccid } from '../../../mioesim/shapes/iccid';
import { text } from '../../../mioesim/values';
import type { ParameterReader } from '../../shared/parameters/reader';
import type { FailedPart } from '../operation';

/** What an order number can look like. An activation code that was entered by mistake must not show. */
const ORDER_NUMBER = /^[\w-]{1,40}$/;

/** An item that failed as a whole, with the order and the card it concerns, as far as they were read. */
export function failedWhole(failure: Failure, parameters: ParameterReader): FailedPart {
	const entered = parameters.isSet('orderNumber') ? text(parameters.raw('orderNumber')) : null;
	const isNumber = entered !== null && ORDER_NUMBER.test(entered);
	const orderNumber = failure.details.orderNumber ?? (isNumber ? entered : undefined);
	const iccid = parameters.isSet('iccid') ? readIccid(parameters.raw('iccid')) : null;
	return {
		failure: orderNumber === undefined ? failure : failure.with({ orderNumber }),
		subject: iccid === null ? {} : { iccid },
	};
}
