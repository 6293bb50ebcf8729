import { isDocumented } from '../../../api/codes/errorCodes';
import type { Failure } from '../../../api/codes/failure';
import { endpoints, type EndpointKey } from '../../../api/wire/endpoints';
import type { ParameterReader } from '../../shared/parameters/reader';
import type { Operation, OperationKind } from '../operation';

/** Documented codes that speak of what was asked for; the others of session, server and account. */
const aboutTheRequest: ReadonlySet<string> = new Set(['-2', '-3', '-8', '3', '4', '22']);

/** "dpId is null": the parameter behind it may well be one that nobody has set. */
const PARTNER_CODE = '-10';

/**
 * Names what went wrong as the user knows it. The documented text speaks of the API; which fields of the
 * node are worth a look, the operation says.
 *
 * @returns the same failure, its resolution going on with e.g. `Check 'Order Number'`
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
	// A look-up that was refused says nothing about what was to be written.
	const isOwn = kind === 'read' || endpoint === null || kindOf(endpoint) === kind;
	if (type !== 'api' || !isOwn) return failure;
	const fields = fieldsFor(String(code), operation.check, parameters);
	if (fields.length === 0) return failure;
	return failure.with({ resolution: `${resolution}${endOf(resolution)}Check ${listed(fields)}` });
}

function kindOf(endpoint: string): string | undefined {
	return endpoint in endpoints ? endpoints[endpoint as EndpointKey].kind : undefined;
}

/** Names of the fields on the screen. */
function fieldsFor(code: string, check: string[], parameters: ParameterReader): string[] {
	if (code === PARTNER_CODE) return check.includes('dpId') ? [parameters.label('dpId')] : [];
	if (isDocumented(code) && !aboutTheRequest.has(code)) return [];
	return check.filter((name) => parameters.isSet(name)).map((name) => parameters.label(name));
}

/** What a server answers itself when a path does not exist. */
function isOfThePath(httpStatus: number | undefined): boolean {
	return httpStatus === undefined || [400, 403, 404, 405, 410].includes(httpStatus);
}

function wrongPath(parameters: ParameterReader): string {
	const [path, method] = ['path', 'method'].map((name) => `'${parameters.label(name)}'`);
	return `Check ${path} and ${method}: the server has no MIOeSIM endpoint there. A path looks like /api_esim/getSkus`;
}

function endOf(resolution: string): string {
	return /[.!?]$/.test(resolution) ? ' ' : '. ';
}

/** `'A'`, `'A' and 'B'`, `'A', 'B' and 'C'` */
function listed(names: string[]): string {
	const quoted = names.map((name) => `'${name}'`);
	const last = quoted.pop() ?? '';
	return quoted.length > 0 ? `${quoted.join(', ')} and ${last}` : last;
}
