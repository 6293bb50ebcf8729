import { continents, onlyContinent, skusOfGroups } from '../../../../mioesim/shapes/sku';
import { returnAllFields, simplifyField } from '../../fields/common';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAllByContinent: Operation = {
	name: 'Get Many by Continent',
	value: 'getAllByContinent',
	action: 'Get many destinations by continent',
	description: 'List the destinations of one continent or all, with notes for travelers',
	kind: 'read',
	endpoint: 'getSkuByGroup',
	check: ['continent'],
	fields: [
		{
			displayName: 'Continent',
			name: 'continent',
			type: 'options',
			options: ['All', ...continents]
				.sort()
				.map((name) => ({ name, value: name === 'All' ? '' : name })),
			default: '',
			description: 'The continent to return. Common contains regions with several countries.',
		},
		...returnAllFields,
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const limit = limitOf(call);
		const continent = parameters.choice('continent');
		const simplify = parameters.flag('simplify');
		const all = await client.ask('getSkuByGroup');
		const data = continent === '' ? all : onlyContinent(all, continent);
		const items = simplify ? skusOfGroups(data).map(asItem) : rawItems(data);
		return items.slice(0, limit);
	},
};
