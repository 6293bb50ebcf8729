import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { connectionsOf } from './wires';

/** Where a failed item goes. */
export type Place =
	/** First output, as an item with `error` only: an AI agent sees no other. */
	| 'toAgent'
	/** n8n's own error output, which n8n fills itself. */
	| 'toN8nErrorOutput'
	/** The node's Error output. */
	| 'toErrorOutput'
	/** First output, as the input item plus `error`. */
	| 'toFirstOutput'
	| 'stop';

export interface Route {
	place: Place;
	/** Whether anything is connected to the output for failed items; null when unknown. */
	isConnected: boolean | null;
	/** n8n searches the outputs for failed items and moves them to its own. */
	isSearchedByN8n: boolean;
}

const ERROR_OUTPUT = 1;

/** @param isErrorOutputOn the node's option */
export function routeOf(context: IExecuteFunctions, node: INode, isErrorOutputOn: boolean): Route {
	const isConnected = connectionsOf(context);
	const ofN8n = isErrorOutputOn ? ERROR_OUTPUT + 1 : ERROR_OUTPUT;
	const isSearchedByN8n = node.onError === 'continueErrorOutput';
	const to = (place: Place, connected: boolean | null = true): Route => ({
		place,
		isConnected: connected,
		isSearchedByN8n,
	});

	if (node.type.endsWith('Tool')) return to('toAgent');
	if (isSearchedByN8n) {
		// If both exist, the user asked for n8n's, unless nothing is connected to it.
		const isLost = isConnected(ofN8n) === false;
		if (isLost && isErrorOutputOn && isConnected(ERROR_OUTPUT)) return to('toErrorOutput');
		return to('toN8nErrorOutput', isConnected(ofN8n));
	}
	if (isErrorOutputOn && isConnected(ERROR_OUTPUT) !== false) {
		return to('toErrorOutput', isConnected(ERROR_OUTPUT));
	}
	return context.continueOnFail() ? to('toFirstOutput') : to('stop');
}
