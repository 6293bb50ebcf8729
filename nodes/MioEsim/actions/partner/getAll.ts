import { partnerOfRow } from '../../../../api/shapes/partner';
import { list } from '../../../../api/values';
import { simplifyField } from '../../fields/common';
import { asItem, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many distribution partners',
	description: 'List the distribution partners of physical SIM cards, with their IDs (dpId)',
	kind: 'read',
	endpoint: 'getPhysicalSIMDpInfo',
	check: [],
	fields: [simplifyField],
	async execute({ parameters, client }) {
		const simplify = parameters.flag('simplify');
		const rows = list(await client.call('getPhysicalSIMDpInfo'));
		return simplify ? rows.map((row) => asItem(partnerOfRow(row))) : rawItems(rows);
	},
};
