import { readAccount } from '../../../mioesim/client/account';
import { Client } from '../../../mioesim/client/client';
import { settle, type Failure, type Outcome } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { Claims } from '../../../mioesim/lines/claims';
import { record } from '../../../mioesim/values';
import { asFailure } from '../../shared/failures';
import { fieldsOf, isExpression, itemSource, type Fields } from '../../shared/parameters/fields';
import { readInteger } from '../../shared/parameters/number';
import { ParameterReader } from '../../shared/parameters/reader';
import { claimStoreOf, CREDENTIAL, portOf } from '../../shared/port';
import { optionFields } from '../fields/options';
import { kindOf, type ItemCall, type Operation, type PartialResult } from '../operation';
import { failedWhole, withAdvice } from './advice';
import { Turnstile } from './loop';
import type { Run } from './outputs';

/** Writes at a time where a failed item goes to an output. */
const AUTOMATIC_PLACES = 5;
/** Items whose parameters are read at once. Nothing else happens in n8n meanwhile, so not too many. */
const READ_AT_ONCE = 20;

/** The items of one run of the node: what they share, and how each is handled. */
export class Batch {
	readonly kind: 'read' | 'write';
	/** Items side by side. For writes, those that have not completed their turn. */
	readonly width: number;
	/** What is the same in the call of every item. */
	private readonly common: Omit<ItemCall, 'itemIndex' | 'parameters' | 'purchaseTurn' | 'done'>;
	private readonly turnstile: Turnstile;
	private readonly fields: Fields;
	/** The parameters of the first item, whose options apply to the whole run. */
	private readonly first: ParameterReader;
	/** The parameters of the next items, read in advance. */
	private ahead: ParameterReader[];

	/** @throws {Failure} that applies to every item */
	constructor(
		private readonly run: Run,
		private readonly operation: Operation,
	) {
		const { context, route, hints } = run;
		this.fields = fieldsOf([...operation.fields, ...optionFields]);
		this.first = this.readerOf(0);
		this.ahead = [this.first];
		const kind = kindOf(operation);
		this.kind = typeof kind === 'function' ? kind(this.first) : kind;
		const isWrite = this.kind === 'write';
		const concurrency = this.first.integer('options.concurrency');
		const wanted = isWrite ? this.first.optional('options.purchaseConcurrency', readInteger) : 1;
		// After a write that stops the workflow none may follow. Nobody knows what a free request changes,
		// and whether the next one builds on it.
		const stops = route.place === 'stop';
		const places = wanted ?? (stops || operation.endpoint === null ? 1 : AUTOMATIC_PLACES);
		this.width = Math.max(concurrency, places);
		const client = new Client(portOf(context), this.first.integer('options.timeout'), concurrency);
		const store = isWrite ? claimStoreOf(context) : null;
		const sharedValues = new Map<string, unknown>();
		this.turnstile = new Turnstile(places, stops, client.stop);
		this.common = {
			client,
			claims: store && new Claims(store, client),
			context,
			concurrency,
			shared<T>(key: string, make: () => T): T {
				if (!sharedValues.has(key)) sharedValues.set(key, make());
				return sharedValues.get(key) as T;
			},
			hint: (message) => hints.add(message),
		};
	}

	/**
	 * Handles an item. Never throws, so that no item is lost.
	 *
	 * @param leave called once the item has completed its turn
	 * @param refusal fails the item before it begins
	 */
	async handle(itemIndex: number, leave: () => void, refusal?: Failure): Promise<PartialResult> {
		const { operation, kind, turnstile, run } = this;
		const parameters = this.parametersOf(itemIndex);
		/** What is known to have happened; undefined as long as nothing was sent. */
		let outcome: Outcome | undefined;
		const fail = (error: unknown) =>
			withAdvice(asFailure(error, outcome), operation, kind, parameters);
		let result: PartialResult;
		try {
			if (refusal) throw refusal;
			const made = await operation.execute({
				...this.common,
				itemIndex,
				parameters,
				purchaseTurn: async (task) => {
					const done = await turnstile.turn(itemIndex, async () => {
						outcome = 'unknown';
						return await task();
					});
					leave();
					return done;
				},
				done: (what) => {
					outcome = 'executed';
					run.done.add(what);
				},
			});
			const { items, failed } = Array.isArray(made) ? { items: made, failed: [] } : made;
			const advised = failed.map((part) => ({ ...part, failure: fail(part.failure) }));
			result = { items, failed: advised };
		} catch (error) {
			result = { items: [], failed: [failedWhole(fail(error), operation, parameters)] };
		}
		turnstile.end(itemIndex, result.failed.length > 0);
		return result;
	}

	private readerOf(itemIndex: number): ParameterReader {
		const { context, node } = this.run;
		return new ParameterReader(itemSource(context, itemIndex, node), this.fields);
	}

	/**
	 * The parameters of the item that begins. What the first item has read is read for several items at
	 * once: n8n evaluates expressions in a virtual machine of its own, and one that comes right after another
	 * takes half the time of one between two requests (docs/performance.md, section 2).
	 */
	private parametersOf(itemIndex: number): ParameterReader {
		if (this.ahead.length === 0) {
			const next = this.run.items.slice(itemIndex, itemIndex + READ_AT_ONCE);
			this.ahead = next.map((_, index) => this.readerOf(itemIndex + index));
			for (const reader of this.ahead) reader.readLike(this.first);
		}
		return this.ahead.shift() ?? this.readerOf(itemIndex);
	}
}

/** The part of n8n's context that reads a credential without resolving its expressions; not in the types. */
interface RawCredentials {
	additionalData: {
		credentialsHelper: { getDecrypted(...given: unknown[]): Promise<object> };
	};
}

async function hasExpressions({ context, node }: Run): Promise<boolean> {
	const read = async () => {
		const { additionalData } = context as unknown as RawCredentials;
		const credential = node.credentials?.[CREDENTIAL];
		const given = [additionalData, credential, CREDENTIAL, context.getMode(), undefined, true];
		return await additionalData.credentialsHelper.getDecrypted(...given);
	};
	// A credential that can't be read fails every item later, with its own text.
	const fields = record(await read().catch(() => undefined));
	return Object.values(fields).some(isExpression);
}

const otherAccount = inputFailure(
	'The credential of this item is another MIOeSIM account than that of the first item',
	'Nothing was sent for it: one run uses one account. Put a Loop Over Items node with a batch size of 1 before this node',
);

/**
 * Items whose credential is another account than the first item's, because its fields are expressions such as
 * `={{ $json.phone }}`. A run has one session, so all its items would be paid by the first item's account.
 *
 * @returns a failure for each such item, by index
 */
export async function itemsOfOthers(run: Run): Promise<ReadonlyMap<number, Failure>> {
	const refused = new Map<number, Failure>();
	if (run.items.length < 2 || !(await hasExpressions(run))) return refused;
	let first: string | undefined;
	for (const itemIndex of run.items.keys()) {
		const reading = portOf(run.context, itemIndex).readCredential();
		const own = await settle(reading.then(readAccount));
		if (own.ok) first ??= own.data.sessionAccount;
		if (!own.ok) refused.set(itemIndex, own.failure);
		else if (own.data.sessionAccount !== first) refused.set(itemIndex, otherAccount);
	}
	return refused;
}
