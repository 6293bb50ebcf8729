/**
 * Countries of ISO 3166-1, from i18n-iso-countries. `gulp assets` puts the data into the compiled file,
 * so nothing of the library is needed at run time.
 */
import codes from 'i18n-iso-countries/codes.json';
import english from 'i18n-iso-countries/langs/en.json';

export interface IsoCountry {
	/** ISO 3166-1 alpha-2, e.g. `JP`. */
	iso2: string;
	/** ISO 3166-1 alpha-3, e.g. `JPN`. */
	iso3: string;
	/** In English, the official one first, e.g. `Türkiye`, `Turkey`. */
	names: string[];
}

const names: Record<string, string | string[]> = english.countries;

/** By three-digit ISO 3166-1 numeric code, e.g. `392`. */
export const countriesByNumber: ReadonlyMap<string, IsoCountry> = new Map(
	codes.map(([iso2, iso3, number]) => [number, { iso2, iso3, names: [names[iso2]].flat() }]),
);
