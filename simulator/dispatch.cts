import { isLive, ownerOf, type Account } from './accounts.cts';
import { byPath, type Call, type Endpoint } from './endpoints/index.cts';
import { envelope, failure, methodNotAllowed, notFound } from './envelopes.cts';
import { spoil } from './spoiling.cts';
import { checkStrictly, refuseMissing } from './parameters.cts';
import { createPdf } from './pdf.cts';
import { CODES, Refusal } from './refusals.cts';
import { isSigned } from './signature.cts';
import type { WireReply, WireRequest } from './wire.cts';
import type { CallRecord, Simulator } from './simulator.cts';

/**
 * From a request to its reply: record, fault, method, signature, token, parameters, handler, in this
 * order.
 */

/** code: as it stands in the envelope */
export type Answer = WireReply & { code?: number | string | null };

export interface Dispatched {
	record: CallRecord;
	/**
	 * a function: to be called
	 *   after the wait, the call has not run yet
	 */
	reply: Answer | 'drop' | 'hang' | (() => Answer | 'drop' | 'hang');
	/** ms */
	wait: number;
}

const SECRETS = ['token', 'sign', 'password'];
const SESSION = ['token', 'sign'];
const PDF_PATH = /^\/esim_pdf\/([^/]+)\/([^/]+)\.pdf$/;

export function dispatch(sim: Simulator, request: WireRequest): Dispatched {
	const endpoint = byPath.get(request.path);
	const key = endpoint?.key ?? (PDF_PATH.test(request.path) ? 'pdf' : null);
	const record = recordCall(sim, request, key);
	const fault = sim.faults.pick(record);
	record.fault = fault?.kind ?? null;
	const run = () => {
		const answer = endpoint ? answerCall(sim, endpoint, request) : answerOther(sim, request, key);
		record.code = answer.code ?? null;
		return answer;
	};
	if (fault === null) return { record, reply: run(), wait: 0 };
	return { record, ...spoil(sim, fault, { record, endpoint, request, run }) };
}

function recordCall(
	sim: Simulator,
	{ method, path, parameters }: WireRequest,
	endpoint: string | null,
) {
	const params: Record<string, string> = {};
	for (const [name, value] of parameters) if (!SECRETS.includes(name)) params[name] = value;
	const record: CallRecord = {
		endpoint,
		method,
		path,
		params,
		code: null,
		status: null,
		fault: null,
		at: sim.clock.now(),
	};
	sim.calls.push(record);
	return record;
}

function answerCall(sim: Simulator, endpoint: Endpoint, request: WireRequest): Answer {
	const { parameters } = request;
	const violate = (param: string | null, reason: string) => {
		sim.violations.push({ endpoint: endpoint.key, param, reason });
	};
	const account = ownerOf(sim.accounts, parameters.get('token'));
	const isRefusedGet = endpoint.method === 'GET' && account.getRefused;
	if (request.method !== (isRefusedGet ? 'POST' : endpoint.method)) {
		if (!isRefusedGet || request.method !== 'GET') violate(null, `sent by ${request.method}`);
		return methodNotAllowed(request);
	}
	checkTransport(request, violate);
	checkStrictly(parameters, endpoint.parameters, endpoint.session ? ['sign'] : SESSION, violate);
	try {
		if (!endpoint.session) checkSession(sim, account, parameters);
		const call = { sim, account, parameters, endpoint: endpoint.key, violate };
		if (!endpoint.session) refuseMissing(parameters, endpoint.parameters);
		return succeed(sim, endpoint, call);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return failure(endpoint, error.code, error.text(endpoint.chinese));
	}
}

function succeed(sim: Simulator, endpoint: Endpoint, call: Call): Answer {
	const handle = endpoint.handle ?? (() => null);
	if (endpoint.cacheKey === undefined) return envelope(endpoint, handle(call));
	const key = `${endpoint.key} ${endpoint.cacheKey(call)}`;
	let body = sim.catalogue.replies.get(key);
	if (body === undefined) {
		body = Buffer.from(envelope(endpoint, handle(call)).body);
		sim.catalogue.replies.set(key, body);
	}
	return { body, code: endpoint.codeAs === 'text' ? '0' : 0 };
}

/** Where parameters may be: a read's in the query, a write's in the form, each of them once. */
function checkTransport(
	{ method, inQuery, inBody, duplicates, foreignBody }: WireRequest,
	violate: (param: string | null, reason: string) => void,
) {
	if (foreignBody !== null) violate(null, `body is not a form: ${foreignBody}`);
	if (method === 'POST') for (const name of inQuery) violate(name, 'in the URL of a POST');
	if (method === 'GET') for (const name of inBody) violate(name, 'in the body of a GET');
	for (const name of duplicates) violate(name, 'sent more than once');
}

function checkSession(sim: Simulator, account: Account, parameters: Map<string, string>) {
	if (!isSigned(parameters, account.secretKey, account.styles)) {
		throw new Refusal(CODES.SIGNATURE);
	}
	if (!isLive(account, parameters.get('token'), sim.clock.now())) throw new Refusal(CODES.TOKEN);
}

/** PDF files, which take no token, and whatever else was asked for. */
function answerOther(sim: Simulator, request: WireRequest, key: string | null): Answer {
	const violate = (param: string | null, reason: string) =>
		sim.violations.push({ endpoint: key, param, reason });
	for (const name of SECRETS) {
		if (request.parameters.has(name)) violate(name, 'sent where it does not belong');
	}
	const found = PDF_PATH.exec(request.path);
	if (found === null) {
		violate(null, `unknown path ${request.path}`);
		return notFound(request);
	}
	const [, orderNum, iccid] = found;
	const order = sim.store.orders.get(orderNum);
	const plan = order?.plans.find((each) => each.card.iccid === iccid);
	if (plan === undefined) return notFound(request);
	const body = createPdf(`eSIM ${iccid} of order ${orderNum}`, sim.pdfSize);
	return { body, type: 'application/pdf' };
}
