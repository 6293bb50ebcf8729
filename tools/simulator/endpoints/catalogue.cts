import { required } from '../parameters.cts';
import { CODES, Refusal, numberFormat } from '../refusals.cts';
import { skuOf, skuRow, skuWithPackages } from '../sku-replies.cts';
import type { Sku } from '../catalogue.cts';
import type { Call, Endpoint } from './index.cts';

/** Group names of getSkuByGroup, in its order. */
const CONTINENTS = [
	'Asia',
	'Europe',
	'Africa',
	'LatinAmerica',
	'NorthAmerica',
	'Oceania',
	'Common',
];

const groupRow = (sku: Sku) => ({
	skuid: sku.skuid,
	countryCode: sku.countryCode,
	imageUrl: sku.imageUrl,
	display: sku.display,
	note: sku.note,
	search: sku.supportCountry.join(','),
	continentCode: CONTINENTS.indexOf(sku.continent) + 1,
});

function getSkuByGroup({ sim }: Call) {
	const groups = CONTINENTS.map(
		(continent) =>
			[
				continent,
				sim.catalogue.skus.filter((sku) => sku.continent === continent).map(groupRow),
			] as const,
	);
	return { continent: CONTINENTS, data: Object.fromEntries(groups) };
}

/** Whether there is enough stock: a shortage is an answer, not an error. */
function verifyResource(call: Call) {
	const { sim, parameters } = call;
	const sku = skuOf(call, 'skuid');
	const priceId = parameters.get('priceid') as string;
	const count = parameters.get('count') as string;
	for (const value of [priceId, count]) if (!/^\d+$/.test(value)) throw numberFormat(value);
	const offer = sim.catalogue.offer(String(sku.skuid), priceId);
	if (offer === undefined) throw new Refusal(CODES.FAILED, `package ${priceId} not found`);
	return sim.catalogue.stock.get(offer.package.priceid) >= Number(count) ? 1 : 0;
}

export const endpoints: Endpoint[] = [
	{
		key: 'getSkus',
		kind: 'read',
		method: 'GET',
		path: '/api_esim/getSkus',
		parameters: {},
		codeAs: 'number',
		failureData: 'null',
		chinese: false,
		cacheKey: () => '',
		handle: ({ sim }) => sim.catalogue.skus.map(skuRow),
	},
	{
		key: 'getSkuByGroup',
		kind: 'read',
		method: 'GET',
		path: '/api_esim/getSkuByGroup',
		parameters: {},
		codeAs: 'text',
		failureData: 'absent',
		chinese: true,
		cacheKey: () => '',
		handle: getSkuByGroup,
	},
	{
		key: 'getPackages',
		kind: 'read',
		method: 'GET',
		path: '/api_esim/getPackages',
		parameters: { skuId: required('id') },
		codeAs: 'number',
		failureData: 'empty',
		chinese: false,
		cacheKey: ({ parameters }) => String(parameters.get('skuId')),
		handle: (call) => skuWithPackages(skuOf(call)),
	},
	{
		key: 'verifyResource',
		kind: 'read',
		method: 'POST',
		path: '/api_esim/verifyResource',
		parameters: { skuid: required('id'), priceid: required('id'), count: required('count') },
		codeAs: 'number',
		failureData: 'null',
		chinese: true,
		handle: verifyResource,
	},
];
