import { countriesByNumber } from '../vendor/countries';
import { text } from '../values';

/** The country behind a code. */
export interface Country {
	/**
	 * As the API sends it (`countryCode`, in getPackages `countrycode`): ISO 3166 numeric without leading
	 * zeros, or 99xxx for a region.
	 */
	countryCode: string | null;
	/** ISO 3166-1 alpha-2; null for regions and for codes outside the standard. */
	countryIso2: string | null;
	/** English name from ISO 3166-1; null like `countryIso2`. */
	countryName: string | null;
}

/** @param code number or text, with or without leading zeros */
export function countryOf(code: unknown): Country {
	const countryCode = text(code);
	const country =
		countryCode === null ? undefined : countriesByNumber.get(countryCode.padStart(3, '0'));
	return {
		countryCode,
		countryIso2: country?.iso2 ?? null,
		countryName: country?.name ?? null,
	};
}
