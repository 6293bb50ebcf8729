import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { asFailure } from '../../shared/failures';
import { findOperation } from '../operations';
import type { Operation, PartialResult } from '../operation';
import { Batch, itemsOfOthers } from './batch';
import { loopOver } from './loop';
import { doneInRun, outputsOf, reportStop, showHints, stopAtFailure, type Run } from './outputs';
import { routeOf } from './route';

/**
 * Runs the chosen operation for all input items. Knows no operation by name. What every input item
 * asked for comes out in input order, on Success or as a failed item. Throws only when failures stop the
 * workflow.
 *
 * @returns one list for each output: Success, Error
 */
export async function run(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const node = this.getNode();
	const resource = String(node.parameters.resource);
	const operation = String(node.parameters.operation);
	const chosen = findOperation(resource, operation);
	const current: Run = {
		context: this,
		node,
		items: this.getInputData(),
		resource,
		operation,
		endpoint: chosen?.endpoint ?? null,
		route: routeOf(this, node),
		done: doneInRun(this),
		hints: new Set(),
	};
	const results = await resultsOf(current, openBatch(current, chosen));
	reportStop(current, results);
	if (current.route.place === 'stop') stopAtFailure(current, results);
	showHints(current, results);
	return outputsOf(current, results);
}

/** Reads what applies to the whole run; a failure here applies to every item. */
function openBatch(current: Run, chosen: Operation | undefined): Batch | Failure {
	if (chosen === undefined) {
		return inputFailure(
			`The operation '${current.operation}' of '${current.resource}' does not exist`,
			"Choose 'Resource' and 'Operation' from their lists",
		);
	}
	try {
		return new Batch(current, chosen);
	} catch (error) {
		return asFailure(error);
	}
}

/** @returns the result of each item that was started */
async function resultsOf(current: Run, batch: Batch | Failure): Promise<PartialResult[]> {
	const { items, route } = current;
	if (batch instanceof Failure) {
		return items.map(() => ({ items: [], failed: [{ failure: batch, subject: {} }] }));
	}
	const refused = await itemsOfOthers(current);
	const results: PartialResult[] = [];
	let isStopped = false;
	let stop = () => {};
	const stopped = new Promise<void>((resolve) => (stop = resolve));
	const loop = loopOver({
		count: items.length,
		width: batch.width,
		isStopped: () => isStopped,
		begin: async (itemIndex, leave) => {
			results[itemIndex] = await batch.handle(itemIndex, leave, refused.get(itemIndex));
			if (route.place !== 'stop' || results[itemIndex].failed.length === 0) return;
			isStopped = true;
			stop();
		},
	});
	// What the running items bought must be reported; reads need no waiting.
	await (batch.kind === 'read' ? Promise.race([loop, stopped]) : loop);
	return results;
}
