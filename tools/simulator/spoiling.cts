import { ownerOf } from './accounts.cts';
import { failure, write } from './envelopes.cts';
import { CODES, Refusal } from './refusals.cts';
import type { Answer, Dispatched, Reply } from './dispatch.cts';
import type { CallRecord, Simulator } from './simulator.cts';
import type { Endpoint } from './endpoints/endpoint.cts';
import type { WireRequest } from './wire.cts';
import type { Fault } from './faults.cts';

/** What a fault does to a call. */

export interface Spoiled {
	record: CallRecord;
	endpoint: Endpoint | undefined;
	request: WireRequest;
	/** Runs the call, including its bookings. */
	run: () => Answer;
}

const HTML =
	'<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>' +
	'<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>';
const CUT = '{"code":0,"message":"success","da';
const DEFAULT_STATUS = 502;

export function spoil(
	sim: Simulator,
	fault: Fault,
	call: Spoiled,
): Pick<Dispatched, 'reply' | 'wait'> {
	if (fault.kind === 'delay') {
		return { reply: fault.phase === 'after' ? call.run() : call.run, wait: fault.ms ?? 0 };
	}
	const answer = fault.phase === 'after' ? call.run() : null;
	call.record.code = null;
	const reply = spoiledReply(sim, fault, call, answer);
	if (typeof reply === 'object') call.record.code = reply.code ?? null;
	return { reply, wait: 0 };
}

/** @param answer the normal reply to the call; null if it did not run */
function spoiledReply(
	sim: Simulator,
	fault: Fault,
	{ endpoint, request }: Spoiled,
	answer: Answer | null,
): Reply {
	switch (fault.kind) {
		case 'drop':
		case 'hang':
			return fault.kind;
		case 'html':
			return { body: HTML, type: 'text/html' };
		case 'empty':
			return { body: '' };
		case 'truncated':
			return { body: cut(answer) };
		case 'redirect':
			return { status: 302, headers: { Location: fault.location ?? '/' }, body: '' };
		case 'http':
			return httpError(fault);
		case 'expired':
			ownerOf(sim.accounts, request.parameters.get('token')).token = null;
			return refuse(sim, endpoint, CODES.TOKEN);
		default:
			return refuse(sim, endpoint, fault.code ?? CODES.FAILED, fault);
	}
}

/** @returns the first half */
function cut(answer: Answer | null): Buffer | string {
	if (answer === null) return CUT;
	const body = Buffer.from(answer.body);
	return body.subarray(0, body.length >> 1);
}

function httpError({ status = DEFAULT_STATUS, retryAfter }: Fault): Answer {
	const headers: Record<string, string> =
		retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
	return { ...errorPage(status), headers };
}

/** The answer of a proxy in front of the API. */
export const errorPage = (status: number): Answer => ({
	status,
	type: 'text/html',
	body: HTML.replaceAll('502', String(status)),
});

function refuse(
	{ modes }: Simulator,
	endpoint: Endpoint | undefined,
	code: number | string,
	{ message, data, status }: Partial<Fault> = {},
): Answer {
	const text = message ?? new Refusal(Number(code)).text(endpoint?.chinese ?? false);
	const answer =
		endpoint === undefined || data !== undefined
			? write(code, { code, message: text, data }, modes.current)
			: failure(endpoint, code, text, modes.current);
	return { ...answer, status: status ?? answer.status };
}
