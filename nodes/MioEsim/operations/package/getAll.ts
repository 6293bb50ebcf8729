import { replyFailure } from '../../../../mioesim/codes/failures';
import { skuOfRow } from '../../../../mioesim/shapes/sku';
import { list } from '../../../../mioesim/values';
import { concurrently } from '../../../../mioesim/client/limiter';
import { isSessionFailure, settle } from '../../../../mioesim/codes/failure';
import { destinationField } from '../../fields/locators';
import type { FailedPart, ItemCall, Operation, OutputItem, PartialResult } from '../../operation';
import { packageListFields, readListing, type PackageListing } from './packageItems';

async function packageItems(
	{ client }: ItemCall,
	skuId: string,
	{ itemsOf }: PackageListing,
): Promise<OutputItem[]> {
	return itemsOf(await client.ask('getPackages', { skuId }));
}

/**
 * The packages of every destination, in the order of getSkus. A destination that can't be read is a
 * failed part; the others are complete. No further destination is read once there are enough items.
 *
 * @throws {Failure} when nothing can be read: no list of destinations, no login
 */
async function everyDestination(call: ItemCall, listing: PackageListing): Promise<PartialResult> {
	const skus = list(await call.client.ask('getSkus')).map(skuOfRow);
	const items = skus.map((): OutputItem[] => []);
	const failed = skus.map((): FailedPart[] => []);
	let found = 0;
	await concurrently(skus.length, call.concurrency, async (index) => {
		// Destinations start in order, so everything found so far comes before this one.
		if (found >= listing.limit) return;
		const { skuId, name: destination } = skus[index];
		const read = await settle(
			skuId === null
				? Promise.reject(replyFailure('a destination without an ID', 'getSkus'))
				: packageItems(call, skuId, listing),
		);
		if (read.ok) {
			items[index] = read.data;
			found += read.data.length;
		} else if (isSessionFailure(read.failure)) throw read.failure;
		else failed[index] = [{ failure: read.failure, subject: { skuId, destination } }];
	});
	return { items: items.flat().slice(0, listing.limit), failed: failed.flat() };
}

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many packages (data plans and prices)',
	description:
		'List the data plans of one destination or of all, with data, days and price in US dollars',
	kind: 'read',
	endpoint: 'getPackages',
	check: ['skuId'],
	fields: [
		{
			displayName: 'All Destinations',
			name: 'allDestinations',
			type: 'boolean',
			default: false,
			description:
				'Whether to return the packages of every destination. Makes one API call per destination.',
		},
		{ ...destinationField, displayOptions: { show: { allDestinations: [false] } } },
		...packageListFields,
	],
	async execute(call) {
		const { parameters } = call;
		const listing = readListing(call);
		if (parameters.flag('allDestinations')) return await everyDestination(call, listing);
		const items = await packageItems(call, parameters.text('skuId'), listing);
		return items.slice(0, listing.limit);
	},
};
