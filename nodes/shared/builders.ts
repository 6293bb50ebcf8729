import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { orderStatusNames } from '../../mioesim/codes/orderStatus';
import type { TextKind } from './parameters/textKinds';

/** Fields as rows of a table: display name, name, description, and what else they have. */
type More = Omit<Partial<INodeProperties>, 'displayName' | 'name' | 'type' | 'description'>;

/** The builder of a type of field, with the default of a field whose row has none. */
const fieldOf =
	(type: INodeProperties['type'], standard: INodeProperties['default']) =>
	(displayName: string, name: string, description: string, more: More = {}): INodeProperties => ({
		displayName,
		name,
		type,
		default: standard,
		description,
		...more,
	});

export const textField = fieldOf('string', '');
export const numberField = fieldOf('number', '');
export const dayField = fieldOf('dateTime', '');
export const toggle = fieldOf('boolean', false);

export function choice(
	displayName: string,
	name: string,
	description: string,
	options: INodePropertyOptions[],
	chosen: string | number,
	more: More = {},
): INodeProperties {
	return { displayName, name, type: 'options', options, default: chosen, description, ...more };
}

/** A list of which several entries, or none, are chosen. */
export function choices(
	displayName: string,
	name: string,
	description: string,
	options: INodePropertyOptions[],
	more: More = {},
): INodeProperties {
	return { displayName, name, type: 'multiOptions', options, default: [], description, ...more };
}

/** The statuses of an order, for a list. */
export const statusOptions: INodePropertyOptions[] = Object.entries(orderStatusNames)
	.map(([value, name]) => ({ name, value: Number(value) }))
	.sort((left, right) => left.name.localeCompare(right.name));

export const simTypeOptions: INodePropertyOptions[] = [
	{ name: 'eSIM', value: 'esim' },
	{ name: 'Physical SIM Card', value: 'physical' },
];

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
	description: string,
	searchListMethod: string,
	placeholder: string,
	textKind: TextKind = 'numericId',
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		typeOptions: { textKind },
		default: { mode: 'list', value: '' },
		required: true,
		description,
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
	};
}
