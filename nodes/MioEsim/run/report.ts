import type { IExecuteFunctions } from 'n8n-workflow';

import { cancelSignal } from '../../../mioesim/client/context';
import type { PartialResult } from '../operation';
import { ledger } from '../../../mioesim/lines/ledger';

/** @returns the record of this run, to be added to; a separate one when the run can't be identified */
export function doneInRun(context: IExecuteFunctions): Set<string> {
	const executionId = context.getExecutionId();
	if (!executionId) return new Set();
	const key = JSON.stringify([
		executionId,
		context.getNode().id,
		context.evaluateExpression('{{ $runIndex }}', 0),
	]);
	const done = ledger.runs.get(key) ?? new Set<string>();
	ledger.runs.set(key, done);
	return done;
}

/** How an item with an unknown outcome is listed. */
export function possiblyDone(itemIndex: number): string {
	return `item ${itemIndex} (outcome unknown)`;
}

/**
 * n8n discards the output of a stopped execution, so what was bought, or may have been, goes to the log.
 */
export function reportStop(
	context: IExecuteFunctions,
	done: ReadonlySet<string>,
	results: readonly PartialResult[],
): void {
	if (!cancelSignal(context)?.aborted) return;
	const said = results.flatMap((result, itemIndex) =>
		result.failed
			.filter(({ failure }) => failure.details.outcome !== 'notExecuted')
			.map(({ failure }) => `item ${itemIndex}: ${failure.message}`),
	);
	if (done.size > 0) said.unshift(`Done before that: ${[...done].join(', ')}`);
	if (said.length === 0) return;
	context.logger.warn(`MIOeSIM: the execution was stopped. ${said.join('\n')}`);
}
