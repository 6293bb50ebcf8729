import { partnerOfRow } from '../../../mioesim/shapes/sku';
import { returnAllFields, simplifyField } from '../fields/common';
import type { Operation } from '../operation';
import { readRows } from '../output/shaping';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many distribution partners',
	help: 'List the distribution partners of physical SIM cards, with their IDs (dpId)',
	endpoint: 'getPhysicalSIMDpInfo',
	fields: [...returnAllFields, simplifyField],
	async execute(call) {
		const itemsOf = readRows(call, partnerOfRow);
		return itemsOf(await call.client.ask('getPhysicalSIMDpInfo'));
	},
};
