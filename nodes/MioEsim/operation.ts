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
import type { ParameterReader } from '../shared/parameters/reader';

/** An item on its way out; the loop adds which input item it came from. */
export interface OutputItem {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** One thing of several that an item stands for, which failed on its own. */
export interface FailedPart {
	failure: Failure;
	/** Says which one it is, e.g. `{ iccid }`; stands under `error`. */
	subject: IDataObject;
}

/** What came of an item that stands for several things: the rest of them is complete. */
export interface PartialResult {
	items: OutputItem[];
	failed: FailedPart[];
}

/** Counts equal lines of one shop order within the batch. */
export interface Ordinals {
	/**
	 * @param itemIndex the same item always gets the same numbers
	 * @param count how many numbers the item needs
	 * @returns the first of its numbers: 1 for the first item with this key, 2 for the second, …
	 */
	of(itemIndex: number, key: string, count?: number): number;
}

/** Everything an operation has while it handles one input item. */
export interface ItemCall {
	readonly itemIndex: number;
	/** How many items the run has. */
	readonly itemCount: number;
	readonly parameters: ParameterReader;
	readonly client: Client;
	/** For n8n's helpers; parameters and requests go through the two above. */
	readonly context: IExecuteFunctions;
	/** How many calls may run side by side. */
	readonly concurrency: number;
	readonly ordinals: Ordinals;
	/** The parameters of another item of the run. */
	parametersOf(itemIndex: number): ParameterReader;
	/** What all items of the run share: made for the first that asks. */
	shared<T>(key: string, make: () => T): T;
	/**
	 * Waits for this item's turn to send a write, and runs the task in it. Items are admitted in input
	 * order, `purchaseConcurrency` at a time: look-ups before the turn and whatever comes after it run
	 * beside the turns of other items. Where failures stop the workflow, no item is admitted after one
	 * that has failed; a task that fails (throws, or gives a Failure or a Reply that is none) keeps
	 * later items out until its item has ended, because a look may still show that all is well.
	 *
	 * Only the call that spends, returns or mails belongs inside. A lock that is held while an item waits
	 * here has to be taken, with all other locks of the item, before `execute` first waits for anything:
	 * items start in input order, so every wait is for an item that started earlier, and no two can wait
	 * for each other, in one run or across runs.
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

/** `read` operations run side by side; of `write` operations all but the write itself does. */
export type OperationKind = 'read' | 'write';

/** What a look at an item that succeeded does not tell; null when there is nothing to say. */
export type HintFor = (item: OutputItem, parameters: ParameterReader) => string | null;

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
	 * Names of the parameters that are worth a look when MIOeSIM refuses the request, likeliest first.
	 * Only those that the item has set are named to the user.
	 */
	check: string[];
	/** Shown above the output once the run has ended; the same text once. */
	hint?: HintFor;
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
