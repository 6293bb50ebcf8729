import { packagesOf } from '../../../../api/shapes/package';
import { simplifyField } from '../../fields/common';
import { destinationField, partnerField } from '../../fields/locators';
import { readPartner } from '../../input/partner';
import { asItem, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAllByPartner: Operation = {
	name: 'Get Many by Partner',
	value: 'getAllByPartner',
	action: 'Get many packages by partner',
	description:
		'List the data plans of a destination that fit the physical SIM cards of a distribution partner',
	kind: 'read',
	endpoint: 'getDpSkuSupportPackageInfo',
	check: ['skuId', 'dpId'],
	fields: [partnerField, destinationField, simplifyField],
	async execute(call) {
		const { parameters, client } = call;
		const skuId = parameters.text('skuId');
		const dpId = await readPartner(call);
		const simplify = parameters.flag('simplify');
		const data = await client.call('getDpSkuSupportPackageInfo', { dpId, skuId });
		return simplify ? packagesOf(data).map(asItem) : rawItems(data);
	},
};
