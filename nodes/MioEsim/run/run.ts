import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { inputFailure } from '../../../mioesim/codes/failures';
import { asFailure } from '../../shared/failures';
import { findOperation } from '../operations';
import type { PartialResult } from '../operation';
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
	const { resource, operation } = node.parameters;
	const current: Run = {
		context: this,
		node,
		items: this.getInputData(),
		operation: findOperation(String(resource), String(operation)),
		route: routeOf(this, node),
		done: doneInRun(this),
		hints: new Set(),
	};
	const results = await resultsOf(current);
	reportStop(current, results);
	if (current.route.place === 'stop') stopAtFailure(current, results);
	showHints(current, results);
	return outputsOf(current, results);
}

/** @returns the result of each item that was started */
async function resultsOf(run: Run): Promise<PartialResult[]> {
	const { node, items, operation, route } = run;
	let batch: Batch;
	try {
		if (operation === undefined) {
			throw inputFailure(
				`The operation '${String(node.parameters.operation)}' of '${String(node.parameters.resource)}' does not exist`,
				"Choose 'Resource' and 'Operation' from their lists",
			);
		}
		batch = new Batch(run, operation);
	} catch (error) {
		const failure = asFailure(error);
		return items.map(() => ({ items: [], failed: [{ failure, subject: {} }] }));
	}
	const refused = await itemsOfOthers(run);
	const results: PartialResult[] = [];
	let isStopped = false;
	await new Promise<void>((resolve, reject) => {
		const begin = async (itemIndex: number, leave: () => void) => {
			results[itemIndex] = await batch.handle(itemIndex, leave, refused.get(itemIndex));
			if (route.place !== 'stop' || results[itemIndex].failed.length === 0) return;
			isStopped = true;
			// What the running items bought must be reported; reads need no waiting.
			if (batch.kind === 'read') resolve();
		};
		loopOver(items.length, batch.width, () => isStopped, begin).then(resolve, reject);
	});
	return results;
}
