import { list, record, records, text, texts, told, type JsonRecord } from '../values';
import { countriesByNumber } from '../vendor/countries';

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
function countryOf(code: unknown): Country {
	const countryCode = text(code);
	const country =
		countryCode === null ? undefined : countriesByNumber.get(countryCode.padStart(3, '0'));
	return {
		countryCode,
		countryIso2: country?.iso2 ?? null,
		countryName: country?.names[0] ?? null,
	};
}

/** A destination: a country or region that data plans are sold for. */
export interface Sku extends Country {
	/** `skuid` */
	skuId: string | null;
	/** `displayEn`, else `display`: mostly English. */
	name: string | null;
}

/** A destination as getSkuByGroup returns it. */
export interface GroupedSku extends Sku {
	/** Name of the group, in the documented spelling if it is documented. */
	continent: string;
	/** `note`: what a traveler must know. */
	note: string | null;
	/** `search`: names of the countries in the destination. */
	countries: string[];
	imageUrl: string | null;
}

/** The groups of getSkuByGroup, in its order (docs/api.md, section 5). */
export const continents = [
	'Asia',
	'Europe',
	'Africa',
	'Latin America',
	'North America',
	'Oceania',
	'Common',
] as const;

/** A row of getSkus or getDpSupportSkuInfo, or a destination with its packages. */
export function skuOfRow(value: unknown): Sku {
	const row = record(value);
	return {
		skuId: told(row, 'skuid', 'skuId'),
		name: text(row.displayEn) ?? text(row.display),
		...countryOf(row.countrycode ?? row.countryCode),
	};
}

/** Longer names differ in their beginning. */
const LONGEST_NAME = 100;

/** `LatinAmerica`, `Latin America` and `latin america` are one group. */
function plain(continent: string): string {
	return continent
		.slice(0, LONGEST_NAME)
		.toLowerCase()
		.replace(/[^a-z]/g, '');
}

/**
 * The reply of getSkuByGroup with only one of its groups.
 *
 * @param data `{ continent: [names], data: { name: rows } }`
 */
export function onlyContinent(data: unknown, continent: string): JsonRecord {
	const isWanted = (sent: unknown) => plain(text(sent) ?? '') === plain(continent);
	const { continent: names, data: groups, ...rest } = record(data);
	return {
		...rest,
		continent: list(names).filter(isWanted),
		data: Object.fromEntries(Object.entries(record(groups)).filter(([name]) => isWanted(name))),
	};
}

/** Every destination of getSkuByGroup, with the groups in the order of the reply. */
export function skusOfGroups(data: unknown): GroupedSku[] {
	const { continent: names, data: groups } = record(data);
	const order = list(names).map((name) => plain(text(name) ?? ''));
	const place = (name: string) => {
		const index = order.indexOf(plain(name));
		return index < 0 ? order.length : index;
	};
	return Object.entries(record(groups))
		.sort(([left], [right]) => place(left) - place(right))
		.flatMap(([name, rows]) =>
			records(rows).map((row) => ({
				...skuOfRow(row),
				continent: continents.find((each) => plain(each) === plain(name)) ?? name,
				note: text(row.note),
				countries: texts(row.search),
				imageUrl: text(row.imageUrl),
			})),
		);
}

/** A distribution partner of physical SIM cards. */
export interface Partner {
	dpId: string | null;
	name: string | null;
	iconUrl: string | null;
}

/** A row of getPhysicalSIMDpInfo. */
export function partnerOfRow(value: unknown): Partner {
	const row = record(value);
	return { dpId: text(row.id), name: text(row.realName), iconUrl: text(row.iconUrl) };
}
