import { createRandom } from '../../simulator/random.cts';
import { SLOW } from './time.cts';
import type { RunningSimulator } from '../../simulator/index.cts';

/**
 * What goes wrong with the calls of a batch. Each batch draws from a seed of its own, so that it meets
 * the same faults whatever runs beside it.
 */

const KINDS = [
	...['delay', 'drop', 'http', 'html', 'truncated', 'empty', 'expired', 'code', 'redirect', 'hang'],
];

/** Kinds that are answers to a login; a refused login is a matter of its own. */
const LOGIN_KINDS = ['delay', 'drop', 'http', 'html', 'truncated', 'empty'];
const LOGIN_RATE = 0.1;

/** Statuses of a server or proxy that may have handed the call on, and of one that has not. */
const STATUSES = [500, 502, 503, 504, 408];
const REFUSALS = [...STATUSES, 429, 400, 403, 404, 405, 413];

/**
 * Codes of a call that did not run; of one that did, all but those that say it did not (docs/api.md,
 * section 4). `0` is a success that says nothing more.
 */
const CODES = [-1, -2, -3, -8, -10, -30, 3, 4, 22, 99, 500, 1013, 1021, 'E42', 'toString', 0, '0'];
const CODES_AFTER = [-3, -8, 3, 4, 22, 99, 500, 1013, 1021, 'E42', 'toString', 0, '0'];

/** Of an order that cannot be looked for, the documented refusals have to be believed. */
const UNDOCUMENTED = [99, 500, 1013, 'E42', 0];

/** The batch that a call belongs to, by the ids that it carries. */
function batchIdOf(sim: RunningSimulator, { params }) {
	const order = params.orderNum ? sim.orders.get(params.orderNum) : undefined;
	const text = params.otherOrderId ?? params.outerOrderId ?? order?.outerOrderId ?? '';
	return /b\d+r\d+/.exec(text)?.[0] ?? /b\d+/.exec(text)?.[0];
}

function draw({ random, isTraceable = true }, kinds: string[]) {
	const kind = random.pick(kinds);
	const phase = random.chance(0.5) && !['expired', 'redirect'].includes(kind) ? 'after' : 'before';
	const fault = { kind, phase, times: 1, skip: 0 };
	if (kind === 'delay') fault.ms = random.pick([5, SLOW]);
	if (kind === 'http') {
		fault.status = random.pick(phase === 'after' ? STATUSES : REFUSALS);
		if (fault.status === 429 && random.chance(0.5)) fault.retryAfter = 1;
	}
	if (kind === 'code') {
		fault.code = random.pick(phase === 'before' ? CODES : isTraceable ? CODES_AFTER : UNDOCUMENTED);
		if (fault.code === 0 || fault.code === '0') fault.data = null;
	}
	return fault;
}

/**
 * Makes calls fail, a stranger log in, and counts it.
 *
 * @param {object} sim
 * @param strangerEvery a stranger logs in after so many calls; 0: never
 */
export function plague(sim: RunningSimulator, strangerEvery: number, seed: number) {
	const batches = new Map();
	const logins = { random: createRandom(seed), faultRate: LOGIN_RATE };
	/** Deaths of a live token that we did not cause, and sessions refused though they were alive. */
	const counts = { calls: 0, faults: 0, deaths: 0, refusedSessions: 0, lostLogins: 0, byKind: {} };

	/** Orders that MIOeSIM will book late, by external order id: until when, and how often looked for. */
	const late = new Map();
	/** External order ids whose last faulty look-up was answered with null. */
	const nulls = new Set();
	/**
	 * What the node counts on: an order that is still under way when it gives up waiting is booked
	 * before it looks for the last time. The first look may come too early, later ones wait for it.
	 */
	const waitForLate = ({ endpoint, params }) => {
		if (endpoint !== 'queryEsimOrder') return null;
		const order = late.get(params.outerOrderId);
		const left = (order?.until ?? 0) - Date.now();
		if (left <= 0 || ++order.looks < 2) return null;
		return { kind: 'delay', phase: 'before', times: 1, skip: 0, ms: left + 5 };
	};

	const generate = (call) => {
		counts.calls++;
		if (strangerEvery > 0 && counts.calls % strangerEvery === 0) {
			if (sim.account.token !== null) counts.deaths++;
			sim.strangerLogin();
		}
		const isLogin = call.endpoint === 'login';
		const wait = waitForLate(call);
		if (wait !== null) return wait;
		const batch = isLogin ? logins : batches.get(batchIdOf(sim, call));
		if (!batch?.random.chance(batch.faultRate)) return null;
		const fault = draw(batch, isLogin ? LOGIN_KINDS : KINDS);
		// The node waits half a minute for a login, whatever its own time-out: no test does.
		if (isLogin && fault.kind === 'delay') fault.ms = 5;
		if (fault.kind === 'delay' && fault.phase === 'before' && call.params.otherOrderId) {
			late.set(call.params.otherOrderId, { until: Date.now() + fault.ms, looks: 0 });
		}
		if (isLogin && fault.phase === 'after') counts.lostLogins++;
		if (fault.kind === 'expired' && sim.account.token !== null) counts.deaths++;
		if (fault.kind === 'code' && [-1, -30].includes(fault.code)) counts.refusedSessions++;
		// A list that is null twice in a row is taken for an empty one (see docs/exactly-once.md).
		const { outerOrderId } = call.params;
		const isNull = fault.kind === 'code' && fault.data === null && outerOrderId !== undefined;
		if (isNull && nulls.has(outerOrderId)) return null;
		nulls[isNull ? 'add' : 'delete'](outerOrderId);
		counts.faults++;
		const name = `${fault.kind} ${fault.phase}`;
		counts.byKind[name] = (counts.byKind[name] ?? 0) + 1;
		return fault;
	};
	sim.faults.generators.push(generate);
	return {
		counts,
		/** What a batch and its repetitions have asked so far, a line for each call. */
		callsOf({ id }, began: number) {
			const number = id.replace(/r\d+$/, '');
			return sim.calls
				.filter((call) => batchIdOf(sim, call)?.replace(/r\d+$/, '') === number)
				.map(({ at, endpoint, params, fault, code, status }) =>
					[
						at - began,
						endpoint,
						params.otherItemId ?? params.outerOrderId ?? params.orderNum,
						`fault ${fault}`,
						`code ${code}`,
						`HTTP ${status}`,
					].join(' '),
				);
		},
		/** From here on the calls of this batch fail as its seed says. */
		begin(batch) {
			const state = {
				random: createRandom(batch.faultSeed),
				faultRate: batch.faultRate,
				isTraceable: batch.preventDuplicates || batch.items.every(({ lineId }) => !lineId),
			};
			batches.set(batch.id, state);
			// The user's own ids are the same in every repetition.
			batches.set(batch.id.replace(/r\d+$/, ''), state);
		},
	};
}
