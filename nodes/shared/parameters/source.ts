import type { IExecuteFunctions, INode, IPollFunctions } from 'n8n-workflow';

import { record } from '../../../api/values';

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
	return {
		node,
		get: (name) => {
			const written = writtenValue(node, name);
			// n8n looks through all fields of the node for each value, whether or not it is an expression.
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

/** The parameter as it was saved; of a child of a collection that is an expression, the expression. */
function writtenValue({ parameters }: INode, name: string): unknown {
	const [parent, child] = name.split('.');
	const value: unknown = parameters[parent];
	return child === undefined || isExpression(value) ? value : record(value)[child];
}

/** Whether a parameter, as it was saved, is an expression. */
export function isExpression(written: unknown): boolean {
	return typeof written === 'string' && written.startsWith('=');
}

/** Whether a value is the same for every item: neither an expression nor an object that may hold one. */
function isPlain(value: unknown): boolean {
	return !isExpression(value) && (typeof value !== 'object' || value === null);
}

/** A field of the object itself; what it inherits, such as `constructor`, is not one. */
export function ownValue(group: object, name: string): unknown {
	return Object.prototype.hasOwnProperty.call(group, name)
		? (group as Record<string, unknown>)[name]
		: undefined;
}
