import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { endpoints, type EndpointKey } from '../../mioesim/wire/endpoints';
import type { Failure } from '../../mioesim/codes/failure';
import type { Till } from '../../mioesim/lines/line';
import type { ParameterReader } from '../shared/parameters/reader';

/** An output item; the loop adds which input item it came from. */
export type OutputItem = Pick<INodeExecutionData, 'json' | 'binary'>;

/** One of several results of an item, which failed on its own. */
export interface FailedPart {
	failure: Failure;
	/** Identifies it, e.g. `{ iccid }`; part of `error`. */
	subject: IDataObject;
	/** What was sent, for the person who looks at the node. */
	sent?: string | null;
}

/** The result of an item that asks for several things; all others are complete. */
export interface PartialResult {
	items: OutputItem[];
	failed: FailedPart[];
}

/** Everything that an operation needs to handle one input item. */
export interface ItemCall extends Till {
	readonly itemIndex: number;
	readonly parameters: ParameterReader;
	/** For n8n's helpers only; parameters and requests go through the client and the parameters. */
	readonly context: IExecuteFunctions;
	/** How many calls may run side by side. */
	readonly concurrency: number;
	/** A value that all items of the run share, created for the first one that asks. */
	shared<T>(key: string, make: () => T): T;
	/** Shows a text above the output after the run, e.g. that an order exists twice; identical texts once. */
	hint(message: string): void;
}

/** `read` operations run side by side; `write` operations do so except for the write itself. */
export type OperationKind = 'read' | 'write';

/** One operation: the fields it shows and what it does for an item. Only its own file knows it. */
export interface Operation {
	name: string;
	/** Sentence case, with the resource, e.g. `Create order`. */
	action: string;
	/** Its description. */
	help: string;
	/** Shown when resource and operation are chosen; `displayOptions` needs further conditions only. */
	fields: INodeProperties[];
	/** As that of its endpoint, or `read` without one, unless the operation has its own. */
	kind?: OperationKind | ((parameters: ParameterReader) => OperationKind);
	/** The endpoint that errors name before anything was sent. */
	endpoint: EndpointKey | null;
	/** Parameters to check when MIOeSIM refuses the request, likeliest first; shown if the item has them set. */
	check?: string[];
	/**
	 * @returns the items, with failed items among them when only parts have failed
	 * @throws {Failure} when the item fails
	 */
	execute(call: ItemCall): Promise<OutputItem[] | PartialResult>;
}

export function kindOf({ kind, endpoint }: Operation): NonNullable<Operation['kind']> {
	return kind ?? (endpoint !== null && endpoints[endpoint].kind === 'write' ? 'write' : 'read');
}
