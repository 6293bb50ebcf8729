import { partnerOfRow } from '../../../../mioesim/shapes/sku';
import { list } from '../../../../mioesim/values';
import { returnAllFields, simplifyField } from '../../fields/common';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many distribution partners',
	description: 'List the distribution partners of physical SIM cards, with their IDs (dpId)',
	kind: 'read',
	endpoint: 'getPhysicalSIMDpInfo',
	check: [],
	fields: [...returnAllFields, simplifyField],
	async execute(call) {
		const { parameters, client } = call;
		const limit = limitOf(call);
		const simplify = parameters.flag('simplify');
		const rows = list(await client.ask('getPhysicalSIMDpInfo')).slice(0, limit);
		return simplify ? rows.map((row) => asItem(partnerOfRow(row))) : rawItems(rows);
	},
};
