import type { IDataObject, INode, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { DOCUMENTATION_URL } from '../../../api/codes/failure';
import { record } from '../../../api/values';
import { redact } from '../../../api/redact';
import { nodeApiError } from '../../shared/nodeError';
import type { FailedPart } from '../operation';

/** Where the failure happened, for the reader of the item. */
export interface ErrorContext {
	resource: string;
	operation: string;
	/** Named when the failure itself names no endpoint. */
	endpoint: string | null;
}

/** n8n takes an item for a failed one when its JSON has no other fields than these. */
const FIELDS_OF_N8N = new Set(['error', 'message', 'details']);

/** The `error` object of a failed item: one shape, whatever failed. */
function errorOf({ failure, subject }: FailedPart, context: ErrorContext): IDataObject {
	const { details } = failure;
	return {
		message: details.meaning,
		code: details.code,
		type: details.type,
		apiMessage: details.apiMessage,
		resolution: details.resolution,
		retryable: details.retryable,
		outcome: details.outcome,
		resource: context.resource,
		operation: context.operation,
		endpoint: details.endpoint ?? context.endpoint,
		...subject,
		...(details.orderNumber === undefined ? {} : { orderNumber: details.orderNumber }),
		documentationUrl: DOCUMENTATION_URL,
	};
}

/**
 * The input item's own fields, untouched, and `error` beside them. A field of that name which the item
 * came with is kept as `error.inputError`, unless it is what this node said about an earlier try.
 */
export function failedItem(
	part: FailedPart,
	context: ErrorContext,
	input: INodeExecutionData,
	itemIndex: number,
): INodeExecutionData {
	const bare = bareFailedItem(part, context, input, itemIndex);
	return {
		...bare,
		json: { ...input.json, ...bare.json },
		...(input.binary ? { binary: input.binary } : {}),
	};
}

/** Nothing but `error`: what n8n recognises as a failed item, and adds the input item's fields to. */
export function bareFailedItem(
	part: FailedPart,
	context: ErrorContext,
	input: INodeExecutionData,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { error: { ...errorOf(part, context), ...inputErrorOf(input) } },
		pairedItem: { item: itemIndex },
	};
}

/**
 * The same item, but none that n8n would take for a failed one and move to its own error output. A
 * field without a value is not stored, and shows nowhere.
 */
export function hiddenFromN8n(item: INodeExecutionData): INodeExecutionData {
	const isBare = Object.keys(item.json).every((name) => FIELDS_OF_N8N.has(name));
	return item.json.error && isBare ? { ...item, json: { ...item.json, input: undefined } } : item;
}

function inputErrorOf({ json }: INodeExecutionData): IDataObject {
	const { error } = json;
	const isOurs = record(error).documentationUrl === DOCUMENTATION_URL;
	return error === undefined || error === null || isOurs ? {} : { inputError: error };
}

/**
 * The error that stops the workflow.
 *
 * @param done what other items of the batch bought, returned or mailed
 */
export function stoppingError(
	node: INode,
	part: FailedPart,
	context: ErrorContext,
	itemIndex: number,
	done: ReadonlySet<string>,
): NodeApiError {
	const { failure, subject } = part;
	// An error ends up in logs: no ICCID, and no link to a PDF that installs the eSIM.
	const named = Object.entries(subject)
		.filter(([name, value]) => value !== null && name !== 'iccid' && !/url$/i.test(name))
		.map(([, value]) => redact(String(value)));
	const notes = [];
	if (named.length > 0) notes.push(`This concerns ${named.join(', ')}.`);
	if (done.size > 0) {
		notes.push(`Other items of this run were carried out: ${[...done].join(', ')}.`);
	}
	const error = errorOf({ failure, subject: {} }, context);
	return nodeApiError(node, failure, { itemIndex, error, notes });
}
