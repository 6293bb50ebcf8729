import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../../../api/codes/failure';
import { inputFailure } from '../../../api/codes/failures';
import { record } from '../../../api/values';
import { Client } from '../../../transport/client';
import { concurrently } from '../../../transport/concurrently';
import { cancelSignal } from '../../../transport/context';
import { Limiter } from '../../../transport/limiter';
import { findOperation } from '../actions';
import { doneInRun } from './done';
import type { ItemCall, Operation, OperationKind, PartialResult } from '../operation';
import { forAgent } from '../output/agentItems';
import { asFailure, bareFailedItem, failedItem, stoppingError } from './failedItem';
import { routeOf } from './route';
import { optionFields } from '../fields/options';
import { ParameterReader } from '../../shared/parameterReader';
import { fieldsOf } from '../../shared/parameters/fields';
import { itemSource } from '../../shared/parameters/source';
import { Ordinals } from '../purchase/externalIds';

/** What is the same for all items of a run. */
interface Batch {
	operation: Operation;
	kind: OperationKind;
	concurrency: number;
	callOf(itemIndex: number): ItemCall;
}

/**
 * Runs the chosen operation over all input items: reads side by side, writes one after another.
 * Knows no operation by name. Every input item comes out exactly once, on Success or as a failed
 * item, in input order; something is thrown only when failures are to stop the workflow.
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
	const scene = { resource, operation, endpoint: null as string | null };
	const done = doneInRun(this);
	const outcomes = new Array<PartialResult>(items.length);

	const batch = openBatch(this, resource, operation, done);
	const isWrite = !(batch instanceof Failure) && batch.kind === 'write';
	if (!(batch instanceof Failure)) scene.endpoint = batch.operation.endpoint;

	await concurrently(
		items.length,
		batch instanceof Failure || isWrite ? 1 : batch.concurrency,
		async (itemIndex) => {
			const outcome = await outcomeOf(batch, itemIndex);
			const [first] = outcome.failed;
			if (first && route === 'stop') {
				const stop = stoppingError(node, first, scene, itemIndex, done);
				// For the next try of Retry On Fail, which may stop elsewhere.
				if (first.failure.details.outcome === 'unknown') {
					done.add(`item ${itemIndex} perhaps (its outcome stayed unknown)`);
				}
				throw stop;
			}
			outcomes[itemIndex] = outcome;
		},
	).finally(() => reportStop(this, done, outcomes));

	// Who turns Simplify off wants the data untouched, an agent no less.
	const isForAgent = route === 'toAgent' && node.parameters.simplify !== false;
	const success: INodeExecutionData[] = [];
	const errors: INodeExecutionData[] = [];
	outcomes.forEach((outcome, itemIndex) => {
		const given = isForAgent ? outcome.items.map(forAgent) : outcome.items;
		for (const item of given) success.push({ ...item, pairedItem: { item: itemIndex } });
		for (const part of outcome.failed) {
			if (route === 'toErrorOutput') {
				errors.push(failedItem(part, scene, items[itemIndex], itemIndex));
			} else if (route === 'toFirstOutput') {
				success.push(failedItem(part, scene, items[itemIndex], itemIndex));
			} else {
				success.push(bareFailedItem(part, scene, itemIndex));
			}
		}
	});
	return hasErrorOutput ? Array.of(success, errors) : [success];
}

/** Whatever happens to an item: it never throws, so that no item is lost. */
async function outcomeOf(batch: Batch | Failure, itemIndex: number): Promise<PartialResult> {
	const kind = batch instanceof Failure ? 'read' : batch.kind;
	try {
		if (batch instanceof Failure) throw batch;
		const result = await batch.operation.execute(batch.callOf(itemIndex));
		return Array.isArray(result) ? { items: result, failed: [] } : result;
	} catch (error) {
		return { items: [], failed: [{ failure: asFailure(error, kind), about: {} }] };
	}
}

/** Reads what holds for the whole run; a failure here is one of every item. */
function openBatch(
	context: IExecuteFunctions,
	resource: string,
	operationValue: string,
	done: Set<string>,
): Batch | Failure {
	try {
		const operation = findOperation(resource, operationValue);
		if (!operation) {
			throw inputFailure(
				`The operation '${operationValue}' of '${resource}' does not exist`,
				"Choose 'Resource' and 'Operation' from their lists",
			);
		}
		const fields = fieldsOf([...operation.fields, ...optionFields]);
		const node = context.getNode();
		const readerOf = (index: number) =>
			new ParameterReader(itemSource(context, index, node), fields);
		const options = readerOf(0);
		const concurrency = options.integer('options.concurrency');
		const timeoutMs = options.integer('options.timeout');
		const client = new Client(context, timeoutMs, new Limiter(concurrency));
		const ordinals = new Ordinals();
		return {
			operation,
			kind: typeof operation.kind === 'function' ? operation.kind(options) : operation.kind,
			concurrency,
			callOf: (itemIndex) => ({
				itemIndex,
				parameters: readerOf(itemIndex),
				client,
				context,
				concurrency,
				ordinals,
				purchaseTurn: async (task) => await task(),
				hint: (message) => context.addExecutionHints({ message, location: 'outputPane' }),
				done: (what) => done.add(what),
			}),
		};
	} catch (error) {
		return asFailure(error, 'read');
	}
}

/**
 * n8n throws away what a stopped execution returns, so what was bought goes to the log, and what may
 * have been bought as well.
 */
function reportStop(
	context: IExecuteFunctions,
	done: ReadonlySet<string>,
	outcomes: readonly PartialResult[],
): void {
	if (!cancelSignal(context)?.aborted) return;
	const said = outcomes.flatMap((outcome, itemIndex) =>
		outcome.failed
			.filter(({ failure }) => failure.details.outcome !== 'notExecuted')
			.map(({ failure }) => `item ${itemIndex}: ${failure.message}`),
	);
	if (done.size > 0) said.unshift(`Done before that: ${[...done].join(', ')}`);
	if (said.length === 0) return;
	context.logger.warn(`MIOeSIM: the execution was stopped. ${said.join('\n')}`);
}
