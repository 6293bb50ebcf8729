import { daypassSettings, type Package, type PackageSettings } from './packages.cts';
import type { PhysicalCard } from './partners.cts';

/**
 * The unusual entries of MIOeSIM's catalogue, each at least once and by name, so that a test can use it.
 */

/** one package, and how to order it */
export interface PackagePick {
	skuId: number;
	priceId: number;
	apiCode: string | undefined;
	package: Package;
}

/** Where the odd packages are sold: alpha-2, and what is odd about them. */
const ODD_PACKAGES = {
	/** nothing odd: fixed, renewable, starts on activation (skuId 45, priceId 441) */
	plain: ['JP', { flows: 5, unit: 'GB', days: 30 }],
	/** 1 to 30 days, with an openCardFee; `?` in the apiCode */
	daypass: ['JP', daypassSettings(1)],
	/** 3 to 60 days, with a discount that is not charged */
	daypass2: ['KR', daypassSettings(2)],
	/** a beginDate is required */
	mustDate: ['TH', { mustDate: 1 }],
	nonRenewable: ['TH', { flowType: 1 }],
	missingApiCode: ['VN', { apiCode: undefined }],
	emptyShowName: ['VN', { showName: '' }],
	/** recognizable only by showName */
	unlimited: ['US', { flows: 1, unit: 'GB', days: 10, showName: 'USA Unlimited / 10 Days' }],
	/** verifyResource answers 0, and orders are refused */
	noStock: ['GB', { flows: 3, unit: 'GB' }],
	expiring: ['GB', { expireDays: 30 }],
	/** a daypass only by hadDaypassDetail */
	daypassDetail: [
		'PACIFIC',
		{ ...daypassSettings(1), supportDaypass: 0, hadDaypassDetail: 1, flows: 2 },
	],
} satisfies Record<string, [iso2: string, settings: PackageSettings]>;

/** The names of single packages. */
export type OddPackage = keyof typeof ODD_PACKAGES | 'questionMark';

export interface Oddities extends Record<OddPackage, PackagePick> {
	physical: PackagePick & { dpId: number; iccid: string };
	/** one apiCode under two SKUs, with two price IDs and prices */
	sharedApiCode: { apiCode: string; picks: PackagePick[] };
	/** skuId with an empty list */
	noPackages: number;
	/** skuId with null in place of the list */
	nullPackages: number;
	/** skuId */
	nullNote: number;
	/** skuId whose English name is Chinese */
	chineseDisplay: number;
	/** skuId with countryCode 99xxx */
	region: number;
	/** skuId with countryCode 8 */
	numericCode: number;
}

const SHARED_API_CODE = { apiCode: '392-0-15-3-G', under: ['JP', 'JP2'] };
export const PACKAGES_NULL = 'FO';
export const PACKAGES_EMPTY = 'GL';
export const CHINESE_DISPLAY = 'MO';
export const NOTE_NULL = 'FJ';
const SMALL_CODE = 'AL';

/** The odd packages that a SKU sells. */
export function oddPackagesOf(iso2: string): [name: string, settings: PackageSettings][] {
	const odd: [string, PackageSettings][] = Object.entries(ODD_PACKAGES)
		.filter(([, [where]]) => where === iso2)
		.map(([name, [, settings]]) => [name, settings]);
	const { apiCode, under } = SHARED_API_CODE;
	if (under.includes(iso2))
		odd.push([`shared${under.indexOf(iso2)}`, { apiCode, flows: 3, days: 15 }]);
	return odd;
}

/**
 * @param named the odd packages that were made
 * @param skuIds by alpha-2
 * @param card a card of the first partner
 * @param region skuId
 */
export function nameOddities(
	named: Map<string, PackagePick>,
	skuIds: Map<string, number>,
	card: PhysicalCard,
	region: number,
): Oddities {
	const pick = (name: string) => named.get(name) as PackagePick;
	const sku = (iso2: string) => skuIds.get(iso2) as number;
	const names = Object.keys(ODD_PACKAGES) as (keyof typeof ODD_PACKAGES)[];
	const picks = Object.fromEntries(names.map((name) => [name, pick(name)]));
	return {
		...(picks as Record<(typeof names)[number], PackagePick>),
		questionMark: pick('daypass'),
		physical: { ...pick('plain'), dpId: card.dpId, iccid: card.iccid },
		sharedApiCode: {
			apiCode: SHARED_API_CODE.apiCode,
			picks: [pick('shared0'), pick('shared1')],
		},
		noPackages: sku(PACKAGES_EMPTY),
		nullPackages: sku(PACKAGES_NULL),
		nullNote: sku(NOTE_NULL),
		chineseDisplay: sku(CHINESE_DISPLAY),
		region,
		numericCode: sku(SMALL_CODE),
	};
}
