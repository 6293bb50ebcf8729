import { CODES, Refusal, numberFormat } from './refusals.cts';

/** @param {import('./catalogue').Sku} sku */
export const skuRow = (sku) => ({
	skuid: sku.skuid,
	display: sku.display,
	countryCode: String(sku.countryCode),
});

/**
 * @param {import('./catalogue').Sku} sku
 * @param {import('./packages').Package[] | null} [packages] those to show
 * @param {boolean} [asVo] under the other spelling of the lists
 */
export function skuWithPackages(sku, packages = sku.packages, asVo = false) {
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

/** @param {import('./packages').Package} pack */
function asPackageVo({ networkDtoList, ...pack }) {
	return { ...pack, networkVos: networkDtoList };
}

/**
 * @param {import('./endpoints').Call} call
 * @param {string} [name] of the parameter
 * @returns {import('./catalogue').Sku}
 */
export function skuOf({ sim, parameters }, name = 'skuId') {
	const skuId = /** @type {string} */ parameters.get(name);
	if (!/^\d+$/.test(skuId)) throw numberFormat(skuId);
	const sku = sim.catalogue.sku(Number(skuId));
	if (sku === undefined) throw new Refusal(CODES.FAILED, `sku ${skuId} not found`);
	return sku;
}
