import type { IExecuteFunctions } from 'n8n-workflow';

import { cancelSignal } from '../../shared/port';
import { ledger } from '../../../mioesim/lines/ledger';
import { asHtml, withVendorText } from '../../shared/nodeError';
import type { PartialResult } from '../operation';
import type { Route } from './route';

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

/** More hints than this don't help. */
const MOST_HINTS = 10;

/**
 * Shows above the output what the Success tab alone doesn't show. "Execute step" marks a step successful
 * even if all items failed: those are on a tab that users rarely open.
 *
 * @param said what the operations report about their items
 */
export function showHints(
	context: IExecuteFunctions,
	route: Route,
	results: readonly PartialResult[],
	said: ReadonlySet<string>,
): void {
	const warning = failuresOf(context, route, results);
	if (warning !== null) {
		context.addExecutionHints({ message: warning, type: 'warning', location: 'outputPane' });
	}
	for (const message of [...said].slice(0, MOST_HINTS)) {
		context.addExecutionHints({ message: asHtml(message), location: 'outputPane' });
	}
}

function failuresOf(
	context: IExecuteFunctions,
	{ place, isConnected }: Route,
	results: readonly PartialResult[],
): string | null {
	const isElsewhere = place === 'toErrorOutput' || place === 'toN8nErrorOutput';
	const isSeen = isConnected === true && context.getMode() !== 'manual';
	const failed = results.flatMap((result) => result.failed);
	if (!isElsewhere || isSeen || failed.length === 0) return null;
	const [{ failure, sent }] = failed;
	const count =
		failed.length === 1 ? '1 item failed' : `${failed.length} items failed, the first with`;
	const what = `${count}: ${failure.details.meaning}. ${withVendorText(failure.details)}`;
	const lines = [what, sent ?? '', 'Open the Error tab for the details.'];
	return asHtml(lines.filter(Boolean).join('\n'));
}
