import { createRandom } from './random.cts';

export type FaultKind =
	| 'delay'
	| 'drop'
	| 'http'
	| 'html'
	| 'truncated'
	| 'empty'
	| 'expired'
	| 'code'
	| 'redirect'
	| 'hang';

export interface FaultSettings {
	kind: FaultKind;
	/** key; by default all but login and the PDF files; `*`: all */
	endpoint?: string;
	/** `after`: the call runs (and books) first; `before` by default */
	phase?: 'before' | 'after';
	/** 1 by default; null or Infinity: forever */
	times?: number | null;
	/** how many matching calls it lets pass first */
	skip?: number;
	/**
	 * which calls;
	 *   an object: those that have all of its parameters
	 */
	match?: ((params: Record<string, string>) => boolean) | Record<string, string | number>;
	/** delay */
	ms?: number;
	/** http, 502 by default; code, 200 */
	status?: number;
	/** http, s */
	retryAfter?: number;
	/** code */
	code?: number | string;
	/** code */
	message?: string;
	/** code */
	data?: unknown;
	/** redirect */
	location?: string;
}

export type Fault = FaultSettings & { phase: 'before' | 'after'; times: number; skip: number };

export interface RandomFaultSettings {
	/** 0 to 1, of the calls */
	rate: number;
	/** all but code, redirect and hang by default */
	kinds?: FaultKind[];
	/** keys; by default as for a fault without endpoint */
	endpoints?: string[];
	seed?: number;
}

export interface RandomFaults {
	stop: () => void;
	/** faults so far */
	count: number;
}

export type FaultTarget = { endpoint: string | null; params: Record<string, string> };

const KINDS: Record<FaultKind, boolean> = {
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
const RANDOM_KINDS: FaultKind[] = [
	'delay',
	'drop',
	'http',
	'html',
	'truncated',
	'empty',
	'expired',
];
const RANDOM_DELAY = 20;
const HTTP_STATUSES = [500, 502, 503, 504];
/** Hit only if named: a fault meant for an order must not be used up by the login before it. */
const NAMED_ONLY = ['login', 'pdf'];

function concerns(fault: { endpoint?: string }, call: FaultTarget): boolean {
	if (fault.endpoint === '*') return true;
	if (fault.endpoint !== undefined) return fault.endpoint === call.endpoint;
	return !NAMED_ONLY.includes(call.endpoint ?? '');
}

function matches(match: FaultSettings['match'], params: Record<string, string>) {
	if (match === undefined) return true;
	if (typeof match === 'function') return match(params);
	return Object.entries(match).every(([name, value]) => params[name] === String(value));
}

export class Faults {
	queue: Fault[] = [];
	generators: ((call: FaultTarget) => Fault | null)[] = [];

	add(settings: FaultSettings): Fault {
		if (!Object.hasOwn(KINDS, settings.kind)) throw new Error(`No fault '${settings.kind}'`);
		const phase = KINDS[settings.kind] ? (settings.phase ?? 'before') : 'before';
		const times = settings.times === null ? Infinity : (settings.times ?? 1);
		const fault = { ...settings, phase, times, skip: settings.skip ?? 0 };
		this.queue.push(fault);
		return fault;
	}

	random({ rate, kinds = RANDOM_KINDS, endpoints, seed = 1 }: RandomFaultSettings): RandomFaults {
		const random = createRandom(seed);
		const handle = {
			count: 0,
			stop: () => {
				this.generators = this.generators.filter((each) => each !== generate);
			},
		};
		const generate = (call: FaultTarget) => {
			const isTarget = endpoints ? endpoints.includes(call.endpoint ?? '') : concerns({}, call);
			if (!isTarget || !random.chance(rate)) return null;
			handle.count++;
			const kind = random.pick(kinds);
			const after = random.chance(0.5) && KINDS[kind];
			return {
				kind,
				phase: after ? ('after' as const) : ('before' as const),
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
	 * What goes wrong with this call: the first fault in the order in which they were added, otherwise a
	 * random one.
	 */
	pick(call: FaultTarget): Fault | null {
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
