import { daypassSettings } from './packages.cts';

/**
 * What MIOeSIM's catalogue holds beside the ordinary, each once at least and by name, so that a test can
 * ask for it.
 *
 * @typedef {object} PackagePick one package, and how to order it
 * @property {number} skuId
 * @property {number} priceId
 * @property {string | undefined} apiCode
 * @property {import('./packages').Package} package
 *
 * @typedef {object} Oddities
 * @property {PackagePick} plain nothing odd: fixed, renewable, starts on activation (skuId 45, priceId 441)
 * @property {PackagePick} daypass supportDaypass 1, 1 to 30 days, with an openCardFee
 * @property {PackagePick} daypass2 supportDaypass 2, 3 to 60 days
 * @property {PackagePick} mustDate a beginDate is required
 * @property {PackagePick} questionMark `?` in the apiCode (a daypass)
 * @property {PackagePick} nonRenewable flowType 1
 * @property {PackagePick} missingApiCode
 * @property {PackagePick} emptyShowName
 * @property {PackagePick} unlimited visible in showName only
 * @property {PackagePick} noStock verifyResource answers 0, orders are refused
 * @property {PackagePick} expiring expireDays 30
 * @property {PackagePick & { dpId: number, iccid: string }} physical
 * @property {{ apiCode: string, picks: PackagePick[] }} sharedApiCode one apiCode under two SKUs
 * @property {number} noPackages skuId with an empty list
 * @property {number} nullPackages skuId with null for a list
 * @property {number} nullNote skuId
 * @property {number} chineseDisplay skuId whose English name is Chinese
 * @property {number} region skuId with countryCode 99xxx
 * @property {number} numericCode skuId with countryCode 8
 */

/** Where the odd packages are sold: alpha-2, and what is odd. */
/** @type {Record<string, [iso2: string, settings: import('./packages').PackageSettings]>} */
const ODD_PACKAGES = {
	plain: ['JP', { flows: 5, unit: 'GB', days: 30 }],
	daypass: ['JP', daypassSettings('JP', 1)],
	daypass2: ['KR', daypassSettings('KR', 2)],
	mustDate: ['TH', { mustDate: 1 }],
	nonRenewable: ['TH', { flowType: 1 }],
	missingApiCode: ['VN', { apiCode: undefined }],
	emptyShowName: ['VN', { showName: '' }],
	unlimited: ['US', { flows: 1, unit: 'GB', days: 10, showName: 'USA Unlimited / 10 Days' }],
	noStock: ['GB', { flows: 3, unit: 'GB' }],
	expiring: ['GB', { expireDays: 30 }],
};
const SHARED_API_CODE = { apiCode: 'ASIA-MIX-3GB-15D', under: ['SG', 'MY'] };
export const PACKAGES_NULL = 'FO';
export const PACKAGES_EMPTY = 'GL';
export const CHINESE_DISPLAY = 'MO';
export const NOTE_NULL = 'FJ';
const SMALL_CODE = 'AL';

/**
 * The odd packages a SKU has to sell.
 *
 * @param {string} iso2
 * @returns {[name: string, settings: import('./packages').PackageSettings][]}
 */
export function oddPackagesOf(iso2) {
	/** @type {[string, import('./packages').PackageSettings][]} */
	const odd = Object.entries(ODD_PACKAGES)
		.filter(([, [where]]) => where === iso2)
		.map(([name, [, settings]]) => [name, settings]);
	const { apiCode, under } = SHARED_API_CODE;
	if (under.includes(iso2)) odd.push([`shared${iso2}`, { apiCode, flows: 3, days: 15 }]);
	return odd;
}

/**
 * @param {Map<string, PackagePick>} named the odd packages that were made
 * @param {Map<string, number>} skuIds by alpha-2
 * @param {import('./partners').PhysicalCard} card one of the first partner's
 * @param {number} region skuId
 * @returns {Oddities}
 */
export function nameOddities(named, skuIds, card, region) {
	const pick = (/** @type {string} */ name) => /** @type {PackagePick} */ named.get(name);
	const sku = (/** @type {string} */ iso2) => /** @type {number} */ skuIds.get(iso2);
	return {
		plain: pick('plain'),
		daypass: pick('daypass'),
		daypass2: pick('daypass2'),
		mustDate: pick('mustDate'),
		questionMark: pick('daypass'),
		nonRenewable: pick('nonRenewable'),
		missingApiCode: pick('missingApiCode'),
		emptyShowName: pick('emptyShowName'),
		unlimited: pick('unlimited'),
		noStock: pick('noStock'),
		expiring: pick('expiring'),
		physical: { ...pick('plain'), dpId: card.dpId, iccid: card.iccid },
		sharedApiCode: {
			apiCode: SHARED_API_CODE.apiCode,
			picks: SHARED_API_CODE.under.map((iso2) => pick(`shared${iso2}`)),
		},
		noPackages: sku(PACKAGES_EMPTY),
		nullPackages: sku(PACKAGES_NULL),
		nullNote: sku(NOTE_NULL),
		chineseDisplay: sku(CHINESE_DISPLAY),
		region,
		numericCode: sku(SMALL_CODE),
	};
}
