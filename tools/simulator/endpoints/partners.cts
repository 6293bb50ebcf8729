import { takes } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { SKU, skuIdOf, skuOf, skuRow, skuWithPackages } from '../sku-replies.cts';
import { endpoint, type Call } from './endpoint.cts';
import type { Partner } from '../partners.cts';

const DP = takes('dpId! id', CODES.NO_DP);

function partnerOf({ sim, parameters }: Call): Partner {
	const id = parameters.get('dpId');
	const partner = sim.catalogue.partners.find((each) => String(each.id) === id);
	if (partner === undefined) throw new Refusal(CODES.FAILED, `dp ${id ?? ''} not found`);
	return partner;
}

function getDpSupportSkuInfo(call: Call) {
	const { skuIds } = partnerOf(call);
	return call.sim.catalogue.skus.filter((sku) => skuIds.has(sku.skuid)).map(skuRow);
}

function getDpSkuSupportPackageInfo(call: Call) {
	const partner = partnerOf(call);
	const sku = skuOf(call);
	if (!partner.skuIds.has(sku.skuid)) throw new Refusal(CODES.FAILED);
	return skuWithPackages(sku, sku.packages, true);
}

export const endpoints = [
	endpoint(
		'read POST getPhysicalSIMDpInfo',
		'text null zh',
		{},
		({ sim }) =>
			sim.catalogue.partners.map(({ id, realName, iconUrl }) => ({ id, realName, iconUrl })),
		{ cacheKey: () => '' },
	),
	endpoint('read GET getDpSupportSkuInfo', 'number message en', DP, getDpSupportSkuInfo, {
		cacheKey: ({ parameters }) => String(parameters.get('dpId')),
	}),
	endpoint(
		'read POST getDpSkuSupportPackageInfo',
		'text absent en',
		{ ...DP, ...SKU },
		getDpSkuSupportPackageInfo,
		{ cacheKey: ({ parameters }) => [parameters.get('dpId'), skuIdOf(parameters)].join('/') },
	),
];
