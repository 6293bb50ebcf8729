import { createRandom } from './random.cts';

/**
 * @typedef {'delay' | 'drop' | 'http' | 'html' | 'truncated' | 'empty' | 'expired' | 'code' | 'redirect'
 *   | 'hang'} FaultKind
 *
 * @typedef {object} FaultSettings
 * @property {FaultKind} kind
 * @property {string} [endpoint] key; left out: every one but login and the PDF files; `*`: every one
 * @property {'before' | 'after'} [phase] whether the call runs (and books) first; before when left out
 * @property {number | null} [times] 1 when left out; null or Infinity: for ever
 * @property {number} [skip] calls it would hit that it lets pass first
 * @property {((params: Record<string, string>) => boolean) | Record<string, string>} [match] which calls;
 *   an object: those that have all of its parameters
 * @property {number} [ms] delay
 * @property {number} [status] http, 502 when left out
 * @property {number} [retryAfter] http, s
 * @property {number | string} [code] code
 * @property {string} [message] code
 * @property {unknown} [data] code
 * @property {string} [location] redirect
 *
 * @typedef {FaultSettings & { phase: 'before' | 'after', times: number, skip: number }} Fault
 *
 * @typedef {object} RandomFaultSettings
 * @property {number} rate 0 to 1, of the calls
 * @property {FaultKind[]} [kinds] all but code, redirect and hang when left out
 * @property {string[]} [endpoints] keys; left out: as for a fault without endpoint
 * @property {number} [seed]
 *
 * @typedef {object} RandomFaults
 * @property {() => void} stop
 * @property {number} count faults so far
 *
 * @typedef {{ endpoint: string | null, params: Record<string, string> }} FaultTarget
 */

/** @type {Record<FaultKind, boolean>} whether the kind knows a phase */
const KINDS = {
	delay: true,
	drop: true,
	http: true,
	html: true,
	truncated: true,
	empty: true,
	expired: false,
	code: true,
	redirect: false,
	hang: true,
};
/** @type {FaultKind[]} */
const RANDOM_KINDS = ['delay', 'drop', 'http', 'html', 'truncated', 'empty', 'expired'];
const RANDOM_DELAY = 20;
const HTTP_STATUSES = [500, 502, 503, 504];
/** Only hit when named: a fault meant for an order must not be spent on the login before it. */
const NAMED_ONLY = ['login', 'pdf'];

/**
 * @param {{ endpoint?: string }} fault
 * @param {FaultTarget} call
 * @returns {boolean}
 */
function concerns(fault, call) {
	if (fault.endpoint === '*') return true;
	if (fault.endpoint !== undefined) return fault.endpoint === call.endpoint;
	return !NAMED_ONLY.includes(call.endpoint ?? '');
}

/** @param {FaultSettings['match']} match @param {Record<string, string>} params */
function matches(match, params) {
	if (match === undefined || match === null) return true;
	if (typeof match === 'function') return match(params);
	return Object.entries(match).every(([name, value]) => params[name] === String(value));
}

export class Faults {
	constructor() {
		/** @type {Fault[]} */
		this.queue = [];
		/** @type {((call: FaultTarget) => Fault | null)[]} */
		this.generators = [];
	}

	/** @param {FaultSettings} settings @returns {Fault} */
	add(settings) {
		if (!Object.hasOwn(KINDS, settings.kind)) throw new Error(`No fault '${settings.kind}'`);
		const phase = KINDS[settings.kind] ? (settings.phase ?? 'before') : 'before';
		const times = settings.times === null ? Infinity : (settings.times ?? 1);
		const fault = { ...settings, phase, times, skip: settings.skip ?? 0 };
		this.queue.push(fault);
		return fault;
	}

	/** @param {RandomFaultSettings} settings @returns {RandomFaults} */
	random({ rate, kinds = RANDOM_KINDS, endpoints, seed = 1 }) {
		const random = createRandom(seed);
		const handle = {
			count: 0,
			stop: () => {
				this.generators = this.generators.filter((each) => each !== generate);
			},
		};
		const generate = (/** @type {FaultTarget} */ call) => {
			const isTarget = endpoints ? endpoints.includes(call.endpoint ?? '') : concerns({}, call);
			if (!isTarget || !random.chance(rate)) return null;
			handle.count++;
			const kind = random.pick(kinds);
			const after = random.chance(0.5) && KINDS[kind];
			return {
				kind,
				phase: after ? /** @type {const} */ 'after' : /** @type {const} */ 'before',
				times: 1,
				skip: 0,
				ms: RANDOM_DELAY,
				status: random.pick(HTTP_STATUSES),
			};
		};
		this.generators.push(generate);
		return handle;
	}

	clear() {
		this.queue = [];
		this.generators = [];
	}

	/**
	 * What is to go wrong with this call: the first fault in the order they were added, else what the
	 * random ones draw.
	 *
	 * @param {FaultTarget} call
	 * @returns {Fault | null}
	 */
	pick(call) {
		for (const fault of this.queue) {
			if (fault.times <= 0 || !concerns(fault, call)) continue;
			if (!matches(fault.match, call.params)) continue;
			if (fault.skip > 0) {
				fault.skip--;
				continue;
			}
			if (--fault.times <= 0) this.queue = this.queue.filter((each) => each !== fault);
			return fault;
		}
		for (const generate of this.generators) {
			const fault = generate(call);
			if (fault !== null) return fault;
		}
		return null;
	}
}
