import { COUNTRIES } from './countries.cts';
import { createPackage, plansOf } from './packages.cts';
import { createPartners, createPhysicalCards } from './partners.cts';
import { createRandom } from './random.cts';
import * as odd from './oddities.cts';

/**
 * @typedef {object} Sku
 * @property {number} skuid
 * @property {string} iso2 `JP`; regions have a word
 * @property {string} display English name
 * @property {string} displayZh
 * @property {number} countryCode ISO 3166 numeric, or 99xxx
 * @property {string} continent group, as getSkuByGroup spells it
 * @property {string} imageUrl
 * @property {string | null} note
 * @property {string[]} supportCountry English names
 * @property {import('./packages').Package[] | null} packages
 *
 * @typedef {{ sku: Sku, package: import('./packages').Package }} Offer
 *
 * @typedef {object} Catalogue
 * @property {Sku[]} skus
 * @property {import('./partners').Partner[]} partners
 * @property {import('./partners').PhysicalCard[]} physicalCards
 * @property {import('./oddities').Oddities} oddities
 * @property {Map<number, number>} stock left, by priceid
 * @property {(skuId: number | string) => Sku | undefined} sku
 * @property {(skuId: number | string) => import('./packages').Package[]} packages never null
 * @property {(skuId: string, priceId: string) => Offer | undefined} offer
 * @property {(apiCode: string) => Offer | undefined} offerByApiCode the first, where two SKUs share it
 * @property {(wanted: (pack: import('./packages').Package, sku: Sku) => boolean) => Offer | undefined}
 *   findPackage
 * @property {Map<string, Buffer>} replies written once, sent often
 * @property {() => void} changed to be called by whoever changes a SKU or a package
 */

/** Japan is 45, and its first package 441, as in MIOeSIM's own samples. */
const FIRST_SKU = 45;
const FIRST_PRICE = 441;
/** @type {[word: string, code: number, english: string, chinese: string, continents: string[]][]} */
const REGIONS = [
	['GLOBAL', 99001, 'Global (120+ countries)', '全球', Object.keys(COUNTRIES)],
	['EUROPE', 99002, 'Europe (40+ countries)', '欧洲', ['Europe']],
	['ASIA', 99003, 'Asia (30+ countries)', '亚洲', ['Asia']],
	['AFRICA', 99004, 'Africa', '非洲', ['Africa']],
	['LATAM', 99005, 'Latin America', '拉丁美洲', ['LatinAmerica']],
	['NORTHAM', 99006, 'North America', '北美', ['NorthAmerica']],
	['OCEANIA', 99007, 'Oceania', '大洋洲', ['Oceania']],
	['PACIFIC', 99107, 'Asia & Oceania', '亚太', ['Asia', 'Oceania']],
];

/**
 * @param {number} seed
 * @param {number} [stock] of every package; unlimited when left out, but for the odd one without any
 * @returns {Catalogue}
 */
export function createCatalogue(seed, stock) {
	const random = createRandom(seed);
	const skus = createSkus();
	const named = fill(random, skus);
	const selling = skus.filter((sku) => sku.packages?.length);
	const partners = createPartners(
		random,
		selling.map((sku) => sku.skuid),
	);
	const physicalCards = createPhysicalCards(random, partners);
	const region = /** @type {Sku} */ skus.find((sku) => sku.countryCode > 99000).skuid;
	const skuIds = new Map(skus.map((sku) => [sku.iso2, sku.skuid]));
	const oddities = odd.nameOddities(named, skuIds, physicalCards[0], region);
	return {
		skus,
		partners,
		physicalCards,
		oddities,
		stock: stockOf(skus, stock, oddities.noStock.priceId),
		...lookups(skus),
	};
}

