import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { DOCUMENTATION_URL } from '../../../mioesim/codes/failure';
import { ledger } from '../../../mioesim/lines/ledger';
import { redact } from '../../../mioesim/redact';
import { record } from '../../../mioesim/values';
import { asHtml, nodeApiError, withVendorText } from '../../shared/failures';
import { cancelSignal, runKey } from '../../shared/port';
import type { FailedPart, Operation, PartialResult } from '../operation';
import { forAgent } from '../output/agentItems';
import { hasErrorOutput, searchesOutputs, type Route } from './route';

/** One run of the node, as its parts need to know it. */
export interface Run {
	readonly context: IExecuteFunctions;
	/** n8n copies it on every call of `getNode`. */
	readonly node: INode;
	readonly items: INodeExecutionData[];
	/** Undefined when none has the name that the node has chosen. */
	readonly operation: Operation | undefined;
	readonly route: Route;
	/** What was bought, refunded or emailed, also by earlier tries of this run. */
	readonly done: Set<string>;
	/** What the operations report about their items. */
	readonly hints: Set<string>;
}

/** By input item; without those that were not started. */
type Results = readonly PartialResult[];

/** The failed parts of all items, in their order. */
const failedIn = (results: Results) =>
	results.flatMap(({ failed }, itemIndex) => failed.map((part) => ({ ...part, itemIndex })));

/** @returns the record of a run, to be added to; a separate one when the run can't be identified */
export function doneInRun(context: IExecuteFunctions): Set<string> {
	const key = runKey(context);
	if (key === null) return new Set();
	const done = ledger.runs.get(key) ?? new Set<string>();
	ledger.runs.set(key, done);
	return done;
}

/** The results of the items on the node's outputs: Success and, if it is on, Error. */
export function outputsOf(run: Run, results: Results): INodeExecutionData[][] {
	const { items, node, route } = run;
	const { simplify, options } = node.parameters;
	const isForAgent = route.place === 'toAgent';
	const includes = !isForAgent && record(options).includeInputFields === true;
	const kept = (item: INodeExecutionData) => (searchesOutputs(node) ? hiddenFromN8n(item) : item);
	const success: INodeExecutionData[] = [];
	const errors: INodeExecutionData[] = [];
	results.forEach((result, itemIndex) => {
		const pairedItem = { item: itemIndex };
		for (const each of result.items) {
			const json = includes ? withInput(each.json, items[itemIndex].json) : each.json;
			success.push(kept({ ...each, json, pairedItem }));
		}
		for (const part of result.failed) {
			const item = { ...failedItem(run, part, items[itemIndex]), pairedItem };
			if (route.place === 'toErrorOutput') errors.push(kept(item));
			else success.push(item);
		}
	});
	const shown = isForAgent ? forAgent(success, simplify === false) : success;
	return hasErrorOutput(node) ? [shown, errors] : [shown];
}

/**
 * The result with the input item's other fields after it: nothing of the result is lost. Without an `error`
 * of the input: n8n would take the item for a failed one.
 */
function withInput(result: IDataObject, input: IDataObject): IDataObject {
	const all: IDataObject = { ...result, ...input, ...result };
	if (!('error' in result)) delete all.error;
	return all;
}

/**
 * The input item's own fields, untouched, plus `error`. An `error` field of the input is kept as
 * `error.inputError`, unless it is this node's own from an earlier try. An item for an agent or for n8n's
 * error output is only `error`: n8n recognizes it as failed, and adds the input item's fields.
 */
function failedItem(run: Run, part: FailedPart, input: INodeExecutionData): INodeExecutionData {
	const { json, binary } = input;
	const isOurs = record(json.error).documentationUrl === DOCUMENTATION_URL;
	const inputError = isOurs ? null : (json.error ?? null);
	const error = { ...errorOf(run, part), ...(inputError === null ? {} : { inputError }) };
	const isWhole = run.route.place === 'toErrorOutput' || run.route.place === 'toFirstOutput';
	return { json: { ...(isWhole ? json : {}), error }, ...(isWhole && binary ? { binary } : {}) };
}

