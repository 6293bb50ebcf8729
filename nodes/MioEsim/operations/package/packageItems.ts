import { packagesOf } from '../../../../mioesim/shapes/package';
import { iccidField, returnAllFields, simplifyField } from '../../fields/common';
import { destinationField, partnerField, readPartner } from '../../fields/locators';
import { packageFiltersField, readPackageFilter } from '../../fields/packageFilters';
import type { ItemCall, Operation, OutputItem } from '../../operation';
import { fits, sortPackages } from '../../output/packageList';
import { asItem, limitOf, rawItems } from '../../output/shaping';

/** Fields that every list of packages has. */
export const packageListFields = [...returnAllFields, packageFiltersField, simplifyField];

/** How the user wants the list of packages. */
export interface PackageListing {
	limit: number;
	/** @param data the reply of an endpoint that lists packages */
	itemsOf(data: unknown): OutputItem[];
}

/** @throws {Failure} when a parameter can't be read */
export function readListing(call: ItemCall): PackageListing {
	const limit = limitOf(call);
	if (!call.parameters.flag('simplify')) return { limit, itemsOf: rawItems };
	const filter = readPackageFilter(call.parameters);
	const itemsOf = (data: unknown) =>
		sortPackages(packagesOf(data).filter((entry) => fits(filter, entry))).map(asItem);
	return { limit, itemsOf };
}

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
