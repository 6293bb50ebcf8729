import { record, text } from '../values';

/** A destination: a country or a region that data plans are sold for. */
export interface Sku {
	skuId: string | null;
	name: string | null;
	/** As the API gives it: ISO 3166 numeric without leading zeros, or 99xxx for a region. */
	countryCode: string | null;
}

/** A row of getSkus or getDpSupportSkuInfo. */
export function skuOfRow(value: unknown): Sku {
	const row = record(value);
	return {
		skuId: text(row.skuid),
		name: text(row.display),
		countryCode: text(row.countryCode),
	};
}
