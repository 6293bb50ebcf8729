import { partnerOfRow } from '../../../mioesim/shapes/partner';
import { skuOfRow } from '../../../mioesim/shapes/sku';
import { list } from '../../../mioesim/values';
import { cardEntries, orderEntries } from './orders';
import { apiCodeEntries, packageEntries, renewalPackages } from './packages';
import { search, type Entry } from './search';

const byName = (left: Entry, right: Entry) => left.name.localeCompare(right.name);

/** All destinations, or those that have a package for the card to renew. */
const searchDestinations = search(async (client, context) => {
	const [skus, fitting] = await Promise.all([
		client.call('getSkus'),
		renewalPackages(client, context),
	]);
	const fits = fitting === null ? null : new Set(fitting.map(({ skuId }) => skuId));
	return list(skus)
		.map(skuOfRow)
		.filter(({ skuId }) => skuId !== null && (fits?.has(skuId) ?? true))
		.map(({ skuId, name, countryIso2, countryName }) => ({
			name: name ?? `Destination ${skuId}`,
			value: skuId ?? '',
			keywords: [countryIso2, countryName].filter(Boolean).join(' '),
		}))
		.sort(byName);
});

const searchPartners = search(async (client) =>
	list(await client.call('getPhysicalSIMDpInfo'))
		.map(partnerOfRow)
		.filter(({ dpId }) => dpId !== null)
		.map(({ dpId, name }) => ({ name: name ?? `Partner ${dpId}`, value: dpId ?? '' }))
		.sort(byName),
);

export const listSearch = {
	searchApiCodes: search(apiCodeEntries),
	searchCards: search(async (client, _, filter) => await cardEntries(client, filter)),
	searchDestinations,
	searchOrders: search(async (client, _, filter) => await orderEntries(client, filter)),
	searchPackages: search(packageEntries),
	searchPartners,
};
