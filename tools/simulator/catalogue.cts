import { COUNTRIES } from './countries.cts';
import { cents, createPackage, plansOf, type Package, type PackageSettings } from './packages.cts';
import {
	createPartners,
	createPhysicalCards,
	type Partner,
	type PhysicalCard,
} from './partners.cts';
import { createRandom, type Random } from './random.cts';
import * as odd from './oddities.cts';
import type { Answer } from './dispatch.cts';
import type { Oddities, PackagePick } from './oddities.cts';

export interface Sku {
	skuid: number;
	/** `JP`; a word for a region */
	iso2: string;
	/** English name */
	display: string;
	displayZh: string;
	/** ISO 3166 numeric, or 99xxx */
	countryCode: number;
	/** group name, as in getSkuByGroup */
	continent: string;
	imageUrl: string;
	note: string | null;
	/** English names */
	supportCountry: string[];
	packages: Package[] | null;
}

export type Offer = { sku: Sku; package: Package };

/** What is on sale, and who distributes it. */
interface Assortment {
	skus: Sku[];
	partners: Partner[];
	oddities: Oddities;
	sku: (skuId: number | string) => Sku | undefined;
	/** never null */
	packages: (skuId: number | string) => Package[];
	offer: (skuId: string, priceId: string) => Offer | undefined;
	/** more than one if SKUs share it */
	offersByApiCode: (apiCode: string) => readonly Offer[];
	findPackage: (wanted: (pack: Package, sku: Sku) => boolean) => Offer | undefined;
	/** replies that are written once and sent often */
	replies: Map<string, Answer>;
}

export interface Catalogue extends Assortment {
	physicalCards: PhysicalCard[];
	stock: Stock;
}

/** Japan is 45, and its first package 441, as in MIOeSIM's own samples. */
const FIRST_SKU = 45;
const FIRST_PRICE = 441;
const REGIONS: [
	word: string,
	code: number,
	english: string,
	chinese: string,
	continents: string[],
][] = [
	['GLOBAL', 99001, 'Global (120+ countries)', '全球', Object.keys(COUNTRIES)],
	['EUROPE', 99002, 'Europe (40+ countries)', '欧洲', ['Europe']],
	['ASIA', 99003, 'Asia (30+ countries)', '亚洲', ['Asia']],
	['AFRICA', 99004, 'Africa', '非洲', ['Africa']],
	['LATAM', 99005, 'Latin America', '拉丁美洲', ['LatinAmerica']],
	['NORTHAM', 99006, 'North America', '北美', ['NorthAmerica']],
	['OCEANIA', 99007, 'Oceania', '大洋洲', ['Oceania']],
	['PACIFIC', 99107, 'Asia & Oceania', '亚太', ['Asia', 'Oceania']],
];

/** Further SKUs of a country: the same packages, and so the same API codes, at other prices. */
const DEARER: [iso2: string, english: string, chinese: string][] = [
	['JP', 'Japan (Docomo)', '日本Docomo'],
	['US', 'United States (T-Mobile)', '美国T-Mobile'],
	['TH', 'Thailand (AIS)', '泰国AIS'],
	['GB', 'United Kingdom (EE)', '英国EE'],
];
const DEARER_BY = 1.25;

const isDearer = ({ iso2 }: Sku) => iso2.endsWith('2');
/** The plain package's code stays unambiguous. */
const isPlain = ({ flows, days }: PackageSettings) => flows === 5 && days === 30;

/** Assortments by their seeds. */
const made: Map<number, ReturnType<typeof createAssortment>> = new Map();

/**
 * A catalogue for one simulator. Its assortment is made once and frozen: most simulators have the same.
 *
 * @param stock of every package, except the one that is out of stock; unlimited by default
 */
export function createCatalogue(seed: number, stock?: number): Catalogue {
	let kept = made.get(seed);
	if (kept === undefined) {
		made.set(seed, (kept = createAssortment(seed)));
		const { skus } = kept.assortment;
		for (const sku of skus) {
			for (const pack of sku.packages ?? []) Object.freeze(pack);
			Object.freeze(sku.packages);
			Object.freeze(sku);
		}
		Object.freeze(skus);
	}
	return withStock(kept, stock);
}

/** A catalogue with an assortment of its own, which can be changed. */
export function createOwnCatalogue(seed: number, stock?: number): Catalogue {
	return withStock(createAssortment(seed), stock);
}

function withStock(
	{ assortment, cards }: ReturnType<typeof createAssortment>,
	stock: number | undefined,
): Catalogue {
	return {
		...assortment,
		physicalCards: cards.map((card) => ({ ...card })),
		stock: new Stock(stock, assortment.oddities.noStock.priceId),
	};
}

