import { replyFailure } from '../../dist/mioesim/codes/failures';
import { Failure } from '../../dist/mioesim/codes/failure';
import type { JsonRecord } from '../../dist/mioesim/values';
import type { EndpointKey } from '../../dist/mioesim/wire/endpoints';
import { monotonic } from '../../dist/mioesim/lines/ledger';
import type { Till } from '../../dist/mioesim/lines/line';
import { clock } from '../../dist/nodes/shared/port';

/** MIOeSIM's answer, now or later: the data, or the call's failure. If it throws, the call throws. */
type Answer = (parameters: Record<string, unknown>) => unknown;

let accounts = 0;

/**
 * An item's call with scripted answers: for the rules of a purchase, where each reply and each pause
 * matters. What an item does as a whole is tested in n8n's engine.
 */
export class Script {
	/** Endpoints in the order of the calls, with their parameters. */
	readonly asked: Array<[EndpointKey, Record<string, unknown>]> = [];
	/** Milliseconds of every pause. */
	readonly pauses: number[] = [];
	/** What the item reported as done. */
	readonly done: string[] = [];
	readonly account = `account-${++accounts}`;
	readonly stop = new AbortController();
	/** How often the price list was forgotten. */
	forgotten = 0;

	constructor(readonly answers: Partial<Record<EndpointKey, Answer>> = {}) {}

	/** Sets the endpoint's answer from now on. */
	on(endpoint: EndpointKey, answer: Answer): this {
		this.answers[endpoint] = answer;
		return this;
	}

	/** Returns these answers one after another; the last one repeats. */
	sequence(endpoint: EndpointKey, ...answers: unknown[]): this {
		let next = 0;
		return this.on(endpoint, () => answers[Math.min(next++, answers.length - 1)]);
	}

	readonly ask = async (endpoint: EndpointKey, parameters: Record<string, unknown> = {}) => {
		this.asked.push([endpoint, parameters]);
		const answer = this.answers[endpoint];
		if (answer === undefined) throw new Error(`The script has no answer for ${endpoint}`);
		await Promise.resolve();
		const said = await answer(parameters);
		if (said instanceof Failure) throw said;
		return said;
	};

	/** Parameters of the calls of one endpoint. */
	sent(endpoint: EndpointKey) {
		return this.asked.filter(([key]) => key === endpoint).map(([, parameters]) => parameters);
	}

	get call(): Till {
		const call = {
			client: {
				ask: this.ask,
				account: async () =>
					await Promise.resolve({ phoneNumber: this.account, baseUrl: 'https://mioesim.example' }),
				forget: () => this.forgotten++,
				stop: this.stop.signal,
				now: () => clock.now(),
				pause: async (ms: number) => await clock.pause(ms, this.stop.signal),
			},
			purchaseTurn: async (task: () => Promise<unknown>) => await task(),
			done: (what: string) => this.done.push(what),
		};
		return { claims: null, ...call } as unknown as Till;
	}
}

/** Pauses take no time, are recorded, and advance the clock. */
export function useScript(): { next: (answers?: Script['answers']) => Script } {
	const real = { ...clock };
	const { now: realNow } = monotonic;
	let now = Date.now();
	let script = new Script();
	beforeEach(() => {
		clock.now = () => now;
		monotonic.now = () => now;
		clock.pause = async (ms, signal) => {
			script.pauses.push(ms);
			now += ms;
			if (signal?.aborted) throw new Error('stopped');
			await Promise.resolve();
		};
	});
	afterEach(() => {
		Object.assign(clock, real);
		monotonic.now = realNow;
	});
	return { next: (answers) => (script = new Script(answers)) };
}

/** The reply to queryEsimOrder. */
export const list = (...rows: JsonRecord[]) => ({ total: rows.length, rows });

/** A call without a readable reply: it may have been carried out. */
export const noAnswer = replyFailure('an empty reply', 'addEsimOrder');