/** The `error` object of a failed item: one shape for every failure. */
function errorOf({ node, operation }: Run, part: FailedPart): IDataObject {
	const { details } = part.failure;
	return {
		message: details.meaning,
		code: details.code,
		type: details.type,
		apiMessage: details.apiMessage,
		resolution: details.resolution,
		retryable: details.retryable,
		outcome: details.outcome,
		resource: String(node.parameters.resource),
		operation: String(node.parameters.operation),
		endpoint: details.endpoint ?? operation?.endpoint ?? null,
		...part.subject,
		...(details.orderNumber === undefined ? {} : { orderNumber: details.orderNumber }),
		documentationUrl: DOCUMENTATION_URL,
	};
}

/**
 * The same item, but not one that n8n would treat as failed and move to its own error output, because its
 * JSON has no other fields than these. A field without a value is neither stored nor shown.
 */
function hiddenFromN8n(item: INodeExecutionData): INodeExecutionData {
	const isBare = Object.keys(item.json).every((name) => /^(?:error|message|details)$/.test(name));
	return item.json.error && isBare ? { ...item, json: { ...item.json, input: undefined } } : item;
}

/**
 * Stops the workflow, if an item failed. What else the run bought or may have bought stands in the error,
 * and is remembered for the next try of Retry On Fail, which may stop elsewhere.
 *
 * @throws {NodeApiError} for the first failed item
 */
export function stopAtFailure(run: Run, results: Results): void {
	const { node, done } = run;
	const [first, ...others] = failedIn(results);
	if (first === undefined) return;
	const remember = ({ itemIndex, failure }: typeof first) => {
		if (failure.details.outcome === 'unknown') done.add(`item ${itemIndex} (outcome unknown)`);
	};
	others.forEach(remember);
	// Errors end up in logs: no ICCID, and no link to a PDF that installs the eSIM.
	const named = Object.entries(first.subject)
		.filter(([name, value]) => value !== null && name !== 'iccid' && !/url$/i.test(name))
		.map(([, value]) => redact(String(value)));
	const notes = [];
	if (named.length > 0) notes.push(`This concerns ${named.join(', ')}.`);
	if (done.size > 0) notes.push(`Also in this run: ${[...done].join(', ')}.`);
	remember(first);
	const { itemIndex, failure } = first;
	const error = errorOf(run, { failure, subject: {} });
	throw nodeApiError(node, failure, { itemIndex, error, notes });
}

/** n8n discards the output of a stopped execution, so what was bought, or may have been, goes to the log. */
export function reportStop({ context, done }: Run, results: Results): void {
	if (!cancelSignal(context)?.aborted) return;
	const said = failedIn(results)
		.filter(({ failure }) => failure.details.outcome !== 'notExecuted')
		.map(({ itemIndex, failure }) => `item ${itemIndex}: ${failure.message}`);
	if (done.size > 0) said.unshift(`Done before that: ${[...done].join(', ')}`);
	const text = `MIOeSIM: the execution was stopped. ${said.join('\n')}`;
	if (said.length > 0) context.logger.warn(text);
}

/** More hints than this don't help. */
const MOST_HINTS = 10;

/**
 * Shows above the output what the Success tab alone doesn't show. "Execute step" marks a step successful
 * even if all items failed: those are on a tab that users rarely open.
 */
export function showHints({ context, route, hints }: Run, results: Results): void {
	const isElsewhere = route.place === 'toErrorOutput' || route.place === 'toN8nErrorOutput';
	const isSeen = route.isConnected === true && context.getMode() !== 'manual';
	const failed = failedIn(results);
	if (isElsewhere && !isSeen && failed.length > 0) {
		const [{ failure, sent }] = failed;
		const count =
			failed.length === 1 ? '1 item failed' : `${failed.length} items failed, the first with`;
		const what = `${count}: ${failure.details.meaning}. ${withVendorText(failure.details)}`;
		const lines = [what, sent, 'Open the Error tab for the details.'];
		const message = asHtml(lines.filter(Boolean).join('\n'));
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	}
	for (const message of [...hints].slice(0, MOST_HINTS)) {
		context.addExecutionHints({ message: asHtml(message), location: 'outputPane' });
	}
}
