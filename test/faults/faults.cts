import { createRandom, type Random } from '../../tools/simulator/random.cts';
import { SLOW } from './time.cts';
import { isFound, type Content } from './content.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Fault, FaultKind, FaultTarget } from '../../tools/simulator/faults.cts';

/**
 * The faults of a batch's calls. Each batch draws from its own seed, so that it meets the same faults,
 * whatever else is running.
 */

const KINDS: FaultKind[] = [
	...(['delay', 'drop', 'http', 'html', 'truncated', 'empty', 'expired'] as const),
	...(['code', 'redirect', 'hang'] as const),
];

/** Kinds that are answers to a login; a refused login is a separate matter. */
const LOGIN_KINDS: FaultKind[] = ['delay', 'drop', 'http', 'html', 'truncated', 'empty'];
const LOGIN_RATE = 0.1;

/** Statuses of a server or proxy that may have forwarded the call, and of one that has not. */
const STATUSES = [500, 502, 503, 504, 408];
const REFUSALS = [...STATUSES, 429, 400, 403, 404, 405, 413];

/**
 * Codes for a call that did not run; and for one that did, without those that say it did not
 * (docs/api.md, section 4). `0` is a success without details.
 */
const CODES = [-1, -2, -3, -8, -10, -30, 3, 4, 22, 99, 500, 1013, 1021, 'E42', 'toString', 0, '0'];
const CODES_AFTER = [-3, -8, 3, 4, 22, 99, 500, 1013, 1021, 'E42', 'toString', 0, '0'];

/** Without those that must be believed if an order cannot be looked up: the documented refusals. */
const UNDOCUMENTED = [99, 500, 1013, 'E42', 0];
/** Without those that must be believed if the order is not found, or is over: every refusal. */
const UNREADABLE = [0, '0'];

const LOGIN_DELAY = 5;

/** A batch, as the source of its faults sees it. */
export interface Plagued {
	/** `b12r0`: batch 12, sent for the first time */
	id: string;
	/** of the calls */
	faultRate: number;
	faultSeed: number;
	content: Content;
	/** whether the node looks up its orders */
	isTraceable: boolean;
}

interface State {
	random: Random;
	faultRate: number;
	/** codes that a call may get although it ran */
	codesAfter: (number | string)[];
	content: Content | null;
}

interface Counts {
	calls: number;
	faults: number;
	/** of a live token, by a stranger or a fault */
	deaths: number;
	/** sessions refused although they were live */
	refusedSessions: number;
	/** lost replies to a login */
	lostLogins: number;
}

const withoutRound = (id: string) => id.replace(/r\d+$/, '');

type Id = 'orderNum' | 'otherOrderId' | 'outerOrderId' | 'otherItemId';
const idsOf = ({ params }: Pick<FaultTarget, 'params'>): { [Name in Id]?: string } => params;

/** The batch of a call, by the IDs in it. */
function batchIdOf(sim: RunningSimulator, call: FaultTarget): string {
	const { orderNum, otherOrderId, outerOrderId } = idsOf(call);
	const order = orderNum ? sim.orders.get(orderNum) : undefined;
	const text = otherOrderId ?? outerOrderId ?? order?.outerOrderId ?? '';
	return (/b\d+r\d+/.exec(text) ?? /b\d+/.exec(text))?.[0] ?? '';
}

function draw({ random, codesAfter }: State, kinds: FaultKind[]): Fault {
	const kind = random.pick(kinds);
	const after = random.chance(0.5) && !['expired', 'redirect'].includes(kind);
	const fault: Fault = { kind, phase: after ? 'after' : 'before', times: 1, skip: 0 };
	if (kind === 'delay') fault.ms = random.pick([5, SLOW]);
	if (kind === 'http') {
		fault.status = random.pick(after ? STATUSES : REFUSALS);
		if (fault.status === 429 && random.chance(0.5)) fault.retryAfter = 1;
	}
	if (kind === 'code') {
		fault.code = random.pick(after ? codesAfter : CODES);
		if (fault.code === 0 || fault.code === '0') fault.data = null;
	}
	return fault;
}

