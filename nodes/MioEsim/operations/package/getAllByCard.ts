import { iccidField } from '../../fields/common';
import type { Operation } from '../../operation';
import { packageListFields, readListing } from './packageItems';

export const getAllByCard: Operation = {
	name: 'Get Many by Card',
	value: 'getAllByCard',
	action: 'Get many packages by card',
	description: 'List the data plans that a SIM card can be renewed with',
	kind: 'read',
	endpoint: 'getIccidSupportPackageInfo',
	check: ['iccid'],
	fields: [iccidField, ...packageListFields],
	async execute(call) {
		const { parameters, client } = call;
		const iccid = parameters.iccid('iccid');
		const { limit, itemsOf } = readListing(call);
		const data = await client.ask('getIccidSupportPackageInfo', { iccid });
		return itemsOf(data).slice(0, limit);
	},
};
