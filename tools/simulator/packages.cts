import type { Sku } from './catalogue.cts';
import type { Random } from './random.cts';

/** A package on sale, with the fields of getPackages. */
export interface Package {
	priceid: number;
	/** `392-0-30-5-G`: country, type, days, amount, unit; it may be missing, and SKUs may share one */
	apiCode?: string;
	/** data, per day for a daypass */
	flows: number;
	unit: 'GB' | 'MB';
	days: number;
	/** USD, per day for a daypass */
	price: number;
	/** 0 renewable, 1 not */
	flowType: 0 | 1;
	supportDaypass: 0 | 1 | 2;
	/** 1: a daypass, whatever supportDaypass says */
	hadDaypassDetail: 0 | 1;
	minDay: number;
	maxDay: number;
	mustDate: 0 | 1;
	expireDays: number;
	/** USD */
	openCardFee: number;
	/** a discount that no page explains, so the simulator applies none */
	singleDiscountDay: number;
	singleDiscount: number;
	maxDiscount: number;
	showName: string;
	premark: string;
	networkDtoList: { type: string; operator: string; nameen: string }[];
}

export type PackageSettings = Partial<Package>;

const FIXED_DAYS = [1, 3, 5, 7, 10, 15, 20, 30];
const VOLUMES: [flows: number, unit: 'GB' | 'MB'][] = [
	[500, 'MB'],
	[1, 'GB'],
	[2, 'GB'],
	[3, 'GB'],
	[5, 'GB'],
	[10, 'GB'],
	[20, 'GB'],
];
const NETWORK_TYPES = ['LTE', '5G', '3G/LTE'];
const OPERATORS = ['Softbank', 'Orange', 'Vodafone', 'Telefonica', 'Airtel', 'MTN', 'Three'];
const PREMARK =
	'APN: plus.4g<br>Starts when the SIM connects to a supported network.<br>' +
	'Can be cancelled until it is installed.<br>Hotspot: yes<br>';

/** @returns whole cents */
export const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** @param country English name, for the networks */
const networks = (random: Random, country: string) => [
	{ type: random.pick(NETWORK_TYPES), operator: random.pick(OPERATORS), nameen: country },
];

/**
 * A package without oddities: fixed plan, renewable, starts on activation.
 *
 * @param sku with the packages that it has so far
 */
export function createPackage(
	random: Random,
	{ countryCode, display, packages }: Pick<Sku, 'countryCode' | 'display' | 'packages'>,
	priceid: number,
	settings: PackageSettings,
): Package {
	const { flows = 1, unit = 'GB', days = 7 } = settings;
	const megabytes = unit === 'GB' ? flows * 1024 : flows;
	return {
		priceid,
		apiCode: freeApiCode(countryCode, settings, packages ?? []),
		flows,
		unit,
		days,
		price: cents(0.8 + megabytes / 900 + days * 0.12),
		flowType: 0,
		supportDaypass: 0,
		hadDaypassDetail: 0,
		minDay: 0,
		maxDay: 0,
		mustDate: 0,
		expireDays: 0,
		openCardFee: 0,
		singleDiscountDay: 0,
		singleDiscount: 0,
		maxDiscount: 0,
		showName: `${display} ${flows}${unit} / ${days} ${days === 1 ? 'Day' : 'Days'}`,
		premark: PREMARK,
		networkDtoList: networks(random, display),
		...settings,
	};
}

/** The first of `392-0-30-5-G`, `392-1-30-5-G`, … that is free in the SKU. A daypass has `?` for the days. */
function freeApiCode(
	country: number,
	settings: PackageSettings,
	others: readonly Package[],
): string {
	const { flows = 1, unit = 'GB', days = 7 } = settings;
	const amount = `${flows}-${unit.charAt(0)}`;
	for (let type = 0; ; type++) {
		const code = isDaypass(settings)
			? `${country}-${type}-?-${amount}-D`
			: `${country}-${type}-${days}-${amount}`;
		if (!others.some(({ apiCode }) => apiCode === code)) return code;
	}
}

export const isDaypass = ({ supportDaypass = 0, hadDaypassDetail = 0 }: PackageSettings): boolean =>
	supportDaypass !== 0 || hadDaypassDetail === 1;

export const daypassSettings = (type: 1 | 2): PackageSettings => ({
	flows: 1,
	unit: 'GB',
	days: 1,
	price: type === 1 ? 1.25 : 1.9,
	supportDaypass: type,
	minDay: type === 1 ? 1 : 3,
	maxDay: type === 1 ? 30 : 60,
	openCardFee: type === 1 ? 0.5 : 0,
	singleDiscountDay: type === 1 ? 0 : 7,
	singleDiscount: type === 1 ? 0 : 1,
	maxDiscount: type === 1 ? 0 : 10,
	showName: `1GB/Day, ${type === 1 ? '1-30' : '3-60'} days`,
});

/**
 * What a SKU sells: most fixed plans of every volume and length, and one or two daypasses.
 */
export function plansOf(random: Random): PackageSettings[] {
	const plans: PackageSettings[] = [];
	for (const [flows, unit] of VOLUMES) {
		for (const days of FIXED_DAYS) {
			if (!random.chance(0.45)) continue;
			plans.push({
				flows,
				unit,
				days,
				flowType: random.chance(0.7) ? 0 : 1,
				expireDays: random.chance(0.2) ? random.pick([30, 90, 180]) : 0,
			});
		}
	}
	if (random.chance(0.8)) plans.push(daypassSettings(1));
	if (random.chance(0.3)) plans.push(daypassSettings(2));
	return plans;
}
