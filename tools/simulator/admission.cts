import { isLive, ownerOf, type Account } from './accounts.cts';
import { envelope, failure, write } from './envelopes.cts';
import { loginReply, type Login } from './login-replies.cts';
import { isServed, refuseMethod } from './methods.cts';
import { checkStrictly, refuseMissing } from './parameters.cts';
import { CODES, Refusal } from './refusals.cts';
import { isSigned } from './signature.cts';
import type { Answer } from './dispatch.cts';
import type { Call, Endpoint } from './endpoints/endpoint.cts';
import type { Modes } from './modes.cts';
import type { Simulator } from './simulator.cts';
import type { WireRequest } from './wire.cts';

/** The checks of a call: method, signature, token, parameters; then its handler runs. */

/** A call that was refused before it ran, or one that may run. */
export type Admission = { refusal: Answer } | { execute: () => Answer };

const SESSION = ['token', 'sign'];

/** @param modes for this call only */
export function admit(
	sim: Simulator,
	endpoint: Endpoint,
	request: WireRequest,
	modes: Partial<Modes>,
): Admission {
	const isLogin = endpoint.kind === 'session';
	// MIOeSIM's prose shows JSON for login, and for nothing else.
	const parameters = (isLogin ? request.json : null) ?? request.parameters;
	const violate = (param: string | null, reason: string) => {
		sim.violations.push({ endpoint: endpoint.key, param, reason });
	};
	const { method, path } = request;
	const { reads, refuse, refuseCode } = sim.modes.current;
	checkTransport(endpoint, request, violate);
	if (!isServed(endpoint, method, reads)) {
		const refused = { method, path, now: sim.clock.now(), code: refuseCode };
		return { refusal: refuseMethod(refuse, refused) };
	}
	checkStrictly(parameters, endpoint.parameters, isLogin ? ['sign'] : SESSION, violate);
	const account = ownerOf(sim.accounts, parameters.get('token'));
	const call: Call = { sim, account, parameters, endpoint: endpoint.key, modes, violate };
	try {
		if (!isLogin) {
			checkSession(sim, account, parameters);
			refuseMissing(parameters, endpoint.parameters);
		}
	} catch (error) {
		return { refusal: refused(sim, endpoint, error) };
	}
	return {
		execute: () => {
			try {
				return succeed(endpoint, call);
			} catch (error) {
				return refused(sim, endpoint, error);
			}
		},
	};
}

/** @throws anything but a refusal: a bug of the simulator */
function refused({ modes }: Simulator, endpoint: Endpoint, error: unknown): Answer {
	if (!(error instanceof Refusal)) throw error;
	return failure(endpoint, error.code, error.text(endpoint.chinese), modes.current);
}

function succeed(endpoint: Endpoint, call: Call): Answer {
	const { handle, kind, cacheKey } = endpoint;
	const { catalogue, modes } = call.sim;
	if (kind === 'session') {
		const reply = loginReply(handle(call) as Login, modes.current);
		return write(reply.code, reply.envelope, modes.current);
	}
	const answer = () => envelope(endpoint, handle(call), { ...modes.current, ...call.modes });
	if (cacheKey === undefined || !modes.isUsual) return answer();
	const key = `${endpoint.key} ${cacheKey(call)}`;
	let kept = catalogue.replies.get(key);
	if (kept === undefined) {
		kept = answer();
		catalogue.replies.set(key, (kept = { ...kept, body: Buffer.from(kept.body) }));
	}
	return kept;
}

/**
 * The server reads parameters from anywhere. A read or a login may send them anywhere, a write must send
 * them in the form of a POST; each parameter once.
 */
function checkTransport(
	{ kind }: Endpoint,
	{ method, inQuery, inBody, duplicates, foreignBody, json }: WireRequest,
	violate: (param: string | null, reason: string) => void,
): void {
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

function checkSession(sim: Simulator, account: Account, parameters: Map<string, string>): void {
	if (!isSigned(parameters, account.secretKey, account.styles)) {
		throw new Refusal(CODES.SIGNATURE);
	}
	if (!isLive(account, parameters.get('token'), sim.clock.now())) throw new Refusal(CODES.TOKEN);
}
