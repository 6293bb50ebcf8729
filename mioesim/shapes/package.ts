import {
	dollars,
	firstList,
	flag,
	number,
	records,
	text,
	texts,
	told,
	type JsonRecord,
} from '../values';
import { dataSize, isUnlimited } from './planSize';
import { countryOf, type Country } from './places';

/** A data plan for sale. */
export interface Package extends Country {
	skuId: string | null;
	/** Destination, in English. */
	destination: string | null;
	priceId: number | null;
	/** Unique within its destination only; some packages have none. */
	apiCode: string | null;
	name: string | null;
	/** Size of the data plan, e.g. `1 GB`; per day for a daypass. */
	data: string | null;
	/** The name says that data is unlimited. */
	isUnlimited: boolean;
	days: number | null;
	/** US dollars: per day for a daypass, else for the whole plan. Null for 0 and for other currencies. */
	price: number | null;
	/** US dollars for one card with the whole plan; null for a daypass, which has a price per day. */
	pricePerCard: number | null;
	/** US dollars for one card and day of a daypass; null for any other plan. */
	pricePerDay: number | null;
	/** US dollars per card, charged once, added to the price: 0 if none is told, null if it is unreadable. */
	cardFee: number | null;
	/**
	 * The discount rule of a daypass. MIOeSIM doesn't explain it, so it is passed on unchanged and not used
	 * in calculations.
	 */
	singleDiscountDay: number | null;
	singleDiscount: number | null;
	maxDiscount: number | null;
	isDaypass: boolean;
	minDays: number | null;
	/** Null for no limit. */
	maxDays: number | null;
	/** An order must specify when the plan starts. */
	startDateRequired: boolean;
	/** Null when the API doesn't say. */
	renewable: boolean | null;
	/**
	 * `expireDays`: the plan ends this many days after the SIM was activated, even if unused; null: it
	 * starts when the SIM is activated.
	 */
	validDaysAfterActivation: number | null;
	networks: string[];
	supportedCountries: string[];
	/** Image of the destination. */
	imageUrl: string | null;
	/** APN, activation and cancellation rules, as plain text. */
	notes: string | null;
}

function plainText(html: string | null): string | null {
	if (html === null) return null;
	return html.replace(/<br\s{0,20}\/?>/gi, '\n').trim() || null;
}

function networkOf(network: JsonRecord): string {
	return [text(network.operator), text(network.type)].filter(Boolean).join(' ');
}

/**
 * The packages of one or several destinations: the reply of getPackages, of getDpSkuSupportPackageInfo
 * (with other names for the lists) and of getIccidSupportPackageInfo (one object or an array).
 */
export function packagesOf(data: unknown): Package[] {
	return records(data).flatMap((destination) =>
		firstList(destination, 'esimPackageDtoList', 'esimPackageVoList').map((row) =>
			packageOf(destination, row),
		),
	);
}

/** Sold by the day: rows use one of two fields for it (docs/api.md, section 5). */
function sellsDays({ supportDaypass, hadDaypassDetail }: JsonRecord): boolean {
	return (
		(number(supportDaypass) ?? 0) > 0 ||
		[supportDaypass, hadDaypassDetail].some((said) => flag(said) === true) ||
		(number(hadDaypassDetail) ?? 0) > 0
	);
}

function packageOf(destination: JsonRecord, row: JsonRecord): Package {
	const isDaypass = sellsDays(row);
	const price = dollars(row.price) || null;
	const isOnce = flag(row.flowType);
	const expireDays = number(row.expireDays);
	return {
		skuId: told(destination, 'skuid', 'skuId'),
		destination: text(destination.displayEn) ?? text(destination.display),
		...countryOf(destination.countrycode ?? destination.countryCode),
		priceId: number(told(row, 'priceid', 'priceId')),
		apiCode: told(row, 'apiCode'),
		name: text(row.showName),
		data: dataSize(row.flows, row.unit),
		isUnlimited: isUnlimited(row.showName),
		days: number(row.days) || null,
		price,
		pricePerCard: isDaypass ? null : price,
		pricePerDay: isDaypass ? price : null,
		cardFee: text(row.openCardFee) === null ? 0 : dollars(row.openCardFee),
		singleDiscountDay: number(row.singleDiscountDay),
		singleDiscount: number(row.singleDiscount),
		maxDiscount: number(row.maxDiscount),
		isDaypass,
		minDays: number(row.minDay) || null,
		maxDays: number(row.maxDay) || null,
		startDateRequired: flag(row.mustDate) === true,
		renewable: isOnce === null ? null : !isOnce,
		validDaysAfterActivation: expireDays === 0 ? null : expireDays,
		networks: firstList(row, 'networkDtoList', 'networkVos').map(networkOf).filter(Boolean),
		supportedCountries: texts(destination.supportCountry),
		imageUrl: text(destination.imageUrl),
		notes: plainText(text(row.premark)),
	};
}

const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** One line for a list, e.g. `1 GB · 3 days · $2.66`, plus what is special about a daypass. */
export function packageLabel(entry: Package): string {
	const { data, days, price, isDaypass, minDays, maxDays, cardFee } = entry;
	const length = isDaypass
		? `daypass, ${minDays ?? 1} to ${maxDays ?? '…'} days`
		: days === null
			? null
			: count(days, 'day');
	const cost = price === null ? null : `$${price.toFixed(2)}${isDaypass ? ' a day' : ''}`;
	const fee = cardFee ? `$${cardFee.toFixed(2)} card fee` : null;
	return [entry.isUnlimited ? 'Unlimited' : data, length, cost, fee].filter(Boolean).join(' · ');
}
