import { packagesOf } from '../../../../api/shapes/package';
import { iccidField, simplifyField } from '../../fields/common';
import { asItem, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getAllByCard: Operation = {
	name: 'Get Many by Card',
	value: 'getAllByCard',
	action: 'Get many packages by card',
	description: 'List the data plans that a SIM card can be renewed with',
	kind: 'read',
	endpoint: 'getIccidSupportPackageInfo',
	check: ['iccid'],
	fields: [iccidField, simplifyField],
	async execute({ parameters, client }) {
		const iccid = parameters.iccid('iccid');
		const simplify = parameters.flag('simplify');
		const data = await client.call('getIccidSupportPackageInfo', { iccid });
		return simplify ? packagesOf(data).map(asItem) : rawItems(data);
	},
};
