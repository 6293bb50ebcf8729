import { required } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { skuOf, skuRow, skuWithPackages } from '../sku-replies.cts';
import type { Call, Endpoint } from './index.cts';
import type { Partner } from '../partners.cts';

const dpId = required('id', CODES.NO_DP);

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

export const endpoints: Endpoint[] = [
	{
		key: 'getPhysicalSIMDpInfo',
		kind: 'read',
		method: 'POST',
		path: '/api_esim/getPhysicalSIMDpInfo',
		parameters: {},
		codeAs: 'text',
		failureData: 'null',
		chinese: true,
		cacheKey: () => '',
		handle: ({ sim }) =>
			sim.catalogue.partners.map(({ id, realName, iconUrl }) => ({ id, realName, iconUrl })),
	},
	{
		key: 'getDpSupportSkuInfo',
		kind: 'read',
		method: 'GET',
		path: '/api_esim/getDpSupportSkuInfo',
		parameters: { dpId },
		codeAs: 'number',
		failureData: 'message',
		chinese: false,
		cacheKey: ({ parameters }) => String(parameters.get('dpId')),
		handle: getDpSupportSkuInfo,
	},
	{
		key: 'getDpSkuSupportPackageInfo',
		kind: 'read',
		method: 'POST',
		path: '/api_esim/getDpSkuSupportPackageInfo',
		parameters: { dpId, skuId: required('id') },
		codeAs: 'text',
		failureData: 'absent',
		chinese: false,
		cacheKey: ({ parameters }) => [parameters.get('dpId'), parameters.get('skuId')].join('/'),
		handle: getDpSkuSupportPackageInfo,
	},
];
