import type { IExecuteFunctions, INode, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { record } from '../../../mioesim/values';

/**
 * What a text field contains. Its description declares it in `typeOptions.textKind`, so that the field
 * follows the same rules wherever it is read.
 */
export type TextKind =
	| 'plain'
	| 'id'
	| 'code'
	| 'numericId'
	| 'orderNumber'
	| 'email'
	| 'fieldName';

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
		if (field.type !== 'collection') continue;
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
	 * The value of a parameter with its expression resolved; null when not set.
	 *
	 * @param name `limit`, or `filters.status` for a child of a collection
	 * @throws what n8n throws when an expression fails
	 */
	get(name: string): unknown;
	/** The value of another expression, such as `{{ $json.id }}`, for the same item. */
	evaluate?(expression: string): unknown;
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
		evaluate: (expression) => context.evaluateExpression(expression, itemIndex),
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
export function isExpression(written: unknown): written is string {
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
