import type { IExecuteFunctions } from 'n8n-workflow';

import { cancelSignal } from '../../../transport/context';
import type { PartialResult } from '../operation';

/**
 * What runs of the node have bought, returned or mailed, by run. n8n's Retry On Fail makes a new try of
 * the whole node within the same run: what the tries before have done must still be told.
 */
const runs = new Map<string, Set<string>>();

/** More than run at the same time. */
const MOST_RUNS = 1000;

/** @returns the list of this run, to be added to; one of its own for a run that cannot be told apart */
export function doneInRun(context: IExecuteFunctions): Set<string> {
	const executionId = context.getExecutionId();
	if (!executionId) return new Set();
	const key = JSON.stringify([
		executionId,
		context.getNode().id,
		context.evaluateExpression('{{ $runIndex }}', 0),
	]);
	const done = runs.get(key) ?? new Set<string>();
	runs.set(key, done);
	for (const oldest of runs.keys()) {
		if (runs.size <= MOST_RUNS) break;
		runs.delete(oldest);
	}
	return done;
}

/** How an item whose outcome stayed unknown is listed among what was done. */
export function perhapsDone(itemIndex: number): string {
	return `item ${itemIndex} perhaps (its outcome stayed unknown)`;
}

/**
 * n8n throws away what a stopped execution returns, so what was bought goes to the log, and what may
 * have been bought as well.
 */
export function reportStop(
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
