import type { IExecuteFunctions, INode } from 'n8n-workflow';

import type { Failure, Outcome } from '../../../mioesim/codes/failure';
import { Client, DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT_MS } from '../../../mioesim/client/client';
import { portOf, claimStoreOf } from '../../shared/port';
import { asFailure } from '../../shared/failures';
import { ParameterReader } from '../../shared/parameters/reader';
import { fieldsOf, itemSource, type Fields } from '../../shared/parameters/fields';
import { optionFields } from '../fields/options';
import type { ItemCall, Operation, OperationKind, PartialResult } from '../operation';
import { Claims } from '../../../mioesim/lines/claims';
import { failedWhole, sentValues, withAdvice } from './advice';
import { Turnstile } from './turnstile';

/** Writes at a time where a failed item goes to an output. */
const AUTOMATIC_PLACES = 5;

/** What a run needs besides its items. */
export interface RunSettings {
	resource: string;
	operation: string;
	/** Whether a failed item stops the workflow. */
	stops: boolean;
	done(what: string): void;
	hint(message: string): void;
}

/** What is known to have happened to an item; no outcome as long as nothing was sent. */
interface Happened {
	outcome?: Outcome;
}

/** The items of one run of the node: what they share, and how each is handled. */
export class Batch {
	readonly kind: OperationKind;

	/** Items side by side. For writes, those that have not completed their turn. */
	readonly width: number;

	private readonly concurrency: number;

	private readonly client: Client;

	private readonly claims: Claims | null;

	private readonly turnstile: Turnstile;

	private readonly sharedValues = new Map<string, unknown>();

	private readonly readers = new Map<number, ParameterReader>();

	/** The item that began last: the next one will read the same parameters. */
	private latest: ParameterReader;

	private readonly fields: Fields;

	private readonly node: INode;

	/** @throws {Failure} that applies to every item */
	constructor(
		private readonly context: IExecuteFunctions,
		readonly operation: Operation,
		private readonly settings: RunSettings,
	) {
		this.fields = fieldsOf([...operation.fields, ...optionFields]);
		this.node = context.getNode();
		this.latest = this.parametersOf(0);
		const { kind } = operation;
		this.kind = typeof kind === 'function' ? kind(this.latest) : kind;
		const options = this.optionsOfRun();
		this.concurrency = options.concurrency;
		const places = options.purchaseConcurrency ?? this.automaticPlaces();
		this.width = Math.max(options.concurrency, places);
		this.client = new Client(portOf(context), options.timeoutMs, options.concurrency);
		const store = this.kind === 'write' ? claimStoreOf(context) : null;
		this.claims = store && new Claims(store, this.client);
		this.turnstile = new Turnstile(places, settings.stops, this.client.stop);
	}

	/** Writes at a time unless the user says how many. After one that stops the workflow none may follow. */
	private automaticPlaces(): number {
		// Nobody knows what a free request changes, and whether the next one builds on it.
		const isFree = this.operation.endpoint === null;
		const isOne = this.kind === 'read' || this.settings.stops || isFree;
		return isOne ? 1 : AUTOMATIC_PLACES;
	}

	/** Reads in advance what the operation has read for earlier items. */
	prepare(itemIndex: number): void {
		this.parametersOf(itemIndex).readAhead(this.latest.namesRead());
	}

	/**
	 * Handles an item. Never throws, so that no item is lost.
	 *
	 * @param leave called once the item has completed its turn
	 * @param refusal fails the item before it begins
	 */
	async handle(itemIndex: number, leave: () => void, refusal?: Failure): Promise<PartialResult> {
		const parameters = this.parametersOf(itemIndex);
		this.latest = parameters;
		const happened: Happened = {};
		const fail = (error: unknown) =>
			withAdvice(asFailure(error, happened.outcome), this.operation, this.kind, parameters);
		let result: PartialResult;
		try {
			if (refusal) throw refusal;
			const call = this.callOf(itemIndex, happened, leave);
			const made = await this.operation.execute(call);
			result = Array.isArray(made) ? { items: made, failed: [] } : made;
			result.failed = result.failed.map(({ failure, subject }) => ({
				failure: fail(failure),
				subject,
			}));
		} catch (error) {
			const failed = failedWhole(fail(error), parameters);
			const isRefused = failed.failure.details.type === 'api';
			const sent = isRefused ? sentValues(this.operation, parameters) : null;
			result = { items: [], failed: [{ ...failed, sent }] };
		}
		this.readers.delete(itemIndex);
		this.turnstile.end(itemIndex, result.failed.length > 0);
		return result;
	}

	private parametersOf(itemIndex: number): ParameterReader {
		let reader = this.readers.get(itemIndex);
		if (!reader) {
			reader = new ParameterReader(itemSource(this.context, itemIndex, this.node), this.fields);
			this.readers.set(itemIndex, reader);
		}
		return reader;
	}

	/** What all items share is read from the first item, if that one is valid. */
	private optionsOfRun(): CallOptions {
		try {
			return readOptions(this.latest, this.kind);
		} catch {
			return {
				concurrency: DEFAULT_CONCURRENCY,
				purchaseConcurrency: 1,
				timeoutMs: DEFAULT_TIMEOUT_MS,
			};
		}
	}

	/** @throws {Failure} when an option of the item is out of range */
	private callOf(itemIndex: number, happened: Happened, leave: () => void): ItemCall {
		readOptions(this.parametersOf(itemIndex), this.kind);
		return {
			itemIndex,
			parameters: this.parametersOf(itemIndex),
			shared: (key, make) => this.share(key, make),
			client: this.client,
			claims: this.claims,
			context: this.context,
			concurrency: this.concurrency,
			purchaseTurn: async (task) => {
				const result = await this.turnstile.turn(itemIndex, async () => {
					happened.outcome = 'unknown';
					return await task();
				});
				leave();
				return result;
			},
			hint: this.settings.hint,
			done: (what) => {
				happened.outcome = 'executed';
				this.settings.done(what);
			},
		};
	}

	private share<T>(key: string, make: () => T): T {
		if (!this.sharedValues.has(key)) this.sharedValues.set(key, make());
		return this.sharedValues.get(key) as T;
	}
}

/** Options for calls. */
interface CallOptions {
	concurrency: number;
	/** Null leaves it to the run. */
	purchaseConcurrency: number | null;
	timeoutMs: number;
}

/** @throws {Failure} that names the option which is out of range */
function readOptions(parameters: ParameterReader, kind: OperationKind): CallOptions {
	return {
		concurrency: parameters.integer('options.concurrency'),
		purchaseConcurrency:
			kind === 'write' ? parameters.optionalInteger('options.purchaseConcurrency') : null,
		timeoutMs: parameters.integer('options.timeout'),
	};
}
