import { replyFailure } from '../../../mioesim/codes/failures';
import { packagesOf } from '../../../mioesim/shapes/package';
import { skuOfRow } from '../../../mioesim/shapes/sku';
import { list } from '../../../mioesim/values';
import { numberField, toggle } from '../../shared/builders';
import {
	destinationField,
	iccidField,
	packageField,
	partnerField,
	readPartnerOf,
	returnAllFields,
	simplifyField,
} from '../fields/common';
import type { ItemCall, Operation } from '../operation';
import { packageFiltersField, readPackageFilter, sortPackages } from '../output/packageList';
import { asItem, readListing, resultOf, type Listing } from '../output/shaping';

const listFields = [...returnAllFields, packageFiltersField, simplifyField];

/** @throws {Failure} when a parameter can't be read */
function readPackages(call: ItemCall): Listing {
	const { parameters } = call;
	// Without Simplify, there are no filters.
	const passes = parameters.flag('simplify') ? readPackageFilter(parameters) : () => true;
	return readListing(call, (data) => sortPackages(packagesOf(data).filter(passes)));
}

/**
 * The packages of every destination, in the order of getSkus. A destination that can't be read is a
 * failed part; the others are complete. No further destination is read once there are enough items.
 *
 * @throws {Failure} when nothing can be read: no list of destinations, no login
 */
async function everyDestination(call: ItemCall, { limit, itemsOf }: Listing) {
	const skus = list(await call.client.ask('getSkus')).map(skuOfRow);
	const places = skus.map(({ skuId, name }) => ({ skuId, destination: name }));
	let found = 0;
	const { items, failed } = await resultOf(call, places, async ({ skuId }) => {
		// Destinations start in order, so everything found so far comes before this one.
		if (found >= limit) return [];
		if (skuId === null) throw replyFailure('a destination without an ID', 'getSkus');
		const own = itemsOf(await call.client.ask('getPackages', { skuId }));
		found += own.length;
		return own;
	});
	return { items: items.slice(0, limit), failed };
}

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many packages (data plans and prices)',
	help: 'List the data plans of one destination or of all, with data, days and price in US dollars',
	endpoint: 'getPackages',
	check: ['skuId'],
	fields: [
		toggle('All Destinations', 'allDestinations', {
			help: 'Whether to return the packages of every destination. Makes one API call per destination.',
		}),
		{ ...destinationField, displayOptions: { show: { allDestinations: [false] } } },
		...listFields,
	],
	async execute(call) {
		const { parameters, client } = call;
		const listing = readPackages(call);
		if (parameters.flag('allDestinations')) return await everyDestination(call, listing);
		const skuId = parameters.text('skuId');
		return listing.itemsOf(await client.ask('getPackages', { skuId }));
	},
};

export const getAllByCard: Operation = {
	name: 'Get Many by Card',
	action: 'Get many packages by card',
	help: 'List the data plans that a SIM card can be renewed with',
	endpoint: 'getIccidSupportPackageInfo',
	check: ['iccid'],
	fields: [iccidField, ...listFields],
	async execute(call) {
		const iccid = call.parameters.iccid('iccid');
		const { itemsOf } = readPackages(call);
		return itemsOf(await call.client.ask('getIccidSupportPackageInfo', { iccid }));
	},
};

export const getAllByPartner: Operation = {
	name: 'Get Many by Partner',
	action: 'Get many packages by partner',
	help: 'List the data plans of a destination that fit the physical SIM cards of a distribution partner',
	endpoint: 'getDpSkuSupportPackageInfo',
	check: ['skuId', 'dpId'],
	fields: [partnerField, destinationField, ...listFields],
	async execute(call) {
		const { parameters, client } = call;
		const skuId = parameters.text('skuId');
		const dpId = readPartnerOf(parameters)(await client.account());
		const { itemsOf } = readPackages(call);
		return itemsOf(await client.ask('getDpSkuSupportPackageInfo', { dpId, skuId }));
	},
};

export const checkStock: Operation = {
	name: 'Check Stock',
	action: 'Check stock of package',
	help: 'Check whether enough eSIMs of a package are available. Low stock is not an error: the item goes to the Success output with inStock set to false.',
	endpoint: 'verifyResource',
	check: ['priceId', 'skuId'],
	fields: [
		destinationField,
		packageField,
		numberField('Count', 'count', 'How many eSIMs you need', {
			typeOptions: { minValue: 1 },
			default: 1,
			required: true,
		}),
	],
	async execute({ parameters, client, hint }) {
		const skuId = parameters.text('skuId');
		const priceId = parameters.text('priceId');
		const count = parameters.integer('count');
		// The only endpoint with lowercase names (docs/api.md, section 5).
		const asked = { skuid: skuId, priceid: priceId, count };
		const inStock = (await client.ask('verifyResource', asked)) === true;
		if (!inStock) {
			hint(
				'Low stock is not an error: the item goes to the Success output with inStock set to false. Add an If node after this one to branch on it.',
			);
		}
		return [asItem({ skuId, priceId: Number(priceId), count, inStock })];
	},
};
