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
	/** n8n searches the outputs for failed items and moves them to its own. */
	isSearchedByN8n: boolean;
	/** The node's option is on. */
	hasErrorOutput: boolean;
}

const ERROR_OUTPUT = 1;

export function routeOf(context: IExecuteFunctions, node: INode): Route {
	const hasErrorOutput = record(node.parameters.options).errorOutput !== false;
	const isConnected = connectionsOf(context);
	const ofN8n = hasErrorOutput ? ERROR_OUTPUT + 1 : ERROR_OUTPUT;
	const isSearchedByN8n = node.onError === 'continueErrorOutput';
	const to = (place: Place, connected: boolean | null = true): Route => ({
		place,
		isConnected: connected,
		isSearchedByN8n,
		hasErrorOutput,
	});

	if (isTool(node)) return to('toAgent');
	if (isSearchedByN8n) {
		// If both exist, the user asked for n8n's, unless nothing is connected to it.
		const isLost = isConnected(ofN8n) === false;
		if (isLost && hasErrorOutput && isConnected(ERROR_OUTPUT)) return to('toErrorOutput');
		return to('toN8nErrorOutput', isConnected(ofN8n));
	}
	if (hasErrorOutput && isConnected(ERROR_OUTPUT) !== false) {
		return to('toErrorOutput', isConnected(ERROR_OUTPUT));
	}
	return context.continueOnFail() ? to('toFirstOutput') : to('stop');
}

/** Connections to one input: the node and the output that each comes from. */
type Wires = Array<{ node: string; index: number }> | null | undefined;

/** Parts of n8n's execution context that its public type omits. */
interface Internals {
	getConnections?: (destination: { name: string }, type: string) => Wires[];
	runExecutionData?: {
		startData?: { destinationNode?: string | { nodeName?: string } };
	};
}

/** Whether an output leads to a node that runs; null when unknown. */
type IsConnected = (output: number) => boolean | null;

/**
 * What is connected to this node. Unknown on n8n versions that don't provide it, and in the editor's
 * "Execute step", which runs a copy of the workflow that ends at this node.
 */
export function connectionsOf(context: IExecuteFunctions): IsConnected {
	const internals = context as unknown as Internals;
	const getConnections = internals.getConnections?.bind(context);
	if (!getConnections) return () => null;
	const { name } = context.getNode();
	const destination = internals.runExecutionData?.startData?.destinationNode;
	const isCut = (typeof destination === 'object' ? destination.nodeName : destination) === name;

	const nodes = new Map(context.getChildNodes(name).map((node) => [node.name, node.disabled]));
	// n8n doesn't list a node among its own children, but a connection may lead back to it.
	nodes.set(name, false);
	const wires = [...nodes.keys()].flatMap((node) =>
		(getConnections({ name: node }, 'main') ?? []).flatMap(
			(inputs, input) => inputs?.map((from) => ({ from, to: { node, input } })) ?? [],
		),
	);

	const arrives = (node: string, output: number, passed: Set<string>): boolean =>
		wires
			.filter(({ from }) => from.node === node && from.index === output)
			.some(({ to }) => {
				if (nodes.get(to.node) !== true) return true;
				// n8n passes the data of a disabled node's first input to its first output.
				if (to.input !== 0 || passed.has(to.node)) return false;
				passed.add(to.node);
				return arrives(to.node, 0, passed);
			});

	return (output) => arrives(name, output, new Set()) || (isCut ? null : false);
}
