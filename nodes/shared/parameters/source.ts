import type { IExecuteFunctions, INode, IPollFunctions } from 'n8n-workflow';

/** Where parameters come from: a node that runs for an item, or a trigger that polls. */
export interface ParameterSource {
	/** As it was saved, expressions not resolved. */
	readonly node: INode;
	/**
	 * The value of a parameter, expressions resolved; null when it is not set.
	 *
	 * @param name `limit`, or `filters.status` for a child of a collection
	 * @throws what n8n throws when an expression fails
	 */
	get(name: string): unknown;
}

/** @param node `context.getNode()`; n8n copies it on every call, and a run has many items */
export function itemSource(
	context: IExecuteFunctions,
	itemIndex: number,
	node: INode = context.getNode(),
): ParameterSource {
	return { node, get: (name) => context.getNodeParameter(name, itemIndex, null) as unknown };
}

export function pollSource(context: IPollFunctions): ParameterSource {
	return {
		node: context.getNode(),
		get: (name) => context.getNodeParameter(name, null) as unknown,
	};
}
