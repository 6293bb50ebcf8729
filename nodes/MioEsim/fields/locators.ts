import type { INodeProperties } from 'n8n-workflow';

import type { TextKind } from '../../shared/parameters/fields';

const isNumber = {
	type: 'regex' as const,
	properties: { regex: '^\\s*(?:\\d+\\s*)?$', errorMessage: 'The ID must be a number' },
};

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

export const destinationField = locator(
	'Destination',
	'skuId',
	'The country or region that the data plan is for. Destination > Get Many lists the IDs.',
	'searchDestinations',
	'e.g. 45',
);

export const packageField = locator(
	'Package',
	'priceId',
	'The data plan (priceId). The list shows data, days and price in US dollars.',
	'searchPackages',
	'e.g. 441',
);

export const partnerField: INodeProperties = {
	...locator(
		'Distribution Partner',
		'dpId',
		'The distribution partner (dpId) of the physical SIM cards',
		'searchPartners',
		'e.g. 12',
	),
	hint: 'Leave empty to use the one in the credential',
	required: undefined,
};
delete partnerField.required;
