import { isLive, ownerOf, type Account } from './accounts.cts';
import { byPath, type Call, type Endpoint } from './endpoints/index.cts';
import { envelope, failure } from './envelopes.cts';
import { isServed, notFound, refuseMethod } from './methods.cts';
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
	const isLogin = endpoint.kind === 'session';
	// MIOeSIM's prose shows JSON for login, and for nothing else.
	const parameters = (isLogin ? request.json : null) ?? request.parameters;
	const violate = (param: string | null, reason: string) => {
		sim.violations.push({ endpoint: endpoint.key, param, reason });
	};
	const account = ownerOf(sim.accounts, parameters.get('token'));
	const { method, path } = request;
	const { reads, refuse, refuseCode } = sim.modes.current;
	checkTransport(endpoint, request, violate);
	if (!isServed(endpoint, method, reads)) {
		return refuseMethod(refuse, { method, path, now: sim.clock.now(), code: refuseCode });
	}
	checkStrictly(parameters, endpoint.parameters, isLogin ? ['sign'] : SESSION, violate);
	try {
		if (!isLogin) checkSession(sim, account, parameters);
		const call = { sim, account, parameters, endpoint: endpoint.key, violate };
		if (!isLogin) refuseMissing(parameters, endpoint.parameters);
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

/**
 * The server takes parameters wherever they are. Which place is right: anywhere for a read or a login,
 * the form of a POST for what spends money; each of them once.
 */
function checkTransport(
	{ kind }: Endpoint,
	{ method, inQuery, inBody, duplicates, foreignBody, json }: WireRequest,
	violate: (param: string | null, reason: string) => void,
) {
	const isUnusual = method !== 'GET' && method !== 'POST';
	if (isUnusual || (kind === 'write' && method === 'GET')) violate(null, `sent by ${method}`);
	const isLoginByJson = kind === 'session' && json !== null;
	if (foreignBody !== null && !isLoginByJson) {
		violate(null, `body is not a form: ${foreignBody}`);
	}
	if (kind === 'write' && method === 'POST') {
		for (const name of inQuery) violate(name, 'in the URL of a POST');
	}
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
		return notFound(request.path, sim.clock.now());
	}
	const [, orderNum, iccid] = found;
	const order = sim.store.orders.get(orderNum);
	const plan = order?.plans.find((each) => each.card.iccid === iccid);
	if (plan === undefined) return notFound(request.path, sim.clock.now());
	const body = createPdf(`eSIM ${iccid} of order ${orderNum}`, sim.pdfSize);
	return { body, type: 'application/pdf' };
}
