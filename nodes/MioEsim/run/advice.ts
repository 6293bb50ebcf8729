import { isDocumented } from '../../../mioesim/codes/errorCodes';
import type { Failure } from '../../../mioesim/codes/failure';
import { endpoints, type EndpointKey } from '../../../mioesim/wire/endpoints';
import { redact } from '../../../mioesim/redact';
import { readIccid } from '../../../mioesim/shapes/card';
import { text } from '../../../mioesim/values';
import type { ParameterReader } from '../../shared/parameters/reader';
import type { FailedPart, Operation, OperationKind } from '../operation';

/** Documented codes about the request itself; all others are about session, server or account. */
const requestCodes: ReadonlySet<string> = new Set(['-2', '-3', '-8', '3', '4', '22']);

/** "dpId is null": the parameter behind it may be one that the user has not set. */
const PARTNER_CODE = '-10';

/**
 * Explains a failure in the user's terms. The documented text is about the API; the operation knows which
 * fields of the node to check.
 *
 * @returns the same failure with an addition to its resolution, e.g. `Check 'Order Number'`
 */
export function withAdvice(
	failure: Failure,
	operation: Operation,
	kind: OperationKind,
	parameters: ParameterReader,
): Failure {
	const { code, type, outcome, endpoint, resolution, httpStatus } = failure.details;
	if (outcome !== 'notExecuted' && kind === 'write') return failure;
	if (operation.endpoint === null && (type === 'reply' || (httpStatus ?? 0) >= 400)) {
		return isOfThePath(httpStatus) ? failure.with({ resolution: wrongPath(parameters) }) : failure;
	}
	// A refused look-up proves nothing about the write.
	const isOwn = kind === 'read' || endpoint === null || kindOf(endpoint) === kind;
	if (type !== 'api' || !isOwn) return failure;
	const fields = fieldsFor(String(code), operation.check ?? [], parameters);
	if (fields.length === 0) return failure;
	return failure.with({
		resolution: `${resolution}${/[.!?]$/.test(resolution) ? '' : '.'} Check ${inWords.format(fields)}`,
	});
}

/** Longer values, and those that no error may show, are left out. */
const LONGEST_VALUE = 40;

/** @returns the values of the fields to check, e.g. `Sent: 'Order Number' EP1`; null when none can be shown */
export function sentValues({ check = [] }: Operation, parameters: ParameterReader): string | null {
	const shown = check.flatMap((name) => {
		const sent = parameters.isSet(name) ? text(parameters.raw(name)) : null;
		const isHidden =
			sent === null || sent.length > LONGEST_VALUE || /@/.test(sent) || redact(sent) !== sent;
		return isHidden || readIccid(sent) !== null ? [] : [`'${parameters.label(name)}' ${sent}`];
	});
	return shown.length === 0 ? null : `Sent: ${shown.join(', ')}`;
}

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

function kindOf(endpoint: string): string | undefined {
	return endpoint in endpoints ? endpoints[endpoint as EndpointKey].kind : undefined;
}

/** Display names of the fields, in quotes. */
function fieldsFor(code: string, check: string[], parameters: ParameterReader): string[] {
	if (code === PARTNER_CODE) return check.includes('dpId') ? [`'${parameters.label('dpId')}'`] : [];
	if (isDocumented(code) && !requestCodes.has(code)) return [];
	return check
		.filter((name) => parameters.isSet(name))
		.map((name) => `'${parameters.label(name)}'`);
}

/** A server's own answer for a path that doesn't exist. */
function isOfThePath(httpStatus: number | undefined): boolean {
	return httpStatus === undefined || [400, 403, 404, 405, 410].includes(httpStatus);
}

function wrongPath(parameters: ParameterReader): string {
	const [path, method] = ['path', 'method'].map((name) => `'${parameters.label(name)}'`);
	return `Check ${path} and ${method}: the server has no MIOeSIM endpoint there. A path looks like /api_esim/getSkus`;
}

/** `A`, `A and B`, `A, B and C`. */
const inWords = new Intl.ListFormat('en-GB');