/** Makes calls fail and a stranger log in, shapes the content of orders, and counts it all. */
export class Plague {
	readonly counts: Counts = {
		calls: 0,
		faults: 0,
		deaths: 0,
		refusedSessions: 0,
		lostLogins: 0,
	};
	private readonly batches = new Map<string, State>();
	private readonly logins: State;
	/** External Order IDs whose last faulty look-up was answered with null. */
	private readonly nulls = new Set<string>();

	/** @param strangerEvery a stranger logs in after this many calls; 0: never */
	constructor(
		private readonly sim: RunningSimulator,
		private readonly strangerEvery: number,
		seed: number,
	) {
		this.logins = {
			random: createRandom(seed),
			faultRate: LOGIN_RATE,
			codesAfter: CODES_AFTER,
			content: null,
		};
		sim.faults.generators.push((call) => this.strike(call));
		sim.modes.rules.push((call) => this.batches.get(batchIdOf(sim, call))?.content?.modes ?? null);
	}

	/** From now on, the calls of this batch fail as determined by its seed. */
	begin({ id, faultSeed, faultRate, isTraceable, content }: Plagued): void {
		const seen = isTraceable ? CODES_AFTER : UNDOCUMENTED;
		const codesAfter = isFound(content) ? seen : UNREADABLE;
		const state = { random: createRandom(faultSeed), faultRate, codesAfter, content };
		this.batches.set(id, state);
		// The user's own IDs are the same in every repetition.
		this.batches.set(withoutRound(id), state);
	}

	/** The calls of a batch and its repetitions so far, one line each. */
	callsOf({ id }: Pick<Plagued, 'id'>, began: number): string[] {
		return this.sim.calls
			.filter((call) => withoutRound(batchIdOf(this.sim, call)) === withoutRound(id))
			.map((call) => {
				const { at, endpoint, fault, code, status } = call;
				const { otherItemId, outerOrderId, orderNum } = idsOf(call);
				const id = otherItemId ?? outerOrderId ?? orderNum;
				return [at - began, endpoint, id, `fault ${fault}`, `code ${code}`, `HTTP ${status}`].join(
					' ',
				);
			});
	}

	private strike(call: FaultTarget): Fault | null {
		const { sim, counts } = this;
		counts.calls++;
		if (this.strangerEvery > 0 && counts.calls % this.strangerEvery === 0) {
			if (sim.account.token !== null) counts.deaths++;
			sim.strangerLogin();
		}
		const isLogin = call.endpoint === 'login';
		const batch = isLogin ? this.logins : this.batches.get(batchIdOf(sim, call));
		if (!batch?.random.chance(batch.faultRate)) return null;
		const fault = draw(batch, isLogin ? LOGIN_KINDS : KINDS);
		// The node waits 30 seconds for a login, whatever its Timeout: no test waits that long.
		if (isLogin && fault.kind === 'delay') fault.ms = LOGIN_DELAY;
		if (isLogin && fault.phase === 'after') counts.lostLogins++;
		if (fault.kind === 'expired' && sim.account.token !== null) counts.deaths++;
		if (fault.code === -1 || fault.code === -30) counts.refusedSessions++;
		if (this.isSecondNull(call, fault)) return null;
		counts.faults++;
		return fault;
	}

	/** A list that is null twice in a row counts as an empty one (docs/exactly-once.md). */
	private isSecondNull(call: FaultTarget, { kind, data }: Fault): boolean {
		const { outerOrderId } = idsOf(call);
		if (outerOrderId === undefined) return false;
		const isNull = kind === 'code' && data === null;
		const isSecond = isNull && this.nulls.has(outerOrderId);
		if (isNull && !isSecond) this.nulls.add(outerOrderId);
		if (!isNull) this.nulls.delete(outerOrderId);
		return isSecond;
	}
}
