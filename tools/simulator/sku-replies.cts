import { takes } from './parameters.cts';
import { CODES, Refusal, numberFormat } from './refusals.cts';
import type { Sku } from './catalogue.cts';
import type { Package } from './packages.cts';
import type { Call } from './endpoints/endpoint.cts';

export const skuRow = (sku: Sku) => ({
	skuid: sku.skuid,
	display: sku.display,
	countryCode: String(sku.countryCode),
});

/**
 * @param packages the packages to list
 * @param asVo with the other spelling of the lists
 */
export function skuWithPackages(sku: Sku, packages: Package[] | null = sku.packages, asVo = false) {
	return {
		skuid: sku.skuid,
		countrycode: String(sku.countryCode),
		display: sku.displayZh,
		displayEn: sku.display,
		imageUrl: sku.imageUrl,
		supportCountry: sku.supportCountry,
		...(asVo
			? { esimPackageVoList: packages && packages.map(asPackageVo) }
			: { esimPackageDtoList: packages }),
	};
}

function asPackageVo({ networkDtoList, ...pack }: Package) {
	return { ...pack, networkVos: networkDtoList };
}

/** The name that the pages show, and the one that live clients use. */
export const SKU = takes('skuId id, skuid id');

export const skuIdOf = (parameters: ReadonlyMap<string, string>): string | undefined =>
	parameters.get('skuId') || parameters.get('skuid');

export function skuOf({ sim, parameters }: Call): Sku {
	const skuId = skuIdOf(parameters);
	if (!skuId) throw new Refusal(CODES.MISSING, 'skuId is null');
	if (!/^\d+$/.test(skuId)) throw numberFormat(skuId);
	const sku = sim.catalogue.sku(Number(skuId));
	if (sku === undefined) throw new Refusal(CODES.FAILED, `sku ${skuId} not found`);
	return sku;
}
