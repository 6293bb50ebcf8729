import { destinationField, partnerField, readPartner } from '../../fields/locators';
import type { Operation } from '../../operation';
import { packageListFields, readListing } from './packageItems';

export const getAllByPartner: Operation = {
	name: 'Get Many by Partner',
	value: 'getAllByPartner',
	action: 'Get many packages by partner',
	description:
		'List the data plans of a destination that fit the physical SIM cards of a distribution partner',
	kind: 'read',
	endpoint: 'getDpSkuSupportPackageInfo',
	check: ['skuId', 'dpId'],
	fields: [partnerField, destinationField, ...packageListFields],
	async execute(call) {
		const { parameters, client } = call;
		const skuId = parameters.text('skuId');
		const dpId = await readPartner(parameters, client);
		const { limit, itemsOf } = readListing(call);
		const data = await client.ask('getDpSkuSupportPackageInfo', { dpId, skuId });
		return itemsOf(data).slice(0, limit);
	},
};
