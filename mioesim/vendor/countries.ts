/**
 * Countries of ISO 3166-1, from i18n-iso-countries. `gulp assets` puts the data into the compiled file,
 * so nothing of the library is needed at run time.
 */
import codes from 'i18n-iso-countries/codes.json';
import english from 'i18n-iso-countries/langs/en.json';

export interface IsoCountry {
	/** ISO 3166-1 alpha-2, e.g. `JP`. */
	iso2: string;
	/** In English. */
	name: string;
}

const names: Record<string, string | string[]> = english.countries;

/** By three-digit ISO 3166-1 numeric code, e.g. `392`. */
export const countriesByNumber: ReadonlyMap<string, IsoCountry> = new Map(
	codes.map(([iso2, , number]) => {
		const name = names[iso2];
		return [number, { iso2, name: Array.isArray(name) ? name[0] : name }];
	}),
);
