import { admit } from './admission.cts';
import { defer } from './deferral.cts';
import { byPath } from './endpoints/index.cts';
import { notFound } from './methods.cts';
import { createPdf } from './pdf.cts';
import { spoil } from './spoiling.cts';
import type { CallRecord, Simulator } from './simulator.cts';
import type { WireReply, WireRequest } from './wire.cts';

/** From a request to its reply: the record, the fault, the checks, then the call itself. */

/** code: as in the envelope */
export type Answer = WireReply & { code?: number | string | null };

export type Reply = Answer | 'drop' | 'hang';

export interface Dispatched {
	record: CallRecord;
	/** A function if the call has not run yet: it is called after the wait. */
	reply: Reply | Promise<Reply> | (() => Reply);
	/** ms of real time */
	wait: number;
}

const SECRETS = ['token', 'sign', 'password'];
const PDF_PATH = /^\/esim_pdf\/([^/]+)\/([^/]+)\.pdf$/;

export function dispatch(sim: Simulator, request: WireRequest): Dispatched {
	const endpoint = byPath.get(request.path);
	const key = endpoint?.key ?? (PDF_PATH.test(request.path) ? 'pdf' : null);
	const record = recordCall(sim, request, key);
	const fault = sim.faults.pick(record);
	record.fault = fault?.kind ?? null;
	const modes = sim.modes.special(record);
	const note = (answer: Answer) => {
		record.code = answer.code ?? null;
		return answer;
	};
	const run = () => {
		if (endpoint === undefined) return note(answerOther(sim, request, key));
		const admission = admit(sim, endpoint, request, modes);
		return note('refusal' in admission ? admission.refusal : admission.execute());
	};
	if (fault !== null) return { record, ...spoil(sim, fault, { record, endpoint, request, run }) };
	if (endpoint === undefined) return { record, reply: run(), wait: 0 };
	const admission = admit(sim, endpoint, request, modes);
	if ('refusal' in admission) return { record, reply: note(admission.refusal), wait: 0 };
	const { execute } = admission;
	const reply = defer({ sim, endpoint, record, modes, execute });
	return { record, reply, wait: 0 };
}

function recordCall(
	sim: Simulator,
	{ method, path, parameters }: WireRequest,
	endpoint: string | null,
): CallRecord {
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

/** Answers requests for PDF files, which take no token, and for any other path. */
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
