import type { IExecuteFunctions } from 'n8n-workflow';

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
