import type { INode, INodeExecutionData } from 'n8n-workflow';

import type { FailedPart, PartialResult } from '../operation';
import { forAgent } from '../output/agentItems';
import { bareFailedItem, failedItem, hiddenFromN8n, type ErrorContext } from './failedItem';
import type { Route } from './route';

/** What a run has come to. */
interface RunResult {
	node: INode;
	items: INodeExecutionData[];
	/** By input item. */
	results: readonly PartialResult[];
	route: Route;
	context: ErrorContext;
	hasErrorOutput: boolean;
}

/** The results of the items on the node's outputs: Success and, if it is on, Error. */
export function outputsOf(run: RunResult): INodeExecutionData[][] {
	const { node, items, results, route, context, hasErrorOutput } = run;
	// A user who turns Simplify off wants the data untouched, also from an agent.
	const isForAgent = route.place === 'toAgent' && node.parameters.simplify !== false;
	const success: INodeExecutionData[] = [];
	const errors: INodeExecutionData[] = [];

	const fail = (part: FailedPart, itemIndex: number) => {
		const input = items[itemIndex];
		switch (route.place) {
			case 'toErrorOutput': {
				const item = failedItem(part, context, input, itemIndex);
				return errors.push(route.isSearchedByN8n ? hiddenFromN8n(item) : item);
			}
			case 'toFirstOutput':
				return success.push(failedItem(part, context, input, itemIndex));
			default:
				return success.push(bareFailedItem(part, context, input, itemIndex));
		}
	};
	results.forEach((result, itemIndex) => {
		const given = isForAgent ? result.items.map(forAgent) : result.items;
		for (const each of given) {
			const item = { ...each, pairedItem: { item: itemIndex } };
			success.push(route.isSearchedByN8n ? hiddenFromN8n(item) : item);
		}
		for (const part of result.failed) fail(part, itemIndex);
	});
	return hasErrorOutput ? Array.of(success, errors) : [success];
}
