import type { IExecuteFunctions, INode } from 'n8n-workflow';

/** Where a failed item goes. */
export type Route =
	/** First output, as an item with `error` only: an AI agent sees nothing else. */
	| 'toAgent'
	/** n8n's own error output, which n8n fills itself. */
	| 'toN8nErrorOutput'
	/** The node's Error output. */
	| 'toErrorOutput'
	/** First output, as the input item with `error` added. */
	| 'toFirstOutput'
	| 'stop';

export const ERROR_OUTPUT = 1;

/** @param isErrorOutputOn the node's option */
export function routeOf(context: IExecuteFunctions, node: INode, isErrorOutputOn: boolean): Route {
	if (node.type.endsWith('Tool')) return 'toAgent';
	if (node.onError === 'continueErrorOutput') return 'toN8nErrorOutput';
	if (isErrorOutputOn && isErrorOutputConnected(context, node) !== false) return 'toErrorOutput';
	return context.continueOnFail() ? 'toFirstOutput' : 'stop';
}

/** Parts of n8n's execution context that its public type leaves out. */
interface Internals {
	getConnections?: (
		destination: { name: string },
		type: string,
	) => Array<Array<{ node: string; index: number }> | null | undefined>;
	runExecutionData?: {
		startData?: { destinationNode?: string | { nodeName?: string } };
	};
}

/** Whether a wire leaves the Error output; null when that cannot be known. */
function isErrorOutputConnected(context: IExecuteFunctions, node: INode): boolean | null {
	const internals = context as unknown as Internals;
	if (typeof internals.getConnections !== 'function') return null;
	const isConnected = context
		.getChildNodes(node.name)
		.some(({ name }) =>
			internals
				.getConnections?.({ name }, 'main')
				.some((wires) =>
					wires?.some((wire) => wire.node === node.name && wire.index === ERROR_OUTPUT),
				),
		);
	if (isConnected) return true;
	// "Execute step" in the editor runs a copy of the workflow that ends at this node.
	const destination = internals.runExecutionData?.startData?.destinationNode;
	const isCut =
		(typeof destination === 'object' ? destination.nodeName : destination) === node.name;
	return isCut ? null : false;
}
