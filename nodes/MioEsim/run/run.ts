import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { record } from '../../../mioesim/values';
import { asFailure } from '../../shared/asFailure';
import { findOperation } from '../operations';
import type { PartialResult } from '../operation';
import { itemsOfOthers } from './accounts';
import { Batch, type RunSettings } from './batch';
import { loopOver } from './itemLoop';
import { outputsOf, stoppingError, type ErrorContext } from './outputs';
import { doneInRun, possiblyDone, reportStop, showHints } from './report';
import { routeOf } from './route';

/**
 * Runs the chosen operation for all input items. Knows no operation by name. What every input item
 * asked for comes out in input order, on Success or as a failed item. Throws only when failures stop the
 * workflow.
 *
 * @returns one list for each output: Success, Error
 */
export async function run(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const node = this.getNode();
	const hasErrorOutput = record(node.parameters.options).errorOutput !== false;
	const route = routeOf(this, node, hasErrorOutput);
	const resource = String(node.parameters.resource);
	const operation = String(node.parameters.operation);
	const done = doneInRun(this);
	const hints = new Set<string>();
	const stops = route.place === 'stop';

	const batch = openBatch(this, {
		resource,
		operation,
		stops,
		done: (what) => done.add(what),
		hint: (message) => hints.add(message),
	});
	const endpoint = batch instanceof Failure ? null : batch.operation.endpoint;
	const context: ErrorContext = { resource, operation, endpoint };

	const refused = await itemsOfOthers(this, items.length);
	const results = await resultsOf(batch, items.length, stops, refused);
	reportStop(this, done, results);
	if (stops) throwFirst(node, results, context, done);
	showHints(this, route, results, hints);
	return outputsOf({ node, items, results, route, context, hasErrorOutput });
}

/** Reads what applies to the whole run; a failure here applies to every item. */
function openBatch(context: IExecuteFunctions, settings: RunSettings): Batch | Failure {
	try {
		const operation = findOperation(settings.resource, settings.operation);
		if (operation) return new Batch(context, operation, settings);
		return inputFailure(
			`The operation '${settings.operation}' of '${settings.resource}' does not exist`,
			"Choose 'Resource' and 'Operation' from their lists",
		);
	} catch (error) {
		return asFailure(error);
	}
}

/** @returns the result of each item that was started */
async function resultsOf(
	batch: Batch | Failure,
	count: number,
	stops: boolean,
	refused: ReadonlyMap<number, Failure>,
): Promise<PartialResult[]> {
	if (batch instanceof Failure) {
		const failed = [{ failure: batch, subject: {} }];
		return Array.from({ length: count }, () => ({ items: [], failed }));
	}
	const results: PartialResult[] = [];
	let isStopped = false;
	let stop = () => {};
	const stopped = new Promise<void>((resolve) => (stop = resolve));
	const loop = loopOver({
		count,
		width: batch.width,
		prepare: (itemIndex) => batch.prepare(itemIndex),
		isStopped: () => isStopped,
		begin: async (itemIndex, leave) => {
			results[itemIndex] = await batch.handle(itemIndex, leave, refused.get(itemIndex));
			if (!stops || results[itemIndex].failed.length === 0) return;
			isStopped = true;
			stop();
		},
	});
	// What the running items bought must be reported; reads need no waiting.
	await (batch.kind === 'read' ? Promise.race([loop, stopped]) : loop);
	return results;
}

/** @throws {NodeApiError} for the first failed item, if there is one */
function throwFirst(
	node: INode,
	results: readonly PartialResult[],
	context: ErrorContext,
	done: Set<string>,
): void {
	const failed = results.flatMap((result, itemIndex) =>
		result.failed.map((part) => ({ itemIndex, part })),
	);
	const [first, ...others] = failed;
	if (first === undefined) return;
	const isUnknown = ({ part }: typeof first) => part.failure.details.outcome === 'unknown';
	for (const { itemIndex } of others.filter(isUnknown)) done.add(possiblyDone(itemIndex));
	const error = stoppingError(node, first.part, context, first.itemIndex, done);
	// For the next try of Retry On Fail, which may stop elsewhere.
	if (isUnknown(first)) done.add(possiblyDone(first.itemIndex));
	throw error;
}
