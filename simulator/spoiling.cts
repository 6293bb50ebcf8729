import { ownerOf } from './accounts.cts';
import { failure } from './envelopes.cts';
import { CODES, Refusal } from './refusals.cts';

/**
 * What a fault does to a call.
 *
 * @typedef {import('./dispatch').Answer} Answer
 *
 * @typedef {object} Spoiled
 * @property {import('./simulator').CallRecord} record
 * @property {import('./endpoints').Endpoint | undefined} endpoint
 * @property {import('./wire').WireRequest} request
 * @property {() => Answer} run runs the call, and books what it books
 */

const HTML =
	'<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>' +
	'<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>';
const CUT = '{"code":0,"message":"success","da';
const DEFAULT_STATUS = 502;

/**
 * @param {import('./simulator').Simulator} sim
 * @param {import('./faults').Fault} fault
 * @param {Spoiled} call
 * @returns {{ reply: import('./dispatch').Dispatched['reply'], wait: number }}
 */
export function spoil(sim, fault, call) {
	if (fault.kind === 'delay') {
		return { reply: fault.phase === 'after' ? call.run() : call.run, wait: fault.ms ?? 0 };
	}
	const answer = fault.phase === 'after' ? call.run() : null;
	call.record.code = null;
	const reply = spoiledReply(sim, fault, call, answer);
	if (typeof reply === 'object') call.record.code = reply.code ?? null;
	return { reply, wait: 0 };
}

/**
 * @param {import('./simulator').Simulator} sim
 * @param {import('./faults').Fault} fault
 * @param {Spoiled} call
 * @param {Answer | null} answer what the call would have been answered; null: it did not run
 * @returns {Answer | 'drop' | 'hang'}
 */
function spoiledReply(sim, fault, { endpoint, request }, answer) {
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
			return refuse(endpoint, CODES.TOKEN);
		default:
			return refuse(endpoint, fault.code ?? CODES.FAILED, fault);
	}
}

/** @param {Answer | null} answer @returns {Buffer | string} the first half */
function cut(answer) {
	if (answer === null) return CUT;
	const body = Buffer.from(answer.body);
	return body.subarray(0, body.length >> 1);
}

/** @param {import('./faults').Fault} fault @returns {Answer} */
function httpError({ status = DEFAULT_STATUS, retryAfter }) {
	/** @type {Record<string, string>} */
	const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
	return { status, headers, type: 'text/html', body: HTML.replaceAll('502', String(status)) };
}

/**
 * @param {import('./endpoints').Endpoint | undefined} endpoint
 * @param {number | string} code
 * @param {{ message?: string, data?: unknown }} [fault]
 * @returns {Answer}
 */
function refuse(endpoint, code, { message, data } = {}) {
	const text = message ?? new Refusal(Number(code)).text(endpoint?.chinese ?? false);
	if (endpoint === undefined || data !== undefined) {
		return { code, body: JSON.stringify({ code, message: text, data }) };
	}
	return failure(endpoint, code, text);
}
