import type { INodeProperties } from 'n8n-workflow';

/**
 * What a text field contains. Its description declares it in `typeOptions.textKind`, so that the field
 * follows the same rules wherever it is read.
 */
export type TextKind = 'plain' | 'id' | 'code' | 'numericId' | 'email' | 'fieldName';

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
