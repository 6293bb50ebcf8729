import { packagesOf } from '../../../../api/shapes/package';
import { simplifyField } from '../../fields/common';
import { destinationField } from '../../fields/locators';
import { asItem, rawItems } from '../../shaping';
import type { Operation } from '../operation';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many packages',
	description: 'List the data plans of a destination, with data, days and price in US dollars',
	kind: 'read',
	endpoint: 'getPackages',
	fields: [destinationField, simplifyField],
	async execute({ parameters, client }) {
		const skuId = parameters.numericId('skuId');
		const data = await client.call('getPackages', { skuId });
		return parameters.flag('simplify') ? packagesOf(data).map(asItem) : rawItems(data);
	},
};
