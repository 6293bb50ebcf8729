import { list, record, records, text, texts, told, type JsonRecord } from '../values';
import { countriesByNumber } from '../vendor/countries';

/** A destination: a country or region that data plans are sold for. */
export type Sku = ReturnType<typeof skuOfRow>;

/** A row of getSkus or getDpSupportSkuInfo, or a destination with its packages. */
export function skuOfRow(value: unknown) {
	const row = record(value);
	const countryCode = text(row.countrycode ?? row.countryCode);
	const country = countriesByNumber.get(countryCode?.padStart(3, '0') ?? '');
	return {
		skuId: told(row, 'skuid', 'skuId'),
		// Mostly English.
		name: text(row.displayEn) ?? text(row.display),
		// ISO 3166 numeric without leading zeros, or 99xxx for a region.
		countryCode,
		// From ISO 3166-1; null for regions and for codes outside the standard.
		countryIso2: country?.iso2 ?? null,
		countryName: country?.names[0] ?? null,
	};
}

/** The groups of getSkuByGroup, in its order and in the documented spelling (docs/api.md, section 5). */
export const continents = [
	'Asia',
	'Europe',
	'Africa',
	'Latin America',
	'North America',
	'Oceania',
	'Common',
];

/** Longer names differ in their beginning. */
const LONGEST_NAME = 100;

/** `LatinAmerica`, `Latin America` and `latin america` are one group. */
function plain(continent: unknown): string {
	const name = (text(continent) ?? '').slice(0, LONGEST_NAME);
	return name.toLowerCase().replace(/[^a-z]/g, '');
}

/**
 * The reply of getSkuByGroup with only one of its groups.
 *
 * @param data `{ continent: [names], data: { name: rows } }`
 */
export function onlyContinent(data: unknown, continent: string): JsonRecord {
	const isWanted = (sent: unknown) => plain(sent) === plain(continent);
	const { continent: names, data: groups, ...rest } = record(data);
	return {
		...rest,
		continent: list(names).filter(isWanted),
		data: Object.fromEntries(Object.entries(record(groups)).filter(([name]) => isWanted(name))),
	};
}

/** Every destination of getSkuByGroup, with the groups in the order of the reply. */
export function skusOfGroups(data: unknown) {
	const { continent: names, data: groups } = record(data);
	const order = list(names).map(plain);
	const place = (name: string) =>
		order.includes(plain(name)) ? order.indexOf(plain(name)) : order.length;
	return Object.entries(record(groups))
		.sort(([left], [right]) => place(left) - place(right))
		.flatMap(([name, rows]) =>
			records(rows).map((row) => ({
				...skuOfRow(row),
				continent: continents.find((each) => plain(each) === plain(name)) ?? name,
				// What a traveler must know.
				note: text(row.note),
				countries: texts(row.search),
				imageUrl: text(row.imageUrl),
			})),
		);
}

/** A distribution partner of physical SIM cards: a row of getPhysicalSIMDpInfo. */
export function partnerOfRow(value: unknown) {
	const row = record(value);
	return { dpId: text(row.id), name: text(row.realName), iconUrl: text(row.iconUrl) };
}
