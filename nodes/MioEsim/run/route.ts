import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { record } from '../../../mioesim/values';
import { isTool } from '../../shared/port';

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
}

/** Whether the node's option for an Error output of its own is on. */
export function hasErrorOutput({ parameters }: INode): boolean {
	return record(parameters.options).errorOutput !== false;
}

/** Whether n8n searches the outputs for failed items, and moves them to its own. */
export function searchesOutputs({ onError }: INode): boolean {
	return onError === 'continueErrorOutput';
}

export function routeOf(context: IExecuteFunctions, node: INode): Route {
	if (isTool(node)) return { place: 'toAgent', isConnected: true };
	const isConnected = connectionsOf(context);
	const own = hasErrorOutput(node) && isConnected(1);
	if (searchesOutputs(node)) {
		const ofN8n = isConnected(hasErrorOutput(node) ? 2 : 1);
		// If both exist, the user asked for n8n's, unless nothing is connected to it.
		if (ofN8n !== false || !own) return { place: 'toN8nErrorOutput', isConnected: ofN8n };
	}
	if (own !== false) return { place: 'toErrorOutput', isConnected: own };
	return { place: context.continueOnFail() ? 'toFirstOutput' : 'stop', isConnected: true };
}

/** Parts of n8n's execution context that its public type omits. */
interface Internals {
	/** For each input of a node, the nodes and outputs that lead to it. */
	getConnections?: (
		destination: { name: string },
		type: string,
	) => Array<Array<{ node: string; index: number }> | null | undefined>;
	runExecutionData?: {
		startData?: { destinationNode?: string | { nodeName?: string } };
	};
}

/**
 * Whether an output of this node leads to a node that runs. Null when unknown: on n8n versions that don't
 * tell, and in the editor's "Execute step", which runs a copy of the workflow that ends at this node.
 */
export function connectionsOf(context: IExecuteFunctions): (output: number) => boolean | null {
	const internals = context as unknown as Internals;
	const getConnections = internals.getConnections?.bind(context);
	if (!getConnections) return () => null;
	const { name } = context.getNode();
	const destination = internals.runExecutionData?.startData?.destinationNode;
	const isCut = (typeof destination === 'object' ? destination.nodeName : destination) === name;
	const disabled = new Map(context.getChildNodes(name).map((node) => [node.name, node.disabled]));
	// n8n doesn't list a node among its own children, but a connection may lead back to it.
	disabled.set(name, false);
	const wires = [...disabled.keys()].flatMap((node) =>
		(getConnections({ name: node }, 'main') ?? []).flatMap(
			(inputs, input) => inputs?.map((from) => ({ from, to: { node, input } })) ?? [],
		),
	);
	const arrives = (node: string, output: number, passed: Set<string>): boolean =>
		wires
			.filter(({ from }) => from.node === node && from.index === output)
			.some(({ to }) => {
				if (disabled.get(to.node) !== true) return true;
				// n8n passes the data of a disabled node's first input to its first output.
				if (to.input !== 0 || passed.has(to.node)) return false;
				return arrives(to.node, 0, passed.add(to.node));
			});
	return (output) => arrives(name, output, new Set()) || (isCut ? null : false);
}
