import { replyFailure } from '../../../../api/codes/failures';
import { packagesOf } from '../../../../api/shapes/package';
import { skuOfRow } from '../../../../api/shapes/sku';
import { list } from '../../../../api/values';
import { concurrently } from '../../../../transport/concurrently';
import { settle } from '../../../../transport/reply';
import { simplifyField } from '../../fields/common';
import { destinationField } from '../../fields/locators';
import { asItem, rawItems } from '../../output/shaping';
import type { FailedPart, ItemCall, Operation, OutputItem, PartialResult } from '../../operation';

async function packageItems(
	{ client }: ItemCall,
	skuId: string,
	simplify: boolean,
): Promise<OutputItem[]> {
	const data = await client.call('getPackages', { skuId });
	return simplify ? packagesOf(data).map(asItem) : rawItems(data);
}

/**
 * The packages of every destination, in the order of getSkus. A destination that could not be read
 * is a failed part, and the others are complete.
 *
 * @throws {Failure} when nothing can be read: no list of destinations, no login
 */
async function everyDestination(call: ItemCall, simplify: boolean): Promise<PartialResult> {
	const skus = list(await call.client.call('getSkus')).map(skuOfRow);
	const items = skus.map((): OutputItem[] => []);
	const failed = skus.map((): FailedPart[] => []);
	await concurrently(skus.length, call.concurrency, async (index) => {
		const { skuId, name: destination } = skus[index];
		const read = await settle(
			skuId === null
				? Promise.reject(replyFailure('a destination without an ID', 'getSkus'))
				: packageItems(call, skuId, simplify),
		);
		if (read.ok) items[index] = read.data;
		else if (read.failure.details.endpoint === 'login') throw read.failure;
		else failed[index] = [{ failure: read.failure, subject: { skuId, destination } }];
	});
	return { items: items.flat(), failed: failed.flat() };
}

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many packages',
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
				'Whether to return the packages of every destination. Takes one call for each, side by side.',
		},
		{ ...destinationField, displayOptions: { show: { allDestinations: [false] } } },
		simplifyField,
	],
	async execute(call) {
		const { parameters } = call;
		const simplify = parameters.flag('simplify');
		return parameters.flag('allDestinations')
			? await everyDestination(call, simplify)
			: await packageItems(call, parameters.text('skuId'), simplify);
	},
};
