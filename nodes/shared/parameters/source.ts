import type { IExecuteFunctions, INode, IPollFunctions } from 'n8n-workflow';

import { record } from '../../../mioesim/values';

/** Where parameters come from: a node that processes an item, or a trigger that polls. */
export interface ParameterSource {
	/** The node as saved, with unresolved expressions. */
	readonly node: INode;
	/**
	 * The value of a parameter with its expression resolved; null when not set.
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
	return {
		node,
		get: (name) => {
			const written = writtenValue(node, name);
			// n8n searches all fields of the node for each value, whether or not it is an expression.
			if (isPlain(written)) return written ?? null;
			return context.getNodeParameter(name, itemIndex, null) as unknown;
		},
	};
}

export function pollSource(context: IPollFunctions): ParameterSource {
	return {
		node: context.getNode(),
		get: (name) => context.getNodeParameter(name, null) as unknown,
	};
}

/** The parameter as saved; for a child of a collection that is an expression, that expression. */
function writtenValue({ parameters }: INode, name: string): unknown {
	const [parent, child] = name.split('.');
	const value: unknown = parameters[parent];
	return child === undefined || isExpression(value) ? value : record(value)[child];
}

/** Whether a saved parameter is an expression. */
export function isExpression(written: unknown): boolean {
	return typeof written === 'string' && written.startsWith('=');
}

/**
 * Whether a value is the same for every item: neither an expression nor an object that may contain one.
 */
function isPlain(value: unknown): boolean {
	return !isExpression(value) && (typeof value !== 'object' || value === null);
}

/** An object's own field; an inherited one, such as `constructor`, doesn't count. */
export function ownValue(group: object, name: string): unknown {
	return Object.prototype.hasOwnProperty.call(group, name)
		? (group as Record<string, unknown>)[name]
		: undefined;
}
