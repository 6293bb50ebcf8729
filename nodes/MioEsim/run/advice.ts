import { isDocumented } from '../../../mioesim/codes/errorCodes';
import type { Failure } from '../../../mioesim/codes/failure';
import { endpoints } from '../../../mioesim/wire/endpoints';
import { redact } from '../../../mioesim/redact';
import { readIccid } from '../../../mioesim/shapes/card';
import { record, text } from '../../../mioesim/values';
import type { ParameterReader } from '../../shared/parameters/reader';
import type { FailedPart, Operation, OperationKind } from '../operation';

/** Documented codes about the request itself; all others are about session, server or account. */
const REQUEST_CODES = ['-2', '-3', '-8', '3', '4', '22'];
/** "dpId is null": the parameter behind it may be one that the user has not set. */
const PARTNER_CODE = '-10';
/** A server's own answers for a path that doesn't exist; undefined: a reply that MIOeSIM wouldn't give. */
const WRONG_PATH = [undefined, 400, 403, 404, 405, 410];
/** `A`, `A and B`, `A, B and C`. */
const inWords = new Intl.ListFormat('en-GB');

/**
 * Explains a failure in the user's terms. The documented text is about the API; the operation knows which
 * fields of the node to check.
 *
 * @returns the same failure with an addition to its resolution, e.g. `Check 'Order Number'`
 */
export function withAdvice(
	failure: Failure,
	{ endpoint: own, check = [] }: Operation,
	kind: OperationKind,
	parameters: ParameterReader,
): Failure {
	const { code, type, outcome, endpoint, resolution, httpStatus } = failure.details;
	if (kind === 'write' && outcome !== 'notExecuted') return failure;
	if (own === null && (type === 'reply' || type === 'http') && WRONG_PATH.includes(httpStatus)) {
		return failure.with({
			resolution:
				"Check 'Path' and 'Method': the server has no MIOeSIM endpoint there. A path looks like /api_esim/getSkus",
		});
	}
	const called = endpoint === null ? kind : record(record(endpoints)[endpoint]).kind;
	// A refused look-up proves nothing about the write.
	if (type !== 'api' || (kind === 'write' && called !== 'write')) return failure;
	const fields = fieldsFor(String(code), check, parameters);
	if (fields.length === 0) return failure;
	const end = /[.!?]$/.test(resolution) ? '' : '.';
	return failure.with({ resolution: `${resolution}${end} Check ${inWords.format(fields)}` });
}

/** Display names of the fields to check, in quotes. */
function fieldsFor(code: string, check: string[], parameters: ParameterReader): string[] {
	const isPartner = code === PARTNER_CODE;
	if (!isPartner && isDocumented(code) && !REQUEST_CODES.includes(code)) return [];
	return check
		.filter((name) => (isPartner ? name === 'dpId' : parameters.isSet(name)))
		.map((name) => `'${parameters.label(name)}'`);
}

/** The text of a parameter; null for one that wasn't read. */
function entered(parameters: ParameterReader, name: string): string | null {
	return parameters.isSet(name) ? text(parameters.raw(name)) : null;
}

/** Whether an error may show a value: it is short, and no email address, ICCID or secret. */
function mayShow(value: string): boolean {
	const isOpen = !value.includes('@') && redact(value) === value && readIccid(value) === null;
	return isOpen && value.length <= 40;
}

/** @returns the values of the fields to check, e.g. `Sent: 'Order Number' EP1`; null when none can be shown */
function sentValues(check: string[], parameters: ParameterReader): string | null {
	const shown = check.flatMap((name) => {
		const sent = entered(parameters, name);
		return sent !== null && mayShow(sent) ? `'${parameters.label(name)}' ${sent}` : [];
	});
	return shown.length === 0 ? null : `Sent: ${shown.join(', ')}`;
}

/** What an order number can look like. An activation code that was entered by mistake must not show. */
const ORDER_NUMBER = /^[\w-]{1,40}$/;

/** An item that failed as a whole, with the order and the card it concerns, as far as they were read. */
export function failedWhole(
	failure: Failure,
	{ check = [] }: Pick<Operation, 'check'>,
	parameters: ParameterReader,
): FailedPart {
	const { type, orderNumber: known } = failure.details;
	const number = entered(parameters, 'orderNumber');
	const isNumber = number !== null && ORDER_NUMBER.test(number);
	const orderNumber = known ?? (isNumber ? number : undefined);
	const iccid = parameters.isSet('iccid') ? readIccid(parameters.raw('iccid')) : null;
	return {
		failure: orderNumber === undefined ? failure : failure.with({ orderNumber }),
		subject: iccid === null ? {} : { iccid },
		sent: type === 'api' ? sentValues(check, parameters) : null,
	};
}
