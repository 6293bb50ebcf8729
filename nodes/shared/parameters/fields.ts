import type { IExecuteFunctions, INode, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { record } from '../../../mioesim/values';
import type { TextKind } from './textKinds';

/** What this package adds to n8n's own description of a field. */
interface Extra {
	/** `plain` by default. */
	textKind?: TextKind;
	/**
	 * True: the field may be empty for some items, e.g. a remark. Any other field whose expression gives
	 * nothing is rejected, because the user relies on it. An AI agent may leave fields empty, unless this
	 * is false.
	 */
	mayBeEmpty?: boolean;
}

/** Fields by parameter name; children of a collection by `collection.child`. */
export type Fields = ReadonlyMap<string, INodeProperties>;

/** The fields of an operation or a trigger, including the children of their collections. */
export function fieldsOf(properties: readonly INodeProperties[]): Fields {
	const fields = new Map<string, INodeProperties>();
	for (const field of properties) {
		fields.set(field.name, field);
		for (const child of field.options ?? []) {
			if ('type' in child) fields.set(`${field.name}.${child.name}`, child);
		}
	}
	return fields;
}

export function extraOf(field: INodeProperties | undefined): Extra {
	return (field?.typeOptions ?? {}) as Extra;
}

/** Where parameters come from: a node that processes an item, or a trigger that polls. */
export interface ParameterSource {
	/** The node as saved, with unresolved expressions. */
	readonly node: INode;
	/**
	 * The value of `limit`, or of `filters.status` in a collection, resolved; null when not set.
	 *
	 * @throws what n8n throws when an expression fails
	 */
	get(name: string): unknown;
	/** The value of another expression, such as `{{ $json.id }}`, for the same item. */
	readonly evaluate?: (expression: string) => unknown;
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
			if (!isExpression(written) && typeof (written ?? '') !== 'object') return written ?? null;
			// n8n searches all fields of the node to validate a value, which the reader does by itself.
			return context.getNodeParameter(name, itemIndex, null, { skipValidation: true }) as unknown;
		},
		evaluate: (expression) => context.evaluateExpression(expression, itemIndex),
	};
}

export function pollSource(context: IPollFunctions): ParameterSource {
	return {
		node: context.getNode(),
		get: (name) => context.getNodeParameter(name, null) as unknown,
	};
}

/**
 * The parameter as saved. A collection always has its fields one by one: n8n drops one that was saved as a
 * whole, as an expression or as text, before it runs any node.
 */
export function writtenValue({ parameters }: INode, name: string): unknown {
	const [parent, child] = name.split('.');
	return child === undefined ? parameters[parent] : record(parameters[parent])[child];
}

export function isExpression(written: unknown): written is string {
	return typeof written === 'string' && written.startsWith('=');
}
