import type { IDataObject, INode, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { DOCUMENTATION_URL, type Failure } from '../../../mioesim/codes/failure';
import { redact } from '../../../mioesim/redact';
import { readIccid } from '../../../mioesim/shapes/card';
import { record, text } from '../../../mioesim/values';
import { nodeApiError } from '../../shared/nodeError';
import type { ParameterReader } from '../../shared/parameters/reader';
import type { FailedPart, PartialResult } from '../operation';
import { forAgent } from '../output/agentItems';
import type { Route } from './route';

/** What a run has come to. */
interface RunResult {
	node: INode;
	items: INodeExecutionData[];
	/** By input item. */
	results: readonly PartialResult[];
	route: Route;
	context: ErrorContext;
	hasErrorOutput: boolean;
}

/** The results of the items on the node's outputs: Success and, if it is on, Error. */
export function outputsOf(run: RunResult): INodeExecutionData[][] {
	const { node, items, results, route, context, hasErrorOutput } = run;
	const isForAgent = route.place === 'toAgent';
	const includes = !isForAgent && record(node.parameters.options).includeInputFields === true;
	const success: INodeExecutionData[] = [];
	const errors: INodeExecutionData[] = [];

	const fail = (part: FailedPart, itemIndex: number) => {
		const input = items[itemIndex];
		switch (route.place) {
			case 'toErrorOutput': {
				const item = failedItem(part, context, input, itemIndex);
				return errors.push(route.isSearchedByN8n ? hiddenFromN8n(item) : item);
			}
			case 'toFirstOutput':
				return success.push(failedItem(part, context, input, itemIndex));
			default:
				return success.push(bareFailedItem(part, context, input, itemIndex));
		}
	};
	results.forEach((result, itemIndex) => {
		for (const each of result.items) {
			const json = includes ? withInput(each.json, items[itemIndex].json) : each.json;
			const item = { ...each, json, pairedItem: { item: itemIndex } };
			success.push(route.isSearchedByN8n ? hiddenFromN8n(item) : item);
		}
		for (const part of result.failed) fail(part, itemIndex);
	});
	const shown = isForAgent ? forAgent(success, node.parameters.simplify === false) : success;
	return hasErrorOutput ? Array.of(shown, errors) : [shown];
}

/** Where the failure happened, for the reader of the item. */
export interface ErrorContext {
	resource: string;
	operation: string;
	/** Used when the failure itself names no endpoint. */
	endpoint: string | null;
}

/** n8n treats an item as failed if its JSON has no other fields than these. */
const FIELDS_OF_N8N = new Set(['error', 'message', 'details']);

/**
 * The result with the input item's other fields after it: nothing of the result is lost. Without an `error`
 * of the input: n8n would take the item for a failed one.
 */
function withInput(result: IDataObject, input: IDataObject): IDataObject {
	const all: IDataObject = { ...result, ...input, ...result };
	if (!('error' in result)) delete all.error;
	return all;
}

/** The `error` object of a failed item: one shape for every failure. */
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
 * The input item's own fields, untouched, plus `error`. An `error` field of the input is kept as
 * `error.inputError`, unless it is this node's own from an earlier try.
 */
function failedItem(
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

/** Only `error`: n8n recognizes this as a failed item and adds the input item's fields. */
function bareFailedItem(
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
 * The same item, but not one that n8n would treat as failed and move to its own error output. A field
 * without a value is neither stored nor shown.
 */
function hiddenFromN8n(item: INodeExecutionData): INodeExecutionData {
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
 * @param done what other items of the batch bought, refunded or emailed
 */
export function stoppingError(
	node: INode,
	part: FailedPart,
	context: ErrorContext,
	itemIndex: number,
	done: ReadonlySet<string>,
): NodeApiError {
	const { failure, subject } = part;
	// Errors end up in logs: no ICCID, and no link to a PDF that installs the eSIM.
	const named = Object.entries(subject)
		.filter(([name, value]) => value !== null && name !== 'iccid' && !/url$/i.test(name))
		.map(([, value]) => redact(String(value)));
	const notes = [];
	if (named.length > 0) notes.push(`This concerns ${named.join(', ')}.`);
	if (done.size > 0) {
		notes.push(`Also in this run: ${[...done].join(', ')}.`);
	}
	const error = errorOf({ failure, subject: {} }, context);
	return nodeApiError(node, failure, { itemIndex, error, notes });
}

/** What an order number can look like. An activation code that was entered by mistake must not show. */
const ORDER_NUMBER = /^[\w-]{1,40}$/;

/** An item that failed as a whole, with the order and the card it concerns, as far as they were read. */
export function failedWhole(failure: Failure, parameters: ParameterReader): FailedPart {
	const entered = parameters.isSet('orderNumber') ? text(parameters.raw('orderNumber')) : null;
	const isNumber = entered !== null && ORDER_NUMBER.test(entered);
	const orderNumber = failure.details.orderNumber ?? (isNumber ? entered : undefined);
	const iccid = parameters.isSet('iccid') ? readIccid(parameters.raw('iccid')) : null;
	return {
		failure: orderNumber === undefined ? failure : failure.with({ orderNumber }),
		subject: iccid === null ? {} : { iccid },
	};
}
