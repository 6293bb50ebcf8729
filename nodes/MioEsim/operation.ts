import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { EndpointKey } from '../../api/wire/endpoints';
import type { Failure } from '../../api/codes/failure';
import type { Client } from '../../transport/client';
import type { ParameterReader } from '../shared/parameterReader';
import type { Ordinals } from './purchase/externalIds';

/** An item on its way out; the loop adds which input item it came from. */
export interface OutputItem {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** One thing of several that an item stands for, which failed on its own. */
export interface FailedPart {
	failure: Failure;
	/** Fields that say which one it is, e.g. `{ skuId, destination }`. */
	about: IDataObject;
}

/** What came of an item that stands for several things: the rest of them is complete. */
export interface PartialResult {
	items: OutputItem[];
	failed: FailedPart[];
}

/** Everything an operation has while it handles one input item. */
export interface ItemCall {
	readonly itemIndex: number;
	readonly parameters: ParameterReader;
	readonly client: Client;
	/** For n8n's helpers; parameters and requests go through the two above. */
	readonly context: IExecuteFunctions;
	/** How many calls may run side by side. */
	readonly concurrency: number;
	/** Counts equal lines of one shop order within the batch. */
	readonly ordinals: Ordinals;
	/**
	 * Waits for this item's turn to send a write, and runs the task in it. Items are admitted in input
	 * order, `purchaseConcurrency` at a time: look-ups before the turn and whatever comes after it run
	 * beside the turns of other items. Where failures stop the workflow, no item is admitted after one
	 * that has failed; a task that fails (throws, or gives a Failure or a Reply that is none) keeps
	 * later items out until its item has ended, because a look may still show that all is well.
	 *
	 * Only the call that spends, returns or mails belongs inside, at most once an item. A lock on an
	 * order line is taken inside the turn, never around it: an item that holds it while it waits here
	 * could wait for an earlier item that waits for the lock. So a look-up may run before the turn, and
	 * what this process has sent since then is asked of the ledger inside.
	 *
	 * @throws whatever the task throws; {Failure} when the item is not admitted any more; {Cancelled}
	 */
	purchaseTurn<T>(task: () => Promise<T>): Promise<T>;
	/** Shows a text above the output once the run has ended, e.g. that an order is there twice. */
	hint(message: string): void;
	/**
	 * Tells that something was bought, returned or mailed for this item, e.g. `order EP1`. When a
	 * later item stops the batch, the error lists what was done.
	 */
	done(what: string): void;
}

/** `read` operations run side by side, `write` operations strictly one after another. */
export type OperationKind = 'read' | 'write';

/**
 * One operation: the fields it shows and what it does for an item. Its file is the only place that
 * knows it; it is put to work by its row in the resource's index.
 */
export interface Operation extends INodePropertyOptions {
	value: string;
	/** Sentence case, with the resource, e.g. `Create order`. */
	action: string;
	description: string;
	/** Shown when resource and operation are chosen; `displayOptions` need only what is beyond. */
	fields: INodeProperties[];
	kind: OperationKind | ((parameters: ParameterReader) => OperationKind);
	/** The endpoint that errors name when nothing was sent yet. */
	endpoint: EndpointKey | null;
	/**
	 * @returns the items, with failed items beside them where only parts have failed
	 * @throws {Failure} when the item fails
	 */
	execute(call: ItemCall): Promise<OutputItem[] | PartialResult>;
}

/** A resource and its operations. */
export interface Resource {
	name: string;
	value: string;
	/** Alphabetical, as n8n wants its lists. */
	operations: Operation[];
	/** Spelled `getAll.value`: the linter takes a resource that says 'getAll' itself for an operation. */
	defaultOperation: string;
}
