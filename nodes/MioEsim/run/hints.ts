import type { IExecuteFunctions } from 'n8n-workflow';

import { asHtml } from '../../shared/nodeError';
import type { PartialResult } from '../operation';
import type { Route } from './route';

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
	const [{ failure }] = failed;
	const { meaning, resolution } = failure.details;
	const count =
		failed.length === 1 ? '1 item failed' : `${failed.length} items failed, the first with`;
	return asHtml(`${count}: ${meaning}. ${resolution}\nOpen the Error tab for the details.`);
}