function createAssortment(seed: number): { assortment: Assortment; cards: PhysicalCard[] } {
	const random = createRandom(seed);
	const skus = createSkus();
	const named = fill(random, skus);
	const selling = skus.filter((sku) => sku.packages?.length);
	const partners = createPartners(
		random,
		selling.map((sku) => sku.skuid),
	);
	const cards = createPhysicalCards(random, partners);
	const region = (skus.find((sku) => sku.countryCode > 99000) as Sku).skuid;
	const skuIds = new Map(skus.map((sku) => [sku.iso2, sku.skuid]));
	const oddities = odd.nameOddities(named, skuIds, cards[0], region);
	return { assortment: { skus, partners, oddities, ...lookups(skus) }, cards };
}

function createSkus(): Sku[] {
	const skus: Sku[] = [];
	const add = (
		sku: Pick<
			Sku,
			'iso2' | 'display' | 'displayZh' | 'countryCode' | 'continent' | 'supportCountry'
		>,
	) => {
		skus.push({
			...sku,
			skuid: FIRST_SKU + skus.length,
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
	for (const [iso2, display, displayZh] of DEARER) {
		const same = skus.find((sku) => sku.iso2 === iso2) as Sku;
		add({ ...same, iso2: `${iso2}2`, display, displayZh });
	}
	for (const sku of skus) if (sku.iso2 === odd.NOTE_NULL) sku.note = null;
	return skus;
}

/**
 * Fills every SKU with its packages.
 *
 * @returns the odd ones
 */
function fill(random: Random, skus: readonly Sku[]): Map<string, PackagePick> {
	const named: Map<string, PackagePick> = new Map();
	let priceId = FIRST_PRICE;
	for (const sku of skus) {
		if (sku.iso2 === odd.PACKAGES_NULL) sku.packages = null;
		if (sku.iso2 === odd.PACKAGES_EMPTY || sku.packages === null) continue;
		const make = (settings: PackageSettings) => {
			const made = createPackage(random, sku, priceId++, settings);
			if (isDearer(sku)) made.price = cents(made.price * DEARER_BY);
			sku.packages?.push(made);
			return made;
		};
		for (const [name, settings] of odd.oddPackagesOf(sku.iso2)) {
			const made = make(settings);
			const { priceid, apiCode } = made;
			named.set(name, { skuId: sku.skuid, priceId: priceid, apiCode, package: made });
		}
		const daypasses = sku.packages.map(({ supportDaypass }) => supportDaypass);
		const plans = plansOf(random).filter((plan) => !isDearer(sku) || !isPlain(plan));
		for (const plan of plans) {
			if (!plan.supportDaypass || !daypasses.includes(plan.supportDaypass)) make(plan);
		}
	}
	return named;
}

/** How many of each package are left, by priceid. */
class Stock {
	private readonly left: Map<number, number> = new Map();

	constructor(
		private readonly everywhere: number | undefined,
		private readonly emptyPriceId: number,
	) {}

	get(priceId: number): number {
		const initial = this.everywhere ?? (priceId === this.emptyPriceId ? 0 : Infinity);
		return this.left.get(priceId) ?? initial;
	}

	set(priceId: number, left: number): void {
		this.left.set(priceId, left);
	}
}

function lookups(skus: readonly Sku[]) {
	const bySkuId = new Map(skus.map((sku) => [String(sku.skuid), sku]));
	const byPrice: Map<string, Offer> = new Map();
	const byApiCode: Map<string, Offer[]> = new Map();
	for (const sku of skus) {
		for (const pack of sku.packages ?? []) {
			const offer = { sku, package: pack };
			byPrice.set(`${sku.skuid}/${pack.priceid}`, offer);
			const { apiCode } = pack;
			if (apiCode) byApiCode.set(apiCode, [...(byApiCode.get(apiCode) ?? []), offer]);
		}
	}
	return {
		sku: (skuId: number | string) => bySkuId.get(String(skuId)),
		packages: (skuId: number | string) => bySkuId.get(String(skuId))?.packages ?? [],
		offer: (skuId: string, priceId: string) => byPrice.get(`${Number(skuId)}/${Number(priceId)}`),
		offersByApiCode: (apiCode: string) => byApiCode.get(apiCode) ?? [],
		findPackage: (wanted: (pack: Package, sku: Sku) => boolean) => {
			for (const offer of byPrice.values()) {
				if (wanted(offer.package, offer.sku)) return offer;
			}
			return undefined;
		},
		replies: new Map<string, Answer>(),
	};
}
