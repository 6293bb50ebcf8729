import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { orderStatusNames } from '../../mioesim/codes/orderStatus';
import type { TextKind } from './parameters/textKinds';

/** What a field has besides its names: `help` is its description. */
type More = Omit<Partial<INodeProperties>, 'displayName' | 'name' | 'type' | 'description'> & {
	help?: string;
};

/**
 * The builder of a type of field, for fields as rows of a table: display name, name, help, and what else they
 * have. A long help stands among the latter.
 *
 * @param standard the default of a field whose row has none
 */
export const fieldOf =
	(type: INodeProperties['type'], standard: INodeProperties['default']) =>
	(displayName: string, name: string, row: string | More, rest: More = {}): INodeProperties => {
		const { help, options, ...more } = typeof row === 'string' ? { help: row, ...rest } : row;
		return { displayName, name, type, options, default: standard, description: help, ...more };
	};

export const textField = fieldOf('string', '');
export const numberField = fieldOf('number', '');
export const dayField = fieldOf('dateTime', '');
export const toggle = fieldOf('boolean', false);
export const choice = fieldOf('options', '');
/** A list of which several entries, or none, are chosen. */
export const choices = fieldOf('multiOptions', []);

/** The entries of a list by value: the name of each, or name and description. */
export const optionsOf = (
	names: Readonly<Record<string, string | [name: string, description: string]>>,
): INodePropertyOptions[] =>
	Object.entries(names).map(([value, said]) => {
		const [name, description] = [said].flat();
		return { name, value, description };
	});

/** The statuses of an order, for a list. */
export const statusOptions: INodePropertyOptions[] = Object.entries(orderStatusNames)
	.map(([value, name]) => ({ name, value: Number(value) }))
	.sort((left, right) => left.name.localeCompare(right.name));

export const simTypeOptions = optionsOf({ esim: 'eSIM', physical: 'Physical SIM Card' });

export function notice(name: string, displayName: string): INodeProperties {
	return { displayName, name, type: 'notice', default: '' };
}

/** Optional fields that the user adds one by one. */
export function collection(
	displayName: string,
	name: string,
	placeholder: string,
	options: INodeProperties[],
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return { displayName, name, type: 'collection', placeholder, default: {}, options, ...more };
}

const isNumber = {
	type: 'regex' as const,
	properties: { regex: '^\\s*(?:\\d+\\s*)?$', errorMessage: 'The ID must be a number' },
};

/** A list with search, or the ID as text. */
export function locator(
	displayName: string,
	name: string,
	row: More & { search: string; textKind?: TextKind },
): INodeProperties {
	const { help, search: searchListMethod, placeholder, textKind = 'numericId', ...more } = row;
	return {
		displayName,
		name,
		type: 'resourceLocator',
		typeOptions: { textKind },
		default: { mode: 'list', value: '' },
		required: true,
		description: help,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder,
				...(textKind === 'numericId' ? { validation: [isNumber] } : {}),
			},
		],
		...more,
	};
}
