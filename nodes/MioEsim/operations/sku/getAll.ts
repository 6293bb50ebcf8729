import { skuOfRow } from '../../../../mioesim/shapes/sku';
import { list } from '../../../../mioesim/values';
import { returnAllFields, simplifyField } from '../../fields/common';
import { asItem, limitOf, matches, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many destinations',
	description: 'List the countries and regions that data plans are sold for',
	kind: 'read',
	endpoint: 'getSkus',
	check: [],
	fields: [
		...returnAllFields,
		{
			displayName: 'Name Contains',
			name: 'nameFilter',
			type: 'string',
			default: '',
			placeholder: 'e.g. Japan',
			description: 'Return only destinations whose English name contains this text',
		},
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const limit = limitOf(call);
		const filter = parameters.optionalText('nameFilter');
		const simplify = parameters.flag('simplify');
		const rows = list(await client.call('getSkus'))
			.filter((row) => matches(filter, skuOfRow(row).name))
			.slice(0, limit);
		return simplify ? rows.map((row) => asItem(skuOfRow(row))) : rawItems(rows);
	},
};