/** @returns {Sku[]} */
function createSkus() {
	/** @type {Sku[]} */
	const skus = [];
	const add = (
		/** @type {Pick<Sku, 'iso2' | 'display' | 'displayZh' | 'countryCode' | 'continent'
		| 'supportCountry'>} */ sku,
	) => {
		skus.push({
			skuid: FIRST_SKU + skus.length,
			...sku,
			imageUrl: `https://img.mioesim.example/flags/${sku.countryCode}.png`,
			note: skus.length % 3 === 0 ? `${sku.display}: ID check may be needed` : null,
			packages: [],
		});
	};
	for (const [continent, countries] of Object.entries(COUNTRIES)) {
		for (const [iso2, countryCode, english, displayZh] of countries) {
			const display = iso2 === odd.CHINESE_DISPLAY ? displayZh : english;
			add({ iso2, display, displayZh, countryCode, continent, supportCountry: [english] });
		}
	}
	for (const [iso2, countryCode, display, displayZh, continents] of REGIONS) {
		const supportCountry = continents.flatMap((name) =>
			COUNTRIES[name].map(([, , english]) => english),
		);
		add({ iso2, display, displayZh, countryCode, continent: 'Common', supportCountry });
	}
	for (const sku of skus) if (sku.iso2 === odd.NOTE_NULL) sku.note = null;
	return skus;
}

/**
 * Gives every SKU its packages.
 *
 * @param {import('./random').Random} random
 * @param {readonly Sku[]} skus
 * @returns {Map<string, import('./oddities').Pick>} the odd ones
 */
function fill(random, skus) {
	/** @type {Map<string, import('./oddities').Pick>} */
	const named = new Map();
	let priceId = FIRST_PRICE;
	for (const sku of skus) {
		if (sku.iso2 === odd.PACKAGES_NULL) sku.packages = null;
		if (sku.iso2 === odd.PACKAGES_EMPTY || sku.packages === null) continue;
		const make = (/** @type {import('./packages').PackageSettings} */ settings) => {
			const made = createPackage(random, sku.iso2, sku.display, priceId++, settings);
			sku.packages?.push(made);
			return made;
		};
		for (const [name, settings] of odd.oddPackagesOf(sku.iso2)) {
			const made = make(settings);
			const { priceid, apiCode } = made;
			named.set(name, { skuId: sku.skuid, priceId: priceid, apiCode, package: made });
		}
		const taken = new Set(sku.packages.map((made) => made.apiCode));
		for (const plan of plansOf(random, sku.iso2)) {
			if (plan.apiCode === undefined || !taken.has(plan.apiCode)) make(plan);
		}
	}
	return named;
}

/**
 * @param {readonly Sku[]} skus
 * @param {number | undefined} everywhere
 * @param {number} emptyPriceId
 */
function stockOf(skus, everywhere, emptyPriceId) {
	/** @type {Map<number, number>} */
	const stock = new Map();
	for (const sku of skus) {
		for (const { priceid } of sku.packages ?? []) {
			stock.set(priceid, everywhere ?? (priceid === emptyPriceId ? 0 : Infinity));
		}
	}
	return stock;
}

/** @param {readonly Sku[]} skus */
function lookups(skus) {
	const bySkuId = new Map(skus.map((sku) => [String(sku.skuid), sku]));
	/** @type {Map<string, Offer>} */
	const byPrice = new Map();
	/** @type {Map<string, Offer>} */
	const byApiCode = new Map();
	/** @type {Map<string, Buffer>} */
	const replies = new Map();
	for (const sku of skus) {
		for (const pack of sku.packages ?? []) {
			const offer = { sku, package: pack };
			byPrice.set(`${sku.skuid}/${pack.priceid}`, offer);
			if (pack.apiCode && !byApiCode.has(pack.apiCode)) byApiCode.set(pack.apiCode, offer);
		}
	}
	return {
		sku: (/** @type {number | string} */ skuId) => bySkuId.get(String(skuId)),
		packages: (/** @type {number | string} */ skuId) => bySkuId.get(String(skuId))?.packages ?? [],
		offer: (/** @type {string} */ skuId, /** @type {string} */ priceId) =>
			byPrice.get(`${Number(skuId)}/${Number(priceId)}`),
		offerByApiCode: (/** @type {string} */ apiCode) => byApiCode.get(apiCode),
		findPackage: (
			/** @type {(pack: import('./packages').Package, sku: Sku) => boolean} */ wanted,
		) => {
			for (const offer of byPrice.values()) {
				if (wanted(offer.package, offer.sku)) return offer;
			}
			return undefined;
		},
		replies,
		changed: () => replies.clear(),
	};
}
