import { takes } from '../parameters.cts';
import { CODES, Refusal, numberFormat } from '../refusals.cts';
import { SKU, skuIdOf, skuOf, skuRow, skuWithPackages } from '../sku-replies.cts';
import type { Sku } from '../catalogue.cts';
import { endpoint, type Call } from './endpoint.cts';

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
	const sku = skuOf(call);
	const priceId = parameters.get('priceid') as string;
	const count = parameters.get('count') as string;
	for (const value of [priceId, count]) if (!/^\d+$/.test(value)) throw numberFormat(value);
	const offer = sim.catalogue.offer(String(sku.skuid), priceId);
	if (offer === undefined) throw new Refusal(CODES.FAILED, `package ${priceId} not found`);
	return sim.catalogue.stock.get(offer.package.priceid) >= Number(count) ? 1 : 0;
}

export const endpoints = [
	endpoint('read GET getSkus', 'number null en', {}, ({ sim }) => sim.catalogue.skus.map(skuRow), {
		cacheKey: () => '',
	}),
	endpoint('read GET getSkuByGroup', 'text absent zh', {}, getSkuByGroup, { cacheKey: () => '' }),
	endpoint('read GET getPackages', 'number empty en', SKU, (call) => skuWithPackages(skuOf(call)), {
		cacheKey: ({ parameters }) => String(skuIdOf(parameters)),
	}),
	endpoint(
		'read POST verifyResource',
		'number null zh',
		takes('skuid! id, priceid! id, count! count'),
		verifyResource,
	),
];
