import { skuOfRow } from '../../../../mioesim/shapes/sku';
import { list } from '../../../../mioesim/values';
import { returnAllFields, simplifyField } from '../../fields/common';
import { partnerField, readPartner } from '../../fields/locators';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAllByPartner: Operation = {
	name: 'Get Many by Partner',
	value: 'getAllByPartner',
	action: 'Get many destinations by partner',
	description:
		'List the destinations that the physical SIM cards of a distribution partner support',
	kind: 'read',
	endpoint: 'getDpSupportSkuInfo',
	check: ['dpId'],
	fields: [partnerField, ...returnAllFields, simplifyField],
	async execute(call) {
		const limit = limitOf(call);
		const dpId = await readPartner(call.parameters, call.client);
		const simplify = call.parameters.flag('simplify');
		const rows = list(await call.client.ask('getDpSupportSkuInfo', { dpId })).slice(0, limit);
		return simplify ? rows.map((row) => asItem(skuOfRow(row))) : rawItems(rows);
	},
};
